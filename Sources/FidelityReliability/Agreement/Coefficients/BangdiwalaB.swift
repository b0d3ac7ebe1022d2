import FidelityData

/// Bangdiwala's B of two raters: sum_k n_kk^2 / sum_k n_k. n_.k, the shaded share of the agreement chart.
///
/// Weighted: the rectangle of category k grows with the counts within j steps of the diagonal, S_kj = (sum of n_k.
/// within j steps of k) (sum of n_.k within j steps of k), and B = sum_k sum_j w_j (S_kj - S_k,j-1) / sum_k n_k. n_.k,
/// w_j the weight of two categories j steps apart. Identity weights give B itself. Weights that are no function of the
/// number of steps (ratio, bipolar, unequal spacing) have the status `undefined-weights`. R's `vcd::agreementplot`
/// takes the weights 1 and 1 - 1/(q - 1)^2 unless told otherwise and ignores cells two steps away; all steps count
/// here.
///
/// Units that both rated. Raters who share no category have the status `too-few-categories`; one category used by both
/// gives 1. O(q^2).
/// References: Bangdiwala (1985), Bulletin of the International Statistical Institute, 45th session, 307-308;
/// Munoz & Bangdiwala (1997), Journal of Applied Statistics 24, 105-112. Validation: `datasets/gwet-abstractors-3x3`,
/// `datasets/westlund-kurland-1953`.
struct BangdiwalaB: WeightedFormula {
  static let name = "bangdiwala-b"
  static let words = CoefficientWords(
    formula:
      "the area of the squares of agreement over that of the rectangles of the margins in the agreement chart of "
      + "two raters (with weights: steps of partial agreement around the squares count in part)",
    chance: "not taken into account but by the size of the rectangles, which the margins limit",
    reference: "Bangdiwala & Shankar (2013), BMC Medical Research Methodology 13, 97")

  let weights: AgreementWeights

  var needs: AgreementNeeds { AgreementNeeds(exactlyTwoRaters: true, crossTables: true) }
  var conventions: [AgreementConvention] { [.irrCACTable] }

  func obstacle(_ context: AgreementContext) -> Status? {
    context.stepWeights(weights) == nil ? .undefinedWeights : nil
  }

  func undefinedStatus(
    _ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext
  ) -> Status { layout.statusWithoutCommonCategory(totals, context) }

  func value(_ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext) -> Double {
    guard let table = layout.crossTable(totals, context), let steps = context.stepWeights(weights) else { return .nan }
    let (shaded, whole) = Self.areas(table, steps)
    return whole > 0 ? shaded / whole : .nan
  }

  func addGradient(
    _ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext, to gradient: inout [Double]
  ) {
    guard let start = layout.crossTables, let table = layout.crossTable(totals, context),
      let steps = context.stepWeights(weights)
    else { return }
    let (shaded, whole) = Self.areas(table, steps)
    let count = table.categoryCount
    // How the shaded area moves with one more unit in a row, or a column, of category k at least j steps away.
    var (byRow, byColumn) = ([Double](repeating: 0, count: count * count), [Double](repeating: 0, count: count * count))
    for category in 0..<count {
      let bands = Self.bands(table, category)
      var (row, column) = (0.0, 0.0)
      for step in steps.indices.reversed() {
        let weight = steps[step] - (step + 1 < steps.count ? steps[step + 1] : 0)
        row += weight * bands[step].column
        column += weight * bands[step].row
        byRow[category * count + step] = row
        byColumn[category * count + step] = column
      }
    }
    for row in 0..<count {
      for column in 0..<count {
        let step = abs(row - column)
        let moved = byRow[row * count + step] + byColumn[column * count + step]
        let wholeMoved = table.columns[row] + table.rows[column]
        gradient[start + row * count + column] += (moved - shaded / whole * wholeMoved) / whole
      }
    }
  }

  /// The counts in the row and in the column of a category within 0, 1, ... steps of it.
  private static func bands(_ table: CrossTable, _ category: Int) -> [(row: Double, column: Double)] {
    let count = table.categoryCount
    var (row, column) = (0.0, 0.0)
    return (0..<count).map { step in
      for other in Set([category - step, category + step]) where (0..<count).contains(other) {
        row += table.cells[category * count + other]
        column += table.cells[other * count + category]
      }
      return (row, column)
    }
  }

  private static func areas(_ table: CrossTable, _ steps: [Double]) -> (shaded: Double, whole: Double) {
    var (shaded, whole) = (0.0, 0.0)
    for category in 0..<table.categoryCount {
      var inner = 0.0
      for (step, band) in bands(table, category).enumerated() {
        let area = band.row * band.column
        shaded += steps[step] * (area - inner)
        inner = area
      }
      whole += table.rows[category] * table.columns[category]
    }
    return (shaded, whole)
  }
}

extension AgreementCoefficient {
  /// Bangdiwala's B for exactly two raters.
  public static func bangdiwalaB(_ weights: AgreementWeights) -> AgreementCoefficient {
    AgreementCoefficient(BangdiwalaB(weights: weights))
  }
}

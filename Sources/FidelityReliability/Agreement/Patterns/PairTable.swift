/// The cross table of two raters among the totals, over the units that both rated: rows are the first rater's categories.
struct PairTable {
  let cells: [Double]
  let count: Int
  let size: Double
  /// The first rater's counts by category.
  let rows: [Double]
  /// The second rater's.
  let columns: [Double]

  /// The table whose cells begin at `start` among the totals.
  init(_ totals: Span<Double>, at start: Int, categoryCount count: Int) {
    let cells = (0..<count * count).map { totals[start + $0] }
    var rows = [Double](repeating: 0, count: count)
    var columns = rows
    for row in 0..<count {
      for column in 0..<count {
        rows[row] += cells[row * count + column]
        columns[column] += cells[row * count + column]
      }
    }
    self.cells = cells
    self.count = count
    self.rows = rows
    self.columns = columns
    size = rows.reduce(0, +)
  }

  /// Agreement under these weights, observed and by chance, as counts out of `size` and `size` squared.
  func agreement(_ weights: [Double]) -> (observed: Double, chance: Double) {
    var observed = 0.0
    var chance = 0.0
    for row in 0..<count {
      for column in 0..<count {
        let place = row * count + column
        observed += weights[place] * cells[place]
        chance += weights[place] * rows[row] * columns[column]
      }
    }
    return (observed / size, chance / (size * size))
  }

  /// Cohen's kappa under these weights; NaN where 0/0.
  func kappa(_ weights: [Double]) -> Double {
    let (observed, chance) = agreement(weights)
    // Not above 1e-14 where there are no common units either (NaN).
    return 1 - chance >= 1e-14 ? (observed - chance) / (1 - chance) : .nan
  }

  /// Adds `factor` times the derivatives of kappa with respect to the cells, which begin at `start`.
  func addKappaGradient(_ weights: [Double], factor: Double, at start: Int, to gradient: inout [Double]) {
    let (observed, chance) = agreement(weights)
    let kappa = (observed - chance) / (1 - chance)
    var byRow = [Double](repeating: 0, count: count)
    var byColumn = byRow
    for row in 0..<count {
      for column in 0..<count {
        byRow[row] += weights[row * count + column] * columns[column] / size
        byColumn[column] += weights[row * count + column] * rows[row] / size
      }
    }
    let scale = factor / (size * (1 - chance))
    for row in 0..<count {
      for column in 0..<count {
        let place = row * count + column
        gradient[start + place] +=
          scale * (weights[place] - observed - (1 - kappa) * (byRow[row] + byColumn[column] - 2 * chance))
      }
    }
  }

  /// Whether some category was used by both raters.
  var hasCommonCategory: Bool { zip(rows, columns).contains { $0 > 0 && $1 > 0 } }
}

extension AgreementFeatureLayout {
  /// The cross table of the two raters of a group.
  func crossTable(_ totals: Span<Double>, _ context: AgreementContext) -> PairTable? {
    crossTables.map { PairTable(totals, at: $0, categoryCount: context.categoryCount) }
  }
}

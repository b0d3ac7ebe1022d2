import FidelityComponents
import FidelityData
import FidelityMeasurement

/// Intraclass correlations of the raters of a scan.
///
/// Tables: `icc`, one row per group and quantity; `icc-pairs` where it is asked for.
struct IntraclassState: RatingsState {
  private let options: IntraclassAnalysis
  var ratings: CollectedRatings
  private let forms: [IntraclassCorrelation]

  static let columns: EstimateColumns = [
    .term, .form, .interval, .numeratorDegreesOfFreedom, .test, .unitCount, .raterCount, .observationCount, .method,
    .note,
  ]

  init(_ options: IntraclassAnalysis, _ table: inout StudyTable) throws(DataError) {
    self.options = options
    do throws(OptionFault) {
      forms = try options.chosenForms
    } catch {
      throw error.usage(of: IntraclassAnalysis.name)
    }
    if let score = options.score { try table.rate(score) }
    ratings = try CollectedRatings(
      RatingsDescription(
        analysis: IntraclassAnalysis.name, by: options.by.names, scale: .interval, needsUnits: false),
      &table)
  }

  mutating func finish(_ context: StudyContext) throws(DataError) -> AnalysisOutcome {
    let arranged = try ratings.arrange(context)
    let groups = arranged.groups
    let (options, forms) = (options, forms)
    let pieces = Self.pieces(groups.count)
    let tables = WorkerThreads.map(pieces.count) { piece in
      var quantiles = IntraclassQuantiles(level: options.level)
      var table = EstimateTable(Self.columns)
      for place in pieces[piece] {
        let moments = CrossedMoments(arranged.units, group: Int(groups[place]))
        var rows = IntraclassRows(options, forms, of: moments)
        for row in rows.rows(&quantiles) { table.append(row, group: place) }
      }
      return table
    }
    var result = EstimateTable(Self.columns)
    for table in tables { result.append(table) }
    let names = arranged.names
    var outcome = AnalysisOutcome(
      tables: [StudyResultTable(IntraclassAnalysis.name, result.table(groups: names.groupColumns(groups)))],
      warnings: arranged.warnings)
    if options.pairs { outcome.tables.append(try pairs(arranged, context)) }
    return outcome
  }

  /// Some groups for each piece of work.
  private static func pieces(_ count: Int) -> [Range<Int>] {
    let size = max(1, min(512, count / (4 * WorkerThreads.count)))
    return stride(from: 0, to: count, by: size).map { $0..<min($0 + size, count) }
  }

  // MARK: - Pairs

  /// So many pairs take seconds and a gigabyte.
  private static let mostPairs = 100_000

  private func pairs(
    _ arranged: ArrangedRatings, _ context: StudyContext
  ) throws(DataError) -> StudyResultTable {
    var (table, quantiles) = (EstimateTable(Self.columns), IntraclassQuantiles(level: options.level))
    let labels = arranged.names.raterLabels
    var count = 0
    for (place, group) in arranged.groups.enumerated() {
      let pairs = PairwiseMoments(arranged.units, group: Int(group), most: Self.mostPairs - count)
      guard let pairs else {
        throw DataError(
          .unusable(reason: "there are more than \(Self.mostPairs) pairs of raters"), file: context.firstFile,
          remedy: .options("select some raters with `where`, or leave out `pairs`"))
      }
      count += pairs.sums.count
      for (pair, moments) in pairs.sums {
        var rows = IntraclassRows(options, forms, of: moments)
        for var row in rows.correlations(&quantiles) {
          row.term = "\(labels[Int(pair.first)]) - \(labels[Int(pair.second)])"
          table.append(row, group: place)
        }
      }
    }
    return StudyResultTable("icc-pairs", table.table(groups: arranged.names.groupColumns(arranged.groups)))
  }
}

/// The sums of every pair of raters that have a unit in common.
private struct PairwiseMoments {
  struct Pair: Hashable, Comparable {
    let first: UInt32
    let second: UInt32

    static func < (a: Self, b: Self) -> Bool { (a.first, a.second) < (b.first, b.second) }
  }

  /// In the order of the raters.
  private(set) var sums: [(Pair, CrossedMoments)] = []

  /// Nil where there are more pairs than `most`.
  init?(_ units: CountedUnits, group: Int, most: Int) {
    var known: [Pair: CrossedMoments] = [:]
    let order: [UInt32] = [0, 1]
    units.forEachUnit(ofGroup: group) { raters, values, multiplicity in
      guard known.count <= most else { return }
      for first in raters.indices {
        for second in first + 1..<max(first + 1, raters.count) {
          let isAscending = raters[first] < raters[second]
          let pair = Pair(
            first: min(raters[first], raters[second]), second: max(raters[first], raters[second]))
          let both = isAscending ? [values[first], values[second]] : [values[second], values[first]]
          known[pair, default: CrossedMoments(raterCount: 2)].add(
            raters: order.span, values: both.span, multiplicity: multiplicity)
        }
      }
    }
    guard known.count <= most else { return nil }
    sums = known.sorted { $0.key < $1.key }
  }
}

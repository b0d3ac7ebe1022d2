import Dispatch
import Fidelity
import FidelityFiles
import Synchronization

/// Intraclass correlations of ratings in memory, computed as the command `icc` does it.
enum IntraclassJob: String {
  /// All ten forms with limits and tests of complete ratings.
  case forms = "icc-forms"
  /// Variance components of ratings of which some are missing, by restricted maximum likelihood; then their profile
  /// limits.
  case likelihood = "icc-reml"
  /// All ten forms of each of many small groups of complete ratings, as rows of a table.
  case groups = "icc-groups"

  /// Does the job some times; the figures are those of the last.
  func run(_ path: String, passes: Int) throws -> JobReport {
    switch self {
    case .forms, .likelihood: return try run(RatingColumns(contentsOf: path), passes: passes)
    case .groups: return try run(GroupedRatings(contentsOf: path), passes: passes)
    }
  }

  private func run(_ ratings: RatingColumns, passes: Int) -> JobReport {
    let clock = ContinuousClock()
    var report = JobReport()
    for start in Passes(most: passes) {
      let moments = CrossedMoments(raterMajor: ratings.values, raterCount: ratings.raterCount)
      if self == .forms {
        report.figures = Self.figures(moments)
        report.seconds.append((clock.now - start) / .seconds(1))
      } else {
        let fit = moments.fit()
        report.seconds.append((clock.now - start) / .seconds(1))
        report.figures = Self.figures(fit)
        let limits = clock.measure { for component in fit.components { _ = fit.profileInterval(component.term) } }
        report.limits.append(limits / .seconds(1))
      }
    }
    return report
  }

  private static func figures(_ moments: CrossedMoments) -> [String: [Double?]] {
    let anova = TwoWayAnova(moments)
    var quantiles = IntraclassQuantiles(level: 0.95)
    var figures: [String: [Double?]] = [:]
    for row in IntraclassCorrelation.estimates(IntraclassCorrelation.all, anova, &quantiles) {
      let name = row.form ?? ""
      let parts = [
        ("", row.estimate), (" lower", row.lower), (" upper", row.upper), (" F", row.statistic), (" p", row.pValue),
      ]
      for (part, value) in parts { figures[name + part] = [value, nil] }
    }
    for line in [anova.units, anova.raters, anova.residual] {
      figures["mean square \(line.term)"] = [line.meanSquare, nil]
    }
    return figures
  }

  private static func figures(_ fit: ComponentFit) -> [String: [Double?]] {
    var figures: [String: [Double?]] = ["criterion": [fit.criterion, nil]]
    for component in fit.components { figures["variance \(component.term)"] = [component.raw, nil] }
    return figures
  }

  private func run(_ ratings: GroupedRatings, passes: Int) -> JobReport {
    let clock = ContinuousClock()
    var report = JobReport()
    for start in Passes(most: passes) {
      let rowCount = ratings.rows()
      report.seconds.append((clock.now - start) / .seconds(1))
      report.figures = ["rows": [Double(rowCount), nil]]
    }
    return report
  }
}

/// Complete or incomplete ratings in memory, rater after rater; NaN is missing.
private struct RatingColumns {
  let raterCount: Int
  let values: [Double]

  /// Reads a table with a unit a row and a rater a column.
  init(contentsOf path: String) throws {
    let file = try TableFile(path)
    var columns = file.columnNames.map { _ in [Double]() }
    var scan = try TableScan([file], file.columnNames.map { ColumnRequest($0, .number) })
    while let batch = try scan.next() {
      for place in columns.indices {
        batch.numbers(place).withSpan { for row in $0.indices { columns[place].append($0[row]) } }
      }
    }
    raterCount = columns.count
    values = columns.flatMap(\.self)
  }
}

/// Groups of as many units and raters each, the ratings of a unit side by side, in the order of the file.
private struct GroupedRatings {
  private static let unitCount = 20
  private static let raterCount = 3
  /// So many groups are a piece of work.
  private static let pieceSize = 512
  private var values: [Double] = []

  init(contentsOf path: String) throws {
    var scan = try TableScan([try TableFile(path)], [ColumnRequest("value", .number)])
    while let batch = try scan.next() {
      batch.numbers(0).withSpan { for row in $0.indices { values.append($0[row]) } }
    }
  }

  /// Makes the rows of all groups; returns how many there are.
  func rows() -> Int {
    let size = Self.unitCount * Self.raterCount
    let groupCount = values.count / size
    let raters = (0..<UInt32(Self.raterCount)).map { $0 }
    let rowCount = Mutex(0)
    DispatchQueue.concurrentPerform(iterations: (groupCount + Self.pieceSize - 1) / Self.pieceSize) { piece in
      var (table, quantiles) = (EstimateTable(), IntraclassQuantiles(level: 0.95))
      for group in piece * Self.pieceSize..<min((piece + 1) * Self.pieceSize, groupCount) {
        var moments = CrossedMoments(raterCount: Self.raterCount)
        for start in stride(from: group * size, to: (group + 1) * size, by: Self.raterCount) {
          moments.add(raters: raters.span, values: values.span.extracting(start..<start + Self.raterCount))
        }
        let anova = TwoWayAnova(moments)
        for row in IntraclassCorrelation.estimates(IntraclassCorrelation.all, anova, &quantiles) {
          table.append(row, group: group)
        }
      }
      rowCount.withLock { $0 += table.rowCount }
    }
    return rowCount.withLock { $0 }
  }
}

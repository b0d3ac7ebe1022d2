import Fidelity
import FidelityFiles

/// Regressions of columns in memory whose errors respect clusters, or with absorbed effects.
enum RegressionJob: String {
  case clusteredCR1 = "clustered-cr1"
  case clusteredCR2 = "clustered-cr2"
  case absorbedEffects = "absorbed-effects"

  /// Reads the columns `x1`, `x2`, `y` and those of the codes, then does the job some times; the figures are those of
  /// the last.
  func run(_ path: String, passes: Int) throws -> JobReport {
    let data = try RegressionColumns(path, codes: self == .absorbedEffects ? ["site", "occasion"] : ["cluster"])
    let clock = ContinuousClock()
    var report = JobReport()
    for start in Passes(most: passes) {
      let rows = try estimates(data)
      report.seconds.append((clock.now - start) / .seconds(1))
      report.figures = [:]
      for row in rows where row.quantity == "regression-coefficient" {
        guard let term = row.term else { continue }
        report.figures[term] = [row.estimate, row.standardError]
        report.figures["\(term) degrees of freedom"] = [row.degreesOfFreedom, nil]
      }
    }
    return report
  }

  private func estimates(_ data: RegressionColumns) throws -> [Estimate] {
    switch self {
    case .clusteredCR1, .clusteredCR2:
      var sums = GroupedCrossProducts(width: 3)
      let clusters = data.codes[0]
      sums.add(groups: clusters.span, columns: data.columns)
      let fit = ClusteredRegression(
        sums, predictors: ["x1", "x2"], correction: self == .clusteredCR1 ? .cr1s : .cr2)
      return fit.estimates()
    case .absorbedEffects:
      let fit = try AbsorbedRegression(
        outcome: data.columns[2], predictors: [("x1", data.columns[0]), ("x2", data.columns[1])], effects: data.codes)
      return fit.estimates()
    }
  }
}

/// Columns in memory: codes of levels, and numbers.
private struct RegressionColumns {
  private(set) var codes: [[UInt32]]
  private(set) var columns: [[Double]]

  init(_ path: String, codes names: [String]) throws {
    let numbers = ["x1", "x2", "y"]
    codes = names.map { _ in [] }
    columns = numbers.map { _ in [] }
    var scan = try TableScan([try TableFile(path)], (names + numbers).map { ColumnRequest($0, .number) })
    while let batch = try scan.next() {
      for place in names.indices {
        batch.numbers(place).withSpan { column in
          for row in column.indices { codes[place].append(UInt32(column[row])) }
        }
      }
      for place in numbers.indices {
        batch.numbers(names.count + place).withSpan { column in
          for row in column.indices { columns[place].append(column[row]) }
        }
      }
    }
  }
}

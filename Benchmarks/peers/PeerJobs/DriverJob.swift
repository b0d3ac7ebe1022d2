import Fidelity
import FidelityFiles

/// Jobs of the Implementation Drivers: necessary condition analysis in memory, and what of their commands is reading.
enum DriverJob: String {
  /// Both ceilings and 10,000 permutations, of the columns `x` and `y`.
  case necessity = "nca"
  case readCoachingLog = "read-coaching-log"
  case readBarriers = "read-barriers"

  func run(_ path: String, passes: Int) throws -> JobReport {
    switch self {
    case .necessity: try necessity(path, passes)
    case .readCoachingLog: try read(path, .coachingLog, passes)
    case .readBarriers: try read(path, .barriers, passes)
    }
  }

  /// The clock runs from the columns to effect sizes and p values.
  private func necessity(_ path: String, _ passes: Int) throws -> JobReport {
    let columns = try Self.columns(path, ["x", "y"])
    let clock = ContinuousClock()
    var report = JobReport()
    for start in Passes(most: passes) {
      let condition = NecessaryCondition(x: columns[0], y: columns[1])
      let test = condition.permutationTest(permutations: 10_000, seed: 7)
      report.seconds.append((clock.now - start) / .seconds(1))
      for ceiling in NecessaryCondition.Ceiling.allCases {
        report.figures["effect size \(ceiling.rawValue)"] = [condition.effectSize(ceiling), nil]
        report.figures["p \(ceiling.rawValue)"] = [test?.pValue(ceiling), nil]
      }
    }
    return report
  }

  /// Scans all columns as the command does: numbers as such, all others as keys.
  private func read(_ path: String, _ role: DriverRole, _ passes: Int) throws -> JobReport {
    let clock = ContinuousClock()
    var report = JobReport()
    for start in Passes(most: passes) {
      let file = try TableFile(path)
      let requests = file.columnNames.map { name in
        if case .number = role.columns.first(where: { $0.name == name })?.kind { return ColumnRequest(name, .number) }
        return ColumnRequest(name, .key)
      }
      var scan = try TableScan([file], requests)
      while try scan.next() != nil {}
      report.seconds.append((clock.now - start) / .seconds(1))
      report.figures = ["rows": [Double(scan.rowCount), nil]]
    }
    return report
  }

  private static func columns(_ path: String, _ names: [String]) throws -> [[Double]] {
    var columns = names.map { _ in [Double]() }
    var scan = try TableScan([try TableFile(path)], names.map { ColumnRequest($0, .number) })
    while let batch = try scan.next() {
      for place in names.indices {
        batch.numbers(place).withSpan { column in
          for row in column.indices { columns[place].append(column[row]) }
        }
      }
    }
    return columns
  }
}

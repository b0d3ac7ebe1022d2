import Fidelity
import FidelityFiles
import Foundation

/// Jobs of the Implementation Drivers: clocks and necessary condition analysis in memory, and what of their commands is
/// reading.
enum DriverJob: String {
  /// Of the barriers of each building the curve with its limits, its median and the share still open after 30 days.
  case clocks
  /// Both ceilings and 10,000 permutations, of the columns `x` and `y`.
  case necessity = "nca"
  case readCoachingLog = "read-coaching-log"
  case readBarriers = "read-barriers"

  /// - Parameter output: for clocks.
  func run(_ path: String, output: String?, passes: Int) throws -> JobReport {
    switch self {
    case .clocks: try clocks(path, output, passes)
    case .necessity: try necessity(path, passes)
    case .readCoachingLog: try read(path, .coachingLog, passes)
    case .readBarriers: try read(path, .barriers, passes)
    }
  }

  /// 2025-12-31, in days since 1970-01-01: the end of clocks, as `jobs/drivers.py` has it.
  private static let asOf = 20_453.0

  /// The clock runs from columns in memory, buildings as numbers, to the figures of all buildings, on one thread.
  private func clocks(_ path: String, _ output: String?, _ passes: Int) throws -> JobReport {
    let (buildings, raised, resolved) = try Self.barriers(path)
    let count = (buildings.max() ?? -1) + 1
    let clock = ContinuousClock()
    var report = JobReport()
    var found: [(median: Double, survival: Double)?] = []
    for start in Passes(most: passes) {
      var limits = [ProductLimit](repeating: ProductLimit(), count: count)
      for row in buildings.indices {
        let isOver = resolved[row] <= Self.asOf
        limits[buildings[row]].add(days: (isOver ? resolved[row] : Self.asOf) - raised[row], isOver: isOver)
      }
      found = limits.map { limit in
        guard limit.count > 0 else { return nil }
        let curve = limit.curve()
        return (curve.median().estimate, curve.survival(at: 30).estimate)
      }
      report.seconds.append((clock.now - start) / .seconds(1))
    }
    if let output {
      var text = "building,median,survival\n"
      for (building, figures) in found.enumerated() {
        guard let figures else { continue }
        text += "\(building),\(figures.median.isNaN ? "" : "\(figures.median)"),\(figures.survival)\n"
      }
      try Data(text.utf8).write(to: URL(filePath: output))
    }
    return report
  }

  /// The building of each barrier, and the days on which it was raised and resolved; NaN where it is open.
  private static func barriers(_ path: String) throws -> (buildings: [Int], raised: [Double], resolved: [Double]) {
    var (buildings, raised, resolved) = ([Int](), [Double](), [Double]())
    let days = ["raised", "resolved"].map { ColumnRequest($0, .key) }
    var scan = try TableScan([try TableFile(path)], [ColumnRequest("building", .number)] + days)
    while let batch = try scan.next() {
      batch.numbers(0).withSpan { column in for row in column.indices { buildings.append(Int(column[row])) } }
      for place in 1...2 {
        let dictionary = scan.dictionaries[place]
        let numbers = (0..<dictionary.count).map { day(dictionary.label(UInt32($0))) }
        let own = batch.keys(place).withSpan { codes in
          codes.indices.map { codes[$0] == missingKey ? .nan : numbers[Int(codes[$0])] }
        }
        if place == 1 { raised += own } else { resolved += own }
      }
    }
    return (buildings, raised, resolved)
  }

  /// Days since 1970-01-01 of a date as 2025-12-31.
  private static func day(_ text: String) -> Double {
    let parts = text.split(separator: "-").compactMap { Int($0) }
    return parts.count == 3
      ? CalendarDate.day(year: parts[0], month: parts[1], day: parts[2]).map { Double($0) } ?? .nan : .nan
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

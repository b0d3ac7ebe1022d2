import Fidelity
import FidelityFiles
import Foundation
import Synchronization

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

  /// The clock runs from columns in memory, buildings as numbers, to the figures of all buildings. Each thread takes
  /// some of the buildings.
  private func clocks(_ path: String, _ output: String?, _ passes: Int) throws -> JobReport {
    let (buildings, raised, resolved) = try Self.barriers(path)
    let count = (buildings.max() ?? -1) + 1
    let clock = ContinuousClock()
    var report = JobReport()
    var found: [(median: Double, survival: Double)?] = []
    for start in Passes(most: passes) {
      let threads = ProcessInfo.processInfo.activeProcessorCount
      let size = (count + threads - 1) / threads
      let parts = Mutex([[(median: Double, survival: Double)?]](repeating: [], count: threads))
      DispatchQueue.concurrentPerform(iterations: threads) { thread in
        let own = min(count, thread * size)..<min(count, (thread + 1) * size)
        let curves = Self.curves(of: own, buildings, raised, resolved)
        parts.withLock { $0[thread] = curves }
      }
      found = parts.withLock { $0.flatMap(\.self) }
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

  /// The median and the share open after 30 days of some buildings; nil for one without barriers.
  private static func curves(
    of own: Range<Int>, _ buildings: [Int], _ raised: [Double], _ resolved: [Double]
  ) -> [(median: Double, survival: Double)?] {
    // Barriers of a building are put side by side: the clock that they run through stays near the processor.
    let first = own.lowerBound
    var starts = [Int](repeating: 0, count: own.count + 1)
    for building in buildings where own.contains(building) { starts[building - first + 1] += 1 }
    for place in starts.indices.dropFirst() { starts[place] += starts[place - 1] }
    var next = starts
    var spells = [(days: Double, isOver: Bool)](repeating: (0, false), count: starts[own.count])
    for row in buildings.indices where own.contains(buildings[row]) {
      let isOver = resolved[row] <= asOf
      spells[next[buildings[row] - first]] = ((isOver ? resolved[row] : asOf) - raised[row], isOver)
      next[buildings[row] - first] += 1
    }
    return (0..<own.count).map { place in
      let limit = ProductLimit(spells[starts[place]..<starts[place + 1]])
      guard limit.count > 0 else { return nil }
      let curve = limit.curve()
      return (curve.median().estimate, curve.survival(at: 30).estimate)
    }
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

import FidelityData
import FidelityDrivers
import FidelityTesting

/// Tables of coaching and of the data system, written as lines.
enum CoachingTestTables {
  /// - Parameter text: a header and rows, commas between cells.
  static func table(_ role: DriverRole, _ text: String) -> DriverTable {
    let lines = text.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    return table(role, header: lines[0], rows: Array(lines.dropFirst()))
  }

  static func table(_ role: DriverRole, header: [String], rows: [[String]]) -> DriverTable {
    var names: [String: NameColumn] = [:]
    var numbers: [String: [Double]] = [:]
    for (place, name) in header.enumerated() {
      let cells = rows.map { $0[place] }
      switch role.columns.first(where: { $0.name == name })?.kind {
      case .number, .flag: numbers[name] = cells.map { Double($0) ?? .nan }
      case .day: numbers[name] = cells.map(day)
      case .name, .words, nil: names[name] = NameColumn(cells)
      }
    }
    return DriverTable(role, file: "\(role.rawValue).csv", rowCount: rows.count, names: names, numbers: numbers)
  }

  /// The table of a dataset, its rows in another order where there is a seed.
  static func dataset(_ role: DriverRole, _ slug: String, _ file: String, seed: UInt64? = nil) throws -> DriverTable {
    var (header, rows) = try Datasets.rows(slug, file)
    if let seed {
      var generator = SeededGenerator(seed: seed)
      rows.shuffle(using: &generator)
    }
    header = header.map { $0.trimmingPrefix(while: \.isWhitespace).description }
    return table(role, header: header, rows: rows)
  }

  /// Days since 1970-01-01; NaN for an empty cell.
  static func day(_ text: String) -> Double {
    let parts = text.split(separator: "-").compactMap { Int($0) }
    guard parts.count == 3, let day = CalendarDate.day(year: parts[0], month: parts[1], day: parts[2]) else {
      return .nan
    }
    return Double(day)
  }

  static func rows(
    _ analysis: any DriverAnalysis.Type, _ tables: [DriverTable], _ options: DriverOptions
  ) -> [DriverRow] {
    return analysis.rows(DriverTables(tables), options)
  }

  static func find(
    _ rows: [DriverRow], _ quantity: String, term: String? = nil, form: String? = nil, unit: String? = nil
  ) -> Estimate? {
    rows.estimate(quantity, term: term, form: form, unit: unit)
  }

  /// Whether two lists of rows are the same but for rounding.
  static func areClose(_ a: [DriverRow], _ b: [DriverRow], within tolerance: Double = 1e-12) -> Bool {
    guard a.count == b.count else { return false }
    return zip(a, b).allSatisfy { a, b in
      let numbers: [KeyPath<Estimate, Double>] = [
        \.estimate, \.standardError, \.lower, \.upper, \.degreesOfFreedom, \.pValue,
      ]
      return a.estimate.quantity == b.estimate.quantity && a.estimate.term == b.estimate.term
        && a.estimate.form == b.estimate.form && a.unit == b.unit && a.estimate.status == b.estimate.status
        && numbers.allSatisfy { path in
          let (x, y) = (a.estimate[keyPath: path], b.estimate[keyPath: path])
          return x.isNaN && y.isNaN || abs(x - y) <= tolerance * max(1, abs(x))
        }
    }
  }

  /// Rows that have neither a number nor a reason for there being none.
  static func speechless(_ rows: [DriverRow]) -> [DriverRow] {
    rows.filter { $0.estimate.estimate.isNaN && $0.estimate.status == .ok || $0.estimate.estimate.isInfinite }
  }
}

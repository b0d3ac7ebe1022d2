import FidelityData
import FidelityReliability
import FidelityTesting
import Testing

/// Every figure of `datasets/raters-gold`.
@Suite("Raters against master codes and against each other: figures of other tools")
struct PublishedRaterTests {
  static let slug = "raters-gold"
  static let cases = (try? Datasets.cases(slug)) ?? []
  static let names = ["A", "B", "C", "D", "E"]
  static let gold: UInt32 = 5

  /// The raters A to E with the codes 0 to 4, the master codes as rater 5.
  static func table() throws -> RatingTable {
    let rows = try Datasets.rows(slug).rows
    var (units, raters, values) = ([String](), [String](), [Double]())
    var gold: [String: Double] = [:]
    for row in rows {
      units.append(row[0])
      raters.append(row[1])
      values.append(Double(row[2]) ?? .nan)
      gold[row[0]] = Double(row[3])
    }
    for (unit, code) in gold {
      units.append(unit)
      raters.append("master")
      values.append(code)
    }
    return try RatingTable(units: units, raters: raters, values: values)
  }

  static func rows(interval: ShareInterval) throws -> [RaterEstimate] {
    let analysis = RaterAnalysis(
      weights: [.identity, .linear, .quadratic], tolerance: 1, shareInterval: interval)
    let table = try table()
    return analysis.againstGold(gold, of: table, byCategory: true) + analysis.againstOthers(of: table, excluding: gold)
      + analysis.pairs(of: table, excluding: gold)
  }

  @Test("the figures are there")
  func figuresAreThere() { #expect(Self.cases.count >= 180) }

  private func find(_ expected: ExpectedCase) throws -> Estimate {
    let options = expected.options.mapValues(\.text)
    let rows = try Self.rows(interval: options["interval"] == "exact" ? .exact : .wilson)
    let subject: RaterEstimate.Subject
    if let pair = options["pair"] {
      let places = pair.split(separator: " - ").compactMap { Self.names.firstIndex(of: String($0)) }
      subject = .pair(UInt32(places[0]), UInt32(places[1]))
    } else {
      subject = .rater(UInt32(try #require(Self.names.firstIndex(of: options["rater"] ?? ""))))
    }
    let found = rows.filter { row in
      let form = row.estimate.form
      return row.subject == subject && row.estimate.quantity == expected.quantity
        && row.estimate.weights == options["weights"] && row.estimate.term == options["term"]
        && options["form"].map { $0 == form } ?? (form == options["against"].map { "against \($0)" })
    }
    #expect(found.count == 1)
    return try #require(found.first).estimate
  }

  @Test(arguments: cases)
  func figure(_ expected: ExpectedCase) throws {
    let found = try find(expected)
    if let status = expected.options["status"]?.text {
      #expect(found.status.rawValue == status)
      #expect(found.estimate.isNaN)
      return
    }
    #expect(found.status == .ok)
    #expect(isClose(found.estimate, try #require(expected.value), within: expected.tolerance))
    if let error = expected.standardError {
      #expect(isClose(found.standardError, error, within: expected.tolerance(of: "standard_error")))
    }
    if let interval = expected.interval {
      #expect(isClose(found.lower, interval[0], within: expected.tolerance(of: "interval")))
      #expect(isClose(found.upper, interval[1], within: expected.tolerance(of: "interval")))
    }
    if let statistic = expected.statistic {
      #expect(isClose(found.statistic, statistic, within: 1e-11))
    }
    if let pValue = expected.pValue {
      #expect(isClose(found.pValue, pValue, within: expected.tolerance(of: "p_value")))
    }
  }
}

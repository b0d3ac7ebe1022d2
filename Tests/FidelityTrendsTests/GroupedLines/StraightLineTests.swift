import FidelityData
import FidelityProbability
import FidelityTesting
import FidelityTrends
import Testing

@Suite("A line per group")
struct StraightLineTests {
  struct Site: Sendable {
    let names: [String]
    let moments: GroupedMoments

    init() throws {
      let (_, rows) = try Datasets.rows("pooled-trend-small")
      var sites = KeyDictionary()
      let codes = rows.map { sites.code(of: $0[0]) }
      var moments = GroupedMoments()
      let times = try Datasets.numbers("pooled-trend-small", "time")
      let scores = try Datasets.numbers("pooled-trend-small", "score")
      moments.add(groups: codes.span, x: times.span, y: scores.span)
      names = sites.labels
      self.moments = moments
    }
  }

  @Test(
    "Degenerate groups have a status",
    arguments: [
      ("still", Status.constantPredictor), ("one", .tooFewObservations), ("pair", .tooFewObservations),
      ("flat", .exactFit),
      ("line", .exactFit), ("wide", .ok),
    ])
  func status(_ name: String, _ status: Status) throws {
    let sites = try Site()
    let group = try #require(sites.names.firstIndex(of: name))
    #expect(GroupedTrend(predictor: "time").lines(sites.moments)[group].status == status)
  }

  @Test("NIST Norris, one group, to nine digits and more")
  func norris() throws {
    var moments = GroupedMoments()
    let (x, y) = (try Datasets.numbers("nist-norris", "x"), try Datasets.numbers("nist-norris", "y"))
    moments.add(x: x.span, y: y.span)
    let line = GroupedTrend(predictor: "x").lines(moments)[0]
    #expect(relativeError(line.intercept, -0.262323073774029) < 1e-11)
    #expect(relativeError(line.slope, 1.00211681802045) < 1e-13)
    #expect(relativeError(line.slopeError, 0.000429796848199937) < 1e-10)
    #expect(relativeError(line.interceptError, 0.232818234301152) < 1e-10)
    #expect(relativeError(line.residualDeviation, 0.884796396144373) < 1e-10)
    #expect(relativeError(line.rSquared, 0.999993745883712) < 1e-14)
  }

  @Test("Rows of a group, and of all groups by name, are those of the table")
  func namedRows() throws {
    let sites = try Site()
    let trend = GroupedTrend(predictor: "time", level: 0.9, origin: 1, unit: 2, note: "per year")
    var table = EstimateTable()
    trend.append(sites.moments, order: Array(sites.names.indices), to: &table)
    let rows = table.table(groups: [Table.Column("site", text: sites.names)])
    let named = trend.estimates(sites.moments, names: sites.names)
    #expect(named.map(\.group) == sites.names)
    #expect(named.flatMap(\.estimates).count == rows.rowCount)
    for (index, row) in named.flatMap(\.estimates).enumerated() {
      for (column, value) in [
        ("estimate", row.estimate), ("standard_error", row.standardError), ("lower", row.lower),
        ("upper", row.upper), ("statistic", row.statistic), ("p_value", row.pValue),
      ] {
        let cell = try #require(rows.numbers(column))[index]
        #expect(cell == value || (cell.isNaN && value.isNaN))
      }
    }
    for (group, entry) in named.enumerated() {
      #expect(trend.estimates(sites.moments, group: group) == entry.estimates)
      #expect(entry.estimates.map(\.term) == ["(Intercept)", "time", nil, nil])
      #expect(entry.estimates[1].estimate.isNaN || entry.estimates[1].note == "per year")
    }
    #expect(trend.estimates(sites.moments, group: 1_000).allSatisfy { $0.status == .tooFewObservations })
  }

  @Test("Origin and unit of x move the line as they should")
  func originAndUnit() throws {
    let days: [Double] = [19_000, 19_031, 19_062, 19_090, 19_121, 19_151]
    let scores = [0.61, 0.64, 0.63, 0.70, 0.74, 0.73]
    var moments = GroupedMoments()
    moments.add(x: days.span, y: scores.span)
    let plain = GroupedTrend(predictor: "time").lines(moments)[0]
    let months = GroupedTrend(predictor: "time", origin: 19_000, unit: 30.4375).lines(moments)[0]
    #expect(relativeError(months.slope, plain.slope * 30.4375) < 1e-14)
    #expect(relativeError(months.slopeError, plain.slopeError * 30.4375) < 1e-14)
    #expect(isClose(months.intercept, plain.intercept + plain.slope * 19_000, within: 1e-10))
    #expect(relativeError(months.rSquared, plain.rSquared) < 1e-14)
  }
}

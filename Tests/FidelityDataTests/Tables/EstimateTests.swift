import FidelityData
import Testing

@Suite struct EstimateTests {
  private static let fullNames = [
    "quantity", "term", "form", "weights", "metric", "estimate", "standard_error", "lower", "upper", "level",
    "numerator_degrees_of_freedom", "degrees_of_freedom", "statistic", "p_value", "n_units", "n_raters",
    "n_observations", "method", "status", "note",
  ]

  private static func full() -> Estimate {
    var row = Estimate("kappa")
    (row.term, row.form, row.weights, row.metric) = ("t", "f", "w", "m")
    (row.estimate, row.standardError, row.lower, row.upper, row.level) = (0.5, 0.1, 0.3, 0.7, 0.95)
    (row.degreesOfFreedom, row.statistic, row.pValue) = (9, 5, 0.001)
    (row.unitCount, row.raterCount, row.observationCount) = (10, 2, 20)
    (row.method, row.note) = ("bootstrap", "n")
    return row
  }

  @Test func `all columns in their order`() {
    var table = EstimateTable()
    table.append(Self.full())
    let result = table.table()
    #expect(table.rowCount == 1)
    #expect(result.columns.map(\.name) == Self.fullNames)
    let texts = ["quantity", "term", "form", "weights", "metric", "method", "status", "note"]
    #expect(texts.map { result.texts($0)?[0] } == ["kappa", "t", "f", "w", "m", "bootstrap", "ok", "n"])
    let numbers = [
      "estimate", "standard_error", "lower", "upper", "level", "degrees_of_freedom", "statistic", "p_value",
    ]
    #expect(numbers.map { result.numbers($0)?[0] } == [0.5, 0.1, 0.3, 0.7, 0.95, 9, 5, 0.001])
    #expect(["n_units", "n_raters", "n_observations"].map { result.numbers($0)?[0] } == [10, 2, 20])
  }

  @Test func `the columns are those that are declared, whatever the rows`() {
    let columns: EstimateColumns = [.interval, .unitCount, .note]
    let names = [
      "quantity", "estimate", "standard_error", "lower", "upper", "level", "degrees_of_freedom", "n_units", "status",
      "note",
    ]
    var table = EstimateTable(columns)
    #expect(table.table().columns.map(\.name) == names)
    #expect(table.table().rowCount == 0)
    var row = Estimate("alpha")
    row.status = .noVariation
    table.append(row)
    let result = table.table()
    #expect(result.columns.map(\.name) == names)
    #expect(result.texts("status") == ["no-variation"])
    #expect(result["standard_error"] == .numbers([.nan]))
    #expect(result["n_units"] == .integers([nil]))
    #expect(result.texts("note") == [nil])
    (row.lower, row.unitCount, row.note, row.status) = (0.5, 3, "n", .ok)
    var other = EstimateTable(.all)
    other.append(row)
    table.append(other)
    #expect(table.table().columns.map(\.name) == names)
    #expect(table.table()["n_units"] == .integers([nil, 3]))
  }

  @Test func `a row that uses a column that is not declared traps`() async {
    await #expect(processExitsWith: .failure) {
      var table = EstimateTable([.note])
      var row = Estimate("alpha")
      row.standardError = 0.1
      table.append(row)
    }
    await #expect(processExitsWith: .failure) {
      var table = EstimateTable([.interval])
      var row = Estimate("alpha")
      row.note = "n"
      table.append(row)
    }
  }

  @Test func `each column by itself`() {
    #expect(EstimateColumns.all.names == Self.fullNames)
    #expect(EstimateTable(.all).columns == .all)
    #expect(EstimateTable([]).table().columns.map(\.name) == ["quantity", "estimate", "status"])
    let sets: [EstimateColumns] = [
      .quantity, .term, .form, .weights, .metric, .estimate, .standardError, .lower, .upper, .level,
      .numeratorDegreesOfFreedom, .degreesOfFreedom,
      .statistic, .pValue, .unitCount, .raterCount, .observationCount, .method, .status, .note,
    ]
    #expect(sets.flatMap(\.names) == Self.fullNames)
  }

  @Test func `what a row does not use is missing`() {
    var table = EstimateTable()
    table.append(Estimate("a"))
    table.append(Self.full())
    table.append(Estimate("a"))
    let result = table.table()
    #expect(result.columns.map(\.name) == Self.fullNames)
    #expect(result.texts("term") == [nil, "t", nil])
    #expect(result.texts("quantity") == ["a", "kappa", "a"])
    #expect(result["n_raters"] == .integers([nil, 2, nil]))
    #expect(result["estimate"] == .numbers([.nan, 0.5, .nan]))
  }

  @Test func `groups come first`() {
    var table = EstimateTable()
    for group in [2, 0, 2] { table.append(Self.full(), group: group) }
    let groups = [Table.Column("site", text: ["x", "y", nil]), Table.Column("year", .integers([1, 2, 3]))]
    let result = table.table(groups: groups)
    #expect(result.columns.map(\.name) == ["site", "year"] + Self.fullNames)
    #expect(result.texts("site") == [nil, "x", nil])
    #expect(result["year"] == .integers([3, 1, 3]))
  }

  @Test func `equality takes missing numbers as equal`() {
    #expect(Estimate("a") == Estimate("a"))
    #expect(Self.full() == Self.full())
    var other = Self.full()
    other.upper = .nan
    #expect(other != Self.full())
    other = Self.full()
    other.note = nil
    #expect(other != Self.full())
    other = Self.full()
    other.raterCount = 3
    #expect(other != Self.full())
  }

  @Test func `status names are stable`() {
    let names = [
      "ok", "no-variation", "too-few-units", "too-few-raters", "too-few-observations", "too-few-clusters",
      "too-few-categories", "too-many-categories", "not-two-raters", "raters-unknown", "undefined-weights",
      "constant-predictor", "aliased", "exact-fit", "no-spread", "out-of-range", "not-numeric", "too-few-items",
      "items-missing", "singular-fit", "unbalanced", "not-converged", "no-table", "nothing-planned", "no-events",
      "not-reached", "at-ceiling", "no-corrections",
      "below-agreement-gate", "not-compensable", "nothing-required", "not-identified", "at-bound", "not-necessary",
      "not-available", "confounded",
    ]
    #expect(Status.allCases.map(\.rawValue) == names)
  }
}

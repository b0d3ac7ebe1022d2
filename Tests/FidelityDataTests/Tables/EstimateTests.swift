import FidelityData
import Testing

@Suite struct EstimateTests {
  private static let fullNames = [
    "quantity", "term", "form", "weights", "metric", "estimate", "standard_error", "lower", "upper", "level",
    "degrees_of_freedom", "statistic", "p_value", "n_units", "n_raters", "n_observations", "method", "status", "note",
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

  @Test func `columns that nobody uses are left out`() {
    var table = EstimateTable()
    var row = Estimate("alpha")
    row.status = .noVariation
    table.append(row)
    #expect(table.table().columns.map(\.name) == ["quantity", "estimate", "status"])
    #expect(table.table().texts("status") == ["no-variation"])
    #expect(EstimateTable().table().columns.map(\.name) == ["quantity", "estimate", "status"])
    #expect(EstimateTable().table().rowCount == 0)
  }

  @Test func `one use keeps a column, with the rest missing`() {
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
      "ok", "no-variation", "too-few-units", "too-few-raters", "too-few-observations", "too-few-categories",
      "too-many-categories", "not-two-raters", "undefined-weights", "constant-predictor", "aliased", "exact-fit",
      "not-numeric", "too-few-items",
    ]
    #expect(Status.allCases.map(\.rawValue) == names)
  }
}

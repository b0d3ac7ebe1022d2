import FidelityData
import FidelityTrends

/// A straight line per group.
struct LineFigures: FigureFamily {
  private static let quantities: Set = ["regression-coefficient", "residual-sd", "r-squared", "observation-count"]
  /// The columns of group, time and outcome.
  private static let columns = ["pooled-trend-small": (group: "site", time: "time", outcome: "score")]

  func computation(of figure: PublishedFigure, in dataset: PublishedDataset) throws(DataError) -> Computation? {
    guard Self.quantities.contains(figure.quantity), let columns = Self.columns[dataset.slug],
      let group = figure.options["group"], group != "all"
    else { return nil }
    let table = try dataset.table()
    var groups = KeyDictionary()
    let codes = try table.texts(columns.group).map { groups.code(of: $0) }
    guard let place = groups.labels.firstIndex(of: group) else { return .notComputed("there is no such group") }
    var moments = GroupedMoments()
    let (times, outcomes) = (try table.numbers(columns.time), try table.numbers(columns.outcome))
    moments.add(groups: codes.span, x: times.span, y: outcomes.span)
    if figure.quantity == "observation-count" {
      var computed = ComputedFigure(value: Double(moments.observationCount(place)))
      computed.status = GroupedTrend(predictor: columns.time).lines(moments)[place].status.rawValue
      return .computed(computed)
    }
    var rows = EstimateTable()
    GroupedTrend(predictor: columns.time).append(moments, order: [place], to: &rows)
    let term = figure.options["term"].map { $0 == "intercept" ? "(Intercept)" : $0 }
    return Self.row(figure.quantity, term: term, of: rows.table())
  }

  private static func row(_ quantity: String, term: String?, of table: Table) -> Computation {
    let (quantities, terms) = (table.texts("quantity") ?? [], table.texts("term") ?? [])
    guard let row = quantities.indices.first(where: { quantities[$0] == quantity && terms[$0] == term }) else {
      return .notComputed("there is no such row")
    }
    var computed = ComputedFigure()
    computed.status = table.texts("status")?[row] ?? "ok"
    for (column, field): (String, FigureField) in [
      ("estimate", .value), ("standard_error", .standardError), ("lower", .lower), ("upper", .upper),
      ("degrees_of_freedom", .degreesOfFreedom), ("statistic", .statistic), ("p_value", .pValue),
    ] {
      if let number = table.numbers(column)?[row], !number.isNaN { computed.numbers[field] = number }
    }
    return .computed(computed)
  }
}

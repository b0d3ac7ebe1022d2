import FidelityData
import FidelityDrivers

/// `drivers-data-system`: records and decisions as of 2025-01-31.
struct DataSystemExample: DriverExample {
  let slug = "drivers-data-system"
  let analysis: any DriverAnalysis.Type = DecisionSupportDataDriver.self

  func files(_ figure: PublishedFigure) -> [(file: String, role: DriverRole)] {
    [("data.csv", .dataRecords), ("decisions.csv", .dataDecisions)]
  }

  func options(_ figure: PublishedFigure) -> DriverOptions {
    var options = DriverOptions(asOf: Double(CalendarDate.day(year: 2025, month: 1, day: 31) ?? 0))
    if let days = figure.options["days"].flatMap(Double.init) { options.days = [days] }
    if let tau = figure.options["tau"].flatMap(Double.init) { options.tau = tau }
    if let limit = figure.options["limit"].flatMap(Double.init) { options.limit = limit }
    options.hasMiddleMedian = figure.options["convention"] == "middle"
    if let p = figure.options["p"].flatMap(Double.init) { options.p = p }
    return options
  }

  /// The type that is nowhere due: quality, where its records are taken out.
  private static let absent = (words: "a type that is nowhere due", type: "quality")

  func figure(_ figure: PublishedFigure) -> DriverFigure {
    let term = figure.options["term"] ?? figure.options["clock"]
    return DriverFigure(
      figure.quantity, term: term == Self.absent.words ? Self.absent.type : term, form: figure.options["form"])
  }

  func rows(_ figure: PublishedFigure, _ dataset: PublishedDataset) throws(DataError) -> [DriverRow] {
    var tables = try tables(figure, dataset)
    if figure.options["term"] == Self.absent.words, let records = tables[.dataRecords] {
      let types = records.names("type")
      tables[.dataRecords] = records.rows((0..<records.rowCount).filter { types[$0] != Self.absent.type })
    }
    return try rows(tables, options(figure))
  }
}

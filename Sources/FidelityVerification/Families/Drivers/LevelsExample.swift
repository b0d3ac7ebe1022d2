import FidelityData
import FidelityDrivers

struct LevelsExample: DriverExample {
  let slug = "drivers-levels"
  let analysis: any DriverAnalysis.Type = LevelsDriver.self

  func files(_ figure: PublishedFigure) -> [(file: String, role: DriverRole)] { [("data.csv", .fidelityAssessment)] }

  func options(_ figure: PublishedFigure) -> DriverOptions {
    var options = DriverOptions(asOf: Self.asOf)
    if let cut = figure.options["cut"].flatMap(Double.init) { options.cut = cut }
    return options
  }

  /// The classroom is the unit.
  func rows(_ figure: PublishedFigure, _ dataset: PublishedDataset) throws(DataError) -> [DriverRow] {
    var table = try DriverTable(.fidelityAssessment, try dataset.table(), file: "data.csv")
    table.join("unit", table.names("classroom"))
    return try rows(DriverTables([table]), options(figure))
  }

  func figure(_ figure: PublishedFigure) -> DriverFigure {
    let kind = ["building", "district"].first { figure.options[$0] != nil }
    return DriverFigure(
      figure.quantity, term: figure.options["term"] ?? figure.options["level"], form: figure.options["form"],
      unitKind: kind, unit: kind.flatMap { figure.options[$0] })
  }
}

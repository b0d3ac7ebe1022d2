import FidelityData
import FidelityDrivers

struct IntegrationExample: DriverExample {
  let slug = "drivers-integration"
  let analysis: any DriverAnalysis.Type = IntegratedDriver.self

  func files(_ figure: PublishedFigure) -> [(file: String, role: DriverRole)] {
    [(figure.options["table"] ?? "data.csv", .components)]
  }

  /// A profile is a table with one component, rated in shares.
  func rows(_ figure: PublishedFigure, _ dataset: PublishedDataset) throws(DataError) -> [DriverRow] {
    let file = files(figure)[0].file
    guard file == "profiles.csv" else { return try rows(try tables(figure, dataset), options(figure)) }
    let profiles = try dataset.table(file)
    let count = profiles.rowCount
    let table = DriverTable(
      .components, file: file, rowCount: count,
      names: [
        "component": NameColumn(Array(repeating: "all", count: count)),
        "driver": NameColumn(try profiles.texts("driver")), "level": NameColumn(try profiles.texts("level")),
      ], numbers: ["rating": try profiles.numbers("score"), "maximum": Array(repeating: 1, count: count)])
    return try rows(DriverTables([table]), options(figure))
  }

  func figure(_ figure: PublishedFigure) -> DriverFigure {
    let component = figure.options["component"]
    let levels = figure.options["levels"].map { $0.split { ", ".contains($0) }.joined(separator: " to ") }
    return DriverFigure(
      figure.quantity, term: figure.options["term"] ?? levels, form: figure.options["form"],
      unitKind: component.map { _ in "component" }, unit: component)
  }
}

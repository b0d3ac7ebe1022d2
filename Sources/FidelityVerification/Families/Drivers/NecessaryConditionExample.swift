import FidelityData
import FidelityDrivers

/// Two columns of a table, without drivers.
struct NecessaryConditionExample: DriverExample {
  let slug = "drivers-necessary-conditions"
  let analysis: any DriverAnalysis.Type = CompensatoryDriver.self

  func files(_ figure: PublishedFigure) -> [(file: String, role: DriverRole)] { [] }

  func rows(_ figure: PublishedFigure, _ dataset: PublishedDataset) throws(DataError) -> [DriverRow] {
    let table = try dataset.table(figure.options["table"] ?? "data.csv")
    let name = figure.options["x"] ?? "x"
    let scope = (figure.options["scope"] ?? "").split { ", ".contains($0) }.compactMap { Double($0) }
    let condition = NecessaryCondition(
      x: try table.numbers(name), y: try table.numbers(figure.options["y"] ?? "y"),
      xScope: scope.count == 4 ? scope[0]...scope[1] : nil, yScope: scope.count == 4 ? scope[2]...scope[3] : nil)
    let levels = figure.options["level"].flatMap(Double.init).map { [$0] } ?? []
    let permutations = figure.quantity == "nca-permutation" ? 10_000 : 0
    return condition.estimates(term: name, levels: levels, permutations: permutations)
      .map { DriverRow(.compensatory, $0) }
  }

  func figure(_ figure: PublishedFigure) -> DriverFigure {
    var form = figure.options["ceiling"]
    if let level = figure.options["level"], let ceiling = form { form = "\(ceiling) at \(level) %" }
    return DriverFigure(figure.quantity, term: figure.options["x"] ?? "x", form: form)
  }
}

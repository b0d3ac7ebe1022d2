import FidelityData
import FidelityDrivers

struct FidelityAssessmentExample: DriverExample {
  let slug = "drivers-fidelity-assessment"
  let analysis: any DriverAnalysis.Type = FidelityAssessmentDriver.self

  func files(_ figure: PublishedFigure) -> [(file: String, role: DriverRole)] { [("data.csv", .fidelityAssessment)] }

  func options(_ figure: PublishedFigure) -> DriverOptions {
    var options = DriverOptions(asOf: Double(CalendarDate.day(year: 2025, month: 4, day: 30) ?? 0))
    options.cut = figure.options["cut"].flatMap(Double.init) ?? options.cut
    options.days = figure.options["days"].flatMap(Double.init).map { [$0] } ?? options.days
    options.tau = figure.options["tau"].flatMap(Double.init) ?? options.tau
    return options
  }

  func figure(_ figure: PublishedFigure) -> DriverFigure {
    let unit = figure.options["unit"]
    let isRatio = figure.quantity == "positive-ratio"
    return DriverFigure(
      figure.quantity, term: figure.options["term"] ?? figure.options["clock"] ?? figure.options["sources"],
      form: figure.options["form"] ?? (isRatio ? "positive to corrective" : nil),
      unitKind: unit.map { _ in "unit" }, unit: unit)
  }
}

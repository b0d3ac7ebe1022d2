import FidelityDrivers

struct EscalationExample: DriverExample {
  let slug = "drivers-escalation"
  let analysis: any DriverAnalysis.Type = SystemsInterventionsDriver.self

  func files(_ figure: PublishedFigure) -> [(file: String, role: DriverRole)] { [("data.csv", .escalations)] }

  func options(_ figure: PublishedFigure) -> DriverOptions {
    var options = DriverOptions(asOf: Self.asOf)
    options.days = figure.options["days"].flatMap(Double.init).map { [$0] } ?? options.days
    options.tau = figure.options["tau"].flatMap(Double.init) ?? options.tau
    options.hasMiddleMedian = figure.options["convention"] == "middle"
    return options
  }

  func figure(_ figure: PublishedFigure) -> DriverFigure {
    let (from, to) = (figure.options["from"], figure.options["to"])
    let pair = from.map { from in to.map { "\(from) to \($0)" } ?? from }
    let clock = figure.options["clock"].map { clock in pair.map { "\(clock), \($0)" } ?? clock }
    return DriverFigure(figure.quantity, term: clock ?? pair ?? figure.options["level"])
  }
}

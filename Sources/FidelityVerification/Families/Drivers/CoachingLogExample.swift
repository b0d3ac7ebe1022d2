import FidelityData
import FidelityDrivers

/// `drivers-coaching-log`: a plan against its log.
struct CoachingLogExample: DriverExample {
  let slug = "drivers-coaching-log"
  let analysis: any DriverAnalysis.Type = CoachingDriver.self

  func files(_ figure: PublishedFigure) -> [(file: String, role: DriverRole)] {
    [("plan.csv", .coachingPlan), ("data.csv", .coachingLog)]
  }

  func figure(_ figure: PublishedFigure) -> DriverFigure {
    let coachee = figure.options["coachee"]
    return DriverFigure(
      figure.quantity, term: figure.options["term"] ?? figure.options["clock"],
      form: figure.options["form"] ?? (figure.quantity == "coaching-adherence" ? "by cycle" : nil),
      unitKind: coachee.map { _ in "coachee" }, unit: coachee)
  }
}

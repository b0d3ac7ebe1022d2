import FidelityData
import FidelityDrivers

/// `drivers-coaching-worksheet`: administrators' commitments.
struct CoachingWorksheetExample: DriverExample {
  let slug = "drivers-coaching-worksheet"
  let analysis: any DriverAnalysis.Type = CoachingWorksheetDriver.self

  func files(_ figure: PublishedFigure) -> [(file: String, role: DriverRole)] { [("data.csv", .coachingWorksheet)] }

  func figure(_ figure: PublishedFigure) -> DriverFigure {
    let form = figure.quantity == "readiness-share" ? "in place" : nil
    return DriverFigure(figure.quantity, term: figure.options["term"], form: figure.options["form"] ?? form)
  }
}

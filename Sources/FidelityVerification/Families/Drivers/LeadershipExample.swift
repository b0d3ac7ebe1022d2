import FidelityData
import FidelityDrivers

struct LeadershipExample: DriverExample {
  let slug = "drivers-leadership"
  let analysis: any DriverAnalysis.Type = LeadershipDriver.self

  func files(_ figure: PublishedFigure) -> [(file: String, role: DriverRole)] { [("data.csv", .leadership)] }

  func figure(_ figure: PublishedFigure) -> DriverFigure {
    let leader = figure.options["leader"]
    return DriverFigure(
      figure.quantity, term: figure.options["term"], form: figure.options["form"],
      unitKind: leader.map { _ in "leader" }, unit: leader)
  }
}

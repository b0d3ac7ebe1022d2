import FidelityData
import FidelityDrivers

/// `drivers-coaching-gain`: hours and scores as columns, not as tables of a district.
struct CoachingGainExample: DriverExample {
  let slug = "drivers-coaching-gain"
  let analysis: any DriverAnalysis.Type = CoachingDriver.self

  func files(_ figure: PublishedFigure) -> [(file: String, role: DriverRole)] { [] }

  func rows(_ figure: PublishedFigure, _ dataset: PublishedDataset) throws(DataError) -> [DriverRow] {
    let table = try dataset.table()
    let gain = CoachingGain(
      coaches: NameColumn(try table.texts("coach")).codes, hours: try table.numbers("hours"),
      first: try table.numbers("first"), last: try table.numbers("last"))
    return gain.estimates().map { DriverRow(.coaching, $0) }
  }
}

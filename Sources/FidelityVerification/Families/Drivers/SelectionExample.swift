import FidelityData
import FidelityDrivers

/// Ratings of candidates with the criteria and who was hired; `revelle.csv` is one correlation with its deviations.
struct SelectionExample: DriverExample {
  let slug = "drivers-selection"
  let analysis: any DriverAnalysis.Type = SelectionDriver.self

  func files(_ figure: PublishedFigure) -> [(file: String, role: DriverRole)] {
    [
      ("data.csv", .selectionRatings), ("criteria.csv", .selectionCriteria), ("candidates.csv", .selectionCandidates),
    ]
  }

  func rows(_ figure: PublishedFigure, _ dataset: PublishedDataset) throws(DataError) -> [DriverRow] {
    guard let file = figure.options["table"] else { return try rows(try tables(figure, dataset), options(figure)) }
    let table = try dataset.table(file)
    guard let correlation = try table.numbers("r").first, let all = try table.numbers("sd_candidates").first,
      let hired = try table.numbers("sd_hired").first
    else { return [] }
    let restriction = RangeRestriction(correlation: correlation, allDeviation: all, selectedDeviation: hired)
    var (corrected, ratio) = (Estimate("selection-fidelity-correlation"), Estimate("range-ratio"))
    (corrected.form, corrected.estimate, ratio.estimate) = ("corrected", restriction.value, restriction.ratio)
    return [DriverRow(.selection, corrected), DriverRow(.selection, ratio)]
  }
}

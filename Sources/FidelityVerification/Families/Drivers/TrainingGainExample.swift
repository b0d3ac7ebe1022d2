import FidelityData
import FidelityDrivers

/// Tests before and after training; `morris.csv` has published summaries of five studies.
struct TrainingGainExample: DriverExample {
  let slug = "drivers-training-gain"
  let analysis: any DriverAnalysis.Type = TrainingDriver.self

  func files(_ figure: PublishedFigure) -> [(file: String, role: DriverRole)] { [("data.csv", .trainingScores)] }

  func options(_ figure: PublishedFigure) -> DriverOptions {
    var options = DriverOptions(asOf: Self.asOf)
    // The cut is in points of 20.
    if let cut = figure.options["cut"].flatMap(Double.init) { options.mastery = cut / 20 }
    return options
  }

  func rows(_ figure: PublishedFigure, _ dataset: PublishedDataset) throws(DataError) -> [DriverRow] {
    guard let file = figure.options["table"] else { return try rows(try tables(figure, dataset), options(figure)) }
    guard let kind = PairedEffectSize.Kind(rawValue: figure.options["form"] ?? "") else { return [] }
    let table = try dataset.table(file)
    let (before, after) = (try table.numbers("mean_before"), try table.numbers("mean_after"))
    let (deviations, deviationsAfter) = (try table.numbers("sd_before"), try table.numbers("sd_after"))
    let (counts, correlations) = (try table.numbers("n"), try table.numbers("r"))
    guard let study = try table.texts("study").firstIndex(of: figure.options["study"] ?? "") else { return [] }
    let effect = PairedEffectSize(
      count: Int(counts[study]), meanBefore: before[study], meanAfter: after[study],
      deviationBefore: deviations[study], deviationAfter: deviationsAfter[study], correlation: correlations[study])
    return [DriverRow(.training, effect.estimate(kind))]
  }
}

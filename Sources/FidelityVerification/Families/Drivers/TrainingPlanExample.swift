import FidelityData
import FidelityDrivers

/// A plan of training, its sessions and who was at them; `nothing.csv` plans 0 minutes where some are held.
struct TrainingPlanExample: DriverExample {
  let slug = "drivers-training-plan"
  let analysis: any DriverAnalysis.Type = TrainingDriver.self

  func files(_ figure: PublishedFigure) -> [(file: String, role: DriverRole)] {
    if let plan = figure.options["table"] { return [(plan, .trainingPlan)] }
    return [("plan.csv", .trainingPlan), ("sessions.csv", .trainingSessions), ("data.csv", .trainingAttendance)]
  }

  func options(_ figure: PublishedFigure) -> DriverOptions {
    var options = DriverOptions(asOf: Self.asOf)
    if let threshold = figure.options["threshold"].flatMap(Double.init) { options.threshold = threshold }
    return options
  }

  func figure(_ figure: PublishedFigure) -> DriverFigure {
    let participant = figure.options["participant"]
    var wanted = DriverFigure(
      figure.quantity, term: figure.options["term"], form: figure.options["form"],
      unitKind: participant == nil ? nil : "participant", unit: participant)
    // What is undefined is named by its quantity alone.
    if figure.expectedStatus != nil, wanted.form == nil {
      wanted.form = figure.quantity == "training-dose" ? "uncapped" : "capped"
      wanted.term = figure.quantity == "dose-received" ? "mean over participants" : nil
    }
    return wanted
  }

  func rows(_ figure: PublishedFigure, _ dataset: PublishedDataset) throws(DataError) -> [DriverRow] {
    var tables = try tables(figure, dataset)
    if figure.options["table"] != nil, let plan = tables[.trainingPlan] {
      // One session of the first component, with one participant.
      let minutes = figure.options["held"].flatMap(Double.init) ?? 30
      let session = NameColumn(["s1"])
      tables[.trainingSessions] = DriverTable(
        .trainingSessions, file: "sessions.csv", rowCount: 1,
        names: ["session": session, "component": NameColumn([plan.names("component")[0]])],
        numbers: ["minutes": [minutes]])
      tables[.trainingAttendance] = DriverTable(
        .trainingAttendance, file: "attendance.csv", rowCount: 1,
        names: ["session": session, "participant": NameColumn(["P1"])], numbers: ["minutes": [minutes]])
    }
    return try rows(tables, options(figure))
  }
}

import FidelityData
import FidelityDrivers

/// Six buildings on four drivers: composites, prices and required compensation.
struct CompensationExample: DriverExample {
  let slug = "drivers-compensation"
  let analysis: any DriverAnalysis.Type = CompensatoryDriver.self

  func files(_ figure: PublishedFigure) -> [(file: String, role: DriverRole)] {
    [("data.csv", .driverScores), ("weights.csv", .driverWeights)]
  }

  func options(_ figure: PublishedFigure) -> DriverOptions {
    func number(_ name: String) -> Double? { figure.options[name].flatMap(Double.init) }
    var options = DriverOptions(asOf: Self.asOf)
    options.p = number("p") ?? options.p
    options.target = number("target") ?? options.target
    options.alpha = number("alpha") ?? options.alpha
    options.beta = number("beta") ?? options.beta
    if let loss = figure.options["loss-in"], let by = figure.options["by"], let delta = number("delta") {
      options.requiredCompensation = [CompensationQuestion(lossIn: loss, delta: delta, by: by)]
    }
    if let of = figure.options["of"], let price = figure.options["in"] {
      // A price is told of deficits, and of what the study asks about.
      options.requiredCompensation = [CompensationQuestion(lossIn: of, delta: 0, by: price)]
    }
    return options
  }

  func figure(_ figure: PublishedFigure) -> DriverFigure {
    let options = figure.options
    var wanted = DriverFigure(
      figure.quantity, term: options["term"], form: options["form"], unitKind: "unit", unit: options["unit"])
    if let of = options["of"], let price = options["in"] { wanted.term = "\(of) in \(price)" }
    if let loss = options["loss-in"], let by = options["by"] {
      wanted.term = "\(loss) by \(by)"
      wanted.form = options["delta"].map { "delta \($0)" }
    }
    return wanted
  }
}

/// Units of several districts with scores of two drivers and an outcome: what makes up for what.
struct CompensationDetectionExample: DriverExample {
  let slug = "drivers-compensation-detection"
  let analysis: any DriverAnalysis.Type = CompensatoryDriver.self

  func files(_ figure: PublishedFigure) -> [(file: String, role: DriverRole)] { [] }

  func options(_ figure: PublishedFigure) -> DriverOptions {
    var options = DriverOptions(asOf: Self.asOf)
    options.threshold = figure.options["threshold"].flatMap(Double.init) ?? options.threshold
    options.cut = figure.options["cut"].flatMap(Double.init) ?? options.cut
    options.cluster = figure.options["cluster"]
    // Necessity is another dataset's.
    options.permutations = 0
    return options
  }

  func figure(_ figure: PublishedFigure) -> DriverFigure {
    let options = figure.options
    var wanted = DriverFigure(figure.quantity, term: options["term"], form: options["form"])
    switch figure.quantity {
    case "compensation-interaction": (wanted.term, wanted.form) = ("coaching x training", options["covariance"])
    case "compensation-cell":
      wanted.term = "coaching \(options["coaching"] ?? ""), training \(options["training"] ?? "")"
    case "compensation-flag": wanted.term = options["flag"]
    default: if let of = options["of"], let by = options["by"] { wanted.term = "\(of) by \(by)" }
    }
    return wanted
  }

  /// The dataset has a column for each driver.
  func rows(_ figure: PublishedFigure, _ dataset: PublishedDataset) throws(DataError) -> [DriverRow] {
    let table = try dataset.table()
    let (units, districts) = (try table.texts("unit"), try table.texts("district"))
    let drivers = ["training", "coaching"]
    var scores: [Double] = []
    for driver in drivers { scores += try table.numbers(driver) }
    let twice = { (texts: [String]) in NameColumn(texts + texts) }
    let scoreTable = DriverTable(
      .driverScores, file: "data.csv", rowCount: scores.count,
      names: [
        "unit": twice(units), "district": twice(districts),
        "driver": NameColumn(drivers.flatMap { Array(repeating: $0, count: units.count) }),
      ],
      numbers: ["score": scores])
    let outcomes = DriverTable(
      .driverOutcomes, file: "data.csv", rowCount: units.count,
      names: ["unit": NameColumn(units), "district": NameColumn(districts)],
      numbers: ["outcome": try table.numbers("outcome")])
    return try rows(DriverTables([scoreTable, outcomes]), options(figure))
  }
}

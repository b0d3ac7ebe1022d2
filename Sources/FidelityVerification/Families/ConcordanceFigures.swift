import FidelityComponents
import FidelityData
import FidelityMeasurement

/// Limits of agreement, concordance and correlation of numeric ratings.
struct ConcordanceFigures: FigureFamily {
  func computation(of figure: PublishedFigure, in dataset: PublishedDataset) throws(DataError) -> Computation? {
    let file = figure.options["table"] ?? "data.csv"
    switch figure.quantity {
    case let quantity where quantity.hasPrefix("bland-altman-") && figure.options["replicates"] != nil:
      return try replicated(figure, MethodTable(dataset.table(file)))
    case let quantity where quantity.hasPrefix("bland-altman-"):
      return try single(figure, MethodTable(dataset.table(file)))
    case "repeatability-sd", "within-subject-sd":
      return try repeatability(figure, MethodTable(dataset.table(file)))
    case "lin-ccc" where figure.options["raters"] != nil:
      return try ratedPair(figure, DesignTable(dataset.table(file)))
    case "pearson", "spearman", "lin-ccc", "lin-bias-correction", "lin-scale-shift", "lin-location-shift":
      return try pair(figure, MethodTable(dataset.table(file)))
    case "overall-ccc", "overall-ccc-precision", "overall-ccc-accuracy":
      let ratings = try DesignTable(dataset.table(file)).matrix()
      let moments = RaterMoments(ratings: ratings.values, raterCount: ratings.raters.count)
      return chosen(figure, OverallConcordance(moments, divisor: divisor(figure)).estimates)
    case "kendall-w":
      let ratings = try DesignTable(dataset.table(file)).matrix()
      let kendall = KendallConcordance(ratings: ratings.values, raterCount: ratings.raters.count)
      return .computed(ComputedFigure(kendall.estimate(isTieCorrected: figure.options["ties"] != "uncorrected")))
    case "finn", "finn-test": return try finn(figure, DesignTable(dataset.table(file)))
    default: return nil
    }
  }

  private func divisor(_ figure: PublishedFigure) -> LinConcordance.Divisor {
    figure.options["divisor"].flatMap(LinConcordance.Divisor.init) ?? .n
  }

  /// nil for a text, which is the normal quantile.
  private func multiplier(_ figure: PublishedFigure) -> Double? {
    guard let text = figure.options["multiplier"] else { return 1.96 }
    return Double(text)
  }

  private func interval(_ figure: PublishedFigure) -> LimitsOfAgreement.Interval? {
    let text = figure.options["interval"]
    return text?.hasPrefix("exact") == true ? .exact : text?.hasPrefix("MOVER") == true ? .mover : nil
  }

  /// The row of the figure's quantity, term or side.
  private func chosen(_ figure: PublishedFigure, _ rows: [Estimate]) -> Computation {
    let term = figure.options["term"] ?? figure.options["side"]
    let isRatio = figure.options["scale"] == "ratio"
    let quantity = isRatio ? "bland-altman-ratio" : figure.quantity
    guard let row = rows.first(where: { $0.quantity == quantity && (term == nil || $0.term == term) }) else {
      return .notComputed("there is no such row")
    }
    return .computed(ComputedFigure(row))
  }

  private func single(_ figure: PublishedFigure, _ table: MethodTable) throws(DataError) -> Computation {
    let scale: PairMoments.Scale = ["log", "ratio"].contains(figure.options["scale"] ?? "") ? .log : .raw
    let (x, y) = try table.pairs()
    if figure.quantity.hasPrefix("bland-altman-regression") {
      return chosen(figure, ProportionalBias(BlandAltmanPoint.points(x, y, scale: scale)).estimates())
    }
    let limits = LimitsOfAgreement(PairMoments(x, y, scale: scale), multiplier: multiplier(figure))
    return chosen(figure, limits.estimates(interval(figure) ?? .blandAltman))
  }

  private func replicated(_ figure: PublishedFigure, _ table: MethodTable) throws(DataError) -> Computation {
    let pairs = try table.replicated()
    let anova = pairs.differenceAnova
    let isLinked = figure.options["replicates"] == "linked"
    let isAnova =
      figure.options["method"]?.hasPrefix("linked: anova") == true || figure.options["weighting"] == "mean of pairs"
    let limits = pairs.limits(
      isLinked ? isAnova ? .linkedAnova : .linked : .notLinked, multiplier: multiplier(figure))
    guard figure.quantity == "bland-altman-variance" else {
      return chosen(figure, limits.estimates(.mover))
    }
    let within = pairs.withinDeviations
    let values: [String: Double] = [
      "differences of subject means": limits.parts[0].variance, "within x": within.x * within.x,
      "within y": within.y * within.y, "ms-between": anova.between.meanSquare, "ms-within": anova.within.meanSquare,
      "k0": anova.sizes.k0, "between": anova.components[0].raw,
    ]
    guard let value = values[figure.options["part"] ?? ""] else { return .notComputed("there is no such part") }
    return .computed(ComputedFigure(value: value))
  }

  private func repeatability(_ figure: PublishedFigure, _ table: MethodTable) throws(DataError) -> Computation {
    guard let method = figure.options["meter"] else { return .notComputed("the figure names no meter") }
    if figure.quantity == "within-subject-sd" {
      return .computed(ComputedFigure(Repeatability.withinUnits(try table.readings(of: method))))
    }
    let (first, second) = try table.readingPairs(of: method)
    return .computed(ComputedFigure(Repeatability.pairs(PairMoments(first, second))))
  }

  private func pair(_ figure: PublishedFigure, _ table: MethodTable) throws(DataError) -> Computation {
    let (x, y) = try table.pairs()
    switch figure.quantity {
    case "pearson": return .computed(ComputedFigure(PairCorrelation(PairMoments(x, y)).estimate()))
    case "spearman": return .computed(ComputedFigure(PairCorrelation(ranksOf: x, y).estimate()))
    default: return chosen(figure, LinConcordance(PairMoments(x, y), divisor: divisor(figure)).estimates())
    }
  }

  private func ratedPair(_ figure: PublishedFigure, _ table: DesignTable) throws(DataError) -> Computation {
    let ratings = try table.matrix()
    let places = (figure.options["raters"] ?? "").split(separator: "|").map {
      ratings.raters.firstIndex(of: String($0))
    }
    guard places.count == 2, let first = places[0], let second = places[1] else {
      return .notComputed("the figure names no two raters")
    }
    var moments = PairMoments()
    for start in stride(from: 0, to: ratings.values.count, by: ratings.raters.count) {
      moments.add(ratings.values[start + first], ratings.values[start + second])
    }
    return .computed(ComputedFigure(LinConcordance(moments, divisor: divisor(figure)).estimates()[0]))
  }

  private func finn(_ figure: PublishedFigure, _ table: DesignTable) throws(DataError) -> Computation {
    guard let model = FinnCoefficient.Model(rawValue: figure.options["model"] ?? ""),
      let count = figure.options["levels"].flatMap({ Int($0) })
    else { return .notComputed("the figure names no model or no number of categories") }
    let finn = FinnCoefficient(model, TwoWayAnova(try table.crossed()), categoryCount: count)
    return .computed(ComputedFigure(finn.estimate))
  }
}

/// A table of two methods: columns of their own (the last two), or rows of unit, method, replicate and value.
private struct MethodTable {
  private let table: DatasetTable

  init(_ table: DatasetTable) { self.table = table }

  private var isLong: Bool { table.names.last == "value" && table.names.count == 4 }

  private func rows() throws(DataError) -> [(unit: String, method: String, replicate: String, value: Double)] {
    let names = table.names
    let (units, methods) = (try table.texts(names[0]), try table.texts(names[1]))
    let (replicates, values) = (try table.texts(names[2]), try table.numbers(names[3]))
    return values.indices.map { (units[$0], methods[$0], replicates[$0], values[$0]) }
  }

  /// The values of both methods; of replicates the first.
  func pairs() throws(DataError) -> (x: [Double], y: [Double]) {
    guard isLong else {
      guard table.names.count > 1 else { throw table.refusal(.malformed(reason: "the table has no two methods")) }
      return (
        try table.numbers(table.names[table.names.count - 2]), try table.numbers(table.names[table.names.count - 1])
      )
    }
    var (units, first): ([String], [String: [String: Double]]) = ([], [:])
    var methods: [String] = []
    for row in try rows() {
      if !methods.contains(row.method) { methods.append(row.method) }
      if first[row.unit] == nil { units.append(row.unit) }
      if first[row.unit]?[row.method] == nil { first[row.unit, default: [:]][row.method] = row.value }
    }
    guard methods.count == 2 else { throw table.refusal(.malformed(reason: "the table has no two methods")) }
    return (units.map { first[$0]?[methods[0]] ?? .nan }, units.map { first[$0]?[methods[1]] ?? .nan })
  }

  /// Linked by unit and replicate.
  func replicated() throws(DataError) -> ReplicatedPairs {
    guard isLong else { throw table.refusal(.malformed(reason: "the table has no replicates")) }
    let rows = try rows()
    var (units, cells, methods) = (KeyDictionary(), KeyDictionary(), KeyDictionary())
    var pairs: [(unit: UInt32, x: Double, y: Double)] = []
    for row in rows {
      let cell = Int(cells.code(of: "\(row.unit)\u{1F}\(row.replicate)"))
      if cell == pairs.count { pairs.append((units.code(of: row.unit), .nan, .nan)) }
      if methods.code(of: row.method) == 0 { pairs[cell].x = row.value } else { pairs[cell].y = row.value }
    }
    var result = ReplicatedPairs()
    result.addPairs(units: pairs.map(\.unit), x: pairs.map(\.x), y: pairs.map(\.y))
    return result
  }

  /// The readings of one method, by unit.
  func readings(of method: String) throws(DataError) -> OneWayMoments {
    var units = KeyDictionary()
    let rows = try rows().filter { $0.method == method }
    let (codes, values) = (rows.map { units.code(of: $0.unit) }, rows.map(\.value))
    var moments = OneWayMoments()
    moments.add(groups: codes.span, values: values.span)
    return moments
  }

  /// First and second reading of one method.
  func readingPairs(of method: String) throws(DataError) -> (first: [Double], second: [Double]) {
    var (units, readings): ([String], [String: [Double]]) = ([], [:])
    for row in try rows() where row.method == method {
      if readings[row.unit] == nil { units.append(row.unit) }
      readings[row.unit, default: []].append(row.value)
    }
    let complete = units.compactMap { readings[$0] }.filter { $0.count > 1 }
    return (complete.map { $0[0] }, complete.map { $0[1] })
  }
}

import FidelityData
import FidelityReliability

/// Coefficients of agreement, from ratings or from a cross table of two raters.
struct AgreementFigures: FigureFamily {
  private static let quantities = Set(
    AgreementCoefficient.names + ["scott-pi", "observed-agreement", "pairable-values", "cohen-kappa-test"])

  func computation(of figure: PublishedFigure, in dataset: PublishedDataset) throws(DataError) -> Computation? {
    guard Self.quantities.contains(figure.quantity) else { return nil }
    guard figure.options["disagreement-weights"] == nil else {
      return .notComputed("weights that are given as a matrix are not computed")
    }
    guard let coefficient = coefficient(of: figure) else {
      return .notComputed("there is no such variant of \(figure.quantity)")
    }
    var analysis = AgreementAnalysis([coefficient], declaredCategories: declaredCategories(of: figure))
    if let convention = convention(of: figure) { analysis.convention = convention }
    if let resamples = figure.options["resamples"].flatMap({ Int($0) }) {
      analysis.interval = .bootstrap(
        resamples: resamples, seed: figure.options["seed"].flatMap { UInt64($0) } ?? 1)
    }
    let row = analysis.estimates(of: try ratings(of: figure, in: dataset))[0]
    switch figure.quantity {
    case "pairable-values": return .computed(ComputedFigure(value: Double(row.observationCount ?? 0)))
    case "cohen-kappa-test": return .computed(Self.test(row))
    default: break
    }
    var computed = ComputedFigure(row)
    if convention(of: figure) == nil {
      computed.leaveOut(
        [.standardError, .lower, .upper, .degreesOfFreedom, .statistic, .pValue],
        "there is no such standard error here: \(figure.options["standard-error"] ?? "")")
    }
    return .computed(computed)
  }

  /// The test of no agreement: its own standard error is the one that the statistic divides by.
  private static func test(_ row: Estimate) -> ComputedFigure {
    var computed = ComputedFigure(row)
    computed.numbers[.standardError] = row.estimate / row.statistic
    return computed
  }

  /// The convention that a figure follows; nil for a standard error that none has.
  private func convention(of figure: PublishedFigure) -> AgreementConvention? {
    if let name = figure.options["convention"] { return AgreementConvention(rawValue: name) }
    if figure.options["variance-divisor"] == "n" { return .irrCACTable }
    switch figure.options["standard-error"] {
    case nil: return .fidelity
    case "asymptotic", "asymptotic under H0": return .sas
    case "null, Fleiss-Nee-Landis 1979": return .spss
    case let error?: return error.hasPrefix("linearised") ? .fidelity : nil
    }
  }

  private func coefficient(of figure: PublishedFigure) -> AgreementCoefficient? {
    let weights = figure.options["weights"].flatMap { AgreementWeights(rawValue: $0) }
    switch (figure.quantity, weights) {
    case ("krippendorff-alpha", let weights?): return .krippendorffAlpha(metric: .weights(weights))
    case ("krippendorff-alpha", nil):
      return figure.options["metric"].flatMap { AlphaMetric(name: $0) }.map { .krippendorffAlpha(metric: $0) }
    case ("pairable-values", _): return .krippendorffAlpha(metric: .nominal)
    case ("observed-agreement", _): return .percentAgreement(weights ?? .identity)
    // Scott's pi is Fleiss' kappa of two raters.
    case ("scott-pi", let weights?): return .fleissKappa(weights)
    case ("cohen-kappa-test", let weights?): return .cohenKappa(weights)
    case (let name, let weights?): return AgreementCoefficient.named(name, weights: [weights], metrics: []).first
    default: return nil
    }
  }

  private func declaredCategories(of figure: PublishedFigure) -> DeclaredCategories {
    guard let text = figure.options["categories"] else { return .none }
    let labels = text.split(separator: "|").map(String.init)
    let numbers = labels.compactMap { Double($0) }
    return numbers.count == labels.count ? .numbers(numbers) : .labels(labels)
  }

  private func ratings(of figure: PublishedFigure, in dataset: PublishedDataset) throws(DataError) -> RatingTable {
    let table = try dataset.table(figure.options["table"] ?? "data.csv")
    if table.names.contains("count") { return try crossTable(table) }
    return try ratings(table, units: table.texts("unit"), raters: table.texts("rater"), values: table.texts("value"))
  }

  /// Ratings as numbers where all of them are; else as text. An empty cell is a missing rating.
  private func ratings(
    _ table: DatasetTable, units: [String], raters: [String], values: [String]
  ) throws(DataError) -> RatingTable {
    do throws(DuplicateRating) {
      if values.contains(where: { !$0.isEmpty && DatasetTable.number($0) == nil }) {
        return try RatingTable(units: units, raters: raters, labels: values.map { $0.isEmpty ? nil : $0 })
      }
      return try RatingTable(units: units, raters: raters, values: values.map { Double($0) ?? .nan })
    } catch {
      var seen: Set<[String]> = []
      let repeated = zip(units, raters).filter { !seen.insert([$0, $1]).inserted }
      let examples = repeated.prefix(5).map { "unit \($0), rater \($1)" }
      throw table.refusal(.duplicateRatings(examples: examples, count: error.count))
    }
  }

  /// The ratings of a table `rater1,rater2,count`. Categories that are text are numbered in the order of the file.
  private func crossTable(_ table: DatasetTable) throws(DataError) -> RatingTable {
    let (first, second) = (try table.texts("rater1"), try table.texts("rater2"))
    let isNumeric = (first + second).allSatisfy { DatasetTable.number($0) != nil }
    var numbers: [String: Int] = [:]
    for label in first + second where numbers[label] == nil { numbers[label] = numbers.count + 1 }
    var (units, raters, values): ([String], [String], [String]) = ([], [], [])
    for (row, count) in try table.numbers("count").enumerated() {
      guard let count = Int(exactly: count), (0...1_000_000).contains(count) else {
        throw table.refusal(.malformed(reason: "a count is a whole number from 0 to 1000000"))
      }
      for _ in 0..<count {
        let unit = "u\(units.count / 2)"
        for (rater, label) in [("1", first[row]), ("2", second[row])] {
          units.append(unit)
          raters.append(rater)
          values.append(isNumeric ? label : String(numbers[label] ?? 0))
        }
      }
    }
    return try ratings(table, units: units, raters: raters, values: values)
  }
}

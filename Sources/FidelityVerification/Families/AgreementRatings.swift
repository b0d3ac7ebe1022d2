import FidelityData
import FidelityReliability

extension PublishedFigure {
  /// The coefficient of a name, in the variant of the options.
  func coefficient(named name: String) -> AgreementCoefficient? {
    switch (name, weights) {
    case ("fleiss-kappa-category", _): return .categoryKappa(.each)
    case ("cohen-kappa-maximum", _): return .kappaMaximum
    case ("category-agreement", _), ("category-kappa", _), ("prevalence-index", _), ("bias-index", _),
      ("kappa-maximum", _), ("kappa-ratio", _):
      return AgreementCoefficient.named(name, weights: [], metrics: []).first
    case ("krippendorff-alpha", let weights?): return .krippendorffAlpha(metric: .weights(weights))
    case ("krippendorff-alpha", nil):
      return options["metric"].flatMap { AlphaMetric(name: $0) }.map { .krippendorffAlpha(metric: $0) }
    case ("pairable-values", _): return .krippendorffAlpha(metric: .nominal)
    case ("observed-agreement", _): return .percentAgreement(weights ?? .identity)
    case ("cohen-kappa-test", let weights?): return .cohenKappa(weights)
    case (let name, let weights?): return AgreementCoefficient.named(name, weights: [weights], metrics: []).first
    default: return nil
    }
  }

  /// A family, or disagreement weights written "0 1 3/1 0 6/3 6 0" on the categories 1, 2, ....
  var weights: AgreementWeights? {
    guard let text = options["disagreement-weights"] else {
      return options["weights"].flatMap { AgreementWeights(name: $0) }
    }
    let rows = text.split(separator: "/").map { $0.split(separator: " ").compactMap { Double($0) } }
    let matrix = try? CustomWeights(categories: rows.indices.map { String($0 + 1) }, distances: rows)
    return matrix.map { .custom($0) }
  }

  /// The scale `1|2|3`.
  var declaredCategories: DeclaredCategories {
    guard let text = options["categories"] else { return .none }
    let labels = text.split(separator: "|").map(String.init)
    let numbers = labels.compactMap { DatasetTable.number($0) }
    return numbers.count == labels.count ? .numbers(numbers) : .labels(labels)
  }
}

/// The ratings that a figure is computed from: a table `unit,rater,value`, or the cross table of two raters.
struct AgreementRatings {
  let table: RatingTable
  /// The units and raters in the order of their codes.
  let units: [String]
  let raters: [String]
  private let source: DatasetTable
  private let rows: [Int]

  init(_ figure: PublishedFigure, in dataset: PublishedDataset) throws(DataError) {
    source = try dataset.table(figure.options["table"] ?? "data.csv")
    let columns = source.names.contains("count") ? try Self.spread(source) : try Self.columns(source, figure)
    rows = columns.rows
    table = try Self.table(source, columns)
    var (unitKeys, raterKeys) = (KeyDictionary(), KeyDictionary())
    for place in columns.units.indices where !columns.values[place].isEmpty {
      _ = unitKeys.code(of: columns.units[place])
      _ = raterKeys.code(of: columns.raters[place])
    }
    units = unitKeys.labels
    raters = raterKeys.sortedCodes.map { raterKeys.labels[Int($0)] }
  }

  /// The cluster of each unit, from the column `cluster`.
  func clusters() throws(DataError) -> UnitClusters {
    let (names, clusters) = (try source.texts("unit"), try source.texts("cluster"))
    var clusterKeys = KeyDictionary()
    var ofUnit: [String: UInt32] = [:]
    for row in rows { ofUnit[names[row]] = clusterKeys.code(of: clusters[row]) }
    return UnitClusters(codes: units.map { ofUnit[$0] ?? missingKey })
  }

  private typealias Columns = (units: [String], raters: [String], values: [String], rows: [Int])

  /// The columns, of the round that a figure is about.
  private static func columns(_ table: DatasetTable, _ figure: PublishedFigure) throws(DataError) -> Columns {
    var rows = Array(0..<table.rowCount)
    if let round = figure.options["round"] {
      let rounds = try table.texts("round")
      rows = rows.filter { rounds[$0] == round }
    }
    let (units, raters, values) = (try table.texts("unit"), try table.texts("rater"), try table.texts("value"))
    return (rows.map { units[$0] }, rows.map { raters[$0] }, rows.map { values[$0] }, rows)
  }

  /// Ratings as numbers where all of them are; else as text. An empty cell is a missing rating.
  private static func table(_ source: DatasetTable, _ columns: Columns) throws(DataError) -> RatingTable {
    let (units, raters, values) = (columns.units, columns.raters, columns.values)
    do throws(DuplicateRating) {
      if values.contains(where: { !$0.isEmpty && DatasetTable.number($0) == nil }) {
        return try RatingTable(units: units, raters: raters, labels: values.map { $0.isEmpty ? nil : $0 })
      }
      return try RatingTable(units: units, raters: raters, values: values.map { Double($0) ?? .nan })
    } catch {
      var seen: Set<[String]> = []
      let repeated = zip(units, raters).filter { !seen.insert([$0, $1]).inserted }
      let examples = repeated.prefix(5).map { "unit \($0), rater \($1)" }
      throw source.refusal(.duplicateRatings(examples: examples, count: error.count))
    }
  }

  /// The ratings of a table `rater1,rater2,count`. Categories that are text are numbered in the order of the file.
  private static func spread(_ table: DatasetTable) throws(DataError) -> Columns {
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
    return (units, raters, values, [])
  }
}

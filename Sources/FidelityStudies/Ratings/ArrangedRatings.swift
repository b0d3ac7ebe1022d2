import FidelityData
import FidelityReliability

/// Ratings of a scan, arranged, with what their codes stand for.
struct ArrangedRatings: Sendable {
  /// The units of all groups; where the analysis needs no units, each may stand for several equal ones.
  let units: CountedUnits
  /// The groups that have any rating, in the order of results.
  let groups: [UInt32]
  /// The cluster of each unit; nil where nothing names it.
  let clusters: UnitClusters?
  let names: RatingNames
  /// The categories in the order in which the files have them; none where they do not say it.
  let orderedCategories: DeclaredCategories
  let warnings: [String]

  var table: RatingTable { units.table }

  /// The categories of the scale: those declared, or those of ordered levels where the analysis needs an order.
  /// - Parameters:
  ///   - needing: what needs the order of the categories; nil where nothing does.
  /// - Throws: `unusable` where something needs the order of categories that are words, and nothing says it.
  func categories(
    _ declared: DeclaredCategories, scale: MeasurementScale, needing: String?, _ context: StudyContext
  ) throws(DataError) -> DeclaredCategories {
    if table.dictionary.kind == .numbers {
      if case .labels = declared { return .none }
      if case .numbers = orderedCategories, declared == .none, scale == .ordinal { return orderedCategories }
      return declared
    }
    guard declared == .none else { return declared }
    if scale == .ordinal || needing != nil, orderedCategories != .none { return orderedCategories }
    guard let needing, table.dictionary.labels.count > 2 else { return declared }
    throw DataError(
      .unusable(reason: "\(needing) needs the order of the categories, and they are words"), file: context.firstFile,
      remedy: .options("say it with `categories`, lowest first"))
  }
}

extension AgreementWeights {
  /// Whether the weights are made of the order of the categories.
  var needsOrder: Bool {
    if case .custom = self { return false }
    return self != .identity
  }
}

/// What the codes of arranged ratings stand for: groups, units and raters.
struct RatingNames: Sendable {
  let group: KeyCoder
  /// Nil where the analysis needs no units.
  let unit: KeyCoder?
  let rater: KeyCoder
  /// The rater code of the scan for each code in the table; that of the gold standard, if any, comes after them and has
  /// no name.
  let raters: [UInt32]
  let dictionaries: [KeyDictionary]

  /// The columns of groups in results.
  func groupColumns(_ groups: [UInt32]) -> [Table.Column] { group.columns(groups, dictionaries) }

  /// The columns of raters in results.
  func raterColumns(_ raters: [UInt32]) -> [Table.Column] {
    rater.columns(raters.map { self.raters[Int($0)] }, dictionaries)
  }

  /// `Chile / 12`: the name of a rater.
  func raterLabel(_ code: UInt32) -> String { rater.label(raters[Int(code)], dictionaries) }

  /// The names of all raters, by code.
  var raterLabels: [String] { raters.map { rater.label($0, dictionaries) } }

  /// The code of the rater with a name.
  /// - Throws: `unusable` where there is none.
  func raterCode(_ name: String, _ context: StudyContext) throws(DataError) -> UInt32 {
    let labels = raterLabels
    if let code = labels.firstIndex(of: name) { return UInt32(code) }
    let shown = labels.prefix(5).map { DataError.printable($0, limit: 60) }
    let nearest = DataError.nearest(to: name, among: labels)
    throw DataError(
      .unusable(reason: "there is no rater \"\(DataError.printable(name))\""), file: context.firstFile, value: name,
      hint: nearest.isEmpty
        ? "the raters are \(shown.joined(separator: ", "))\(labels.count > 5 ? ", ..." : "")"
        : "did you mean \(nearest.joined(separator: " or "))?")
  }

  func unitLabel(_ code: UInt32) -> String { unit?.label(code, dictionaries) ?? "" }

  /// The place of each unit in the order of their names.
  var unitRanks: [UInt32] { unit?.ranks(dictionaries) ?? [] }
}

extension KeyCoder {
  /// The place of each code in the order of ``sorted(_:_:preferred:)``.
  func ranks(_ dictionaries: [KeyDictionary]) -> [UInt32] {
    var ranks = [UInt32](repeating: 0, count: count)
    for (rank, code) in sorted((0..<UInt32(count)).map { $0 }, dictionaries).enumerated() {
      ranks[Int(code)] = UInt32(rank)
    }
    return ranks
  }
}

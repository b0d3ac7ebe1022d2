public import FidelityData
import FidelityDefinitions
import FidelityFiles
import FidelityInstruments

extension Simulation {
  /// Reads the `simulate:` section of a study file.
  /// - Throws: `noSuchFile`, `notReadable`, `definition`.
  public init(contentsOfStudy path: String) throws(DataError) {
    try self.init(StudyFile(path))
  }

  /// Reads the section from the study's file.
  package init(_ file: StudyFile) throws(DataError) {
    let root = try DefinitionNode(parsing: file.text, file: file.record.file)
    let map = try root.mapping("a study", keys: Study.keys)
    guard let node = map["simulate"] else { throw root.error("the study has no \"simulate\" section") }
    self.init()
    try read(node)
  }

  /// The keys of the section.
  static var keys: [String] { counts.map(\.key) + ["start", "missing", "truth", "drivers"] }

  static let counts: [(key: String, path: any WritableKeyPath<Simulation, Int> & Sendable)] = [
    ("sites", \.sites), ("teachers-per-site", \.teachersPerSite), ("occasions", \.occasions),
    ("raters-per-visit", \.ratersPerVisit), ("rater-pool", \.raterPool),
  ]

  static let effects: [(key: String, path: any WritableKeyPath<Truth, Double> & Sendable)] = [
    ("mean", \.mean), ("growth", \.growth), ("site-sd", \.siteDeviation), ("site-growth-sd", \.siteGrowthDeviation),
    ("teacher-sd", \.teacherDeviation), ("visit-sd", \.visitDeviation), ("item-sd", \.itemDeviation),
    ("rater-sd", \.raterDeviation), ("residual-sd", \.residualDeviation),
  ]

  private mutating func read(_ node: DefinitionNode) throws(DataError) {
    let map = try node.mapping("\"simulate\"", keys: Self.keys)
    for (key, path) in Self.counts {
      if let value = map[key] { self[keyPath: path] = try value.wholeNumber("\"\(key)\"", in: 1...1_000_000) }
    }
    if let value = map["missing"] {
      missing = try value.numberOrPercent("\"missing\"").value
      guard missing >= 0, missing < 1 else { throw value.error("the share of missing ratings lies from 0 to below 1") }
    }
    if let value = map["start"] {
      guard let day = CalendarDate.Format.iso.day(try value.text("\"start\"")) else {
        throw value.error("the start is a date of the form YYYY-MM-DD")
      }
      start = CalendarDate.civil(day)
    }
    guard ratersPerVisit <= raterPool else { throw node.error("a visit has more raters than there are in the pool") }
    let visits = [sites, teachersPerSite, occasions, ratersPerVisit].reduce(1.0) { $0 * Double($1) }
    guard visits <= 1e7 else { throw node.error("more than 10 million visits of raters are too many to simulate") }
    guard let truthNode = map["truth"] else { return }
    let truthMap = try truthNode.mapping("\"truth\"", keys: Self.effects.map(\.key))
    for (key, path) in Self.effects {
      guard let value = truthMap[key] else { continue }
      truth[keyPath: path] = try value.number("\"\(key)\"")
      guard !key.hasSuffix("-sd") || truth[keyPath: path] >= 0 else {
        throw value.error("a standard deviation is not negative")
      }
    }
  }
}

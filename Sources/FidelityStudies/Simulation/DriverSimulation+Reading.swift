package import FidelityData
import FidelityDefinitions
import FidelityFiles

extension DriverSimulation {
  /// What a number of the truth may be.
  package enum Domain: Sendable {
    case share
    /// Zero or more.
    case amount
    /// The mean of a count.
    case meanCount
    case number

    package func holds(_ value: Double) -> Bool {
      switch self {
      case .share: (0...1).contains(value)
      case .amount: value >= 0
      case .meanCount: (0...1e6).contains(value)
      case .number: true
      }
    }

    var words: String {
      switch self {
      case .share: "lies from 0 to 1"
      case .amount: "is not negative"
      case .meanCount: "lies from 0 to 1000000"
      case .number: "is a number"
      }
    }
  }

  static let counts: [(key: String, path: any WritableKeyPath<DriverSimulation, Int> & Sendable)] = [
    ("districts", \.districts), ("buildings", \.buildings), ("teachers", \.teachers),
  ]

  /// The numbers of the truth by their keys in a study file, which are the names in truth.csv; there they have the
  /// values that the figures of their names are expected to have (``Truth/expectation(_:)``).
  package static let effects: [(key: String, path: any WritableKeyPath<Truth, Double> & Sendable, domain: Domain)] = [
    ("interviewer-reliability", \.interviewerReliability, .share),
    ("selection-validity", \.selectionValidity, .share), ("sessions-held", \.sessionsHeld, .share),
    ("attendance", \.attendance, .share), ("normalised-gain", \.normalisedGain, .share),
    ("coaching-delivered", \.coachingDelivered, .share), ("direct-observation", \.directObservation, .share),
    ("feedback-days", \.feedbackDays, .amount), ("fidelity", \.fidelity, .share),
    ("district-deviation", \.districtDeviation, .amount), ("building-deviation", \.buildingDeviation, .amount),
    ("teacher-deviation", \.teacherDeviation, .amount), ("occasion-deviation", \.occasionDeviation, .amount),
    ("self-bias", \.selfBias, .number), ("praise", \.praise, .meanCount), ("corrective", \.corrective, .meanCount),
    ("records-entered", \.recordsEntered, .share), ("entry-days", \.entryDays, .amount),
    ("barrier-days", \.barrierDays, .amount), ("reported-back", \.reportedBack, .share),
    ("recurrence", \.recurrence, .share), ("passed-on", \.passedOn, .share), ("issue-days", \.issueDays, .amount),
    ("technical", \.technical, .number), ("adaptive", \.adaptive, .number),
    ("rater-reliability", \.raterReliability, .share), ("power", \.power, .number),
    ("outcome-deviation", \.outcomeDeviation, .amount),
  ]

  /// The `drivers` of a study's `simulate` section; nil where it has none.
  /// - Throws: `definition` with the place of what is wrong.
  package init?(_ file: StudyFile, seed given: UInt64?) throws(DataError) {
    let root = try DefinitionNode(parsing: file.text, file: file.record.file)
    let study = try root.mapping("a study", keys: Study.keys)
    let section = try study["simulate"]?.mapping("\"simulate\"", keys: Simulation.keys)
    guard let node = section?["drivers"] else { return nil }
    let written = UInt64(try study["seed"]?.wholeNumber("the seed", in: 0...1 << 53) ?? 1)
    self.init(seed: given ?? written)
    let map = try node.mapping("\"drivers\"", keys: Self.counts.map(\.key) + ["truth"])
    for (key, path) in Self.counts {
      if let value = map[key] { self[keyPath: path] = try value.wholeNumber("\"\(key)\"", in: 1...10_000) }
    }
    guard Double(districts) * Double(buildings) * Double(teachers) <= 1e6 else {
      throw node.error("more than a million teachers are too many to simulate")
    }
    guard let truths = map["truth"] else { return }
    let truthMap = try truths.mapping("\"truth\"", keys: Self.effects.map(\.key))
    for (key, path, domain) in Self.effects {
      guard let value = truthMap[key] else { continue }
      truth[keyPath: path] = try value.number("\"\(key)\"")
      guard domain.holds(truth[keyPath: path]) else { throw value.error("\"\(key)\" \(domain.words)") }
    }
  }
}

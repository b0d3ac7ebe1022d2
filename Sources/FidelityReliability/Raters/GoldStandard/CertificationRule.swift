public import FidelityData

/// When a rater counts as certified: conditions on the comparison with a gold standard that all must hold.
///
/// As text: `accuracy>=0.80`, or several with commas, `within-1>=0.80,kappa>=0.6`.
///
/// | measure | what must be at least (for bias: at most) the bound |
/// |---|---|
/// | `accuracy` | share of units with the gold-standard code |
/// | `within-T` | share of units within T of it |
/// | `kappa`, `kappa-WEIGHTS` | Cohen's kappa to the gold standard |
/// | `bias` | size of the mean difference; written `bias<=0.25` |
///
/// A value within 1e-12 of its bound has reached it.
public struct CertificationRule: Sendable, Hashable, Codable {
  public enum Measure: Sendable, Hashable, Codable {
    case accuracy
    case within(Double)
    case kappa(AgreementWeights)
    case bias

    public var name: String {
      switch self {
      case .accuracy: "accuracy"
      case .within(let tolerance): "within-\(CategoryDictionary.label(tolerance))"
      case .kappa(.identity): "kappa"
      case .kappa(let weights): "kappa-\(weights.name)"
      case .bias: "bias"
      }
    }
  }

  public struct Condition: Sendable, Hashable, Codable {
    public let measure: Measure
    public let bound: Double

    public init(_ measure: Measure, _ bound: Double) {
      self.measure = measure
      self.bound = bound
    }
  }

  /// Which number is held against a bound.
  public enum Evidence: String, Sendable, Hashable, Codable, CaseIterable {
    case estimate
    /// The unfavourable limit of the confidence interval: the lower one, for bias the one further from 0.
    case limit
  }

  public var conditions: [Condition]
  public var evidence: Evidence
  /// Raters with fewer units are neither certified nor not.
  public var minimumUnits: Int

  /// - Precondition: there is a condition.
  public init(_ conditions: [Condition], evidence: Evidence = .estimate, minimumUnits: Int = 1) {
    precondition(!conditions.isEmpty, "a rule has a condition")
    self.conditions = conditions
    self.evidence = evidence
    self.minimumUnits = minimumUnits
  }

  /// The conditions of a text.
  /// - Throws: `usage` with what is wrong.
  public init(_ text: String, evidence: Evidence = .estimate, minimumUnits: Int = 1) throws(DataError) {
    var conditions: [Condition] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      conditions.append(try Self.condition(String(part.filter { $0 != " " })))
    }
    let names = conditions.map(\.measure.name)
    if Set(names).count < names.count { throw DataError(.usage(reason: "a rule names a measure twice: \(text)")) }
    self.init(conditions, evidence: evidence, minimumUnits: minimumUnits)
  }

  private static func condition(_ text: String) throws(DataError) -> Condition {
    let mark = text.contains("<=") ? "<=" : ">="
    let sides = text.split(separator: mark, omittingEmptySubsequences: false)
    guard sides.count == 2, let bound = Double(sides[1]), bound.isFinite, let measure = measure(String(sides[0]))
    else {
      throw DataError(
        .usage(reason: "\"\(DataError.printable(text))\" is no condition of a certification"),
        hint: "as in accuracy>=0.8, within-1>=0.8, kappa>=0.6, kappa-quadratic>=0.6 or bias<=0.25")
    }
    if (measure == .bias) != (mark == "<=") {
      throw DataError(.usage(reason: "\(measure.name) takes \(measure == .bias ? "<=" : ">="): \(text)"))
    }
    if bound > 1, measure != .bias {
      throw DataError(.usage(reason: "\(measure.name) is at most 1: \(text)"), hint: "80 % is written 0.8")
    }
    return Condition(measure, bound)
  }

  private static func measure(_ name: String) -> Measure? {
    switch name {
    case "accuracy": return .accuracy
    case "kappa": return .kappa(.identity)
    case "bias": return .bias
    default: break
    }
    if name.hasPrefix("kappa-") { return AgreementWeights(name: String(name.dropFirst(6))).map { .kappa($0) } }
    guard name.hasPrefix("within-"), let tolerance = Double(name.dropFirst(7)), tolerance.isFinite, tolerance >= 0
    else { return nil }
    return .within(tolerance)
  }

  /// The rule as it is written.
  public var text: String {
    conditions.map { "\($0.measure.name)\($0.measure == .bias ? "<=" : ">=")\(CategoryDictionary.label($0.bound))" }
      .joined(separator: ",")
  }
}

/// Whether a rater is certified, and on what evidence.
public struct Certification: Sendable, Equatable {
  public enum Verdict: String, Sendable, Codable, CaseIterable {
    case certified
    case notCertified = "not-certified"
    /// Fewer units with a gold standard than the rule wants.
    case tooFewUnits = "too-few-units"
    /// A measure of the rule is undefined, and no other fails.
    case undetermined
  }

  /// The rater's code in the rating table.
  public let rater: UInt32
  /// Units with a gold-standard code.
  public let unitCount: Int
  /// Share of units with the gold-standard code; NaN without units.
  public let accuracy: Double
  /// Unweighted kappa to the gold standard; NaN where undefined.
  public let kappa: Double
  /// What was held against each bound of the rule; NaN where undefined.
  public let values: [Double]
  public let verdict: Verdict
  /// The conditions that fail or are undefined; nil where there is none.
  public let note: String?
}

extension CertificationRule {
  /// The verdict from the estimates of each condition's measure.
  func certification(
    of rater: UInt32, unitCount: Int, _ estimates: [Estimate], accuracy: Double, kappa: Double
  ) -> Certification {
    let values = zip(conditions, estimates).map { value(of: $1, $0.measure) }
    var (failed, undefined) = ([String](), [String]())
    for (index, condition) in conditions.enumerated() {
      if values[index].isNaN {
        let status = estimates[index].status == .ok ? "no interval" : estimates[index].status.rawValue
        undefined.append("\(condition.measure.name) undefined: \(status)")
      } else if !holds(condition, values[index]) {
        failed.append("\(condition.measure.name) fails")
      }
    }
    let isShort = unitCount < max(1, minimumUnits)
    let verdict: Certification.Verdict =
      isShort ? .tooFewUnits : !failed.isEmpty ? .notCertified : undefined.isEmpty ? .certified : .undetermined
    let reasons = isShort ? [] : failed + undefined
    return Certification(
      rater: rater, unitCount: unitCount, accuracy: accuracy, kappa: kappa, values: values, verdict: verdict,
      note: reasons.isEmpty ? nil : reasons.joined(separator: "; "))
  }

  private func value(of estimate: Estimate, _ measure: Measure) -> Double {
    switch (evidence, measure) {
    case (.estimate, .bias): abs(estimate.estimate)
    case (.estimate, _): estimate.estimate
    // The maximum of a number and NaN is the number, and both limits are missing together.
    case (.limit, .bias): max(abs(estimate.lower), abs(estimate.upper))
    case (.limit, _): estimate.lower
    }
  }

  private func holds(_ condition: Condition, _ value: Double) -> Bool {
    condition.measure == .bias ? value <= condition.bound + 1e-12 : value >= condition.bound - 1e-12
  }
}

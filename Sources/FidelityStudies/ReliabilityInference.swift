import FidelityData
import FidelityDefinitions
import FidelityInstruments
public import FidelityReliability

/// What a reliability analysis takes as sampled, and what it tells beside the estimates.
public struct ReliabilityInference: Sendable, Equatable {
  /// The variables that together name the cluster of a unit (a teacher, a school); none: every unit by itself.
  public var cluster: [String]
  /// ``FidelityReliability/AgreementAnalysis/population``
  public var population: Int?
  /// ``FidelityReliability/AgreementAnalysis/isOneSided``
  public var isOneSided: Bool
  /// ``FidelityReliability/AgreementAnalysis/benchmark``
  public var benchmark: BenchmarkScale?
  /// The variable whose values are compared with each other on the same units, in the table `reliability-comparison`.
  public var compare: String?
  /// How many units of each group and coefficient the table `reliability-influence` names; nil: no such table.
  public var influence: Int?

  public init(
    cluster: [String] = [], population: Int? = nil, isOneSided: Bool = false, benchmark: BenchmarkScale? = nil,
    compare: String? = nil, influence: Int? = nil
  ) {
    self.cluster = cluster
    self.population = population
    self.isOneSided = isOneSided
    self.benchmark = benchmark
    self.compare = compare
    self.influence = influence
  }

  /// So many units are named where nobody says how many.
  public static let influentialUnits = 20

  /// What contradicts itself; nil where nothing does.
  package func contradiction(_ interval: AgreementInterval) -> String? {
    if population != nil {
      switch interval {
      case .linearised, .jackknife(.units): break
      default: return "a population goes with the interval linearised, or the jackknife over units"
      }
    }
    if !cluster.isEmpty {
      if case .fleissCohenEveritt = interval { return "fleiss-cohen-everitt knows no clusters" }
      if interval.sampling == .raters {
        return "clusters are of units: sample units, or units and raters, not raters alone"
      }
    }
    if compare != nil, interval.sampling != .units { return "a comparison samples units, not raters" }
    return nil
  }
}

// MARK: - Study files

extension ReliabilityInference {
  static let keys = ["cluster", "population", "one-sided", "benchmark", "compare", "influence"]

  init(_ map: DefinitionMapping, _ interval: AgreementInterval) throws(DataError) {
    self.init()
    cluster = try map["cluster"]?.texts("\"cluster\"") ?? []
    population = try map["population"]?.wholeNumber("the population", in: 2...1_000_000_000)
    isOneSided = try map["one-sided"]?.flag("\"one-sided\"") ?? false
    benchmark = try map["benchmark"]?.choice("benchmark scale", of: BenchmarkScale.self)
    compare = try map["compare"]?.text("the variable to compare")
    influence = try map["influence"]?.wholeNumber("\"influence\"", in: 1...1_000_000)
    if let node = map["population"] ?? map["cluster"] ?? map["compare"], let reason = contradiction(interval) {
      throw node.error(reason)
    }
  }
}

extension AgreementInterval {
  private static let forms =
    "linearised, jackknife, fleiss-cohen-everitt, {jackknife: units|raters|both} or {bootstrap: RESAMPLES}"

  /// `interval: linearised`, `interval: {bootstrap: 10000, resample: units, limits: bca}`, ...
  init(_ node: DefinitionNode, seed: UInt64) throws(DataError) {
    if case .scalar(let text, _) = node.content {
      switch text {
      case "linearised", "analytic": self = .linearised
      case "jackknife": self = .jackknife(.units)
      case "fleiss-cohen-everitt": self = .fleissCohenEveritt
      default: throw node.error("the interval is \(Self.forms)")
      }
      return
    }
    let map = try node.mapping("the interval", keys: ["bootstrap", "resample", "limits", "jackknife"])
    if let jackknife = map["jackknife"] {
      if let other = map["bootstrap"] ?? map["resample"] ?? map["limits"] {
        throw other.error("the interval is \(Self.forms)")
      }
      self = .jackknife(try jackknife.choice("what the jackknife leaves out", of: AgreementSampling.self))
      return
    }
    self = .bootstrap(
      resamples: try map.required("bootstrap").wholeNumber("the number of resamples", in: 40...10_000_000),
      seed: seed,
      over: try map["resample"]?.choice("what is resampled", of: AgreementSampling.self) ?? .units,
      limits: try map["limits"]?.choice("kind of limits", of: BootstrapLimits.self) ?? .percentile)
  }

  /// What it is, in words.
  func convention(isClustered: Bool) -> String {
    let units = isClustered ? "clusters of units" : "units"
    let sampled =
      switch sampling {
      case .units: units
      case .raters: "raters"
      case .both: "\(units) and raters"
      }
    let limits = "t limits with n - 1 degrees of freedom, upper limit cut at 1"
    return switch self {
    case .linearised: "linearised standard errors over \(sampled), \(limits)"
    case .jackknife: "delete-one jackknife over \(sampled), \(limits)"
    case .bootstrap(let resamples, let seed, _, let kind):
      "\(kind.rawValue) bootstrap over \(sampled), \(resamples) resamples, seed \(seed)"
    case .fleissCohenEveritt:
      "kappa of two raters with the asymptotic errors of Fleiss, Cohen and Everitt, others linearised"
    }
  }
}

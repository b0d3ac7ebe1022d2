public import ArgumentParser
public import FidelityReliability
import FidelityStudies

/// The options that say how the uncertainty of an agreement coefficient is estimated, and what is told beside it.
struct InferenceOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "linearised, jackknife[:units|raters|both], bootstrap:RESAMPLES (40 to 10000000), or fleiss-cohen-everitt.",
      valueName: "interval"), transform: Self.interval)
  var interval = IntervalKind.linearised
  @Option(help: "What the bootstrap draws.")
  var resample = AgreementSampling.units
  @Option(help: "How bootstrap limits follow from the resamples.")
  var bootstrapLimits = BootstrapLimits.percentile
  @Option(help: "Seed of the bootstrap.")
  var seed: UInt64 = 1
  @Option(help: "Columns that together name the cluster of a unit: errors are those of clusters.")
  var cluster: [String] = []
  @Option(help: "The number of units (clusters) in all, where the sample is a known part of them.")
  var population: Int?
  @Flag(help: "p values against agreement above 0.")
  var oneSided = false
  @Option(help: "Place estimates on this scale, with the probability of each level.")
  var benchmark: BenchmarkScale?
  @Option(help: "Print the differences between the values of this column, on the same units.")
  var compare: String?
  @Option(
    name: .customLong("influence"), defaultAsFlag: String(ReliabilityInference.influentialUnits), parsing: .next,
    help: ArgumentHelp(
      "Print instead what leaving out does to each coefficient: so many units to discuss, all raters and categories.",
      valueName: "units"))
  var influenceText: String?

  /// The interval before the options that go with it are known.
  enum IntervalKind: Equatable, CustomStringConvertible {
    case linearised
    case jackknife(AgreementSampling)
    case bootstrap(resamples: Int)
    case fleissCohenEveritt

    var description: String {
      switch self {
      case .linearised: "linearised"
      case .jackknife: "jackknife"
      case .bootstrap: "bootstrap"
      case .fleissCohenEveritt: "fleiss-cohen-everitt"
      }
    }
  }

  private static func interval(_ text: String) throws -> IntervalKind {
    switch text {
    case "linearised", "analytic": return .linearised
    case "jackknife": return .jackknife(.units)
    case "fleiss-cohen-everitt": return .fleissCohenEveritt
    default: break
    }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    if parts.count == 2, parts[0] == "jackknife", let sampling = AgreementSampling(rawValue: String(parts[1])) {
      return .jackknife(sampling)
    }
    if parts.count == 2, parts[0] == "bootstrap", let resamples = Int(parts[1]), (40...10_000_000).contains(resamples) {
      return .bootstrap(resamples: resamples)
    }
    throw ValidationError(
      "linearised, jackknife[:units|raters|both], bootstrap:RESAMPLES (40 to 10000000), or fleiss-cohen-everitt")
  }

  func validate() throws {
    if let population, population < 2 { throw ValidationError("--population takes a number from 2 on") }
    if influenceText != nil, influence == nil { throw ValidationError("--influence takes a number of units from 1 on") }
    if compare != nil, influence != nil {
      throw ValidationError("--compare and --influence print a table each: say one")
    }
    if case .bootstrap = interval {
    } else if resample != .units || bootstrapLimits != .percentile {
      throw ValidationError("--resample and --bootstrap-limits go with --interval bootstrap:RESAMPLES")
    }
    if let reason = request.contradiction(agreementInterval) { throw ValidationError(reason) }
  }

  /// A text, since the parser takes a number that is none for the option without a number.
  private var influence: Int? { influenceText.flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil } }

  var agreementInterval: AgreementInterval {
    switch interval {
    case .linearised: .linearised
    case .jackknife(let sampling): .jackknife(sampling)
    case .bootstrap(let resamples):
      .bootstrap(resamples: resamples, seed: seed, over: resample, limits: bootstrapLimits)
    case .fleissCohenEveritt: .fleissCohenEveritt
    }
  }

  var request: ReliabilityInference {
    ReliabilityInference(
      cluster: cluster.split, population: population, isOneSided: oneSided, benchmark: benchmark, compare: compare,
      influence: influence)
  }

  /// The table that is printed.
  var table: String {
    compare != nil ? "reliability-comparison" : influence != nil ? "reliability-influence" : "reliability"
  }
}

extension AgreementSampling: ExpressibleByArgument {}
extension BootstrapLimits: ExpressibleByArgument {}
extension BenchmarkScale: ExpressibleByArgument {}

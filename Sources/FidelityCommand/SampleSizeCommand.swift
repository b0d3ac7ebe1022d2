import ArgumentParser
import FidelityData
import FidelityReliability
import FidelityStudies

struct SampleSizeCommand: CommandWithExamples {
  static let examples = [
    CommandExample(
      "Units to show that kappa is above .60 where .80 is expected:",
      "sample-size --kappa 0.8 --null 0.6 --shares 0.3,0.7"),
    CommandExample(
      "Units for kappa .80 give or take .10:",
      "sample-size --kappa 0.8 --half-width 0.1 --shares 0.3,0.7"),
    CommandExample(
      "Any coefficient, from the error of a pilot sample of 40 units:",
      "sample-size --standard-error 0.08 --pilot-units 40 --half-width 0.1"),
  ]

  static let configuration = CommandConfiguration(
    commandName: "sample-size", abstract: "How many units a study of agreement needs.",
    discussion: """
      Kappa of two raters: --kappa with --shares of the categories, and either --null (to show that kappa is another) \
      or --half-width (of its interval). Any coefficient: --standard-error and --pilot-units of a pilot sample with \
      --half-width. For the share of units on which two raters agree, --standard-error 0.5 --pilot-units 1 is the \
      worst case.
      """)

  @Option(help: "The kappa that is expected.")
  var kappa: Double?
  @Option(help: "Shares of the categories with the first rater, a comma between them; they sum to 1.")
  var shares: [String] = []
  @Option(help: "Shares with the second rater, if others.")
  var secondShares: [String] = []
  @Option(help: "The kappa to be refuted.")
  var null: Double?
  @Option(help: "The probability to refute it.")
  var power = 0.8
  @Flag(help: "Test on one side.")
  var oneSided = false
  @Option(help: "Half the width of the interval.")
  var halfWidth: Double?
  @Option(help: "The standard error of a pilot sample.")
  var standardError: Double?
  @Option(help: "The number of units of the pilot sample.")
  var pilotUnits: Int?
  @Option(help: "The number of units in all, where it is known.")
  var population: Int?
  @OptionGroup var confidence: ConfidenceOptions
  @OptionGroup(title: HelpHeadings.output) var output: OutputOptions

  func validate() throws {
    if let halfWidth, !(halfWidth > 0 && halfWidth.isFinite) {
      throw ValidationError("--half-width takes a positive number")
    }
    if let population, population < 2 { throw ValidationError("--population takes a number from 2 on") }
    if !(power > 0 && power < 1) { throw ValidationError("--power takes a number between 0 and 1, as in 0.8") }
    if let kappa {
      try validate(kappa: kappa)
    } else {
      guard let standardError, let pilotUnits, halfWidth != nil else {
        throw ValidationError(
          "say --kappa with --shares, or --standard-error, --pilot-units and --half-width for any coefficient")
      }
      guard standardError >= 0, (standardError * Double(pilotUnits).squareRoot()).isFinite, pilotUnits > 0 else {
        throw ValidationError("--standard-error is not negative, and --pilot-units is a number from 1 on")
      }
      if null != nil || !shares.isEmpty || !secondShares.isEmpty || oneSided {
        throw ValidationError("--null, --shares, --second-shares and --one-sided go with --kappa")
      }
    }
  }

  private func validate(kappa: Double) throws {
    if standardError != nil || pilotUnits != nil {
      throw ValidationError("--standard-error and --pilot-units go without --kappa")
    }
    guard (null == nil) != (halfWidth == nil) else { throw ValidationError("--kappa goes with --null or --half-width") }
    for value in [kappa, null].compactMap(\.self) where !(value > -1 && value <= 1) {
      throw ValidationError("a kappa lies between -1 and 1")
    }
    if null == kappa { throw ValidationError("--null is another kappa than --kappa") }
    if null != nil, population != nil { throw ValidationError("--population goes with --half-width") }
    let (first, second) = (try Self.numbers(shares, "--shares"), try Self.numbers(secondShares, "--second-shares"))
    guard first.count >= 2 else { throw ValidationError("--shares takes the shares of two or more categories") }
    guard second.isEmpty || second.count == first.count else {
      throw ValidationError("--second-shares takes as many shares as --shares")
    }
  }

  /// With more, the table of the largest variance takes minutes to find.
  private static let mostCategories = 20

  private static func tooMany(_ what: String) -> DataError {
    DataError(.usage(reason: "more than 10^12 units"), hint: "allow \(what)")
  }

  private static func numbers(_ texts: [String], _ option: String) throws -> [Double] {
    let numbers = texts.split.map { Double($0) ?? .nan }
    if numbers.isEmpty { return [] }
    guard numbers.count <= mostCategories else {
      throw ValidationError("\(option) takes at most \(mostCategories) categories; put rare ones together")
    }
    guard numbers.allSatisfy({ $0 >= 0 && $0 <= 1 }), abs(numbers.reduce(0, +) - 1) < 1e-6 else {
      throw ValidationError("\(option) takes shares between 0 and 1 that sum to 1, as in 0.2,0.3,0.5")
    }
    return numbers
  }

  func run() throws {
    try output.check(inputs: [])
    var row = Estimate("sample-size")
    row.level = confidence.level
    let units: Int?
    if let kappa {
      let second = try Self.numbers(secondShares, "--second-shares")
      let size = KappaSampleSize(
        firstShares: try Self.numbers(shares, "--shares"), secondShares: second.isEmpty ? nil : second)
      if let null {
        row.method = "kappa-test"
        row.note = "kappa \(kappa) against \(null), power \(power)\(oneSided ? ", one-sided" : "")"
        units = size.units(testing: kappa, against: null, level: confidence.level, power: power, isOneSided: oneSided)
      } else {
        row.method = "kappa-half-width"
        row.note = "kappa \(kappa) -+ \(halfWidth ?? .nan)"
        units = size.units(for: kappa, halfWidth: halfWidth ?? 0, level: confidence.level, population: population)
      }
      guard [kappa, null].compactMap(\.self).allSatisfy({ size.variance(kappa: $0) != nil }) else {
        throw DataError(
          .usage(reason: "no table of two raters with these shares of the categories has such a kappa"),
          hint: "the largest possible kappa falls as the raters' shares differ")
      }
      guard units != nil else { throw Self.tooMany(null == nil ? "a wider interval" : "kappas further apart") }
    } else {
      row.method = "half-width"
      let deviation = (standardError ?? 0) * Double(pilotUnits ?? 1).squareRoot()
      units = KappaSampleSize.unitsForHalfWidth(
        halfWidth ?? 1, deviation: deviation, level: confidence.level, population: population)
      guard units != nil else { throw Self.tooMany("a wider interval") }
      row.note = "-+ \(halfWidth ?? .nan)"
    }
    row.unitCount = units
    row.estimate = units.map(Double.init) ?? .nan
    var result = EstimateTable([.level, .unitCount, .method, .note])
    result.append(row)
    try output.write(result.table())
  }
}

/// The confidence level of a command that is no analysis.
struct ConfidenceOptions: ParsableArguments {
  @Option(help: "Confidence level of intervals.")
  var level = 0.95

  func validate() throws {
    guard level > 0, level < 1 else { throw ValidationError("--level takes a number between 0 and 1, as in 0.95") }
  }
}

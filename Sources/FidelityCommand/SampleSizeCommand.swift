import ArgumentParser
import FidelityData
import FidelityMeasurement
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
      "Units to show that the ICC of one of three raters is above .60:",
      "sample-size --icc 0.8 --null 0.6 --raters 3"),
    CommandExample(
      "Units for an ICC of .85 give or take .10, four raters:",
      "sample-size --icc 0.85 --half-width 0.1 --raters 4"),
    CommandExample(
      "Any coefficient, from the error of a pilot sample of 40 units:",
      "sample-size --standard-error 0.08 --pilot-units 40 --half-width 0.1"),
  ]

  static let configuration = CommandConfiguration(
    commandName: "sample-size", abstract: "How many units a study of agreement needs.",
    discussion: """
      Kappa of two raters: --kappa with --shares of the categories, and either --null (to show that kappa is another) \
      or --half-width (of its interval). Intraclass correlation of one rating: --icc with --raters, and either --null \
      (one-sided F test) or --half-width. Any coefficient: --standard-error and --pilot-units of a pilot sample with \
      --half-width. For the share of units on which two raters agree, --standard-error 0.5 --pilot-units 1 is the \
      worst case.
      """)

  @Option(help: "The kappa that is expected.")
  var kappa: Double?
  @Option(help: "The intraclass correlation of one rating that is expected.")
  var icc: Double?
  @Option(help: "How many raters rate each unit (with --icc).")
  var raters: Int?
  @Option(help: "Shares of the categories with the first rater, a comma between them; they sum to 1.")
  var shares: [String] = []
  @Option(help: "Shares with the second rater, if others.")
  var secondShares: [String] = []
  @Option(help: "The kappa or intraclass correlation to be refuted.")
  var null: Double?
  @Option(help: "The probability to refute it.")
  var power = 0.8
  @Flag(help: "Test on one side (kappa; the test of an ICC always is).")
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
    if kappa != nil, icc != nil { throw ValidationError("--kappa and --icc exclude each other") }
    if raters != nil, icc == nil { throw ValidationError("--raters goes with --icc") }
    if let kappa {
      try validate(kappa: kappa)
    } else if let icc {
      try validate(icc: icc)
    } else {
      guard let standardError, let pilotUnits, halfWidth != nil else {
        throw ValidationError(
          "say --kappa with --shares, --icc with --raters, or --standard-error, --pilot-units and --half-width for any "
            + "coefficient")
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

  private func validate(icc: Double) throws {
    let others = [
      ("--standard-error", standardError != nil), ("--pilot-units", pilotUnits != nil), ("--shares", !shares.isEmpty),
      ("--second-shares", !secondShares.isEmpty), ("--population", population != nil),
    ]
    if let other = others.first(where: \.1) { throw ValidationError("\(other.0) goes without --icc") }
    guard (null == nil) != (halfWidth == nil) else { throw ValidationError("--icc goes with --null or --half-width") }
    guard let raters, raters >= 2 else { throw ValidationError("--icc goes with --raters, a number from 2 on") }
    guard icc >= 0, icc < 1 else { throw ValidationError("--icc takes a number from 0 up to, not including, 1") }
    if let null, !(null >= 0 && null < icc) {
      throw ValidationError(
        "--null is a number from 0 up to, not including, --icc: the test is whether the ICC is above")
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
    var result = EstimateTable([.level, .unitCount, .raterCount, .method, .note])
    for row in try icc.map(rows(icc:)) ?? [kappa.map(row(kappa:)) ?? pilotRow()] { result.append(row) }
    try output.write(result.table())
  }

  private func row(_ method: String, _ note: String, _ units: Int) -> Estimate {
    var row = Estimate("sample-size")
    (row.level, row.method, row.note, row.unitCount) = (confidence.level, method, note, units)
    row.estimate = Double(units)
    return row
  }

  private func row(kappa: Double) throws -> Estimate {
    let second = try Self.numbers(secondShares, "--second-shares")
    let size = KappaSampleSize(
      firstShares: try Self.numbers(shares, "--shares"), secondShares: second.isEmpty ? nil : second)
    let units: Int?
    if let null {
      units = size.units(testing: kappa, against: null, level: confidence.level, power: power, isOneSided: oneSided)
    } else {
      units = size.units(for: kappa, halfWidth: halfWidth ?? 0, level: confidence.level, population: population)
    }
    guard [kappa, null].compactMap(\.self).allSatisfy({ size.variance(kappa: $0) != nil }) else {
      throw DataError(
        .usage(reason: "no table of two raters with these shares of the categories has such a kappa"),
        hint: "the largest possible kappa falls as the raters' shares differ")
    }
    guard let units else { throw Self.tooMany(null == nil ? "a wider interval" : "kappas further apart") }
    guard let null else { return row("kappa-half-width", "kappa \(kappa) -+ \(halfWidth ?? .nan)", units) }
    return row(
      "kappa-test", "kappa \(kappa) against \(null), power \(power)\(oneSided ? ", one-sided" : "")", units)
  }

  /// Of a test two rows: the least number by F, and the formula that papers cite.
  private func rows(icc: Double) throws -> [Estimate] {
    let raters = raters ?? 2
    var rows: [Estimate] = []
    if let null {
      let note = "icc \(icc) against \(null), power \(power), one-sided"
      let significance = 1 - confidence.level
      let formula = IntraclassSampleSize.units(
        toTell: icc, from: null, raters: raters, power: power, significance: significance)
      let exact = IntraclassSampleSize.exactUnits(
        toTell: icc, from: null, raters: raters, power: power, significance: significance)
      guard let approximate = Self.whole(formula) else { throw Self.tooMany("correlations further apart") }
      // Beyond 10^9 units there is the formula alone.
      rows = exact.map { [row("icc-test", "\(note): the least number that has it by F", $0)] } ?? []
      rows.append(row("icc-test-approximate", "\(note): Walter, Eliasziw and Donner's formula", approximate))
    } else {
      let formula = IntraclassSampleSize.units(
        width: 2 * (halfWidth ?? 0), rho: icc, raters: raters, level: confidence.level)
      guard let units = Self.whole(formula) else { throw Self.tooMany("a wider interval") }
      rows = [row("icc-half-width", "icc \(icc) -+ \(halfWidth ?? .nan): Bonett's formula", units)]
    }
    for place in rows.indices { rows[place].raterCount = raters }
    return rows
  }

  /// The next whole number, at least two units; nil above 10^12.
  private static func whole(_ units: Double) -> Int? {
    // A formula that gives 20 but for its rounding means 20.
    let next = max(2, (units - 1e-9 * max(1, abs(units))).rounded(.up))
    return next <= 1e12 ? Int(next) : nil
  }

  private func pilotRow() throws -> Estimate {
    let deviation = (standardError ?? 0) * Double(pilotUnits ?? 1).squareRoot()
    let units = KappaSampleSize.unitsForHalfWidth(
      halfWidth ?? 1, deviation: deviation, level: confidence.level, population: population)
    guard let units else { throw Self.tooMany("a wider interval") }
    return row("half-width", "-+ \(halfWidth ?? .nan)", units)
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

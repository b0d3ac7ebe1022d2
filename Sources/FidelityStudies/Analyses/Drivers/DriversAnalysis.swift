package import ArgumentParser
package import FidelityData
package import FidelityDrivers
import FidelitySystem

/// The systems of the Implementation Drivers, from the tables of a study.
package struct DriversAnalysis: Analysis, Sendable {
  package static let name = "drivers"
  package static let summary = "The Implementation Drivers: every system from a district's tables, and their page."
  package static let discussion = """
    Reads the tables of a study (plans, logs, records, ratings), and computes selection, training, coaching, fidelity \
    assessment, data systems, facilitative administration, systems interventions, leadership, the levels of the \
    organisation, integration and compensation. A table that is missing leaves its lines empty and says which file to \
    fill. 'fidelity drivers init DIR' writes a study with empty tables to begin with.
    """
  package static let tables = figureTables + ["coaching-cycles", "barrier-survival", "escalation-matrix"]
  /// The tables for people; the others are the points of pictures.
  package static let figureTables = ["drivers", "drivers-page", "drivers-questions", "drivers-actions"]
  package static let examples = [
    CommandExample("A study with empty tables and an example district:", "drivers init district"),
    CommandExample("What is in the tables, and which lines will stay empty:", "drivers check district/study.yaml"),
    CommandExample("The page:", "drivers district/study.yaml"),
    CommandExample("All figures as CSV:", "drivers district/study.yaml --table drivers --format csv"),
  ]

  @Option(
    help: ArgumentHelp(
      """
      Systems: all, or some of selection, training, coaching, coaching-worksheet, fidelity-assessment, \
      decision-support-data, facilitative-administration, systems-interventions, leadership, levels, integrated, \
      compensatory.
      """, valueName: "names"))
  package var systems: [Names] = [Names(["all"])]
  @Option(help: ArgumentHelp("Column of groups whose units are not independent.", valueName: "column"))
  package var cluster: String?
  @Option(
    help: ArgumentHelp(
      "Limits of ratios of totals from so many resamples of their groups (of clusters, with --cluster).",
      valueName: "resamples"))
  package var bootstrap: Int?
  @Option(help: "Confidence level of limits.")
  package var level = 0.95
  @Flag(help: "Exact limits of shares (Clopper-Pearson) instead of Wilson's.")
  package var exactShares = false
  @Option(help: ArgumentHelp("Days at which a clock's share still open is told.", valueName: "numbers"))
  package var days: [Names] = [Names(["7", "14", "30", "60", "90"])]
  @Option(help: "Days where the restricted mean of a clock ends.")
  package var tau = 90.0
  @Option(help: "The median of a clock that lies between two days: the smallest, or their middle (R, SAS).")
  package var convention = MedianConvention.smallest
  @Option(help: "Days within which a record is in time.")
  package var limit = 7.0
  @Option(help: "Days within which a barrier should be resolved.")
  package var within = 30.0
  @Option(help: "Share of the points that is mastery of training.")
  package var mastery = 0.8
  @Option(help: "Composite of the drivers that compensation is to reach.")
  package var target = 0.8
  @Option(
    parsing: .unconditional,
    help: """
      Power of the compensatory mean: 1 fully compensatory, 0 geometric, below 0 towards the weakest link (-inf).
      """)
  package var p = ExtendedNumber(0)
  @Option(help: "From here on a cell of the integration matrix is covered and a driver is no deficit.")
  package var threshold = 0.8
  @Option(help: "Score at which fidelity, or the outcome, meets its criterion.")
  package var cut = 0.8
  @Option(help: ArgumentHelp("Least scores that nothing makes up for: coaching:0.5.", valueName: "driver:score"))
  package var critical: [StructuredNames] = []
  @Option(help: ArgumentHelp("Weights of drivers: coaching:2.", valueName: "driver:weight"))
  package var weights: [StructuredNames] = []
  @Option(help: ArgumentHelp("Losses to make up for: training:0.2:coaching.", valueName: "driver:loss:by"))
  package var requiredCompensation: [Names] = []
  @Option(help: ArgumentHelp("Levels of the bottleneck table, percent of the range.", valueName: "numbers"))
  package var bottleneckLevels: [Names] = [Names((0...10).map { "\($0 * 10)" })]
  @Option(help: ArgumentHelp("Theoretical ranges of necessary conditions: training:0:1.", valueName: "name:low:high"))
  package var scope: [Names] = []
  @Option(help: "Permutations of necessary conditions.")
  package var permutations = 10_000
  @Option(help: "Alpha of the mean-min function.")
  package var alpha = 1.0
  @Option(help: "Beta of the mean-min function.")
  package var beta = 0.1
  @Option(help: ArgumentHelp("Ends of the scale of leadership items.", valueName: "low,high"))
  package var scale: [Names] = [Names(["1", "5"])]

  package init() {}

  package enum MedianConvention: String, ExpressibleByArgument, CaseIterable, Sendable {
    case smallest, middle
  }

  package static var readsTables: Bool { true }
  package var readsRatings: Bool { false }
  package var printedTable: String { "drivers-page" }

  /// The systems that are asked for.
  package func chosenSystems() throws(OptionFault) -> [any DriverAnalysis.Type] {
    let names = systems.names
    if names.isEmpty || names.contains("all") { return DriverSystems.all }
    let known = DriverSystem.allCases.map(\.rawValue)
    for name in names where !known.contains(name) {
      throw OptionFault("systems", unknown: "system", name, among: known)
    }
    return DriverSystems.all.filter { names.contains($0.system.rawValue) }
  }

  package func check() throws(OptionFault) {
    _ = try chosenSystems()
    _ = try options(asOf: 0, seed: 1)
  }

  package func conventions(seed: UInt64) -> [String] {
    [
      "drivers: shares with \(exactShares ? "Clopper and Pearson's" : "Wilson's") limits"
        + (cluster.map { "; by \($0) as ratios of totals" } ?? "")
        + (bootstrap.map { "; limits of ratios from \($0) resamples of their groups, seed \(seed)" } ?? ""),
      "drivers: clocks by the product limit, log(-log) limits, the \(convention.rawValue) median",
      "drivers: composite of power \(DriverPage.power(p.value)), target \(CategoryDictionary.label(target))",
    ]
  }

  /// The options as the systems take them.
  package func options(asOf: Double, seed: UInt64) throws(OptionFault) -> DriverOptions {
    var options = DriverOptions(asOf: asOf)
    func inRange(_ name: String, _ value: Double, _ range: ClosedRange<Double>) throws(OptionFault) {
      guard range.contains(value) else {
        let ends = [range.lowerBound, range.upperBound].map(CategoryDictionary.label)
        throw OptionFault(
          name,
          reason: range.upperBound > 1e300
            ? "the number is at least \(ends[0])" : "the number lies from \(ends[0]) to \(ends[1])")
      }
    }
    guard level > 0, level < 1 else { throw OptionFault("level", reason: "the level lies between 0 and 1") }
    for (name, value) in [
      ("mastery", mastery), ("target", target), ("threshold", threshold), ("cut", cut), ("alpha", alpha),
    ] {
      try inRange(name, value, 0...1)
    }
    for (name, value) in [("tau", tau), ("limit", limit), ("within", within)] {
      try inRange(name, value, 0...Double.greatestFiniteMagnitude)
    }
    try inRange("beta", beta, 0...1e6)
    guard !p.value.isNaN else { throw OptionFault("p", reason: "a number is wanted") }
    guard permutations > 0 else { throw OptionFault("permutations", reason: "at least one permutation is wanted") }
    options.level = level
    options.hasExactShares = exactShares
    options.cluster = cluster
    if let bootstrap {
      let most = 1_000_000
      guard (100...most).contains(bootstrap) else {
        throw OptionFault("bootstrap", reason: "a bootstrap takes 100 to \(most) resamples")
      }
      options.resamples = bootstrap
    }
    options.days = try numbers("days", days.names, 0...1e6)
    options.tau = tau
    options.hasMiddleMedian = convention == .middle
    (options.limit, options.within, options.mastery) = (limit, within, mastery)
    (options.target, options.p, options.threshold, options.cut) = (target, p.value, threshold, cut)
    for name in critical.names {
      let (driver, numbers) = try parts("critical", name, 1)
      try inRange("critical", numbers[0], 0...1)
      options.critical[driver] = numbers[0]
    }
    for name in weights.names {
      let (driver, numbers) = try parts("weights", name, 1)
      try inRange("weights", numbers[0], 0...1e9)
      options.weights[driver] = numbers[0]
    }
    for name in scope.names {
      let (column, numbers) = try parts("scope", name, 2)
      guard numbers[0] < numbers[1] else {
        throw OptionFault("scope", reason: "the lower end of a range is first", value: name)
      }
      options.scope[column] = numbers[0]...numbers[1]
    }
    for name in requiredCompensation.names {
      let words = name.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
      guard words.count == 3, let delta = Double(words[1]), delta > 0, delta <= 1, words[0] != words[2] else {
        throw OptionFault(
          "required-compensation", reason: "say driver:loss:by, as in training:0.2:coaching", value: name)
      }
      options.requiredCompensation.append(CompensationQuestion(lossIn: words[0], delta: delta, by: words[2]))
    }
    options.bottleneckLevels = try numbers("bottleneck-levels", bottleneckLevels.names, 0...100)
    (options.permutations, options.seed, options.alpha, options.beta) = (permutations, seed, alpha, beta)
    let ends = try numbers("scale", scale.names, -1e9...1e9)
    guard ends.count == 2, ends[0] < ends[1] else {
      throw OptionFault("scale", reason: "a scale is its lowest and its highest value, as in 1,5")
    }
    options.scale = ends[0]...ends[1]
    return options
  }

  private func numbers(
    _ option: String, _ names: [String], _ range: ClosedRange<Double>
  ) throws(OptionFault) -> [Double] {
    var numbers: [Double] = []
    for name in names {
      guard let number = Double(name), range.contains(number) else {
        throw OptionFault(option, reason: "\"\(DataError.printable(name))\" is no such number", value: name)
      }
      numbers.append(number)
    }
    return numbers
  }

  /// `name:1:2` in its parts.
  private func parts(
    _ option: String, _ text: String, _ count: Int
  ) throws(OptionFault) -> (name: String, numbers: [Double]) {
    let words = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    let numbers = words.suffix(count).compactMap(Double.init).filter(\.isFinite)
    guard words.count > count, numbers.count == count else {
      throw OptionFault(
        option, reason: count == 1 ? "say a driver and a number, as in coaching:0.5" : "say a name and two numbers",
        value: text)
    }
    return (words.dropLast(count).joined(separator: ":"), numbers)
  }

  package func state(_ table: inout StudyTable) throws(DataError) -> any AnalysisState {
    throw DataError(
      .usage(reason: "the drivers are computed from the tables of a study, not from its data"),
      hint: "list them under tables:, each with its role; 'fidelity drivers init DIR' writes an example")
  }

  package func outcome(
    of tables: StudyTables, seed: UInt64
  ) throws(DataError) -> (outcome: AnalysisOutcome, files: StudyTableFiles)? {
    let run = try DriverRun(self, tables, seed: seed)
    return (AnalysisOutcome(tables: run.tables, warnings: run.warnings), StudyTableFiles(run.files))
  }
}

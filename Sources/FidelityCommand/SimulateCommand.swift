import ArgumentParser
import FidelityData
import FidelityFiles
import FidelityInstruments
import FidelityReports
import FidelityStudies

struct SimulateCommand: CommandWithExamples {
  static let examples = [
    CommandExample(
      "A district's year of observations, and the effects they were drawn from:",
      "simulate datasets/district-study/study.yaml --output ratings.csv", "--truth truth.csv"),
    CommandExample(
      "Another year:", "simulate datasets/district-study/study.yaml --seed 2", "--output ratings.parquet"),
    CommandExample(
      "The tables of the drivers of a made district, with the truth behind them:",
      "simulate datasets/district-study/drivers.yaml", "--output district"),
  ]

  static let configuration = CommandConfiguration(
    commandName: "simulate", abstract: "Rating data with a known truth, from the simulate: section of a study file.",
    discussion: """
      A row is a rater's visit (site, teacher, date, rater and a column per item), or one rating where the layout of \
      the study is long (item, score). The same seed gives the same data. The effects drawn go to --truth. Where \
      simulate: has drivers:, it is the tables of the Implementation Drivers, with truth.csv, in the folder --output.
      """)

  @Argument(help: "The study file (YAML).", completion: .file(extensions: ["yaml", "yml"]))
  var study: String
  @Option(help: "Seed, in place of the study file's.")
  var seed: UInt64?
  @Option(help: "Write the true effects to this file (CSV).")
  var truth: String?
  @OptionGroup(title: HelpHeadings.output) var output: OutputOptions

  func run() throws {
    let file = try StudyFile(study)
    if let drivers = try DriverSimulation(file, seed: seed) { return try write(drivers) }
    let definition = try Study(file, seed: seed)
    let simulation = try Simulation(file)
    guard let name = definition.instrument else {
      throw DataError(.definition(reason: "a simulation needs the study's instrument"), file: study)
    }
    let inputs = [study, name]
    try output.check(inputs: inputs + [truth].compactMap(\.self))
    if let truth { try OutputPlace.check(file: truth, inputs: inputs) }
    let outcome = simulation.run(
      try Instrument(named: name), seed: definition.seed, isLong: definition.data.layout == .long)
    let effects = try truth.map { truth throws(DataError) in try TableFormat.csv.writer(to: .file(truth)) }
    try effects?.append(outcome.truth)
    try effects?.end(nil)
    let ratings = try output.writer()
    try ratings.append(outcome.ratings)
    try ratings.end(nil)
    // Both files or none: what can still fail, writing to standard output or a device, goes first.
    let isDevice = truth.map { AtomicFile.isDevice($0) } ?? false
    try Interruption.held { () throws(DataError) in
      if isDevice { try effects?.commit() }
      try ratings.commit()
      if !isDevice { try effects?.commit() }
    }
    output.tellHidden(ratings)
  }

  /// The tables of the drivers into a new folder.
  private func write(_ drivers: DriverSimulation) throws {
    guard let folder = output.file, output.format == nil, truth == nil else {
      throw ValidationError(
        "the study simulates tables of the drivers: say --output FOLDER, and no --format or --truth")
    }
    let files = try NewFiles(drivers.files.map { (folder + "/" + $0.path, $0.text) })
    try files.write()
    if !output.quiet { Diagnostics.write("\(files.count) files in \(folder)/: 'fidelity drivers \(folder)'") }
  }
}

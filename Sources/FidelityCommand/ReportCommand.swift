public import ArgumentParser
import FidelityCharts
import FidelityData
import FidelityFiles
import FidelityPages
public import FidelityReports
import FidelityStudies
import FidelitySystem

extension ReportOptions.Audience: ExpressibleByArgument {}

/// `fidelity report DIR`: results folders as one HTML page.
struct ReportCommand: CommandWithExamples {
  static let fileName = "report.html"

  static let examples = [
    CommandExample("The report of a study's results, results/report.html:", "report results"),
    CommandExample(
      "One page of a study and of the drivers, for a building's team:",
      "report results drivers-results --audience building --output report.html"),
  ]

  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "One HTML page that a team reads, from the tables of results folders.",
    discussion: """
      The page holds everything in itself: pictures, tables, method. It reads without script and without a network, on \
      a phone, projected and printed. Figures of fewer than 10 persons are not shown, persons are not ranked. \
      What the study says under report: holds unless an option says otherwise.
      """)

  @Argument(help: "Results folders, as 'fidelity run' leaves them.", completion: .directory)
  var folders: [String] = []
  @Option(name: [.short, .long], help: "The page (default: report.html in the first folder).", completion: .file())
  var output: String?
  @Option(help: "The title (default: the study's).")
  var title: String?
  @Option(help: "Whom it is for: a district's page names no persons.")
  var audience: ReportOptions.Audience?
  @Option(help: ArgumentHelp("Do not show figures of fewer persons; 0 shows all.", valueName: "count"))
  var suppress: Int?
  @Option(
    help: ArgumentHelp(
      "These sections only: \(ReportOptions.Section.allCases.map(\.rawValue).joined(separator: ", "))."))
  var sections: [Names] = []
  @Option(help: "A file of texts in another language.", completion: .file())
  var language: String?
  @Option(help: "A PNG, JPEG or SVG file of up to 200 kB, shown at the head.", completion: .file())
  var logo: String?
  @Flag(help: "Print the texts of the page, as the beginning of a file for --language.")
  var texts = false
  @Flag(name: [.short, .long], help: "No closing line.")
  var quiet = false

  func validate() throws {
    if texts {
      guard folders.isEmpty else { throw ValidationError("--texts goes without folders") }
      return
    }
    guard !folders.isEmpty else { throw ValidationError("name a results folder") }
    if let output, output.isEmpty { throw ValidationError("--output takes the name of a file") }
    if let output, output != "-", case let ending = URL(filePath: output).pathExtension.lowercased(),
      !["", "html", "htm"].contains(ending)
    {
      throw ValidationError("the report is a page: the extension of '\(output)' is .html")
    }
    if let suppress, suppress < 0 { throw ValidationError("--suppress takes a number from 0 on") }
  }

  func run() throws {
    if texts { return try StandardOutput.write(ReportTexts.englishFile) }
    let results = try Self.read(folders)
    var options = try ReportOptions(wishesOf: results, language: language)
    if let title { options.title = title }
    if let audience { options.audience = audience }
    if let suppress { options.suppressBelow = suppress }
    if !sections.isEmpty { options.sections = try ReportOptions.sections(sections.names) }
    if let logo { options.logo = try ReportLogo(contentsOfFile: logo) }
    let report = try Report(results, options: options)
    if output == "-" { return try StandardOutput.write(report.bytes) }
    let path = output ?? results[0].folder + "/" + Self.fileName
    if output == nil { try Self.checkPlace(path) }
    try OutputPlace.check(file: path, inputs: Self.inputs(results))
    try AtomicFile(path, bytes: report.bytes).commit()
    if !quiet { Diagnostics.write("\(path) (\(report.bytes.count / 1000) kB)") }
  }

  /// The folders, without the table of single scores, which no page shows.
  private static func read(_ folders: [String]) throws(DataError) -> [Results] {
    var results: [Results] = []
    for folder in folders { results.append(try Results.read(folder: folder, without: ["score"])) }
    return results
  }

  private static func inputs(_ results: [Results]) -> [String] {
    results.flatMap { results in results.tables.compactMap(\.file) + [results.folder + "/run.json"] }
  }

  // MARK: - The page of a run

  /// Writes the report that the studies of some folders wish.
  static func write(reportOf folders: [String], to path: String) throws(DataError) {
    let results = try read(folders)
    let report = try Report(results, options: ReportOptions(wishesOf: results))
    try AtomicFile(path, bytes: report.bytes).commit()
  }

  /// Whether a file is a page that this program has made.
  static func isOurs(_ path: String) -> Bool {
    guard PathKind(of: path) == .file, let bytes = InputFile(path)?.read(upTo: 4_096) else { return false }
    return String(decoding: bytes, as: UTF8.self).contains("name=\"generator\" content=\"\(Report.generator)\"")
  }

  /// - Throws: `cannotCreate` where a file is there that this program has not made.
  static func checkPlace(_ path: String) throws(DataError) {
    guard PathKind(of: path) != nil, !isOurs(path) else { return }
    throw DataError(
      .cannotCreate(reason: "the file is there, and no earlier run has left it, so it is not replaced"), file: path,
      hint: "move the file away, or name another one")
  }
}

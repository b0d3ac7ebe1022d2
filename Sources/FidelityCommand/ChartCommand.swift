public import ArgumentParser
public import FidelityCharts
import FidelityData
import FidelityFiles
import FidelityReports
import FidelityStudies
import FidelitySystem

extension PictureFile.Format: ExpressibleByArgument {}

/// `fidelity chart KIND DATA`: a picture of a table of results.
struct ChartCommand: CommandWithExamples {
  static let examples = [
    CommandExample.simulated,
    CommandExample(
      "Scores by site as a table:", "score ratings.csv --by site --cluster teacher --output scores.csv",
      CommandExample.instrument),
    CommandExample("Their picture:", "chart caterpillar scores.csv --output sites.svg"),
    CommandExample("The results of a study:", "run study.yaml --output results"),
    CommandExample("All pictures that they allow:", "chart all results --output pictures"),
  ]

  static let configuration = CommandConfiguration(
    commandName: "chart", abstract: "A picture of a table of results, as SVG or PNG.",
    discussion: """
      The kinds, and the tables that they are drawn from:

      \(kindTexts)

      A picture holds its title, n, its source, and a sentence that says what there is to see. --output takes a file \
      (.svg, .png) or a folder, which gets a file for each picture; without it, a single picture goes to standard \
      output. PNG needs rsvg-convert (librsvg2-bin).
      """)

  private static let kindTexts = ChartKind.allCases.map { kind in
    let name = kind.rawValue + String(repeating: " ", count: max(0, 15 - kind.rawValue.count))
    return "  \(name) \(kind.tables.joined(separator: ", "))"
  }.joined(separator: "\n")

  @Argument(help: ArgumentHelp("The kind of picture, or all.", valueName: "kind"))
  var kind: String
  @Argument(
    help: ArgumentHelp(
      "A results folder, the folder of a study, or tables that an analysis has left.", valueName: "data"),
    completion: .file())
  var data: [String]
  @Option(help: "The title, in place of the picture's own.")
  var title: String?
  @Option(help: "The scale, coefficient or quantity that is drawn (default: the total, or what a kind takes first).")
  var term: String?
  @Option(help: "The score that counts as fidelity (default: as the tables have it).")
  var criterion: Double?
  @Option(
    name: .customLong("where"), parsing: .unconditional,
    help: ArgumentHelp(
      "Take only rows of the table that meet a condition, as in 'site != \"S01\"'.", valueName: "condition"),
    transform: DataOptions.condition)
  var condition: RowCondition?
  @Option(name: [.short, .long], help: "A file (.svg, .png) or a folder; - is standard output.", completion: .file())
  var output: String?
  @Option(help: "svg or png, for a folder (default: svg).")
  var format: PictureFile.Format?
  @Flag(name: [.short, .long], help: "Do not say what was written.")
  var quiet = false

  private var kinds: [ChartKind] { kind == "all" ? ChartKind.allCases : ChartKind(rawValue: kind).map { [$0] } ?? [] }

  /// The file that is written; nil for a folder or standard output.
  private var file: (path: String, format: PictureFile.Format)? {
    guard let output, output != "-", let dot = output.lastIndex(of: "."), PathKind(of: output) != .folder,
      let format = PictureFile.Format(rawValue: output[output.index(after: dot)...].lowercased())
    else { return nil }
    return (output, format)
  }

  func validate() throws {
    if kinds.isEmpty {
      let names = ChartKind.allCases.map(\.rawValue) + ["all"]
      let near = DataError.nearest(toWordOf: kind, among: names)
      throw ValidationError(
        "there is no kind '\(kind)'; "
          + (near.isEmpty ? "the kinds are \(names.joined(separator: ", "))" : "is it \(near.joined(separator: ", "))?")
      )
    }
    if let criterion, !(criterion.magnitude <= 1e290) { throw ValidationError("--criterion takes a number") }
    if let output, output.isEmpty { throw ValidationError("--output takes the name of a file or folder") }
    if let output, output != "-", file == nil, PathKind(of: output) != .folder,
      case let ending = URL(filePath: output).pathExtension, !ending.isEmpty
    {
      throw ValidationError("the extension of '\(output)' is that of no picture: .svg, .png, or name a folder")
    }
    if let file, let format, file.format != format {
      throw ValidationError("--format \(format.rawValue) and the extension of '\(file.path)' contradict each other")
    }
    if file != nil, kind == "all" { throw ValidationError("all pictures go to a folder: name one with --output") }
  }

  func run() throws {
    if let file { try OutputPlace.check(file: file.path, inputs: data.filter { PathKind(of: $0) != .folder }) }
    let results = try Results.read(data, for: kinds, where: condition)
    var options = ChartOptions()
    (options.title, options.term, options.criterion) = (title, term, criterion)
    var pictures: [Picture] = []
    for kind in kinds { pictures += try kind.pictures(of: results, options: options) }
    guard let first = pictures.first else { throw nothingToDraw() }
    if let file {
      guard pictures.count == 1 else { throw several(pictures) }
      try PictureFile.write(first, to: file.path, as: file.format)
      return tell([file.path])
    }
    if let folder = output == "-" ? nil : output ?? (kind == "all" ? defaultFolder : nil) {
      return try write(pictures, to: folder)
    }
    guard pictures.count == 1 else { throw several(pictures) }
    guard format != .png else { throw ValidationError("PNG goes to a file: --output FILE.png") }
    try StandardOutput.write(first.svg + "\n")
  }

  private var defaultFolder: String {
    PathKind(of: data[0]) == .folder ? data[0] + "/charts" : "charts"
  }

  private func write(_ pictures: [Picture], to folder: String) throws(DataError) {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw DataError(.cannotCreate(reason: "the folder cannot be made"), file: folder)
    }
    let format = format ?? .svg
    let prefix = ChartOptions().identifierPrefix + "-"
    var files: [String] = []
    for picture in pictures {
      let path = "\(folder)/\(picture.identifier.dropFirst(prefix.count)).\(format.rawValue)"
      try PictureFile.write(picture, to: path, as: format)
      files.append(path)
    }
    tell(files)
  }

  private func tell(_ files: [String]) {
    if !quiet {
      Diagnostics.write("\(files.count) picture\(files.count == 1 ? "" : "s"): \(files.joined(separator: ", "))")
    }
  }

  private func several(_ pictures: [Picture]) -> DataError {
    DataError(
      .usage(reason: "there are \(pictures.count) pictures: \(pictures.map(\.title).joined(separator: "; "))"),
      hint: "name a folder with --output, or the file of one table as the data")
  }

  private func nothingToDraw() -> DataError {
    let place = data.count == 1 ? data[0] : nil
    if kind == "all" {
      return DataError(
        .unusable(reason: "there is no table here that pictures are drawn from"), file: place,
        hint: "name the folder that 'fidelity run' has left")
    }
    let name = kinds.first?.tables.first ?? ""
    if let term {
      return DataError(
        .unusable(reason: "no table \(name) here has rows of \(DataError.printable(term))"), file: place,
        hint: "look up the terms and quantities of the table")
    }
    return DataError(
      .unusable(reason: "\(kind) is drawn from a table \(name), and there is none here with rows for it"), file: place,
      hint: "'fidelity help chart' lists the tables of each kind")
  }
}

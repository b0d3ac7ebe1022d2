import ArgumentParser
import FidelityData
import FidelityFiles
import FidelityReports
import FidelityStudies

struct DescribeCommand: CommandWithExamples {
  static let examples = [
    CommandExample("The columns of a file, with the roles they may have:", "describe datasets/raters-gold/data.csv"),
    CommandExample(
      "How ratings stand in it, and the command that reads it:", "describe datasets/gwet-raw4raters/wide.tsv"),
    CommandExample(
      "The same as JSON:", "describe datasets/pooled-trend-small/data.csv --format json"),
  ]

  static let configuration = CommandConfiguration(
    commandName: "describe", abstract: "What is in a file: columns, types, missing values, examples, suggested roles.")

  @OptionGroup(title: HelpHeadings.data) var data: FileOptions
  @OptionGroup(title: HelpHeadings.output) var output: OutputOptions

  /// Says how ratings stand in the table, and which command reads it.
  private static func tell(_ shape: TableShape, _ path: String) {
    for sentence in shape.sentences { Diagnostics.write("  \(sentence)") }
    if let command = shape.command(file: path) { Diagnostics.write("  try: \(command)") }
  }

  func run() throws {
    let paths = try data.paths()
    if paths.count > 1, output.file != nil || !output.chosenFormat.isForPeople {
      throw DataError(
        .usage(reason: "several files are described for people only"),
        hint: "describe one at a time, or say --format table")
    }
    try output.check(inputs: paths)
    for path in paths {
      let table = try TableDescription(path, options: data.options, missing: data.missingCodes)
      if !output.quiet { Diagnostics.write("\(path): \(table.rowCount) rows, \(table.columnCount) columns") }
      Diagnostics.warn(table.notes, isQuiet: output.quiet)
      if let shape = table.shape, !output.quiet { Self.tell(shape, path) }
      if !output.quiet { for sentence in table.roleSentences(file: path) { Diagnostics.write("  \(sentence)") } }
      let provenance = table.shape.map { JSONValue.object([("shape", $0.json(file: path))]) }
      try output.write(table.columns, provenance: provenance)
    }
  }
}

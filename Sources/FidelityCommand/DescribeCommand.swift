import ArgumentParser
import FidelityData
import FidelityFiles
import FidelityStudies

struct DescribeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "describe", abstract: "What is in a file: columns, types, missing values, examples, suggested roles.")

  @OptionGroup var data: DataOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let description = try data.description(needsRatings: false, hasInstrument: false)
    if description.files.count > 1, output.output != nil {
      throw ValidationError("describe one file at a time into --output")
    }
    for path in description.files {
      let table = try TableDescription(path, options: description.options, missing: description.missing)
      if output.format == nil, output.output == nil {
        let columns = table.columns.rowCount
        Diagnostics.warn(
          ["\(path): \(table.rowCount) rows, \(columns) columns"] + table.notes, isQuiet: output.quiet)
      } else {
        Diagnostics.warn(table.notes, isQuiet: output.quiet)
      }
      try output.write(table.columns)
    }
  }
}

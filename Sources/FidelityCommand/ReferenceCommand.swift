import ArgumentParser
import FidelityReports
import FidelityStudies

/// What editors check study and instrument files with.
struct SchemaCommand: ParsableCommand {
  enum Document: String, CaseIterable, ExpressibleByArgument { case study, instrument }

  static let configuration = CommandConfiguration(
    commandName: "schema", abstract: "The JSON Schema (2020-12) of study files or instrument definitions, for editors.")

  @Argument(help: "Of which file.")
  var document = Document.study

  func run() throws {
    let schema = document == .study ? StudySchema.document() : InstrumentSchema.document
    try StandardOutput.write(schema.indentedText)
  }
}

/// The reference of flags and keys, made from the declarations of analyses.
struct ReferenceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reference", abstract: "Every analysis with its flags and study keys, in Markdown.")

  func run() throws {
    let head = """
      # Reference of analyses

      Made by `make reference` from the declarations of the analyses; a test fails where it is stale.

      An option is a flag on the command line (`--by school,grade`) and a key of the analysis in a study file (`by: \
      [school, grade]`). Names have commas between them on the command line; one that has a comma itself stands in \
      quotation marks. `interval: {bootstrap: 1000}` is the same as `interval: bootstrap:1000`.


      """
    try StandardOutput.write(head + AnalysisReference.markdown())
  }
}

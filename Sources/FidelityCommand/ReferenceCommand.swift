import ArgumentParser
import FidelityReports
import FidelityStudies

/// What editors check study and instrument files with.
struct SchemaCommand: CommandWithExamples {
  enum Document: String, CaseIterable, ExpressibleByArgument { case study, instrument }

  static let examples = [
    CommandExample("The schema that an editor checks study files with:", "schema study > study.schema.json")
  ]

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
struct ReferenceCommand: CommandWithExamples {
  enum Document: String, CaseIterable, ExpressibleByArgument { case analyses, man }

  static let examples = [
    CommandExample("All options of all analyses:", "reference > reference.md"),
    CommandExample("The manual page:", "reference man > fidelity.1"),
  ]

  static let configuration = CommandConfiguration(
    commandName: "reference", abstract: "Every analysis with its flags and study keys, in Markdown.")

  @Argument(help: "The analyses with their options in Markdown, or the manual page of the command.")
  var document = Document.analyses

  func run() throws {
    if document == .man { return try StandardOutput.write(ManualPage.text()) }
    let head = """
      # Reference of analyses

      Made by `make reference` from the declarations of the analyses; a test fails where it is stale.

      An option is a flag on the command line (`--by school,grade`) and a key of the analysis in a study file (`by: \
      [school, grade]`). Names have commas between them on the command line; one that has a comma itself stands in \
      quotation marks. `interval: {bootstrap: 1000}` is the same as `interval: bootstrap:1000`.

      In a study file every analysis takes the key `name` too: what its result tables and their files are called in \
      place of the analysis (`name: training` makes `training.csv` and `training-pairs.csv` of the analysis of \
      raters). Several analyses of a kind without names are numbered.


      """
    try StandardOutput.write(head + AnalysisReference.markdown())
  }
}

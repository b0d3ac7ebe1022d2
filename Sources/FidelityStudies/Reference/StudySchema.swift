import FidelityData
import FidelityDrivers
import FidelityFiles
package import FidelityReports

/// The JSON Schema of study files.
///
/// The keys of analyses come from their declarations; the keys of `data` and `simulate` are those that the readers
/// know.
package enum StudySchema {
  package static func document(_ analyses: [any Analysis.Type] = Analyses.all) -> JSONValue {
    JSONSchema.document(
      "Fidelity study",
      JSONSchema.mapping(
        [
          ("study", JSONSchema.text("The name of the study.")),
          ("data", data),
          ("tables", JSONSchema.list(of: table, "Tables beside the data, for the drivers; then data may be left out.")),
          ("as-of", JSONSchema.type("string", described: "The end of every clock, YYYY-MM-DD.")),
          (
            "periods",
            JSONSchema.any(
              of: [
                JSONSchema.choice(["month", "quarter", "term", "year"]),
                JSONSchema.list(of: JSONSchema.type("string")),
              ], "Every headline again for each of them; or the first days of periods.")
          ),
          ("levels", JSONSchema.oneOrMore(JSONSchema.text(), "The columns of levels, the lowest first.")),
          ("instrument", JSONSchema.text("The id of a built-in instrument, or the file of a definition.")),
          ("analyses", JSONSchema.list(of: JSONSchema.any(of: analyses.map(analysis)))),
          (
            "gates",
            JSONSchema.list(of: gate, "What results must be for the study to pass; 'fidelity run' ends with 1 else.")
          ),
          ("report", report),
          ("seed", JSONSchema.number(from: 0, to: 0x1p53, "The seed of everything random.")),
          ("simulate", simulate),
        ], requiredEither: ["data", "tables", "simulate"]))
  }

  private static var table: JSONValue {
    let code = JSONSchema.any(of: [missingCode, JSONSchema.list(of: missingCode)])
    return JSONSchema.mapping(
      [
        ("role", JSONSchema.choice(DriverRole.allCases.map(\.rawValue), "What the table is about.")),
        ("file", JSONSchema.oneOrMore(JSONSchema.text(), "Files or patterns, relative to the study file.")),
        ("columns", JSONSchema.names(of: JSONSchema.text(), "The file's names of the role's columns.")),
        ("missing", JSONSchema.any(of: [code, JSONSchema.names(of: code)], "Missing codes.")),
        ("date-format", JSONSchema.text("How dates are written, as in MM/DD/YYYY; without it YYYY-MM-DD.")),
      ] + TableOptions.textSchema, required: ["role", "file"])
  }

  private static var gate: JSONValue {
    let texts = JSONSchema.oneOrMore(JSONSchema.text())
    let bounds = Gate.Relation.allCases.map { (name: $0.rawValue, value: JSONSchema.number()) }
    return JSONSchema.mapping(
      [("table", JSONSchema.text("The result table; without it, every table."))]
        + Gate.columnKeys.map { (name: $0, value: texts) } + [
          ("where", JSONSchema.names(of: texts, "Values of other columns of the table.")),
          ("using", JSONSchema.text("estimate, lower-limit, upper-limit, or another column of numbers.")),
        ] + bounds, "A bound on a number of result tables.")
  }

  private static var report: JSONValue {
    let wishes = JSONSchema.mapping([
      ("title", JSONSchema.text("The title, in place of the name of the study.")),
      ("language", JSONSchema.text("A file of texts in another language: 'fidelity report --texts' begins one.")),
      ("logo", JSONSchema.text("A PNG, JPEG or SVG file of up to 200 kB.")),
      (
        "sections",
        JSONSchema.list(
          of: JSONSchema.choice(ReportRequest.Section.allCases.map(\.rawValue)), "Without it, all of them.")
      ),
      (
        "suppress-cells-below",
        JSONSchema.wholeNumber(from: 0, "Figures of fewer persons are not shown (default: 10).")
      ),
      (
        "audience",
        JSONSchema.choice(
          ReportRequest.Audience.allCases.map(\.rawValue), "Whom it is for: a district's page names no persons.")
      ),
    ])
    return JSONSchema.any(
      of: [JSONSchema.flag("A report without wishes."), wishes],
      "The report, report.html, that 'fidelity run' leaves beside the results.")
  }

  private static func analysis(_ type: any Analysis.Type) -> JSONValue {
    let options = OptionDescription.all(of: type)
    let siblings = options.map(\.name) + type.formerKeys.keys
    var properties = options.map { (name: $0.name, value: schema(of: $0, siblings: siblings)) }
    for (key, name) in type.formerKeys.sorted(by: { $0.key < $1.key }) {
      guard let option = options.first(where: { $0.name == name }) else { continue }
      properties.append((key, schema(of: option, siblings: siblings)))
    }
    properties.append((ResultNames.key, JSONSchema.text(ResultNames.help)))
    properties.append(("where", JSONSchema.text("Take only rows that meet a condition, of those of the data.")))
    let required = options.filter(\.isRequired).map(\.name)
    let mapping = JSONSchema.mapping(properties, required: required, type.summary)
    let value = required.isEmpty ? JSONSchema.any(of: [mapping, JSONSchema.type("null")]) : mapping
    return JSONSchema.mapping([(type.name, value)], required: [type.name])
  }

  private static func schema(of option: OptionDescription, siblings: [String]) -> JSONValue {
    // {bootstrap: 1000}, with options beside it
    let structure = JSONValue.object([("type", .string("object")), ("minProperties", .integer(1))])
    switch option.kind {
    case .flag: return JSONSchema.flag(option.help)
    case .number: return JSONSchema.number(option.help)
    case .extendedNumber:
      return JSONSchema.any(of: [JSONSchema.number(), JSONSchema.choice(["-inf", "inf"])], option.help)
    case .wholeNumber: return JSONSchema.wholeNumber(option.help)
    case .choice: return JSONSchema.choice(option.choices, option.help)
    case .names:
      let element = option.isStructured ? JSONSchema.any(of: [JSONSchema.text(), structure]) : JSONSchema.text()
      return JSONSchema.oneOrMore(element, option.help)
    case .text:
      return option.isStructured
        ? JSONSchema.any(of: [JSONSchema.text(), structure], option.help) : JSONSchema.text(option.help)
    }
  }

  private static var data: JSONValue {
    let layout = JSONSchema.any(
      of: [
        JSONSchema.choice(["long", "wide"]),
        JSONSchema.mapping(
          [
            ("wide", JSONSchema.text("How names of columns carry variables, as in {item}_S{segment}.")),
            ("raters", JSONSchema.oneOrMore(JSONSchema.text(), "A column for each rater: names, or forms of names.")),
            ("items", JSONSchema.oneOrMore(JSONSchema.text(), "A column for each item; with wide, the items taken.")),
            ("units-in-columns", JSONSchema.oneOrMore(JSONSchema.text(), "A column for each unit.")),
            (
              "counts", JSONSchema.oneOrMore(JSONSchema.text(), "Columns that count raters, a category each, in order.")
            ),
            ("cross-table", JSONSchema.text("The column of the first rater's category in a cross table.")),
          ], requiredEither: LayoutChoice.keys),
      ], "How ratings stand in the table.")
    let codes = JSONSchema.any(of: [missingCode, JSONSchema.list(of: missingCode)])
    let missing = JSONSchema.any(
      of: [codes, JSONSchema.names(of: codes)], "Missing codes, for all columns or by column.")
    return JSONSchema.mapping(
      [
        ("files", JSONSchema.oneOrMore(JSONSchema.text(), "Files or patterns, relative to the study file.")),
        ("layout", layout),
        ("columns", columns),
        ("missing", missing),
        ("where", JSONSchema.text("Take only rows that meet a condition, as in phase == \"baseline\" && score >= 2.")),
        ("fold-labels", JSONSchema.flag("Labels that differ only in case or blanks are one.")),
        (
          "redcap-dictionary",
          JSONSchema.text("The data dictionary of a REDCap project: what the words of an export with labels stand for.")
        ),
        ("duplicates", JSONSchema.choice(DuplicateRule.allCases.map(\.rawValue), "Where a rater rated a unit twice.")),
      ] + TableOptions.textSchema, required: ["files"], "What the data are.")
  }

  private static var missingCode: JSONValue { JSONSchema.type("string", "number", "null", "boolean") }

  private static var columns: JSONValue {
    let text = JSONSchema.text()
    let time = JSONSchema.any(
      of: [
        text, JSONSchema.mapping([("column", text), ("format", text)], required: ["column"]),
        JSONSchema.mapping([("year", text), ("month", text), ("day", text)], required: ["year", "month", "day"]),
      ], "The column of time, with the form of its dates; or year, month and day.")
    return .object([
      ("description", .string("The columns of each role; any name may be a role.")),
      ("type", .string("object")),
      ("properties", .object([("time", time), ("item", text), ("value", text), ("frequency", text)])),
      ("additionalProperties", JSONSchema.oneOrMore(text)),
    ])
  }

  private static var simulate: JSONValue {
    let counts = Simulation.counts.map { (name: $0.key, value: JSONSchema.wholeNumber(from: 1)) }
    let effects = Simulation.effects.map { (name: $0.key, value: JSONSchema.number()) }
    return JSONSchema.mapping(
      counts + [
        ("start", JSONSchema.type("string", described: "The first date, YYYY-MM-DD.")),
        ("missing", JSONSchema.text("The share of missing ratings, as in 8%.")),
        ("truth", JSONSchema.mapping(effects)),
        ("drivers", simulatedDrivers),
      ], "Data with a known truth, for 'fidelity simulate'.")
  }

  private static var simulatedDrivers: JSONValue {
    let effects = DriverSimulation.effects.map { (name: $0.key, value: JSONSchema.number()) }
    return JSONSchema.mapping(
      DriverSimulation.counts.map { (name: $0.key, value: JSONSchema.wholeNumber(from: 1)) } + [
        ("truth", JSONSchema.mapping(effects))
      ], "The tables of the drivers instead of ratings.")
  }
}

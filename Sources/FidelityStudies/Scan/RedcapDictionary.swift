package import FidelityData
package import FidelityFiles

/// The data dictionary of a REDCap project: what its fields are called, hold and mean.
package struct RedcapDictionary: Sendable {
  package struct Field: Sendable {
    package let name: String
    package let form: String?
    /// `radio`, `dropdown`, `yesno`, `text`, `calc`, ...
    package let type: String
    package let label: String?
    /// Codes and their labels, in their order.
    package let choices: [(code: String, label: String)]

    /// The numbers of the choices, by label; empty where a code is no number.
    package var values: [(label: String, value: Double)] {
      let values = choices.compactMap { choice in Double(choice.code).map { (choice.label, $0) } }
      return values.count == choices.count ? values : []
    }
  }

  package let fields: [Field]

  /// The headers of a dictionary, as people export it and as programs do.
  private static let headers = [
    ["Variable / Field Name", "field_name"], ["Form Name", "form_name"], ["Field Type", "field_type"],
    ["Field Label", "field_label"], ["Choices, Calculations, OR Slider Labels", "select_choices_or_calculations"],
  ]

  /// - Throws: `unusable` for a table that is no data dictionary, or a field whose choices are none.
  package init(_ file: TableFile) throws(DataError) {
    let names = Self.headers.map { headers in headers.first(where: file.columnNames.contains) }
    guard let name = names[0], let type = names[2] else {
      throw DataError(
        .unusable(reason: "this is no data dictionary of REDCap: no columns Variable / Field Name and Field Type"),
        file: file.path)
    }
    let columns = [name, names[1] ?? name, type, names[3] ?? name, names[4] ?? name]
    var scan = try TableScan([file], columns.map { ColumnRequest($0, .key) })
    var fields: [Field] = []
    while let batch = try scan.next() {
      let dictionaries = scan.dictionaries
      for row in 0..<batch.rowCount {
        let cells = columns.indices.map { index -> String? in
          let code = batch.keys(index)[row]
          return code == missingKey || names[index] == nil ? nil : dictionaries[index].label(code)
        }
        guard let name = cells[0], let type = cells[2] else { continue }
        fields.append(
          Field(
            name: name, form: cells[1], type: type, label: cells[3].map(Self.plain),
            choices: Self.choices(cells[4] ?? "", type: type)))
      }
    }
    self.fields = fields
  }

  /// `1, Not in place | 2, In place`
  private static func choices(_ text: String, type: String) -> [(code: String, label: String)] {
    switch type {
    case "yesno": return [("1", "Yes"), ("0", "No")]
    case "truefalse": return [("1", "True"), ("0", "False")]
    case "radio", "dropdown", "checkbox":
      return text.split(separator: "|").compactMap { part in
        guard let comma = part.firstIndex(of: ",") else { return nil }
        let code = LabelForm.trimmed(String(part[..<comma]))
        return (code, plain(String(part[comma...].dropFirst())))
      }
    default: return []
    }
  }

  /// A label without the marks of HTML, and in one line.
  private static func plain(_ text: String) -> String {
    var result = ""
    var isMark = false
    for character in text {
      if character == "<" { isMark = true }
      if !isMark { result.append(character.isNewline ? " " : character) }
      if character == ">" { isMark = false }
    }
    return LabelForm.trimmed(result)
  }

  /// What the labels of choices stand for, by field: labels in lower case and without needless blanks.
  package var answers: [String: [String: Double]] {
    var answers: [String: [String: Double]] = [:]
    for field in fields where field.type != "checkbox" && !field.values.isEmpty {
      answers[field.name] = Dictionary(
        field.values.map { (LabelForm.folded($0.label), $0.value) }, uniquingKeysWith: { first, _ in first })
    }
    return answers
  }
}

import FidelityData

/// A sheet that says where tables come from: names in its first column, what they stand for beside them.
package struct WorkbookNotes {
  /// A row: its first cell is a name, unless it is empty.
  private(set) var rows: [[JSONValue]] = []

  /// The members of an object, in their order: a value beside its name, the elements of an array below each other, and
  /// objects in it as a table.
  /// - Parameter names: the words for members, where the document's are not for people.
  package init(_ document: JSONValue, names: [String: String] = [:]) {
    guard case .object(let members) = document else { return }
    for (name, value) in members {
      let name = JSONValue.string(names[name] ?? name.replacing("_", with: " "))
      switch value {
      case .array(let elements): append(name, elements)
      case .object(let parts):
        for (index, part) in parts.enumerated() {
          rows.append([index == 0 ? name : .null, .string(part.name), part.value])
        }
      default: rows.append([name, value])
      }
    }
  }

  private mutating func append(_ name: JSONValue, _ elements: [JSONValue]) {
    if elements.isEmpty { rows.append([name, .string("none")]) }
    for (index, element) in elements.enumerated() {
      let name = index == 0 ? name : .null
      if case .object(let members) = element {
        if index == 0 { rows.append([name] + members.map { .string($0.name) }) }
        rows.append([.null] + members.map(\.value))
      } else {
        rows.append([name, element])
      }
    }
  }

  /// Columns beyond the name and the value have at most this width.
  private static let widest = 70

  func xml(_ cell: SheetCell) -> (xml: [UInt8], widths: [Double]) {
    let count = rows.map(\.count).max() ?? 1
    var widths = Array(repeating: 8, count: count)
    var xml: [UInt8] = []
    var cache = NumberCache()
    for (row, values) in rows.enumerated() {
      xml += "<row r=\"\(row + 1)\">".utf8
      for (index, value) in values.enumerated() {
        let text = Self.text(value)
        if text.isEmpty { continue }
        // A long sentence runs on over empty cells beside it.
        if values.count > 2 || index == 0 { widths[index] = min(max(widths[index], text.count + 2), Self.widest) }
        xml += "<c r=\"\(SheetRows.letters(of: index))\(row + 1)\"".utf8
        switch value {
        case .integer(let integer): cell.append(integer, to: &xml)
        case .number(let number): cell.append(number, .plain, &cache, to: &xml)
        default: index == 0 ? cell.appendHeading(text, to: &xml) : cell.append(text, .plain, to: &xml)
        }
      }
      xml += "</row>".utf8
    }
    return (xml, widths.map { Double($0) })
  }

  private static func text(_ value: JSONValue) -> String {
    switch value {
    case .null: ""
    case .string(let text): String(text.prefix(8_000))
    case .bool(let flag): flag ? "yes" : "no"
    default: value.text
    }
  }
}

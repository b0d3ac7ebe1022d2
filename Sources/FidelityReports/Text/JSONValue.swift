/// A value of a JSON document that keeps the order of its members.
public enum JSONValue: Sendable, Equatable {
  case null
  case bool(Bool)
  case number(Double)
  case integer(Int)
  case string(String)
  case array([JSONValue])
  case object([(name: String, value: JSONValue)])

  public static func == (left: JSONValue, right: JSONValue) -> Bool { left.text == right.text }

  /// The document as text; numbers read back as the same doubles, NaN and infinities are null.
  public var text: String {
    var output = ""
    append(to: &output, indent: nil)
    return output
  }

  /// The document over several lines, two spaces a level.
  public var indentedText: String { indentedText(level: 0) + "\n" }

  /// The value over several lines, as one that stands so many levels deep in a document.
  func indentedText(level: Int) -> String {
    var output = ""
    append(to: &output, indent: level)
    return output
  }

  private func append(to output: inout String, indent: Int?) {
    switch self {
    case .null: output += "null"
    case .bool(let flag): output += flag ? "true" : "false"
    case .number(let number): output += number.isFinite ? NumberText.exact(number) : "null"
    case .integer(let integer): output += String(integer)
    case .string(let string): Self.append(string, to: &output)
    case .array(let values):
      Self.append("[", "]", count: values.count, to: &output, indent) { index, output, inner in
        values[index].append(to: &output, indent: inner)
      }
    case .object(let members):
      Self.append("{", "}", count: members.count, to: &output, indent) { index, output, inner in
        Self.append(members[index].name, to: &output)
        output += indent == nil ? ":" : ": "
        members[index].value.append(to: &output, indent: inner)
      }
    }
  }

  private static func append(
    _ open: String, _ close: String, count: Int, to output: inout String, _ indent: Int?,
    _ element: (Int, inout String, Int?) -> Void
  ) {
    output += open
    for index in 0..<count {
      if index > 0 { output += "," }
      if let indent { output += "\n" + String(repeating: "  ", count: indent + 1) }
      element(index, &output, indent.map { $0 + 1 })
    }
    if let indent, count > 0 { output += "\n" + String(repeating: "  ", count: indent) }
    output += close
  }

  private static func append(_ string: String, to output: inout String) {
    output += "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": output += "\\\""
      case "\\": output += "\\\\"
      case "\n": output += "\\n"
      case "\t": output += "\\t"
      case "\r": output += "\\r"
      default:
        if scalar.value < 0x20 {
          let digits = String(scalar.value, radix: 16)
          output += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        } else {
          output.unicodeScalars.append(scalar)
        }
      }
    }
    output += "\""
  }
}

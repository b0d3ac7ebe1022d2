/// Reads the text of a ``RowCondition``.
struct RowConditionParser {
  private enum Token: Equatable {
    case word(String)
    case name(String)
    case number(Double)
    case text(String)
    /// An operator, a bracket or a comma.
    case mark(String)
    case end
  }

  /// A longer text is no condition that somebody wrote.
  private static let lengthLimit = 10_000
  private static let depthLimit = 100

  private let tokens: [(token: Token, offset: Int)]
  private var place = 0
  private var depth = 0

  init(_ text: String) throws(DataError) {
    guard text.unicodeScalars.count <= Self.lengthLimit else {
      throw RowCondition.fault("the condition is longer than \(Self.lengthLimit) characters", at: 0)
    }
    var scanner = Scanner(text)
    var tokens: [(token: Token, offset: Int)] = []
    repeat { tokens.append(try scanner.next()) } while tokens.last?.token != .end
    self.tokens = tokens
  }

  private var token: Token { tokens[place].token }
  private var offset: Int { tokens[place].offset }

  mutating func condition() throws(DataError) -> RowCondition.Node {
    let result = try disjunction()
    switch token {
    case .end: return result
    case .mark("="): throw RowCondition.fault("a comparison for equality is written ==", at: offset)
    default: throw RowCondition.fault("&& or || is wanted between two conditions", at: offset)
    }
  }

  private mutating func disjunction() throws(DataError) -> RowCondition.Node {
    var parts = [try conjunction()]
    while take("||", word: "or") { parts.append(try conjunction()) }
    return parts.count == 1 ? parts[0] : .any(parts)
  }

  private mutating func conjunction() throws(DataError) -> RowCondition.Node {
    var parts = [try negation()]
    while take("&&", word: "and") { parts.append(try negation()) }
    return parts.count == 1 ? parts[0] : .all(parts)
  }

  private mutating func negation() throws(DataError) -> RowCondition.Node {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.depthLimit else { throw RowCondition.fault("the condition is nested too deeply", at: offset) }
    if take("!", word: "not") { return .not(try negation()) }
    if take("(") {
      let result = try disjunction()
      try close(")")
      return result
    }
    return try comparison()
  }

  private mutating func comparison() throws(DataError) -> RowCondition.Node {
    if token == .word("missing"), tokens[place + 1].token == .mark("(") {
      place += 2
      guard case .column(let column) = try operand() else {
        throw RowCondition.fault("missing(...) takes the name of a column", at: offset)
      }
      try close(")")
      return .isMissing(column)
    }
    let left = try operand()
    if case .word(let word) = token, ["in", "not"].contains(word.lowercased()) {
      let isNegated = take("not", word: "not")
      guard take("in", word: "in"), case .column(let column) = left else {
        throw RowCondition.fault("a list is compared with a column: phase in [\"a\", \"b\"]", at: offset)
      }
      let listed = RowCondition.Node.isOneOf(column, try list())
      return isNegated ? .not(listed) : listed
    }
    let relation = try self.relation()
    let right = try operand()
    switch (left, right) {
    case (.column(let column), .value(let value, let offset)):
      return .compare(column, relation, value, offset: offset)
    case (.value(let value, let offset), .column(let column)):
      return .compare(column, relation.reversed, value, offset: offset)
    case (.column(let left), .column(let right)): return .compareColumns(left, relation, right)
    case (.value(_, let offset), .value):
      throw RowCondition.fault("one side of a comparison is the name of a column, without quotes", at: offset)
    }
  }

  private mutating func relation() throws(DataError) -> RowCondition.Relation {
    let found = offset
    guard case .mark(let mark) = token else {
      throw RowCondition.fault("a comparison is wanted, as in score >= 2", at: found)
    }
    guard let relation = RowCondition.Relation(rawValue: mark) else {
      switch mark {
      case "=": throw RowCondition.fault("a comparison for equality is written ==", at: found)
      case "<>": throw RowCondition.fault("a comparison for inequality is written !=", at: found)
      default: throw RowCondition.fault("a comparison is wanted, as in score >= 2", at: found)
      }
    }
    place += 1
    return relation
  }

  private enum Operand {
    case column(RowCondition.Column)
    case value(RowCondition.Value, offset: Int)
  }

  private mutating func operand() throws(DataError) -> Operand {
    let (token, offset) = tokens[place]
    let result: Operand
    switch token {
    case .word("true"), .word("false"):
      result = .value(.text(token == .word("true") ? "true" : "false"), offset: offset)
    case .word(let word) where !["and", "or", "not", "in"].contains(word.lowercased()):
      result = .column(RowCondition.Column(word, offset: offset))
    case .name(let name): result = .column(RowCondition.Column(name, offset: offset))
    case .number(let number): result = .value(.number(number), offset: offset)
    case .text(let text): result = .value(.text(text), offset: offset)
    case .word, .mark, .end:
      throw RowCondition.fault("a column, a number or a text in quotes is wanted", at: offset)
    }
    place += 1
    return result
  }

  private mutating func list() throws(DataError) -> [RowCondition.Value] {
    let closing: String
    if take("[") {
      closing = "]"
    } else if take("(") {
      closing = ")"
    } else {
      throw RowCondition.fault("a list in brackets is wanted, as in [\"a\", \"b\"]", at: offset)
    }
    var values: [RowCondition.Value] = []
    repeat {
      let found = offset
      guard case .value(let value, _) = try operand() else {
        throw RowCondition.fault("a list holds numbers, or texts in quotes", at: found)
      }
      if let first = values.first, first.isText != value.isText {
        throw RowCondition.fault("a list holds numbers or texts, not both", at: found)
      }
      values.append(value)
    } while take(",")
    try close(closing)
    return values
  }

  private mutating func close(_ mark: String) throws(DataError) {
    guard take(mark) else { throw RowCondition.fault("a closing \(mark) is wanted", at: offset) }
  }

  /// Takes a mark, or the word for it in any case of its letters.
  private mutating func take(_ mark: String, word: String? = nil) -> Bool {
    switch token {
    case .mark(mark): break
    case .word(let found) where word != nil && found.lowercased() == word: break
    default: return false
    }
    place += 1
    return true
  }

  /// Divides the text into tokens.
  private struct Scanner {
    private let scalars: [Unicode.Scalar]
    private var place = 0

    init(_ text: String) { scalars = Array(text.unicodeScalars) }

    private var scalar: Unicode.Scalar? { place < scalars.count ? scalars[place] : nil }
    private var following: Unicode.Scalar? { place + 1 < scalars.count ? scalars[place + 1] : nil }

    mutating func next() throws(DataError) -> (token: Token, offset: Int) {
      while let scalar, scalar.properties.isWhitespace { place += 1 }
      let start = place
      guard let scalar else { return (.end, start) }
      if scalar == "\"" || scalar == "'" { return (.text(try quoted(scalar)), start) }
      if scalar == "`" { return (.name(try quoted(scalar)), start) }
      if Self.isDigit(scalar)
        || (scalar == "-" || scalar == "+" || scalar == ".") && following.map(Self.isDigit) == true
        || (scalar == "-" || scalar == "+") && following == "."
      {
        return (.number(try number()), start)
      }
      if Self.beginsWord(scalar) { return (.word(word()), start) }
      return (.mark(try mark()), start)
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }
    private static func beginsWord(_ scalar: Unicode.Scalar) -> Bool {
      scalar == "_" || scalar.properties.isAlphabetic
    }
    private static func continuesWord(_ scalar: Unicode.Scalar) -> Bool {
      beginsWord(scalar) || scalar == "." || scalar.properties.numericType != nil
        || scalar.properties.generalCategory == .nonspacingMark
    }

    /// Text up to the closing quote; a backslash before a quote or a backslash takes it as it is.
    private mutating func quoted(_ quote: Unicode.Scalar) throws(DataError) -> String {
      let start = place
      var result = String.UnicodeScalarView()
      place += 1
      while let scalar {
        place += 1
        if scalar == quote { return String(result) }
        if scalar == "\\", let escaped = self.scalar, escaped == quote || escaped == "\\" {
          result.append(escaped)
          place += 1
        } else {
          result.append(scalar)
        }
      }
      throw RowCondition.fault("the closing \(quote) is missing", at: start)
    }

    private mutating func number() throws(DataError) -> Double {
      let start = place
      place += 1
      while let scalar, Self.continuesWord(scalar) || Self.isSignOfExponent(scalar, scalars[place - 1]) { place += 1 }
      let text = String(String.UnicodeScalarView(scalars[start..<place]))
      if let whole = Double(text), abs(whole) >= 0x1p53, whole.isFinite, !text.contains(where: { ".eE".contains($0) }) {
        throw RowCondition.fault(
          "a whole number from 2^53 on is no number to compare with", at: start,
          hint: "write it in quotes, and it is compared to the last digit")
      }
      guard let number = Double(text), number.isFinite else {
        throw RowCondition.fault(
          "\"\(DataError.printable(text))\" is not a number", at: start,
          hint: "the name of a column that begins with a digit stands in backticks")
      }
      return number
    }

    private static func isSignOfExponent(_ scalar: Unicode.Scalar, _ before: Unicode.Scalar) -> Bool {
      (scalar == "-" || scalar == "+") && (before == "e" || before == "E")
    }

    /// A hyphen between letters or digits is a part of a name: there is no arithmetic.
    private mutating func word() -> String {
      let start = place
      while let scalar {
        guard Self.continuesWord(scalar) || scalar == "-" && following.map(Self.continuesWord) == true else { break }
        place += 1
      }
      return String(String.UnicodeScalarView(scalars[start..<place]))
    }

    private mutating func mark() throws(DataError) -> String {
      let start = place
      for mark in ["==", "!=", "<=", ">=", "<>", "&&", "||"] where scalars[start...].starts(with: mark.unicodeScalars) {
        place += 2
        return mark
      }
      let scalar = scalars[start]
      guard "=<>!()[],".unicodeScalars.contains(scalar) else {
        let shown = DataError.printable(String(scalar))
        let hint: String? =
          switch scalar {
          case "&", "|": "and is written &&, or is written ||"
          case "\u{201c}", "\u{201d}", "\u{2018}", "\u{2019}": "texts stand in straight quotes"
          case "+", "*", "/", "%": "a condition compares columns with values; it does not compute"
          default: "a name with other characters than letters, digits, _ and . stands in backticks"
          }
        throw RowCondition.fault("\"\(shown)\" means nothing in a condition", at: start, hint: hint)
      }
      place += 1
      return String(scalar)
    }
  }
}

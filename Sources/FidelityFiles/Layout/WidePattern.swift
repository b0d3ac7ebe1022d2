public import FidelityData

/// How the names of the columns of a wide table carry variables: `{item}_S{segment}` reads `CCM1RT_S3` as item CCM1RT,
/// segment 3.
///
/// Text outside braces stands for itself. A variable takes as few characters as the rest allows, but at least one;
/// `{segment:digits}` takes digits only. Where values of variables are known, names are read by them: see
/// ``WideNames``.
public struct WidePattern: Sendable, Hashable {
  private enum Part: Sendable, Hashable {
    case literal([UInt8])
    case variable(String, digitsOnly: Bool)
  }

  public let text: String
  /// The variables in their order.
  public let variables: [String]
  private let parts: [Part]

  /// - Throws: `definition` for unbalanced braces, an empty or repeated variable, or two variables side by side.
  public init(_ text: String) throws(DataError) {
    func wrong(_ reason: String) -> DataError {
      DataError(.definition(reason: reason), value: text, hint: "a pattern looks like {item}_S{segment}")
    }
    var parts: [Part] = []
    var literal: [UInt8] = []
    var rest = text[...]
    while let first = rest.first {
      guard first == "{" else {
        if first == "}" { throw wrong("the pattern has a } without {") }
        literal += Array(String(first).utf8)
        rest = rest.dropFirst()
        continue
      }
      guard let end = rest.firstIndex(of: "}") else { throw wrong("the pattern has a { without }") }
      let name = rest[rest.index(after: rest.startIndex)..<end].split(separator: ":", omittingEmptySubsequences: false)
      guard let variable = name.first, !variable.isEmpty, !variable.contains("{"), name.count <= 2,
        name.count == 1 || name[1] == "digits"
      else { throw wrong("\"\(rest[...end])\" names no variable") }
      if literal.isEmpty, let last = parts.last, case .variable = last {
        throw wrong("two variables side by side cannot be told apart")
      }
      if !literal.isEmpty { parts.append(.literal(literal)) }
      literal = []
      parts.append(.variable(String(variable), digitsOnly: name.count == 2))
      rest = rest[rest.index(after: end)...]
    }
    if !literal.isEmpty { parts.append(.literal(literal)) }
    let variables = parts.compactMap { if case .variable(let name, _) = $0 { name } else { nil } }
    guard !variables.isEmpty else { throw wrong("the pattern names no variable") }
    guard Set(variables).count == variables.count else { throw wrong("the pattern names a variable twice") }
    self.text = text
    self.variables = variables
    self.parts = parts
  }

  /// The name of the column that these values of the variables have, in the order of ``variables``.
  package func name(of values: [String]) -> String {
    var rest = values[...]
    return parts.map { part in
      switch part {
      case .literal(let bytes): String(decoding: bytes, as: UTF8.self)
      case .variable: rest.popFirst() ?? ""
      }
    }.joined()
  }

  /// The values of the variables in a column's name, in the order of ``variables``; nil where the name is not of this
  /// form. Of several readings the one whose first variables are the shortest.
  public func match(_ name: String) -> [String]? { readings(of: name, most: 1).first }

  /// The readings of a column's name, those with shorter first variables first: `r_1_2` is `r` and `1_2`, and `r_1` and
  /// `2`, in the form `{rater}_{item}`.
  /// - Parameter most: more are not looked for.
  package func readings(of name: String, most: Int) -> [[String]] {
    var (found, values) = ([[String]](), [ArraySlice<UInt8>]())
    read(Array(name.utf8)[...], parts[...], &values) { values in
      found.append(values.map { String(decoding: $0, as: UTF8.self) })
      return found.count < most
    }
    return found
  }

  /// - Parameter take: takes a reading, and says whether to go on.
  /// - Returns: whether to go on.
  @discardableResult
  private func read(
    _ name: ArraySlice<UInt8>, _ parts: ArraySlice<Part>, _ values: inout [ArraySlice<UInt8>],
    _ take: ([ArraySlice<UInt8>]) -> Bool
  ) -> Bool {
    guard let part = parts.first else { return name.isEmpty ? take(values) : true }
    switch part {
    case .literal(let bytes):
      guard name.starts(with: bytes) else { return true }
      return read(name.dropFirst(bytes.count), parts.dropFirst(), &values, take)
    case .variable(_, let digitsOnly):
      var end = name.startIndex
      while end < name.endIndex {
        if digitsOnly, !(0x30...0x39).contains(name[end]) { return true }
        end += 1
        values.append(name[..<end])
        defer { values.removeLast() }
        if !read(name[end...], parts.dropFirst(), &values, take) { return false }
      }
      return true
    }
  }
}

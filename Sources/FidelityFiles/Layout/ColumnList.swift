public import FidelityData

/// Columns of ratings that are listed by name, and what their names are the values of: raters, items, units or
/// categories.
///
/// An entry is the name of a column, or a form of names: `rater*` for all that begin so, whose values are the whole
/// names; `{rater}_score`, whose values are the part in braces. A column counts once, where the first entry takes it.
public struct ColumnList: Sendable, Hashable {
  /// A column of the list.
  public struct Member: Sendable, Hashable {
    public let column: String
    /// What the column's name says of the variable.
    public let value: String
  }

  private enum Entry: Sendable, Hashable {
    case name(String)
    case pattern(WidePattern)
  }

  /// What the names are the values of: `rater`, `item`, `unit`.
  public let variable: String
  /// The entries as they were written.
  public let texts: [String]
  private let entries: [Entry]

  /// - Throws: `definition` for an empty list, or an entry whose braces do not name the variable alone.
  public init(_ variable: String, _ texts: [String]) throws(DataError) {
    guard !texts.isEmpty else { throw DataError(.definition(reason: "the list of columns is empty")) }
    var entries: [Entry] = []
    for text in texts {
      guard text.contains("{") || text.contains("}") else {
        entries.append(.name(text))
        continue
      }
      let pattern = try WidePattern(text)
      guard pattern.variables == [variable] else {
        throw DataError(
          .definition(reason: "the form of names has {\(variable)} and no other variable"), value: text,
          hint: "names that carry several variables are a wide layout, as in {rater}_{item}")
      }
      entries.append(.pattern(pattern))
    }
    (self.variable, self.texts, self.entries) = (variable, texts, entries)
  }

  /// The columns of a table, in the order of the list.
  /// - Parameters:
  ///   - names: the names of the table's columns.
  ///   - keys: columns that forms of names do not take.
  /// - Throws: `unknownColumn`; `unusable` for a form that no column has, and for two columns of one value.
  package func members(among names: [String], keys: Set<String>, file: String?) throws(DataError) -> [Member] {
    let known = Set(names)
    var members: [Member] = []
    var (taken, columnOfValue) = (Set<String>(), [String: String]())
    for (text, entry) in zip(texts, entries) {
      var found: [Member] = []
      switch entry {
      case .name(let name) where known.contains(name): found = [Member(column: name, value: name)]
      case .name(let name) where name.contains("*"):
        let parts = name.split(separator: "*", omittingEmptySubsequences: false).map { Array($0.utf8) }
        found = names.filter { Self.matches(Array($0.utf8)[...], parts[...]) && !keys.contains($0) }
          .map { Member(column: $0, value: $0) }
      case .name(let name): throw DataError.unknownColumn(name, among: names, file: file)
      case .pattern(let pattern):
        for name in names where !keys.contains(name) {
          if let value = pattern.match(name)?.first { found.append(Member(column: name, value: value)) }
        }
      }
      guard !found.isEmpty else {
        throw DataError(
          .unusable(reason: "no column has a name of the form \(text)"), file: file, remedy: .listColumns)
      }
      for member in found where taken.insert(member.column).inserted {
        if let other = columnOfValue.updateValue(member.column, forKey: member.value) {
          throw DataError(
            .usage(reason: "the columns \"\(other)\" and \"\(member.column)\" both are of \(variable) \(member.value)"))
        }
        members.append(member)
      }
    }
    return members
  }

  /// Whether a name is the parts with any text between them.
  private static func matches(_ name: ArraySlice<UInt8>, _ parts: ArraySlice<[UInt8]>) -> Bool {
    guard let part = parts.first, name.starts(with: part) else { return false }
    let rest = name.dropFirst(part.count)
    if parts.count == 1 { return rest.isEmpty }
    return rest.indices.contains { matches(rest[$0...], parts.dropFirst()) }
      || matches(rest[rest.endIndex...], parts.dropFirst())
  }
}

package import FidelityData

/// What is wrong with the options of an analysis, whoever set them: a command line, a study file or code.
///
/// Texts name options in backticks, as in "leave out \`group\`"; a command shows them as flags, a study file as keys.
package struct OptionFault: Error, Equatable {
  /// The options at fault, the one to be corrected first.
  package var options: [String]
  package var reason: String
  /// The element at fault of an option that is a list, and the place in its text, in Unicode scalars from 0.
  package var value: String?
  package var offset = 0
  package var hint: String?

  package init(_ options: String..., reason: String, value: String? = nil, hint: String? = nil) {
    self.options = options
    self.reason = reason
    self.value = value
    self.hint = hint
  }

  /// The fault of a value that some code refused.
  package init(_ option: String, _ error: DataError, value: String? = nil, offset: Int = 0) {
    var bare = error
    (bare.hint, bare.line, bare.character) = (nil, nil, nil)
    self.init(option, reason: bare.description, value: value, hint: error.hint)
    self.offset = offset
  }

  /// The name of an option that is none of those that there are.
  package init(_ option: String, unknown what: String, _ value: String, among known: [String]) {
    let nearest = DataError.nearest(toWordOf: String(value.prefix(100)), among: known)
    let names = nearest.isEmpty ? known : nearest
    let list = names.map { "\"\($0)\"" }.joined(separator: nearest.isEmpty ? ", " : " or ")
    self.init(
      option, reason: "there is no \(what) \"\(DataError.printable(value))\"", value: value,
      hint: nearest.isEmpty ? "there is \(list)" : "did you mean \(list)?")
  }

  /// A text with options shown as flags: `--group`.
  package static func flags(_ text: String) -> String { Remedy.naming(text) { "--\($0)" } }

  /// A text with options shown as keys: "group".
  package static func keys(_ text: String) -> String { Remedy.naming(text) { "\"\($0)\"" } }

  /// What a command says: `--level: ...`.
  package var commandText: String {
    let place = options.first.map { reason.contains("`\($0)`") ? "" : "--\($0): " } ?? ""
    return place + Self.flags([reason, hint].compactMap(\.self).joined(separator: "; "))
  }

  /// The error of an analysis that code built.
  package func usage(of analysis: String) -> DataError {
    let place = options.first.map { "\"\($0)\" of \(analysis): " } ?? "\(analysis): "
    return DataError(.usage(reason: place + Self.keys(reason)), hint: hint.map(Self.keys))
  }
}

// MARK: - Ranges that several analyses have

extension OptionFault {
  package static func check(level: Double) throws(OptionFault) {
    guard level > 0, level < 1 else {
      throw OptionFault("level", reason: "the confidence level lies between 0 and 1, as in 0.95")
    }
  }

  package static func check(_ number: Int?, _ option: String, in range: ClosedRange<Int>) throws(OptionFault) {
    guard let number, !range.contains(number) else { return }
    throw OptionFault(option, reason: "a whole number from \(range.lowerBound) to \(range.upperBound) is wanted")
  }

  /// Categories that are each named once.
  package static func check(categories: [String]) throws(OptionFault) {
    var seen: Set<String> = []
    for name in categories where !seen.insert(name).inserted {
      throw OptionFault("categories", reason: "a category is named twice", value: name)
    }
  }

  /// Names that each are one of those that there are.
  package static func check(
    _ names: [String], _ option: String, _ what: String, among known: [String]
  ) throws(OptionFault) {
    for name in names where !known.contains(name) { throw OptionFault(option, unknown: what, name, among: known) }
  }
}

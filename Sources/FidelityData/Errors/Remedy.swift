/// What a user can do about an error.
///
/// Whoever meets the error says it in words of its own: the command names its options, a study file its keys, and
/// ``description`` what a program has.
public enum Remedy: Sendable, Equatable {
  /// The same words everywhere.
  case words(String)
  /// A sentence that names options in backticks, as in "choose a rule with \`duplicates\`"; see ``naming(_:_:)``.
  case options(String)
  /// Correct the cell, or declare its text missing.
  case declareMissing(String)
  /// Declare a number missing that is not on the scale, or mend the scale.
  case declareMissingOrMendScale(String)
  /// Have the work take less memory, or allow it more.
  case saveMemory
  /// Look up what the columns of the table are called.
  case listColumns
  /// Look up what the built-in instruments are called.
  case listInstruments
  /// Look up the items of an instrument.
  case listItems(instrument: String)
  /// Say which column has a role: `unit`, `rater`, `time`.
  case nameColumn(role: String)
  /// Say which column holds the ratings, or that the table has a column for each item.
  case nameRatings
  /// A column counts as ratings, since its name is of the layout's form: say otherwise, or do what it would take then.
  indirect case nameItems(layout: String, Remedy)
  /// One of two, the likelier first.
  indirect case either(Remedy, Remedy)

  /// Keep the digits that a number has no room for.
  package static let keepDigits = Remedy.words(
    "ids are names, not numbers; write quantities in a larger unit, with at most 15 digits")

  /// A text as it stands between apostrophes: without control characters, and not too long.
  /// - Parameter apostrophe: what stands for an apostrophe of the text.
  package static func quoted(_ text: String, apostrophe: String = "'") -> String {
    let shown = DataError.printable(text, limit: 40).split(separator: "'", omittingEmptySubsequences: false)
    return "'\(shown.joined(separator: apostrophe))'"
  }

  /// A text as one word of a shell, whatever it holds: nothing of it is ever run.
  package static func shellWord(_ text: String) -> String { quoted(text, apostrophe: #"'\''"#) }

  /// A sentence in which `shown` has put its own form of every option that stands in backticks.
  package static func naming(_ sentence: String, _ shown: (String) -> String) -> String {
    let parts = sentence.split(separator: "`", omittingEmptySubsequences: false)
    return parts.enumerated().map { $0.offset % 2 == 0 ? String($0.element) : shown(String($0.element)) }.joined()
  }

  /// The words of ``nameItems(layout:_:)``, with those of what it goes on with.
  package static func nameItems(layout: String, words: String) -> String {
    "\(layout) takes this column for ratings: if it holds none, name the items in an instrument; if it does, \(words)"
  }
}

extension Remedy: CustomStringConvertible {
  /// The remedy for somebody who writes a program with the library.
  public var description: String {
    switch self {
    case .words(let words): words
    case .options(let sentence): Self.naming(sentence) { $0 }
    case .declareMissing(let text): "correct the cell, or declare \(Self.quoted(text)) missing"
    case .declareMissingOrMendScale(let number): "declare \(number) missing, or check the scale"
    case .saveMemory: "allow more memory, or read with one thread; a damaged file may ask for too much"
    case .listColumns: "look up the names of the table's columns"
    case .listInstruments: "look up the ids of the catalogue"
    case .listItems(let instrument): "look up the items of \(instrument)"
    case .nameColumn(let role): "name the column of the role \(role)"
    case .nameRatings: "name the column of the role value, or give a wide layout"
    case .nameItems(let layout, let remedy): Self.nameItems(layout: layout, words: remedy.description)
    case .either(let first, let second): "\(first.description); or \(second.description)"
    }
  }
}

package import FidelityReports

/// The texts and the numbers of pictures in one language: titles, names of axes, legends, notes, sentences and the
/// heads of the tables behind them.
///
/// What is not translated stays English. Words of the result tables (a quantity, a status, a driver) have a text where
/// the language has one for them, and stand as they are where it has none.
package struct ChartTexts: Sendable {
  private let templates: [String: TextTemplate]
  private let decimalMark: String
  private let thousandsMark: String

  package static let english = ChartTexts()

  /// The English texts by their ids, in the order of the kinds.
  package static let all: [(id: String, text: String)] = EnglishChartTexts.parts + EnglishChartTexts.kinds

  private static let originals = Dictionary(
    uniqueKeysWithValues: all.map { ($0.id, TextTemplate($0.text)) })

  private init() {
    templates = Self.originals
    (decimalMark, thousandsMark) = (".", ",")
  }

  /// - Parameter translated: texts by their ids; others are words of tables, such as `status-no-variation`.
  package init(_ translated: [String: String], decimalMark: String, thousandsMark: String) {
    templates = Self.originals.merging(translated.mapValues { TextTemplate($0) }) { _, new in new }
    (self.decimalMark, self.thousandsMark) = (decimalMark, thousandsMark)
  }

  /// The text of an id, `chart-` left out, with its values.
  func callAsFunction(_ id: String, _ values: [String: String] = [:]) -> String {
    template("chart-" + id).filled(values)
  }

  /// The template of an id.
  package func template(_ id: String) -> TextTemplate {
    guard let template = templates[id] else { preconditionFailure("no text \"\(id)\"") }
    return template
  }

  /// A word of a table: as the language has it, else as it is.
  package func word(_ family: String, _ word: String) -> String {
    word.isEmpty ? word : templates["\(family)-\(TextTemplate.slug(word))"]?.filled([:]) ?? word
  }

  func quantity(_ name: String) -> String { word("quantity", name) }

  // MARK: - Numbers

  /// About three significant digits, as ``ChartNumber/short(_:)``.
  func short(_ number: Double) -> String { localized(ChartNumber.short(number)) }

  func fixed(_ number: Double, decimals: Int) -> String { localized(ChartNumber.fixed(number, decimals: decimals)) }

  func count(_ number: Int) -> String {
    let text = ChartNumber.count(number)
    return thousandsMark == "," ? text : text.split(separator: ",").joined(separator: thousandsMark)
  }

  private func localized(_ text: String) -> String {
    decimalMark == "." ? text : text.split(separator: ".").joined(separator: decimalMark)
  }

  // MARK: - Parts of sentences

  /// "40 sites"; "40 groups (teacher, date)" of several columns.
  func counted(_ number: Int, _ columns: [String]) -> String {
    columns.count == 1
      ? self("counted", ["n": count(number), "what": columns[0]])
      : self("counted-groups", ["n": count(number), "what": columns.joined(separator: ", ")])
  }

  /// "a, b and c"; "a, b and 7 more" beyond the limit.
  func list(_ names: [String], limit: Int = 3) -> String {
    if names.count > limit {
      let first = names.prefix(limit - 1).joined(separator: ", ")
      return self("list-more", ["first": first, "n": count(names.count - limit + 1)])
    }
    guard let last = names.last else { return self("list-none") }
    if names.count == 1 { return last }
    return self("list-and", ["first": names.dropLast().joined(separator: ", "), "last": last])
  }

  /// The source line of a table's file and what n is.
  func source(_ file: String, _ n: String) -> String { n.isEmpty ? file : self("source-n", ["file": file, "n": n]) }
}

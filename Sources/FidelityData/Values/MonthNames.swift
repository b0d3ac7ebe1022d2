/// The names of months in the languages of the Latin script that people here write dates in.
///
/// A name counts in any case of its letters, with its accents or without them (`août`, `aout`); an umlaut may be two
/// letters (`Maerz`). A short form is one of the table, or the first letters of a name, three at least. What could be
/// two months, in one language or in two, is none: `jui` is juin and juillet.
///
/// Names are those of the Unicode Common Locale Data Repository (Gregorian calendar, formatted), short forms its
/// abbreviations; `Feber` (Austria) and `Mrz` are common beside them.
package enum MonthNames {
  /// A language with its names from January on.
  private struct Language {
    let names: [String]
    /// Short forms that are not the first letters of the name, by month.
    var short: [(form: String, month: Int)] = []

    init(_ names: String, short: [(String, Int)] = []) {
      (self.names, self.short) = (names.split(separator: " ").map(String.init), short)
    }
  }

  private static let languages = [
    // English
    Language("january february march april may june july august september october november december"),
    // German, and in Austria
    Language(
      "januar februar märz april mai juni juli august september oktober november dezember", short: [("mrz", 3)]),
    Language("jänner feber märz april mai juni juli august september oktober november dezember"),
    // French
    Language("janvier février mars avril mai juin juillet août septembre octobre novembre décembre"),
    // Spanish
    Language(
      "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
      short: [("setiembre", 9)]),
    // Italian
    Language("gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre"),
    // Portuguese
    Language("janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro"),
    // Dutch
    Language(
      "januari februari maart april mei juni juli augustus september oktober november december", short: [("mrt", 3)]),
    // Danish, Norwegian, Swedish
    Language("januar februar marts april maj juni juli august september oktober november december"),
    Language("januar februar mars april mai juni juli august september oktober november desember"),
    Language("januari februari mars april maj juni juli augusti september oktober november december"),
  ]

  /// What a word stands for; `month` 0 where it stands for two.
  private struct Meaning {
    var month: Int
    var isFull: Bool
  }

  private static let meanings: [String: Meaning] = {
    var meanings: [String: Meaning] = [:]
    func add(_ word: String, _ month: Int, isFull: Bool) {
      for form in Set([word, plain(word), spelled(word)]) {
        guard let known = meanings[form] else {
          meanings[form] = Meaning(month: month, isFull: isFull)
          continue
        }
        meanings[form] = Meaning(month: known.month == month ? month : 0, isFull: known.isFull || isFull)
      }
    }
    for language in languages {
      for (place, name) in language.names.enumerated() {
        for length in 3..<max(4, name.count) where length < name.count {
          add(String(name.prefix(length)), place + 1, isFull: false)
        }
        add(name, place + 1, isFull: true)
      }
      for (form, month) in language.short { add(form, month, isFull: form.count > 4) }
    }
    return meanings
  }()

  /// Without accents.
  private static func plain(_ word: String) -> String {
    String(word.map { accents[$0] ?? $0 })
  }

  /// With two letters for an umlaut.
  private static func spelled(_ word: String) -> String { word.replacing("ä", with: "ae") }

  private static let accents: [Character: Character] = ["ä": "a", "é": "e", "û": "u", "ç": "c"]

  /// The month of a name, and whether it is the whole one; nil where it is none, or of two months.
  static func month(_ name: String) -> (month: Int, isFull: Bool)? {
    guard let meaning = meanings[name.lowercased()], meaning.month > 0 else { return nil }
    return (meaning.month, meaning.isFull)
  }
}

import FidelityData
import Testing

@Suite("Remedies")
struct RemedyTests {
  static let all: [Remedy] = [
    .words("rename one of them"), .declareMissing("4.5x"), .declareMissingOrMendScale("7"), .saveMemory, .listColumns,
    .listInstruments, .listItems(instrument: "tfi-2.1"), .nameColumn(role: "time"), .nameRatings,
    .nameItems(layout: "{item}_S{segment}", .declareMissing("0:54")),
  ]

  @Test("for a program, no remedy names an option or a command", arguments: all)
  func neutral(remedy: Remedy) {
    #expect(!remedy.description.isEmpty)
    #expect(!remedy.description.contains("--"))
    #expect(!remedy.description.contains("'fidelity"))
  }

  @Test("a remedy says what it is about")
  func particulars() {
    #expect(Remedy.declareMissing("4.5x").description == "correct the cell, or declare '4.5x' missing")
    #expect(
      Remedy.nameItems(layout: "{item}", .declareMissing("x")).description
        == "{item} takes this column for ratings: if it holds none, name the items in an instrument; if it does, "
        + "correct the cell, or declare 'x' missing")
    let long = String(repeating: "a", count: 50) + "\u{1b}"
    #expect(Remedy.declareMissing(long).description.contains("'\(String(repeating: "a", count: 40))...'"))
  }

  @Test("a hint is a remedy of the same words everywhere")
  func hint() {
    var error = DataError(.duplicateColumn, hint: "rename one of them")
    #expect(error.remedy == .words("rename one of them"))
    #expect(error.hint == "rename one of them")
    error.hint = nil
    #expect(error.remedy == nil)
    error.remedy = .listColumns
    #expect(error.hint == Remedy.listColumns.description)
    #expect(error == DataError(.duplicateColumn, remedy: .listColumns))
  }
}

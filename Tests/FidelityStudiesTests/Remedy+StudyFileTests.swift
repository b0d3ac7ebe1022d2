import FidelityData
import FidelityStudies
import Testing

@Suite("Remedies in the words of a study file")
struct RemedyStudyFileTests {
  @Test(
    "a study file has keys, no options",
    arguments: [
      (.words("rename one of them"), "rename one of them"), (.declareMissing("4.5x"), "data: missing: ['4.5x']"),
      (.declareMissingOrMendScale("7"), "data: missing: [7]"), (.saveMemory, "ulimit"),
      (.listColumns, "'fidelity describe'"), (.listInstruments, "'fidelity instruments list'"),
      (.listItems(instrument: "x"), "'fidelity instruments show x'"),
      (.nameColumn(role: "time"), "data: columns: {time: COLUMN}"), (.nameRatings, "data: layout: {wide: PATTERN}"),
      (.options("choose a rule with `duplicates` first"), "choose a rule with data: duplicates first"),
      (.options("see them with `by`"), "see them with by:"), (.declareMissing("it's"), "data: missing: ['it''s']"),
      (.nameItems(layout: "{item}", .declareMissing("0:54")), "data: missing: ['0:54']"),
    ] as [(Remedy, String)])
  func words(remedy: Remedy, part: String) {
    #expect(remedy.studyFileText.contains(part))
    #expect(!remedy.studyFileText.contains("--"))
  }
}

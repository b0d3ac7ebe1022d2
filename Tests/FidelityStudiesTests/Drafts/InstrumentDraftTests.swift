import FidelityData
import FidelityFiles
import FidelityInstruments
import FidelityStudies
import FidelityTesting
import Testing

@Suite("Drafts of instruments")
struct InstrumentDraftTests {
  /// The draft of a table, and the scores that it gives the table.
  private static func draft(_ text: String, dictionary: String? = nil) throws -> (String, Instrument, StudyResults) {
    try withTemporaryFolder { folder in
      let file = try folder.write(text, to: "d.csv")
      let fields = try dictionary.map { try RedcapDictionary(TableFile(folder.write($0, to: "dictionary.csv"))) }
      let draft = try InstrumentDraft(TableFile(file), id: "mine", dictionary: fields)
      let path = try folder.write(draft.text, to: "mine.yaml")
      let instrument = try Instrument(contentsOfFile: path)
      #expect(draft.itemCount == instrument.items.count)
      var data = DataDescription(files: [file])
      data.layout = .wide(try WidePattern("{item}"))
      let study = Study(data: data, instrument: path, analyses: [.score()])
      return (draft.text, instrument, try StudyRunner(study).run())
    }
  }

  @Test("numbers: items, ranges, sections, and what is none")
  func numbers() throws {
    let (text, instrument, results) = try Self.draft(
      """
      school_id,visit_date,rater,1.1 Team composition,1.2 Goals,2.1,2.2,minutes,note,visit_complete
      1,2024-01-02,x,0,2,1,3,45,good,2
      2,2024-01-03,y,1,2,NA,5,50,,2
      3,2024-01-04,x,2,0,2,4.5,38,better,0

      """)
    #expect(instrument.items.map(\.id) == ["1.1", "1.2", "2.1", "2.2"])
    #expect(instrument.items.map(\.label) == ["Team composition", "Goals", nil, nil])
    #expect(instrument.items.map(\.lower) == [0, 0, 1, 1])
    #expect(instrument.items.map(\.upper) == [2, 2, 5, 5])
    #expect(instrument.items.map(\.step) == [1, 1, 0.5, 0.5])
    #expect(instrument.scales.map(\.id) == ["section_1", "section_2", "total"])
    #expect(text.contains("CHECK"))
    #expect(text.contains("\"minutes\", \"note\""))
    #expect(results["score"]?.cells("section_1") == ["0.5", "0.75", "0.5"])
    #expect(results["score"]?.cells("status") == ["ok", "ok", "ok"])
  }

  @Test("words: known scales, answers with numbers, words of which only the data know the order")
  func words() throws {
    let (text, instrument, results) = try Self.draft(
      """
      visit,a,b,c,d,e,f
      1,L,Yes,2 - fully,red,green,free text of no scale
      2,h,no,0 - not,green,red,another one
      3,M,Not applicable,1 - partly,green,red,and more

      """)
    #expect(instrument.items.map(\.id) == ["a", "b", "c", "d", "e"])
    #expect(instrument.items[0].values == ["l": 0, "m": 1, "h": 2])
    #expect(instrument.items[1].notApplicable == [-1])
    #expect(instrument.items[2].values == ["0 - not": 0, "1 - partly": 1, "2 - fully": 2])
    #expect(instrument.items[3].values == ["green": 0, "red": 1])
    #expect(text.contains("CHECK: the order of the words"))
    // (0 + 1 + 2 + 1 + 0) of 7, (2 + 0 + 0 + 0 + 1) of 7, (1 + 1 + 0 + 1) of 6
    #expect(results["score"]?.numbers("total") == [4.0 / 7, 3.0 / 7, 0.5])
  }

  @Test("a data dictionary gives labels, and the ends of scales")
  func dictionary() throws {
    let (_, instrument, results) = try Self.draft(
      "record_id,redcap_repeat_instance,goal,pace,sum\n1,1,1,1,2\n1,2,2,0,2\n2,1,1,1,2\n",
      dictionary: """
        field_name,form_name,field_type,field_label,select_choices_or_calculations
        record_id,base,text,Record,
        goal,visit,radio,"Goal, <i>said</i>","0, No | 1, Partly | 2, Fully | 3, More"
        pace,visit,yesno,Pace,
        sum,visit,calc,Sum,"[goal] + [pace]"

        """)
    #expect(instrument.items.map(\.id) == ["goal", "pace"])
    #expect(instrument.items.map(\.label) == ["Goal, said", "Pace"])
    #expect(instrument.items.map(\.upper) == [3, 1])
    #expect(results["score"]?.numbers("total") == [0.5, 0.5, 0.5])
  }

  @Test(
    "names of all kinds become ids, and still find their columns",
    arguments: ["Q1", "Q 1: \"Warm\" welcome", "_x", "ä b", "a,b", "x.", "1.10", "item\\1", "true"])
  func names(name: String) throws {
    let quoted = "\"\(name.replacing("\"", with: "\"\""))\""
    let (_, instrument, results) = try Self.draft("\(quoted),other 1\n0,1\n2,0\n")
    #expect(instrument.items.count == 2)
    #expect(results["score"]?.cells("n_answered") == ["2", "2"])
    #expect(results.warnings.isEmpty, "\(results.warnings)")
  }

  @Test("a table without ratings")
  func none() throws {
    let error = #expect(throws: DataError.self) { try Self.draft("id,date\n1,2024-01-01\n") }
    #expect(error?.description.contains("no column looks like ratings") == true)
  }
}

import FidelityTesting
import Foundation
import Testing

@Suite("Surveys at the command line", .serialized)
struct SurveyCommandTests {
  private static let dictionary = """
    field_name,form_name,field_type,field_label,select_choices_or_calculations
    record_id,base,text,Record,
    goal,visit,radio,Goal is clear,"0, Not at all | 1, Partly | 2, Fully"
    pace,visit,yesno,Pace fits,

    """

  private static let export = """
    record_id,redcap_repeat_instrument,redcap_repeat_instance,site,goal,pace
    1,,,A,,
    1,visit,1,,Fully,Yes
    1,visit,2,,Partly,No
    2,,,B,,
    2,visit,1,,Not at all,Yes

    """

  @Test("a draft of a REDCap export with labels scores it")
  func draft() throws {
    try withTemporaryFolder { folder in
      _ = try folder.write(Self.export, to: "export.csv")
      _ = try folder.write(Self.dictionary, to: "dictionary.csv")
      let drafted = try CommandRun(
        "instruments", "draft", "export.csv", "--id", "mine", "--redcap-dictionary", "dictionary.csv", "--output",
        "mine.yaml", in: folder)
      #expect(drafted.status == 0, "\(drafted.messages)")
      #expect(drafted.output.isEmpty)
      #expect(drafted.messages.contains("mine.yaml: 2 items, 1 scales"))
      #expect(try CommandRun("instruments", "check", "mine.yaml", in: folder).status == 0)
      let score = try CommandRun(
        "score", "export.csv", "--instrument", "mine.yaml", "--unit", "record_id,redcap_repeat_instance",
        "--redcap-dictionary", "dictionary.csv", in: folder)
      #expect(score.status == 0, "\(score.messages)")
      #expect(
        score.output == """
          record_id,redcap_repeat_instance,total,n_answered,status
          1,1,1,2,ok
          1,2,0.3333333333333333,2,ok
          2,1,0.3333333333333333,2,ok

          """)
      let same = try CommandRun(
        "instruments", "draft", "export.csv", "--id", "mine", "--redcap-dictionary", "dictionary.csv", in: folder)
      #expect(try String(contentsOfFile: folder.file("mine.yaml"), encoding: .utf8) == same.output)
    }
  }

  @Test(
    "what a draft cannot be made of",
    arguments: [
      (["export.csv", "export.csv"], 64, "made of one file"), (["nowhere.csv"], 66, "no such file"),
      (["export.csv", "--output", "export.csv"], 64, "take the place"),
      (["keys.csv"], 65, "no column looks like ratings"),
      (["export.csv", "--id", "a b"], 65, "character other than letters"),
      (["export.csv", "--redcap-dictionary", "export.csv"], 65, "no data dictionary"),
    ] as [([String], Int32, String)])
  func refusals(arguments: [String], status: Int32, words: String) throws {
    try withTemporaryFolder { folder in
      _ = try folder.write(Self.export, to: "export.csv")
      _ = try folder.write(Self.dictionary, to: "dictionary.csv")
      _ = try folder.write("id,date,note\n1,2024-01-01,of no scale\n", to: "keys.csv")
      let run = try CommandRun(all: ["instruments", "draft"] + arguments, in: folder)
      #expect(run.status == status, "\(run.messages)")
      #expect(run.messages.contains(words), "\(run.messages)")
    }
  }

  @Test("the first tier of the TFI alone, as its columns are called, and as a spreadsheet spoils them")
  func firstTier() throws {
    try withTemporaryFolder { folder in
      let items = (1...15).map { "TFI_1_\($0)" }.joined(separator: ",")
      let cells = Array(repeating: "2", count: 15).joined(separator: ",")
      _ = try folder.write("school,\(items)\nNorth,\(cells)\n", to: "tfi.csv")
      let run = try CommandRun("score", "tfi.csv", "--instrument", "tfi-2.1", "--unit", "school", in: folder)
      #expect(run.status == 0, "\(run.messages)")
      #expect(run.output.contains("North,1,at criterion,1,1,1,,"))
      #expect(run.output.contains(",15,items-missing"))
      #expect(run.messages.contains("\"TFI_1_1\" is 1.1"))
      #expect(run.messages.contains("30 items of tfi-2.1 without a column: 2.1"))
      let spoilt = (1...15).map { $0 == 10 ? "1.1" : "1.\($0)" }.joined(separator: ",")
      _ = try folder.write("school,\(spoilt)\nNorth,\(cells)\n", to: "tfi.csv")
      let error = try CommandRun("score", "tfi.csv", "--instrument", "tfi-2.1", "--unit", "school", in: folder)
      #expect(error.status == 65)
      #expect(error.messages.contains("a spreadsheet writes the number 1.10 as 1.1"))
    }
  }

  @Test("the time format of a spreadsheet's days, and hours")
  func days() throws {
    try withTemporaryFolder { folder in
      _ = try folder.write("visit_date,y\n45292,1\n45292.5,2\n45293,3\n", to: "d.csv")
      let arguments = ["trend", "d.csv", "--outcome", "y", "--time", "visit_date"]
      let plain = try CommandRun(all: arguments, in: folder)
      #expect(plain.messages.contains("the time format excel"))
      let hours = try CommandRun(
        all: arguments + ["--time-format", "excel", "--unit-of-time", "hours", "--format", "csv"], in: folder)
      #expect(hours.output.contains("per hour; time 0 is 2024-01-01"))
      #expect(!hours.messages.contains("the time format excel"))
      let wrong = try CommandRun(all: arguments + ["--time-format", "serial"], in: folder)
      #expect(wrong.status == 64)
      #expect(wrong.messages.contains("excel-1904"))
    }
  }
}

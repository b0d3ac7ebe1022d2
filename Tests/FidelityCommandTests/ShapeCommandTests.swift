import FidelityTesting
import Foundation
import Testing

@Suite("Tables in other shapes on the command line", .serialized)
struct ShapeCommandTests {
  private static let wide = "lesson,anna,ben,note\nl1,1,2,x\nl2,2,2,\nl3,3,3,y\nl4,1,1,\nl5,2,1,\n"
  private static let long =
    "lesson,rater,score\nl1,anna,1\nl1,ben,2\nl2,anna,2\nl2,ben,2\nl3,anna,3\nl3,ben,3\nl4,anna,1\nl4,ben,1\n"
    + "l5,anna,2\nl5,ben,1\n"

  @Test(
    "each analysis of raters gives what the long table gives",
    arguments: [
      ["reliability", "--scale", "ordinal"], ["raters", "--scale", "ordinal", "--pairs"], ["icc"], ["concordance"],
    ])
  func analyses(arguments: [String]) throws {
    try withTemporaryFolder { folder in
      _ = try folder.write(Self.wide, to: "w.csv")
      _ = try folder.write(Self.long, to: "l.csv")
      let (name, rest) = (arguments[0], Array(arguments.dropFirst()))
      func output(_ options: [String]) throws -> String {
        let run = try CommandRun(all: [name] + options + rest + ["--format", "csv"], in: folder)
        #expect(run.status == 0, "\(run.messages)")
        return run.output
      }
      let wanted = try output(["l.csv", "--unit", "lesson", "--rater", "rater", "--value", "score"])
      #expect(wanted.split(separator: "\n").count > 1)
      for options in [
        ["w.csv", "--raters", "anna,ben"], ["w.csv", "--unit", "lesson", "--raters", "ben", "--raters", "a*"],
        ["w.csv", "--unit", "lesson", "--wide", "{rater}", "--raters", "anna,ben"],
      ] {
        #expect(try output(options) == wanted)
      }
    }
  }

  @Test("agreement within groups reads a column per item")
  func groupAgreement() throws {
    let folder = Datasets.projectFolder.appending(path: "datasets/group-agreement").path()
    let options = ["--group", "group", "--rater", "person", "--range", "1,5", "--format", "csv"]
    let long = try CommandRun(
      all: ["group-agreement", "\(folder)/data.csv", "--item", "item", "--value", "value"] + options)
    let wide = try CommandRun(all: ["group-agreement", "\(folder)/items.tsv", "--items", "COH*"] + options)
    #expect(long.status == 0 && wide.status == 0, "\(wide.messages)")
    #expect(long.output == wide.output)
  }

  @Test("scores take the items that are named")
  func score() throws {
    try withTemporaryFolder { folder in
      let instrument =
        "id: t\ndefaults: {range: [0, 4], step: 1}\nitems: [{id: goal}, {id: pace}]\n"
        + "scales: [{id: total, items: [goal, pace], aggregate: sum}]\n"
      _ = try folder.write(instrument, to: "t.yaml")
      _ = try folder.write("lesson,goal,pace,x\n1,2,3,1\n2,4,4,1\n", to: "d.csv")
      let options = ["score", "d.csv", "--instrument", "t.yaml", "--unit", "lesson", "--format", "csv"]
      let plain = try CommandRun(all: options, in: folder)
      let named = try CommandRun(all: options + ["--items", "goal,pace"], in: folder)
      #expect(plain.status == 0 && plain.output == named.output, "\(named.messages)")
      let some = try CommandRun(all: options + ["--items", "goal"], in: folder)
      #expect(some.status == 64 && some.messages.contains("pace of t is not among those listed"), "\(some.messages)")
      let other = try CommandRun(all: options + ["--items", "goal,x"], in: folder)
      #expect(other.status == 64 && other.messages.contains("the instrument t has no such item"), "\(other.messages)")
    }
  }

  @Test(
    "options that exclude each other",
    arguments: [
      (["--raters", "a", "--items", "b"], "--raters and --items exclude each other"),
      (["--raters", "a", "--value", "b"], "--raters and --value exclude each other"),
      (["--cross-table", "a", "--value", "b"], "--cross-table and --value exclude each other"),
      (["--cross-table", "a", "--wide", "{rater}"], "--wide and --cross-table exclude each other"),
      (["--raters", "{item}"], "has {rater} and no other variable"),
      (["--counts", "a", "--wide", "{rater}"], "has no {category}, which --counts chooses from"),
    ])
  func contradictions(options: [String], text: String) throws {
    try withTemporaryFolder { folder in
      _ = try folder.write(Self.wide, to: "w.csv")
      let run = try CommandRun(all: ["reliability", "w.csv", "--scale", "nominal"] + options, in: folder)
      #expect(run.status == 64 && run.messages.contains(text), "\(run.messages)")
    }
  }

  @Test("description says the shape and the command, which then runs")
  func describe() throws {
    try withTemporaryFolder { folder in
      _ = try folder.write(Self.wide, to: "my ratings.csv")
      let run = try CommandRun("describe", "my ratings.csv", "--format", "csv", in: folder)
      #expect(run.status == 0)
      let lines = run.messages.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
      #expect(lines.contains("a column for each of 2 raters"))
      #expect(lines.contains("5 units, 2 raters, 10 ratings"))
      let command = "fidelity reliability 'my ratings.csv' --unit lesson --raters anna,ben --scale ordinal"
      #expect(lines.contains("try: " + command), "\(run.messages)")
      #expect(!run.output.contains("fidelity") && run.output.contains(",raters\n"))
      let json = try CommandRun("describe", "my ratings.csv", "--format", "json", in: folder).output
      #expect(json.contains("\"kind\": \"raters\"") && json.contains("\"double_coded\": 1"))
      let quiet = try CommandRun("describe", "my ratings.csv", "--quiet", in: folder)
      #expect(quiet.messages.isEmpty)
      let arguments = [
        "reliability", "my ratings.csv", "--unit", "lesson", "--raters", "anna,ben", "--scale", "ordinal",
      ]
      #expect(try CommandRun(all: arguments, in: folder).status == 0)
    }
  }
}

import FidelityTesting
import Foundation
import Testing

@Suite("Subcommands", .serialized)
struct SubcommandTests {
  private static let instrument = """
    id: two
    defaults: {range: [0, 2], step: 1}
    items: [{id: a}, {id: b}]
    scales: [{id: total, items: [a, b], aggregate: mean}]
    """

  private static let long =
    "site,visit,rater,day,item,score\n"
    + (1...6).flatMap { visit in
      ["A", "B"].flatMap { rater in
        ["a", "b"].map { item in
          "s\(visit % 2),v\(visit),\(rater),2024-0\(visit)-01,\(item),\((visit + (rater == "A" ? 0 : 1)) % 3)\n"
        }
      }
    }.joined()

  private static let roles = ["--unit", "visit", "--rater", "rater", "--item", "item", "--value", "score"]

  private func inFolder(_ body: (TemporaryFolder) throws -> Void) throws {
    try withTemporaryFolder { folder in
      _ = try folder.write(Self.instrument, to: "two.yaml")
      _ = try folder.write(Self.long, to: "d.csv")
      try body(folder)
    }
  }

  @Test("the list of subcommands")
  func subcommands() throws {
    let help = try CommandRun("--help").output
    let start = try #require(help.range(of: "SUBCOMMANDS:\n")?.upperBound)
    let names = help[start...].split(separator: "\n").compactMap { line in
      line.hasPrefix("  ") && !line.hasPrefix("   ") ? line.split(separator: " ").first.map(String.init) : nil
    }
    let expected = [
      "describe", "score", "reliability", "raters", "icc", "concordance", "group-agreement", "trend", "drivers",
      "run", "chart", "report", "convert", "instruments", "simulate", "sample-size", "verify", "explain",
    ]
    #expect(names.prefix(expected.count) == expected[...])
    for name in expected { #expect(try CommandRun(name, "--help").status == 0) }
  }

  @Test("scores, of administrations and rolled up; an empty list is refused")
  func score() throws {
    try inFolder { folder in
      let arguments = ["score", "d.csv", "--instrument", "two.yaml"] + Self.roles
      let scores = try CommandRun(all: arguments, in: folder)
      #expect(scores.status == 0, "\(scores.messages)")
      #expect(scores.output.hasPrefix("visit,rater,total,n_answered,status\nv1,A,1,2,ok\nv1,B,2,2,ok\n"))
      #expect(scores.output.split(separator: "\n").count == 13)
      let nothing = try CommandRun(all: arguments + ["--by", ""], in: folder)
      #expect(nothing.status == 64 && nothing.messages.contains("--by"), "\(nothing.messages)")
      let rollUp = try CommandRun(all: arguments + ["--by", "site"], in: folder)
      #expect(rollUp.output.hasPrefix("site,quantity,term,form,estimate,"))
      #expect(rollUp.output.contains("\ns1,score-mean,total,"))
    }
  }

  @Test("raters: each, by pairs, certified against one of them")
  func raters() throws {
    try inFolder { folder in
      let arguments = ["raters", "d.csv", "--by", "item", "--scale", "interval"] + Self.roles
      let each = try CommandRun(all: arguments, in: folder)
      #expect(each.status == 0, "\(each.messages)")
      #expect(each.output.hasPrefix("item,rater,quantity,term,form,weights,estimate,"))
      #expect(each.output.contains("\na,A,bias,,against others,,"))
      let pairs = try CommandRun(all: arguments + ["--pairs", "--margins"], in: folder)
      #expect(pairs.output.contains("\nb,cohen-kappa,A - B,,quadratic,"))
      #expect(pairs.output.contains("\na,bowker,A - B,"))
      let certified = try CommandRun(
        all: arguments + ["--gold-rater", "B", "--certify", "within-1>=0.5", "--minimum-units", "3"], in: folder)
      #expect(certified.status == 0, "\(certified.messages)")
      #expect(certified.output.hasPrefix("item,rater,n_units,accuracy,kappa,within-1,rule,using,verdict,note\na,A,6,"))
      for (options, words) in [
        (["--certify", "accuracy>=0.8"], "needs a gold standard"), (["--margins"], "those of pairs"),
        (["--gold", "x", "--gold-rater", "y"], "--gold or --gold-rater, not both"),
        (["--tolerance", "-1"], "--tolerance"),
        (["--gold-rater", "B", "--certify", "accuracy=1"], "no condition"),
        (["--using", "limit"], "--using goes with --certify"),
        (["--weights", "cubic"], "there is no family of weights \"cubic\""), (["--adjust", "x"], "--adjust <adjust>"),
      ] {
        let run = try CommandRun(all: arguments + options, in: folder)
        #expect(run.status == 64, "\(options)")
        #expect(run.messages.contains(words), "\(run.messages)")
      }
      let nobody = try CommandRun(all: arguments + ["--gold-rater", "Z"], in: folder)
      #expect(nobody.status == 65)
      #expect(nobody.messages.contains("there is no rater \"Z\""))
    }
  }

  @Test("trends of a column and of a score")
  func trend() throws {
    try inFolder { folder in
      let column = try CommandRun(
        "trend", "d.csv", "--outcome", "score", "--time", "day", "--group", "site", in: folder)
      #expect(column.status == 0, "\(column.messages)")
      let score = try CommandRun(
        all: ["trend", "d.csv", "--outcome", "total", "--time", "day", "--group", "site", "--instrument", "two.yaml"]
          + Self.roles, in: folder)
      #expect(score.status == 0, "\(score.messages)")
      // Both items of a visit have the same score, so the lines are the same and only their errors differ.
      func slopes(_ run: CommandRun) -> [Double] {
        run.output.split(separator: "\n").filter { $0.contains(",day,") }.compactMap { line in
          Double(line.split(separator: ",")[3])
        }
      }
      #expect(slopes(column).count == 2)
      for (a, b) in zip(slopes(column), slopes(score)) { #expect(isClose(a, b, within: 1e-12)) }
    }
  }

  @Test("several files, quoted patterns, missing codes, delimiters")
  func data() throws {
    try withTemporaryFolder { folder in
      _ = try folder.write("u;r;v\n1;A;1,5\n1;B;-9\n", to: "part1.csv")
      _ = try folder.write("u;r;v\n2;A;1,5\n2;B;2\n3;A;99\n3;B;1\n", to: "part2.csv")
      for files in [["part1.csv", "part2.csv"], ["part*.csv"], ["part[12].csv"]] {
        let run = try CommandRun(
          all: ["reliability"] + files + [
            "--unit", "u", "--rater", "r", "--value", "v", "--scale", "interval", "--decimal-comma", "--delimiter", ";",
            "--missing", "-9", "--missing", "v=99", "--coefficients", "percent-agreement", "--weights", "identity",
          ], in: folder)
        #expect(run.status == 0, "\(run.messages)")
        #expect(run.output.split(separator: "\n").last?.hasPrefix("percent-agreement,,,identity,,0,") == true)
        #expect(run.output.contains(",3,2,4,"))
      }
    }
  }

  @Test("coefficients by name, weights from a file")
  func coefficients() throws {
    try withTemporaryFolder { folder in
      _ = try folder.write("u,r,v\n1,A,1\n1,B,1\n2,A,2\n2,B,3\n3,A,3\n3,B,3\n4,A,1\n4,B,2\n", to: "d.csv")
      _ = try folder.write("c,1,2,3\n1,1,0.5,0\n2,0.5,1,0.5\n3,0,0.5,1\n", to: "w.csv")
      _ = try folder.write("c,1,2,3\n1,0,1,2\n2,1,0,1\n3,2,1,7\n", to: "bad.csv")
      let start = ["reliability", "d.csv", "--unit", "u", "--rater", "r", "--value", "v", "--scale", "ordinal"]
      func rows(_ arguments: String...) throws -> [[Substring]] {
        let run = try CommandRun(all: start + arguments + ["--format", "csv"], in: folder)
        #expect(run.status == 0, "\(run.messages)")
        return run.output.split(separator: "\n").dropFirst().map {
          $0.split(separator: ",", omittingEmptySubsequences: false)
        }
      }
      let names =
        "van-oest-ir2,light-kappa,scott-pi,bangdiwala-b,category-agreement,category-kappa,kappa-maximum,kappa-ratio"
      let found = try rows("--coefficients", names, "--weights", "identity")
      #expect(
        found.map { $0[0] } == [
          "van-oest-ir2", "light-kappa", "scott-pi", "bangdiwala-b", "category-agreement", "category-agreement",
          "category-agreement", "category-kappa", "category-kappa", "category-kappa", "kappa-maximum", "kappa-ratio",
        ])
      // Linear weights, spelt out: the same numbers under another name.
      let both = try rows("--coefficients", "cohen-kappa,gwet-ac", "--weights", "linear,custom:w.csv")
      #expect(both.map { $0[3] } == ["linear", "custom:w.csv", "linear", "custom:w.csv"])
      #expect(both[0][4...] == both[1][4...] && both[2][4...] == both[3][4...])
      let metrics = try rows("--coefficients", "krippendorff-alpha", "--metrics", "circular,bipolar,custom:w.csv")
      #expect(metrics.map { $0[4] } == ["circular", "bipolar", "custom:w.csv"])
      for (arguments, status, message) in [
        (["--weights", "custom:bad.csv"], Int32(65), "bad.csv:2: column \"1\": \"0\": an agreement weight"),
        (["--weights", "custom-distance:bad.csv"], 65, "bad.csv:4: column \"3\": \"7\": a distance on the diagonal"),
        (["--metrics", "custom:none.csv"], 66, "none.csv: there is no such file"),
        (["--weights", "custom:"], 64, "--weights: there is no family of weights \"custom:\""),
        (["--weights", "custom:w.csv", "--categories", "1,2"], 65, "a category of the matrix is not on the scale"),
        (["--weights", "custom:w.csv", "--output", "w.csv"], 64, "w.csv"),
      ] {
        let run = try CommandRun(all: start + arguments, in: folder)
        #expect(run.status == status, "\(arguments) \(run.messages)")
        #expect(run.messages.contains(message), "\(arguments) \(run.messages)")
      }
    }
  }

  @Test("a name that is nearly a column's brings the column's")
  func hints() throws {
    try inFolder { folder in
      let run = try CommandRun(
        "reliability", "d.csv", "--unit", "visits", "--rater", "rater", "--value", "score", "--scale", "interval",
        in: folder)
      #expect(run.status == 65)
      #expect(run.messages == "error: d.csv: column \"visits\": there is no such column (there is \"visit\")\n")
      let far = try CommandRun("trend", "d.csv", "--outcome", "nothing", "--time", "day", in: folder)
      #expect(far.messages.hasSuffix("hint: 'fidelity describe' lists the columns\n"))
    }
  }

  @Test("a remedy names options where options were given, and keys where a study file was")
  func remedies() throws {
    try inFolder { folder in
      _ = try folder.write("site,day,v\na,1,2\na,2,4.5x\n", to: "bad.csv")
      let reliability = ["reliability", "d.csv", "--scale", "nominal", "--rater", "rater"]
      let given: [(arguments: [String], hint: String)] = [
        (
          ["trend", "bad.csv", "--outcome", "v", "--time", "day"],
          "correct the cell, or declare it missing with --missing '4.5x'"
        ),
        (reliability + ["--value", "score"], "say it with --unit COLUMN"),
        (
          reliability + ["--unit", "visit"],
          "say it with --value COLUMN, or give --wide PATTERN for a wide table"
        ),
        (
          reliability + ["--unit", "visit", "--value", "score", "--categories", "0,1"],
          "declare it missing with --missing 2, or check the scale"
        ),
      ]
      for (arguments, hint) in given {
        let run = try CommandRun(all: arguments, in: folder)
        #expect(run.messages.hasSuffix("hint: \(hint)\n"), "\(arguments) \(run.messages)")
      }
      for (columns, hint) in [
        ("{time: day}", "correct the cell, or declare it missing under data: missing: ['4.5x']"),
        ("{unit: site}", "say it under data: columns: {time: COLUMN}"),
      ] {
        let yaml = "data: {files: bad.csv, columns: \(columns)}\nanalyses: [{trend: {outcome: v}}]\n"
        _ = try folder.write(yaml, to: "study.yaml")
        let run = try CommandRun("run", "study.yaml", in: folder)
        #expect(run.messages.hasSuffix("hint: \(hint)\n"), "\(run.messages)")
      }
    }
  }

  @Test("a description of a file, of standard input, and of several files for people")
  func describe() throws {
    try inFolder { folder in
      let file = try CommandRun("describe", "d.csv", in: folder)
      #expect(file.status == 0)
      let lines = [
        "d.csv: 24 rows, 6 columns", "  one rating a row", "  6 units, 2 raters, 2 items, 24 ratings",
        "  crossed: every rater rated every unit; 100% of units have two raters or more; connected; no duplicates",
        "  try: fidelity reliability d.csv --unit visit --rater rater --item item --value score --scale ordinal "
          + "--by item",
      ]
      #expect(file.messages == lines.map { $0 + "\n" }.joined())
      #expect(file.output.contains("\nscore,integer,24,0,3,0,2,\"1, 2, 0\",value\n"))
      let input = try CommandRun("describe", "-", in: folder, input: Self.long)
      #expect(input.output == file.output)
      #expect(try CommandRun("describe", "d.csv", "d.csv", in: folder).status == 64)
      let both = try CommandRun("describe", "d.csv", "d.csv", "--format", "table", "--quiet", in: folder)
      #expect(both.status == 0)
      #expect(both.messages.isEmpty)
      #expect(both.output.components(separatedBy: "suggested_role").count == 3)
    }
  }

  @Test("a run shows its tables, says what it wrote, and is silent when asked")
  func run() throws {
    try inFolder { folder in
      let yaml = """
        data: {files: d.csv, columns: {unit: visit, rater: rater, item: item, value: score, site: site, time: day}}
        instrument: two.yaml
        analyses:
          - reliability: {by: item, scale: ordinal}
          - score: {by: site}
          - trend: {outcome: total, group: site}
        """
      _ = try folder.write(yaml, to: "study.yaml")
      let loud = try CommandRun("run", "study.yaml", "--show", "--rows", "2", in: folder)
      #expect(loud.status == 0, "\(loud.messages)")
      // Visits repeat under a site and have two raters: errors that treat them as independent are told.
      #expect(loud.messages.split(separator: "\n").filter { $0.hasPrefix("warning: ") }.count == 3)
      #expect(loud.messages.contains("\n24 rows in "))
      // The instrument has no bands.
      let points = "score-overall.csv, scores-over-time.csv, item-means.csv, score-counts.csv"
      let names = "reliability.csv, score.csv, score-summary.csv, \(points), trend.csv, run.json"
      #expect(loud.messages.contains("study-results/ (\(names))"))
      #expect(loud.output.contains("\nscore-summary\n\nsite  quantity"))
      #expect(loud.output.contains("... and 10 more rows\n"))
      let quiet = try CommandRun("run", "study.yaml", "--quiet", "--output", "a/b", "--seed", "9", in: folder)
      #expect(quiet.status == 0)
      #expect(quiet.messages.isEmpty && quiet.output.isEmpty)
      #expect(String(decoding: try folder.bytes(of: "a/b/run.json"), as: UTF8.self).contains("\"seed\": 9,"))
      let file = try CommandRun("run", "study.yaml", "--output", "d.csv", in: folder)
      #expect(file.status == 73)
      #expect(try folder.bytes(of: "d.csv") == Array(Self.long.utf8))
    }
  }

  @Test("a study in the folder of its results keeps its data")
  func resultsOverInputs() throws {
    try inFolder { folder in
      _ = try folder.write(Self.long, to: "score.csv")
      let yaml = """
        data: {files: score.csv, columns: {unit: visit, rater: rater, item: item, value: score}}
        instrument: two.yaml
        analyses: [score: {}]
        """
      _ = try folder.write(yaml, to: "study.yaml")
      let run = try CommandRun("run", "study.yaml", "--output", ".", in: folder)
      #expect(run.status == 64, "\(run.messages)")
      #expect(try folder.bytes(of: "score.csv") == Array(Self.long.utf8))
      #expect(try folder.names == ["d.csv", "score.csv", "study.yaml", "two.yaml"])
    }
  }

  @Test("simulated data follow the seed and the layout, and their truth goes to a file of its own")
  func simulate() throws {
    try inFolder { folder in
      func study(_ layout: String) -> String {
        "data: {files: d.csv, layout: \(layout)}\ninstrument: two.yaml\nsimulate: {sites: 2, teachers-per-site: 1}\n"
      }
      _ = try folder.write(study("wide"), to: "wide.yaml")
      _ = try folder.write(study("long"), to: "long.yaml")
      let wide = try CommandRun("simulate", "wide.yaml", "--seed", "5", "--truth", "truth.csv", in: folder)
      #expect(wide.status == 0, "\(wide.messages)")
      #expect(wide.output.hasPrefix("site,teacher,date,rater,a,b\nS01,S01-T1,2024-09-16,"))
      #expect(try CommandRun("simulate", "wide.yaml", "--seed", "5", in: folder).output == wide.output)
      #expect(try CommandRun("simulate", "wide.yaml", "--seed", "6", in: folder).output != wide.output)
      let long = try CommandRun("simulate", "long.yaml", "--seed", "5", in: folder)
      #expect(long.output.hasPrefix("site,teacher,date,rater,item,score\n"))
      let truth = String(decoding: try folder.bytes(of: "truth.csv"), as: UTF8.self)
      #expect(truth.hasPrefix("effect,id,value\nsite,S01,"))
      let same = try CommandRun("simulate", "wide.yaml", "--truth", "x.csv", "-o", "x.csv", in: folder)
      #expect(same.status == 64)
      #expect(try CommandRun("simulate", "wide.yaml", "--truth", "two.yaml", in: folder).status == 64)
      #expect(try folder.bytes(of: "two.yaml") == Array(Self.instrument.utf8))
    }
  }

  @Test("an instrument's items and scales as tables")
  func instrumentTables() throws {
    try inFolder { folder in
      let items = try CommandRun("instruments", "show", "two.yaml", "--items", in: folder)
      #expect(items.output.split(separator: "\n").count == 3)
      let scales = try CommandRun("instruments", "show", "two.yaml", "--scales", "--format", "csv", in: folder)
      #expect(scales.output.contains("\ntotal,"))
      let both = try CommandRun("instruments", "show", "two.yaml", in: folder)
      #expect(both.output.hasPrefix("two\nid: two\n"))
      #expect(try CommandRun("instruments", in: folder).output == CommandRun("instruments", "list", in: folder).output)
    }
  }

  @Test(
    "options that do nothing for the table that is printed are refused",
    arguments: [
      ["--pairs", "--tolerance", "1"], ["--pairs", "--gold-rater", "A", "--by-category"],
      ["--pairs", "--adjust", "holm"],
      ["--gold-rater", "A", "--certify", "kappa>=0.6", "--adjust", "holm"],
      ["--gold-rater", "A", "--certify", "kappa>=0.6", "--pairs"],
    ])
  func idleOptions(options: [String]) throws {
    try withTemporaryFolder { folder in
      _ = try folder.write(CommandLineTests.ratings, to: "r.csv")
      let first = ["raters", "r.csv", "--unit", "unit", "--rater", "rater", "--value", "value"]
      let run = try CommandRun(all: first + options, in: folder)
      #expect(run.status == 64, "\(run.messages)")
      #expect(run.messages.contains("does nothing"), "\(run.messages)")
      #expect(run.output.isEmpty)
    }
  }

  @Test("formulas in cells are defused on request")
  func defuse() throws {
    try withTemporaryFolder { folder in
      _ = try folder.write("g,t,y\n=1+1,1,1\n=1+1,2,3\n=1+1,3,4\n", to: "t.csv")
      let trend = ["trend", "t.csv", "--group", "g", "--time", "t", "--outcome", "y"]
      #expect(try CommandRun(all: trend, in: folder).output.contains("\n=1+1,"))
      #expect(try CommandRun(all: trend + ["--defuse"], in: folder).output.contains("\n'=1+1,"))
    }
  }
}

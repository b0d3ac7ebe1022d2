import FidelityTesting
import Testing

@Suite("Options of inference", .serialized)
struct InferenceOptionsTests {
  private static let long =
    "school,visit,rater,round,score\n"
    + (1...12).flatMap { visit in
      ["A", "B", "C"].flatMap { rater in
        [1, 2].map { round in
          "s\(visit % 4),v\(visit),\(rater),\(round),\((visit + (rater == "A" && visit % 3 == round ? 1 : 0)) % 3)\n"
        }
      }
    }.joined()

  private static let first = [
    "reliability", "d.csv", "--unit", "visit", "--rater", "rater", "--value", "score", "--scale", "ordinal",
    "--coefficients", "gwet-ac", "--weights", "linear",
  ]

  @Test(
    "each way is named in the results",
    arguments: [
      ([], "linearised"), (["--interval", "jackknife"], "jackknife"),
      (["--interval", "jackknife:raters"], "jackknife-raters"),
      (["--interval", "jackknife:both"], "jackknife-two-way"),
      (["--cluster", "school"], "linearised-cluster"),
      (["--interval", "bootstrap:60", "--bootstrap-limits", "basic"], "bootstrap-basic"),
      (["--interval", "bootstrap:60", "--resample", "raters"], "bootstrap-raters-percentile"),
      (["--interval", "bootstrap:60", "--cluster", "school"], "bootstrap-cluster-percentile"),
      (["--interval", "fleiss-cohen-everitt"], "linearised"), (["--population", "30", "--one-sided"], "linearised"),
    ] as [([String], String)])
  func methods(options: [String], method: String) throws {
    try withTemporaryFolder { folder in
      _ = try folder.write(Self.long, to: "d.csv")
      let run = try CommandRun(all: Self.first + ["--by", "round"] + options, in: folder)
      #expect(run.status == 0, "\(run.messages)")
      // Schools are alike here: their error is 0.
      let status = method.contains("-cluster") ? "no-spread" : "ok"
      #expect(run.output.contains(",\(method),\(status)"), "\(run.output)")
    }
  }

  @Test("the tables of comparison, influence and benchmark")
  func tables() throws {
    try withTemporaryFolder { folder in
      _ = try folder.write(Self.long, to: "d.csv")
      let comparison = try CommandRun(all: Self.first + ["--compare", "round"], in: folder)
      #expect(comparison.output.contains("\nagreement-difference,2 - 1,gwet-ac,linear,"), "\(comparison.output)")
      let influence = try CommandRun(all: Self.first + ["--by", "round", "--influence"], in: folder)
      #expect(
        influence.output.hasPrefix("round,quantity,weights,metric,subject,label,effect,"), "\(influence.messages)")
      let two = try CommandRun(all: Self.first + ["--by", "round", "--influence=2"], in: folder)
      #expect(two.output.split(separator: "\n").count == 1 + 2 * (2 + 3 + 3))
      let benchmark = try CommandRun(all: Self.first + ["--by", "round", "--benchmark", "altman"], in: folder)
      #expect(
        benchmark.output.contains("altman: ") && benchmark.output.contains("1,benchmark-probability,very good,gwet-ac"))
    }
  }

  @Test(
    "sample sizes",
    arguments: [
      (["--kappa", "0.7", "--null", "0.85", "--shares", "0.5,0.5", "--one-sided"], "96"),
      (["--kappa", "0.6", "--null", "0.4", "--shares", "0.2,0.25,0.55", "--one-sided"], "101"),
      (["--standard-error", "0.5", "--pilot-units", "1", "--half-width", "0.1"], "99"),
      // Bonett (2002), p. 1332: 19.2.
      (["--icc", "0.85", "--half-width", "0.1", "--raters", "4"], "20"),
      (["--icc", "0.8", "--half-width", "0.1", "--raters", "2"], "55"),
    ] as [([String], String)])
  func sampleSize(options: [String], units: String) throws {
    let run = try CommandRun(all: ["sample-size"] + options)
    #expect(run.status == 0, "\(run.messages)")
    #expect(run.output.contains("\nsample-size,\(units),"), "\(run.output)")
  }

  /// R 4.2: pf(C qf(0.95, n - 1, n (k - 1)), n - 1, n (k - 1), lower.tail = FALSE) is .7774774 for n = 24.
  @Test("a test of an intraclass correlation: the least number with the power, and the formula of papers")
  func intraclassTest() throws {
    let run = try CommandRun("sample-size", "--icc", "0.8", "--null", "0.6", "--raters", "3", "--power", "0.7774774372")
    #expect(run.status == 0, "\(run.messages)")
    let lines = run.output.split(separator: "\n")
    #expect(lines.count == 3 && lines[1].hasPrefix("sample-size,24,0.95,24,3,icc-test,"), "\(run.output)")
    #expect(lines[2].contains(",icc-test-approximate,"))
    // So many that F has no digits left to tell.
    let many = try CommandRun("sample-size", "--icc", "0.8", "--null", "0.79999", "--raters", "3")
    #expect(many.status == 0 && many.output.split(separator: "\n").count == 2, "\(many.messages)")
  }

  @Test(
    "contradictions about an intraclass correlation say what goes with what",
    arguments: [
      (["--icc", "0.8", "--null", "0.6"], "--icc goes with --raters"),
      (["--icc", "0.8", "--raters", "1", "--null", "0.6"], "a number from 2 on"),
      (["--icc", "0.8", "--raters", "3"], "--icc goes with --null or --half-width"),
      (["--icc", "0.8", "--raters", "3", "--null", "0.6", "--half-width", "0.1"], "--null or --half-width"),
      (["--icc", "0.6", "--raters", "3", "--null", "0.8"], "--null is a number from 0"),
      (["--icc", "1", "--raters", "3", "--null", "0.8"], "--icc takes a number"),
      (["--icc", "nan", "--raters", "3", "--null", "0.8"], "--icc takes a number"),
      (["--icc", "0.8", "--kappa", "0.8", "--raters", "3", "--null", "0.8"], "exclude each other"),
      (["--icc", "0.8", "--raters", "3", "--null", "0.6", "--shares", "0.5,0.5"], "--shares goes without --icc"),
      (["--icc", "0.8", "--raters", "3", "--half-width", "0.1", "--population", "50"], "--population goes without"),
      (["--raters", "3", "--kappa", "0.8", "--shares", "0.5,0.5", "--null", "0.6"], "--raters goes with --icc"),
      (["--icc", "0.8", "--raters", "3", "--half-width", "1e-9"], "more than 10^12 units"),
      (["--icc", "0.8", "--raters", "3", "--null", "0.7999999999999"], "more than 10^12 units"),
    ] as [([String], String)])
  func wrongIntraclass(options: [String], words: String) throws {
    let run = try CommandRun(all: ["sample-size"] + options)
    #expect(run.status == 64 && run.output.isEmpty)
    #expect(run.messages.contains(words), "\(run.messages)")
  }

  @Test(
    "sample sizes of contradictory options are wrong usage",
    arguments: [
      [], ["--kappa", "0.6"], ["--kappa", "0.6", "--null", "0.4"],
      ["--kappa", "2", "--null", "0", "--shares", "0.5,0.5"],
      ["--kappa", "0.6", "--null", "0.6", "--shares", "0.5,0.5"],
      ["--kappa", "0.6", "--null", "0.4", "--shares", "0.5,0.6"], ["--kappa", "0.6", "--null", "0.4", "--shares", "1"],
      ["--kappa", "0.6", "--null", "0.4", "--shares", "0.5,x"],
      ["--kappa", "0.9", "--null", "0.4", "--shares", "0.1,0.9", "--second-shares", "0.9,0.1"],
      ["--kappa", "0.6", "--null", "0.4", "--half-width", "0.1", "--shares", "0.5,0.5"],
      ["--standard-error", "0.1"], ["--standard-error", "0.1", "--pilot-units", "0", "--half-width", "0.1"],
      ["--standard-error", "0.1", "--pilot-units", "9", "--half-width", "0"],
      ["--standard-error", "0.1", "--pilot-units", "9", "--half-width", "0.1", "--null", "0"],
      ["--standard-error", "1e308", "--pilot-units", "1000000", "--half-width", "0.1", "--population", "10"],
      ["--kappa", "0.6", "--half-width", "1e-200", "--shares", "0.5,0.5"],
      ["--kappa", "0.6", "--null", "0.6000000000000001", "--shares", "0.5,0.5"],
      [
        "--kappa", "0.6", "--half-width", "0.1", "--shares",
        Array(repeating: "0.01", count: 100).joined(separator: ","),
      ],
    ])
  func wrongSampleSize(options: [String]) throws {
    let run = try CommandRun(all: ["sample-size"] + options)
    #expect(run.status == 64, "\(run.messages)")
    #expect(!run.messages.isEmpty && run.output.isEmpty)
  }
}

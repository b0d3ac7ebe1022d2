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
    ] as [([String], String)])
  func sampleSize(options: [String], units: String) throws {
    let run = try CommandRun(all: ["sample-size"] + options)
    #expect(run.status == 0, "\(run.messages)")
    #expect(run.output.contains("\nsample-size,\(units),"), "\(run.output)")
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

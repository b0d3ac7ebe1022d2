import Foundation

/// The tables of all subjects in Markdown.
struct CoverageReport {
  private static let wanted = 0.93...0.97
  private static let introduction = """
    # Coverage of the confidence intervals

    How often an interval of 95 % holds the true value where the truth is known: samples are drawn from a model, each
    goes through the library as data would, and the share of its intervals that hold the true value is counted.
    Written by `swift run -c release Coverage` in this folder.

    - **Coverage**: of the samples that give limits. A limit that is open (a median's upper limit that is not reached)
      ends nowhere.
    - **+-**: two Monte-Carlo errors of the coverage.
    - **No limits**: the share of samples to which the library gives none.
    - **.93-.97**: whether the coverage lies there; near its ends the Monte-Carlo error decides. What is outside has a
      note. Above, the interval is wider than it had to be, and says nothing false.
    - Samples come from `RandomStream`: the seed of the row, one stream for each 50 samples. The figures do not depend
      on the number of threads.

    """

  private var sections: [String] = []
  private var counts = (inside: 0, above: 0, below: 0)

  mutating func append(_ subject: Subject, _ results: [[Tally]]) {
    var lines = [
      "## \(subject.name)", "", subject.model, "",
      "| what | design | interval | level | samples | coverage | +- | .93-.97 | no limits | seed | note |",
      "|---|---|---|---:|---:|---:|---:|---|---:|---:|---|",
    ]
    for (place, (experiment, tallies)) in zip(subject.experiments, results).enumerated() {
      for (interval, tally) in zip(experiment.intervals, tallies) {
        lines.append(line(interval, tally, experiment, seed: subject.seed + UInt64(place)))
      }
    }
    sections.append(lines.joined(separator: "\n") + "\n")
  }

  private mutating func line(_ interval: Interval, _ tally: Tally, _ experiment: Experiment, seed: UInt64) -> String {
    let verdict: String
    if Self.wanted.contains(tally.coverage) {
      verdict = "yes"
      counts.inside += 1
    } else if tally.coverage > Self.wanted.upperBound {
      verdict = "above"
      counts.above += 1
    } else {
      verdict = "**below**"
      counts.below += 1
    }
    let notes = [verdict == "yes" ? nil : interval.reason, tally.shareWithout > 0 ? interval.absence : nil]
    let cells = [
      interval.quantity, experiment.design, interval.method, ".95", String(experiment.sampleCount),
      Self.share(tally.coverage), Self.share(tally.reach), verdict,
      tally.shareWithout > 0 ? Self.share(tally.shareWithout) : "", String(seed),
      notes.compactMap(\.self).joined(separator: "; "),
    ]
    return "| \(cells.joined(separator: " | ")) |"
  }

  /// A share with four decimals, without the zero before the point.
  private static func share(_ value: Double) -> String {
    let text = String(format: "%.4f", value)
    return text.hasPrefix("0") ? String(text.dropFirst()) : text
  }

  var text: String {
    let rowCount = counts.inside + counts.above + counts.below
    let summary = """
      Of \(rowCount) rows \(counts.inside) lie in .93-.97, \(counts.above) above and \(counts.below) below.

      """
    return ([Self.introduction, summary] + sections).joined(separator: "\n")
  }
}

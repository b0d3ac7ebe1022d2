import Fidelity
import FidelityFiles
import FidelityStudies

/// A job from file to result file, done as the command does it but in a process that has done it before, as the rivals'
/// are timed.
enum FileJob: String {
  /// A line per site.
  case trend
  /// Scores of an administration a row.
  case score
  /// Intraclass correlations of each group.
  case icc

  /// - Parameter instrument: for scores.
  func run(_ path: String, instrument: String?, output: String, passes: Int) throws -> JobReport {
    TableFile.keepFreedMemory()
    let clock = ContinuousClock()
    var report = JobReport()
    for _ in 0..<passes {
      let start = clock.now
      let stream = TableStream(to: output, format: .parquet)
      let receiver = RowReceiver(table: rawValue) { rows throws(DataError) in try stream.append(rows) }
      _ = try StudyRunner(try study(path, instrument)).run(receiver: receiver, only: rawValue)
      try stream.finish()
      report.seconds.append((clock.now - start) / .seconds(1))
    }
    return report
  }

  private func study(_ path: String, _ instrument: String?) throws -> Study {
    switch self {
    case .trend:
      Study(
        data: DataDescription(files: [path], time: .column("month")),
        analyses: [.trend(outcome: "score", group: ["site"])])
    case .score:
      Study(
        data: DataDescription(
          files: [path], layout: .wide(try WidePattern("{item}")), roles: ["unit": ["id"]]),
        instrument: instrument, analyses: [.score()])
    case .icc:
      Study(
        data: DataDescription(
          files: [path], roles: ["unit": ["unit"], "rater": ["rater"], "value": ["value"]]),
        analyses: [.icc(by: ["group"])])
    }
  }
}

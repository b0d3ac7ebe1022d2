import Fidelity
import FidelityFiles
import Foundation

/// Fidelity's side of the jobs that `peers/` times within the process: agreement and intraclass correlation of ratings
/// in memory, regressions, clocks and necessary conditions of columns in memory, reading, and the jobs from file to
/// result file once more, warm.
///
///     PeerJobs family|weighted-family|alpha-bootstrap FILE PASSES
///     PeerJobs icc-forms|icc-reml|icc-groups FILE PASSES
///     PeerJobs clustered-cr1|clustered-cr2|absorbed-effects FILE PASSES
///     PeerJobs nca|read-coaching-log|read-barriers FILE PASSES
///     PeerJobs clocks FILE PASSES OUTPUT
///     PeerJobs size RATINGS PASSES
///     PeerJobs read FILE PASSES
///     PeerJobs trend|icc FILE PASSES OUTPUT
///     PeerJobs score FILE PASSES OUTPUT INSTRUMENT
///
/// For agreement, FILE has a unit a row and a rater a column; the clock runs from an array of ratings in memory (NaN is
/// missing) to the results. For reading, its first column is a key. PASSES is the most of them (``Passes``); jobs from
/// file to file are done so often. Prints one line of JSON: the seconds of every pass, what they consist of, and the
/// estimates.
@main
struct PeerJobs {
  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count >= 4, let passes = Int(arguments[3]), passes > 0, let report = try report(arguments, passes)
    else {
      FileHandle.standardError.write(Data("usage: PeerJobs JOB FILE|RATINGS PASSES [OUTPUT [INSTRUMENT]]\n".utf8))
      exit(64)
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    print(String(decoding: try encoder.encode(report), as: UTF8.self))
  }

  /// Nil for an unknown job.
  private static func report(_ arguments: [String], _ passes: Int) throws -> JobReport? {
    // While other threads of OpenBLAS wait, they would take processor time from the job.
    OpenBLASThreads.count = 1
    if let job = FileJob(rawValue: arguments[1]) {
      guard arguments.count == (job == .score ? 6 : 5) else { return nil }
      return try job.run(
        arguments[2], instrument: job == .score ? arguments[5] : nil, output: arguments[4], passes: passes)
    }
    if let job = DriverJob(rawValue: arguments[1]) {
      guard arguments.count == (job == .clocks ? 5 : 4) else { return nil }
      return try job.run(arguments[2], output: job == .clocks ? arguments[4] : nil, passes: passes)
    }
    guard arguments.count == 4 else { return nil }
    if arguments[1] == "read" { return try read(arguments[2], passes: passes) }
    if let job = IntraclassJob(rawValue: arguments[1]) { return try job.run(arguments[2], passes: passes) }
    if let job = RegressionJob(rawValue: arguments[1]) { return try job.run(arguments[2], passes: passes) }
    guard let job = AgreementJob(rawValue: arguments[1]) else { return nil }
    if job == .size {
      guard let count = Int(arguments[2]) else { return nil }
      return try job.run(on: RatingArray(ratingCount: count, raterCount: 4), passes: passes)
    }
    return try job.run(on: RatingArray(contentsOf: arguments[2]), passes: passes)
  }

  /// Scans all columns of a file.
  private static func read(_ path: String, passes: Int) throws -> JobReport {
    let clock = ContinuousClock()
    var report = JobReport()
    for start in Passes(most: passes) {
      let file = try TableFile(path)
      let requests = file.columnNames.enumerated().map { ColumnRequest($1, $0 == 0 ? .key : .number) }
      var scan = try TableScan([file], requests)
      while try scan.next() != nil {}
      report.seconds.append((clock.now - start) / .seconds(1))
      report.figures = ["rows": [Double(scan.rowCount), nil]]
    }
    return report
  }
}

import Fidelity
import Foundation

/// How often the intervals of the library hold the true value, by simulation.
///
///     Coverage [FILE]
///
/// Prints a table for each subject and writes the same to FILE (`COVERAGE.md` in the current folder).
@main
struct Coverage {
  private static let subjects: [Subject] = [
    .completeRatings, .unbalancedRatings, .incompleteRatings, .measurementErrors, .singleReadings, .replicates,
    .clusters, .shares, .clocks, .correlations, .compensation,
  ]

  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count <= 2 else {
      FileHandle.standardError.write(Data("usage: Coverage [FILE]\n".utf8))
      exit(64)
    }
    // Samples are small, and the threads are ours.
    OpenBLASThreads.count = 1
    let clock = ContinuousClock()
    var report = CoverageReport()
    for subject in subjects {
      let start = clock.now
      report.append(subject, subject.run())
      let seconds = (clock.now - start) / .seconds(1)
      FileHandle.standardError.write(Data("\(subject.name): \(String(format: "%.1f", seconds)) s\n".utf8))
    }
    print(report.text, terminator: "")
    try report.text.write(
      toFile: arguments.count == 2 ? arguments[1] : "COVERAGE.md", atomically: true, encoding: .utf8)
  }
}

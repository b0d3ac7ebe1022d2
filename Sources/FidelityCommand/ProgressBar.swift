import FidelityFiles
import FidelityStudies
import FidelitySystem

/// A line on a terminal that shows how far the scan is: share, rate, time left. Silent in a pipe, on a terminal without
/// a cursor to move, with --quiet, and for short work.
final class ProgressBar {
  private let isShown: Bool
  private let start = ContinuousClock.now
  private var last = ContinuousClock.now
  private var hasDrawn = false

  init(isQuiet: Bool) {
    isShown = !isQuiet && TerminalStyle.takesControls
  }

  func update(_ progress: StudyProgress) {
    guard isShown else { return }
    let now = ContinuousClock.now
    let elapsed = (now - start) / .seconds(1)
    guard elapsed > 0.5, (now - last) / .seconds(1) > 0.1 else { return }
    last = now
    hasDrawn = true
    let rate = Double(progress.rowCount) / elapsed
    var line = "\(Self.short(Double(progress.rowCount))) rows, \(Self.short(rate)) rows/s"
    if let total = progress.byteCount, total > 0 {
      let share = min(1, Double(progress.bytesDone) / Double(total))
      let filled = Int(share * 30)
      let left = share > 0 ? elapsed * (1 - share) / share : 0
      line =
        "[" + String(repeating: "#", count: filled) + String(repeating: ".", count: 30 - filled)
        + "] \(Int(share * 100)) %  \(line)  \(Int(left.rounded(.up))) s left"
    }
    DescriptorOutput.write(Array("\r\u{1B}[2K\(line)".utf8), to: STDERR_FILENO)
  }

  /// Clears the line.
  func finish() {
    if hasDrawn { DescriptorOutput.write(Array("\r\u{1B}[2K".utf8), to: STDERR_FILENO) }
  }

  private static func short(_ number: Double) -> String {
    switch number {
    case 1e9...: DecimalText.fixed(number / 1e9, digits: 1) + " G"
    case 1e6...: DecimalText.fixed(number / 1e6, digits: 1) + " M"
    case 1e3...: DecimalText.fixed(number / 1e3, digits: 0) + " k"
    default: DecimalText.fixed(number, digits: 0)
    }
  }
}

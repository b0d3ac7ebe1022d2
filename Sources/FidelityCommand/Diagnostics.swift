import FidelityData
import FidelityFiles
import FidelitySystem

/// Talk to the user: standard error only.
enum Diagnostics {
  static func report(_ error: DataError) {
    for each in [error] + error.others { write("error: \(each)") }
    if error.uncountedOthers > 0 { write("error: ... and \(error.uncountedOthers) more like these") }
    if let remedy = error.remedy { write("hint: \(remedy.commandLineText)") }
  }

  static func warn(_ warnings: [String], isQuiet: Bool) {
    guard !isQuiet else { return }
    for warning in warnings { write("warning: \(DataError.printable(warning, limit: DataError.messageLimit))") }
  }

  /// Text of several lines.
  static func writeLines(_ text: String) {
    for line in text.split(separator: "\n") { write(String(line)) }
  }

  static func write(_ line: String) {
    // A closed or full standard error is nobody's error.
    DescriptorOutput.write(Array((DataError.printable(line, limit: .max) + "\n").utf8), to: STDERR_FILENO)
  }
}

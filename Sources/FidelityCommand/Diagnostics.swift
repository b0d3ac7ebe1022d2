import FidelityData
import FidelityFiles
import FidelitySystem

/// Talk to the user: standard error only.
enum Diagnostics {
  static func report(_ error: DataError) {
    for each in [error] + error.others { write("\(each)", label: "error", .red) }
    if error.uncountedOthers > 0 {
      write("... and \(error.uncountedOthers) more like these", label: "error", .red)
    }
    if let remedy = error.remedy { write(remedy.commandLineText, label: "hint", .cyan) }
  }

  static func warn(_ warnings: [String], isQuiet: Bool) {
    guard !isQuiet else { return }
    for warning in warnings {
      write(DataError.printable(warning, limit: DataError.messageLimit), label: "warning", .yellow)
    }
  }

  /// Text of several lines.
  static func writeLines(_ text: String) {
    for line in text.split(separator: "\n") { write(String(line)) }
  }

  static func write(_ line: String) { write(line, after: "") }

  /// A line that begins with what it is.
  private static func write(_ line: String, label: String, _ colour: TerminalStyle.Colour) {
    write(line, after: TerminalStyle.bold("\(label):", colour) + " ")
  }

  private static func write(_ line: String, after label: String) {
    // A closed or full standard error is nobody's error.
    DescriptorOutput.write(Array((label + DataError.printable(line, limit: .max) + "\n").utf8), to: STDERR_FILENO)
  }
}

import FidelitySystem

/// What the terminal that shows messages can do.
enum TerminalStyle {
  /// A colour by its number in a control sequence.
  enum Colour: String { case red = "31", yellow = "33", cyan = "36" }

  /// Whether standard error is a terminal that takes control sequences: not in a pipe or a file, nor where `TERM` is
  /// `dumb` or says nothing.
  static let takesControls: Bool = {
    guard isatty(STDERR_FILENO) == 1 else { return false }
    let terminal = ProcessInfo.processInfo.environment["TERM"] ?? ""
    return !terminal.isEmpty && terminal != "dumb"
  }()

  /// Whether messages are coloured: on such a terminal, unless `NO_COLOR` says anything (https://no-color.org).
  static let hasColours = takesControls && (ProcessInfo.processInfo.environment["NO_COLOR"] ?? "").isEmpty

  static func bold(_ text: String, _ colour: Colour) -> String {
    hasColours ? "\u{1B}[1;\(colour.rawValue)m\(text)\u{1B}[0m" : text
  }
}

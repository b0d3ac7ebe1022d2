import FidelitySystem

/// How many characters a line of standard output has room for.
enum TerminalWidth {
  /// What the environment says in `COLUMNS`; else, on a terminal, what the system says, or 80. Nil in a pipe or a file:
  /// as many as it takes.
  static var ofOutput: Int? {
    if let text = ProcessInfo.processInfo.environment["COLUMNS"], let width = Int(text), width > 0 { return width }
    guard isatty(STDOUT_FILENO) == 1 else { return nil }
    var size = winsize()
    let status = unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size)
    return status == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
  }
}

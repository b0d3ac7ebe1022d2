import CArrow
import FidelityData

extension FAError {
  /// The same failure in our words, with the file's name.
  func dataError(file: String) -> DataError {
    let column = unsafe text(fa_error_column)
    let value = unsafe text(fa_error_value)
    let message = unsafe text(fa_error_message)
    let cell = unsafe text(fa_error_cell)
    var error = DataError(
      problem(message: message), file: file, line: line > 0 ? Int(line) : nil, row: row > 0 ? Int(row) : nil,
      column: column.isEmpty ? nil : column)
    if !cell.isEmpty { error.cell = cell }
    if error.problem == .outOfMemory { error.remedy = .saveMemory }
    switch FAProblem(rawValue: problem) {
    case .notANumber:
      error.value = value
      error.remedy = .declareMissing(value)
    case .rounded:
      error.value = value
      error.remedy = .keepDigits
    case .misquoted:
      error.value = value
      error.remedy =
        message.contains("backslash")
        ? .options("where a backslash stands before quotation marks, say `escape`: backslash")
        : value.contains("\" \"")
          ? .options("where blanks stand between cells, say `delimiter` ' '")
          : .words("write a quotation mark inside a cell twice, and nothing after the closing one")
    case .encoding:
      error.remedy = .options("save the file as UTF-8, or say how it is written with `encoding`")
    case .columnCount:
      let words = "check the delimiter and the quotation marks of this row"
      // Twice as many cells in the first row: perhaps the header is a title.
      error.remedy =
        row == 1 && columns_found >= 2 * columns_expected
        ? .options("\(words), and say with `skip` how many lines stand above the header") : .words(words)
    case .emptyFile:
      error.hint = "a table starts with a header line"
    case .mixedPercentages:
      error.value = value.isEmpty ? nil : value
      error.hint = "\(message): write all of them in one way"
    case .outsideTable:
      error.remedy = .options("name the cells of the table with `cells`, or empty this one")
    case .noFormulaValue:
      error = .withoutValue(file: file, row: error.row, column: error.column)
      error.cell = cell
    case .changed:
      error.hint = "run it again when nothing writes to the file, or on a copy"
    default: break
    }
    return error
  }

  private func problem(message: String) -> DataError.Problem {
    switch FAStatus(rawValue: status) {
    case .notFound: return .noSuchFile
    case .isDirectory: return .isDirectory
    case .notReadable: return .notReadable(reason: message)
    case .cannotWrite: return .cannotCreate(reason: message)
    case .outOfMemory: return .outOfMemory
    case .noSpace: return .cannotWrite(reason: message)
    default: break
    }
    switch FAProblem(rawValue: problem) {
    case .notANumber, .mixedPercentages: return .notANumber
    case .rounded: return .rounded
    case .columnCount: return .ragged(expected: Int(columns_expected), found: Int(columns_found))
    default: return .malformed(reason: message)
    }
  }

  private func text(_ read: (UnsafePointer<FAError>) -> UnsafePointer<CChar>) -> String {
    unsafe withUnsafePointer(to: self) { unsafe String(cString: read($0)) }
  }
}

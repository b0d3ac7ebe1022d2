import CArrow
package import FidelityData

extension TableFile {
  /// The sheet of a workbook that is read; nil for other files.
  public var sheetName: String? {
    let name = unsafe withSource { source in unsafe String(cString: fa_sheet_name(source)) }
    return name.isEmpty ? nil : name
  }

  /// The name of a cell of a workbook, `visits!C17`; where no column is named, or one that is not there, that of the
  /// row, `visits!17:17`. Nil for other files, and for a row that has not been read.
  package func cell(row: Int, column: String?) -> String? {
    guard sheetName != nil else { return nil }
    let place = column.flatMap { columnNames.firstIndex(of: $0) } ?? -1
    var name = [CChar](repeating: 0, count: 256)
    let isKnown = unsafe name.withUnsafeMutableBufferPointer { name in
      guard let start = name.baseAddress else { return false }
      let capacity = Int32(name.count)
      return unsafe withSource { source in
        unsafe fa_sheet_cell(source, Int64(row), Int32(place), start, capacity)
      }
    }
    return isKnown ? String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self) : nil
  }
}

/// What a cell of a workbook has in place of a value where its formula has failed, or was saved without its value.
package enum SheetFault {
  static let withoutValue = "#FORMULA!"

  package static let texts = [
    withoutValue, "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!", "#FIELD!",
    "#BLOCKED!", "#GETTING_DATA",
  ]
}

extension MissingCodes {
  /// The same, and what stands for the values of formulas that have none.
  package func declaring(sheetFaultsIn columns: [String]) -> MissingCodes {
    adding(SheetFault.texts, columns: columns)
  }
}

extension DataError {
  /// Whether it is about a formula of a workbook that has failed, or that the workbook holds without its value.
  package var isSheetFault: Bool {
    problem == .unusable(reason: Self.noValueReason) || value.map(SheetFault.texts.contains) == true
  }

  private static let noValueReason = "the workbook holds this formula without its value"

  /// A key that is the error of a formula.
  static func sheetFault(_ text: String, file: String, row: Int, column: String) -> DataError {
    guard text == SheetFault.withoutValue else {
      return DataError(
        .unusable(reason: "the formula has failed"), file: file, row: row, column: column, value: text,
        remedy: .declareMissing(text))
    }
    return withoutValue(file: file, row: row, column: column)
  }

  /// A formula whose value the workbook does not hold.
  static func withoutValue(file: String, row: Int?, column: String?) -> DataError {
    DataError(
      .unusable(reason: noValueReason), file: file, row: row, column: column,
      hint: "open the workbook in Excel or LibreOffice, which computes it, and save it")
  }
}

import CArrow
package import FidelityData

/// How a text table is written and how many threads may decode it.
public struct TableOptions: Sendable, Hashable {
  /// The character between cells; nil finds it out from the header (comma, semicolon, tab or bar).
  public var delimiter: Character?
  /// Whether numbers are written 3,14.
  public var usesDecimalComma = false
  /// The mark between thousands; nil takes what is unambiguous, as in 1 250, 1,250.5 and 1,250,000.
  public var thousands: ThousandsMark?
  /// How bytes stand for characters; nil finds it out: by a byte order mark, else UTF-8 where its rules hold, else
  /// Windows-1252.
  public var encoding: TextEncoding?
  /// How a quotation mark inside a cell is written; nil finds it out where that is clear.
  public var escape: QuoteEscape?
  /// Lines before the header; nil finds lines of title where they are clear.
  public var skippedLines: Int?
  /// Rows of the header, whose cells are joined, 0 for none: then the columns are `column_1`, `column_2`, ...; nil for
  /// one, and what Qualtrics writes below it.
  public var headerRows: Int?
  /// The sheet of a workbook, by its name or its number from 1; nil for the first visible one that has a value.
  public var sheet: String?
  /// The cells of a sheet: `B3:H200`, `B:H`, `3:200` or `B3`; nil for all of them.
  public var cells: String?
  /// Whether labels that differ only in case or blanks are one key.
  public var foldsLabels = false
  /// Decoding threads; nil for one per processor.
  public var threads: Int?
  /// Whether the bytes of a pipe are counted as they are read, since they cannot be read again: see
  /// ``TableFile/inputRecord()``.
  package var recordsPipes = false

  public init(delimiter: Character? = nil, usesDecimalComma: Bool = false, threads: Int? = nil) {
    self.delimiter = delimiter
    self.usesDecimalComma = usesDecimalComma
    self.threads = threads
  }

  /// The most lines before the header, and the most rows of it.
  package static var mostSkippedLines: Int { 1_000_000 }
  package static var mostHeaderRows: Int { 100 }
}

extension TableOptions {
  /// - Throws: `usage` where options say how text is written, and no file is text; or which sheet, and none is a
  ///   workbook.
  package func check(_ files: [TableFile]) throws(DataError) {
    let sheetOption = sheet != nil ? "sheet" : cells != nil ? "cells" : nil
    if let sheetOption, let file = files.first, files.allSatisfy({ $0.sheetName == nil }) {
      throw DataError(
        .usage(reason: "the file is no workbook, and has no sheets"), file: file.path,
        remedy: .options("leave out `\(sheetOption)`"))
    }
    let ofBytes = delimiter != nil ? "delimiter" : encoding != nil ? "encoding" : escape != nil ? "escape" : nil
    if let ofBytes, let file = files.first, files.allSatisfy({ $0.sheetName != nil }) {
      throw DataError(
        .usage(reason: "the file is a workbook, which has cells, and no delimiter, encoding or escapes"),
        file: file.path,
        remedy: .options("leave out `\(ofBytes)`"))
    }
    let told = [
      ("delimiter", delimiter != nil), ("decimal-comma", usesDecimalComma), ("thousands", thousands != nil),
      ("encoding", encoding != nil), ("escape", escape != nil), ("skip", skippedLines != nil),
      ("header-rows", headerRows != nil),
    ]
    let option = told.first { $0.1 }?.0
    guard let option, let file = files.first, files.allSatisfy({ !$0.isText }) else { return }
    throw DataError(
      .usage(reason: "the file is no text, so nothing in it depends on how text is written"), file: file.path,
      remedy: .options("leave out `\(option)`"))
  }

  /// What the shim is asked for.
  /// - Throws: `usage` for a delimiter that is none, or a mark between thousands that is the decimal one.
  func settings() throws(DataError) -> FAOptions {
    var settings = unsafe FAOptions()
    if let delimiter {
      guard let byte = delimiter.asciiValue, !"\"\n\r\0".utf8.contains(byte) else {
        throw DataError(.usage(reason: "cannot be a delimiter: that is one ASCII character"), value: String(delimiter))
      }
      unsafe settings.delimiter = byte
    }
    if thousands == (usesDecimalComma ? .comma : .point) {
      throw DataError(
        .usage(reason: "the mark between thousands is the one before decimals"),
        remedy: .options("say which it is with `thousands` and `decimal-comma`"))
    }
    unsafe settings.decimal_comma = usesDecimalComma
    unsafe settings.thousands = thousands?.byte ?? 0
    unsafe settings.encoding = encoding?.code ?? .found
    unsafe settings.escape = escape?.code ?? .found
    unsafe settings.skip = Int32(clamping: (skippedLines ?? -1) + 1)
    unsafe settings.header_rows = Int32(clamping: (headerRows ?? -1) + 1)
    return unsafe settings
  }
}

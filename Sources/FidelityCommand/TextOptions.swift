public import ArgumentParser
public import FidelityFiles
import FidelityStudies

/// The options that say how delimited text is written.
struct TextOptions: ParsableArguments {
  @Option(
    help: "The character between cells; found out from the header if not said. 'tab' for a tabulator.",
    transform: Self.delimiter)
  var delimiter: Character?

  @Flag(help: "Numbers are written 3,14.")
  var decimalComma = false

  @Option(help: "The mark between thousands, where 1,250 or 1.250 might be a decimal number.")
  var thousands: ThousandsMark?

  @Option(help: "How bytes stand for characters; found out if not said: UTF-8, UTF-16 or Windows-1252.")
  var encoding: TextEncoding?

  @Option(help: "How a quotation mark inside a cell is written: doubled or after a backslash; found out if not said.")
  var escape: QuoteEscape?

  @Option(help: ArgumentHelp("Lines before the header; titles are found if not said.", valueName: "lines"))
  var skip: Int?

  @Option(help: ArgumentHelp("Rows of the header, whose cells are joined; 0 for none.", valueName: "rows"))
  var headerRows: Int?

  func validate() throws {
    if let skip, !(0...TableOptions.mostSkippedLines).contains(skip) {
      throw ValidationError("--skip takes a number from 0 to \(TableOptions.mostSkippedLines)")
    }
    if let headerRows, !(0...TableOptions.mostHeaderRows).contains(headerRows) {
      throw ValidationError("--header-rows takes a number from 0 to \(TableOptions.mostHeaderRows)")
    }
  }

  private static func delimiter(_ text: String) throws -> Character {
    guard let character = TableOptions.delimiter(named: text) else {
      throw ValidationError("one ASCII character, or tab")
    }
    return character
  }

  /// Puts what they say into the options of a table.
  func apply(to options: inout TableOptions) {
    options.delimiter = delimiter
    options.usesDecimalComma = decimalComma
    options.thousands = thousands
    options.encoding = encoding
    options.escape = escape
    options.skippedLines = skip
    options.headerRows = headerRows
  }
}

extension ThousandsMark: ExpressibleByArgument {}
extension TextEncoding: ExpressibleByArgument {}
extension QuoteEscape: ExpressibleByArgument {}

import FidelityFiles
import Testing

@Suite("Types of columns")
struct ColumnTypeTests {
  struct Example: Sendable, CustomTestStringConvertible {
    let arrow: String
    let type: ColumnType
    let name: String
    init(_ arrow: String, _ type: ColumnType, _ name: String) {
      (self.arrow, self.type, self.name) = (arrow, type, name)
    }
    var testDescription: String { arrow }
  }

  static let numbers = [
    Example("int8", .integer(bits: 8, isSigned: true), "integer"),
    Example("int16", .integer(bits: 16, isSigned: true), "integer"),
    Example("int32", .integer(bits: 32, isSigned: true), "integer"),
    Example("int64", .integer(bits: 64, isSigned: true), "integer"),
    Example("uint8", .integer(bits: 8, isSigned: false), "integer"),
    Example("uint16", .integer(bits: 16, isSigned: false), "integer"),
    Example("uint32", .integer(bits: 32, isSigned: false), "integer"),
    Example("uint64", .integer(bits: 64, isSigned: false), "integer"),
    Example("half", .real(bits: 16), "number"),
    Example("float", .real(bits: 32), "number"),
    Example("double", .real(bits: 64), "number"),
    Example("decimal32", .decimal(precision: 5, scale: 2), "decimal number"),
    Example("decimal64", .decimal(precision: 12, scale: 2), "decimal number"),
    Example("decimal128", .decimal(precision: 20, scale: 2), "decimal number"),
    Example("decimal256", .decimal(precision: 50, scale: 2), "decimal number"),
  ]

  static let dates = [
    Example("date32", .date, "date"),
    Example("date64", .date, "date"),
    Example("timestamp[s]", .timestamp(.second, timeZone: nil), "date and time"),
    Example("timestamp[ms]", .timestamp(.millisecond, timeZone: nil), "date and time"),
    Example("timestamp[us]", .timestamp(.microsecond, timeZone: nil), "date and time"),
    Example("timestamp[ns]", .timestamp(.nanosecond, timeZone: nil), "date and time"),
    Example("timestamp[us, Europe/Berlin]", .timestamp(.microsecond, timeZone: "Europe/Berlin"), "date and time"),
  ]

  static let others = [
    Example("null", .empty, "empty"),
    Example("bool", .boolean, "true or false"),
    Example("utf8", .text, "text"),
    Example("large_utf8", .text, "text"),
    Example("utf8_view", .text, "text"),
    Example("binary", .bytes, "bytes"),
    Example("large_binary", .bytes, "bytes"),
    Example("binary_view", .bytes, "bytes"),
    Example("time32[s]", .timeOfDay(.second), "time of day"),
    Example("time64[ns]", .timeOfDay(.nanosecond), "time of day"),
    Example("duration[ms]", .duration(.millisecond), "duration"),
    Example("dictionary utf8", .factor(.text), "factor of text"),
    Example("dictionary int64", .factor(.integer(bits: 64, isSigned: true)), "factor of integer"),
    Example("dictionary date32", .factor(.date), "factor of date"),
    Example("ordered utf8", .factor(.text, isOrdered: true), "ordered factor of text"),
    Example("list", .other("list<item: int64>"), "list<item: int64>"),
    Example("struct", .other("struct<a: int64>"), "struct<a: int64>"),
    Example("map", .other("map<string, int64>"), "map<string, int64>"),
  ]

  @Test("every type of Arrow", arguments: numbers + dates + others)
  func types(example: Example) throws {
    let table = try ForeignStream(example.arrow, ["[null]"]).table()
    #expect(table.columnType(0) == example.type)
    #expect(table.columnType(0).description == example.name)
    #expect(table.columnType(1) == .unknown)
    #expect(table.columnType(-1) == .unknown)
  }

  @Test("what counts as a number, a date, a factor")
  func kinds() {
    for example in Self.numbers + Self.dates + Self.others {
      let type = example.type
      #expect(type.isNumber == Self.numbers.contains { $0.type == type })
      #expect(type.isDate == Self.dates.contains { $0.type == type })
      #expect(type.isFactor == example.name.contains("factor"))
      #expect(type.isOrderedWords == example.arrow.hasPrefix("ordered"))
      #expect(
        type.isReadable == !["list", "struct", "map", "time32[s]", "time64[ns]", "duration[ms]"].contains(example.arrow)
      )
      #expect(type.isInteger == (example.name == "integer"))
    }
  }
}

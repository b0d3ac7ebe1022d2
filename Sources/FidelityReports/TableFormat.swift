public import FidelityData
import FidelityFiles

/// A format of result tables.
///
/// A new one is a file in `Formats/` with a ``RowWriter``, and a line in ``all``: options, extensions, documentation
/// and tests go by that list.
public struct TableFormat: Sendable {
  /// How a writer is made.
  enum Maker: Sendable {
    /// Of bytes that may go anywhere.
    case bytes(@Sendable (ByteOutput, TableStyle) -> any RowWriter)
    /// Of a file, which the format itself writes.
    case file(@Sendable (_ path: String, TableStyle) -> any RowWriter)
  }

  /// What options call it.
  public let name: String
  /// The extensions of files that mean this format.
  public let extensions: [String]
  /// Whether it is laid out for people: few columns, rounded numbers.
  public let isForPeople: Bool
  let maker: Maker

  init(_ name: String, extensions: [String], isForPeople: Bool = false, _ maker: Maker) {
    self.name = name
    self.extensions = extensions
    self.isForPeople = isForPeople
    self.maker = maker
  }

  /// All formats, in the order in which they are listed.
  public static let all: [TableFormat] = [
    .table, .csv, .tsv, .json, .ndjson, .markdown, .html, .parquet, .arrow, .xlsx,
  ]

  /// The format of a name; nil where there is none.
  public init?(named name: String) {
    guard let format = Self.all.first(where: { $0.name == name }) else { return nil }
    self = format
  }

  /// The format that a file's extension means, whatever its case; nil where it means none.
  public init?(fileExtension: String) {
    let wanted = fileExtension.lowercased()
    guard let format = Self.all.first(where: { $0.extensions.contains(wanted) }) else { return nil }
    self = format
  }

  /// Whether it goes to a file and nowhere else.
  public var needsFile: Bool { if case .file = maker { true } else { false } }

  /// A writer of one table. Nothing is touched before it has rows.
  /// - Throws: `usage` where a format that needs a file is to go to standard output.
  public func writer(to place: TablePlace, style: TableStyle = TableStyle()) throws(DataError) -> any RowWriter {
    switch (maker, place) {
    case (.bytes(let make), _): return chosen(make(ByteOutput(place), style), style)
    case (.file(let make), .file(let path)): return chosen(make(path, style), style)
    case (.file, .standardOutput):
      throw DataError(.usage(reason: "\(name) goes to a file"), hint: "name one with --output FILE")
    }
  }

  /// The bytes of a whole table; nil for a format that needs a file.
  /// - Throws: `usage` for chosen columns that the table has not.
  package func bytes(
    of table: Table, style: TableStyle = TableStyle(), provenance: JSONValue? = nil
  ) throws(DataError) -> [UInt8]? {
    guard case .bytes(let make) = maker else { return nil }
    let output = ByteOutput()
    let writer = chosen(make(output, style), style)
    try writer.append(table)
    try writer.end(provenance)
    return output.bytes
  }

  private func chosen(_ writer: any RowWriter, _ style: TableStyle) -> any RowWriter {
    guard case .named(let names) = style.columns else { return writer }
    return ChosenColumns(names, writer)
  }
}

extension TableFormat: Hashable {
  public static func == (a: TableFormat, b: TableFormat) -> Bool { a.name == b.name }

  public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

import FidelityData

/// Writes a table for people. Widths and decimals of a column follow from all its cells, so the rows stay in memory
/// until the table ends.
final class LayoutWriter: RowWriter {
  private let output: ByteOutput
  private let lay: (Table) -> (lines: [String], hidden: [String])
  private var pieces: [Table] = []
  private(set) var hiddenColumns: [String] = []

  /// - Parameter lay: lays a table out in lines.
  init(_ output: ByteOutput, _ lay: @escaping (Table) -> (lines: [String], hidden: [String])) {
    self.output = output
    self.lay = lay
  }

  func append(_ rows: Table) { pieces.append(rows) }

  func end(_ provenance: JSONValue?) throws(DataError) {
    let laid = lay(Table(joining: pieces))
    pieces = []
    hiddenColumns = laid.hidden
    var bytes: [UInt8] = []
    for line in laid.lines {
      bytes += line.utf8
      if bytes.count > 1 << 16 {
        try output.write(bytes)
        bytes = []
      }
    }
    try output.write(bytes)
    try output.end()
  }

  func commit() throws(DataError) { try output.commit() }
}

extension TableFormat {
  /// A format for people that has room for any width.
  static func laidOut(
    _ name: String, extensions: [String], _ lines: @escaping @Sendable (TableLayout) -> [String]
  ) -> TableFormat {
    TableFormat(
      name, extensions: extensions, isForPeople: true,
      .bytes { output, style in
        LayoutWriter(output) { rows in
          let layout = TableLayout(rows, style.ofAnyWidth)
          return (lines(layout), layout.hidden)
        }
      })
  }
}

extension TableStyle {
  /// The style without a limit to the width.
  var ofAnyWidth: TableStyle { TableStyle(digits: digits, columns: columns) }
}

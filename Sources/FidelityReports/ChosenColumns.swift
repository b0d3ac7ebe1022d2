import FidelityData

/// Hands on the columns that were chosen by name, in the order of the names.
final class ChosenColumns: RowWriter {
  private let names: [String]
  private let writer: any RowWriter
  /// The place of each name among the columns of the table.
  private var places: [Int] = []

  init(_ names: [String], _ writer: any RowWriter) {
    self.names = names
    self.writer = writer
  }

  /// - Throws: `usage` where the table has no column of a name.
  func append(_ rows: Table) throws(DataError) {
    let columns = rows.columns
    if places.isEmpty { places = try Self.places(of: names, among: columns.map(\.name)) }
    try writer.append(Table(columns: places.map { columns[$0] }))
  }

  func end(_ provenance: JSONValue?) throws(DataError) { try writer.end(provenance) }

  func commit() throws(DataError) { try writer.commit() }

  private static func places(of names: [String], among columns: [String]) throws(DataError) -> [Int] {
    var places: [Int] = []
    for name in names {
      guard let place = columns.firstIndex(of: name) else {
        let nearest = DataError.nearest(to: name, among: columns)
        throw DataError(
          .usage(reason: "the result has no such column"), value: name,
          hint: nearest.isEmpty
            ? "its columns are \(columns.joined(separator: ", "))"
            : "did you mean \(nearest.joined(separator: " or "))?")
      }
      places.append(place)
    }
    return places
  }
}

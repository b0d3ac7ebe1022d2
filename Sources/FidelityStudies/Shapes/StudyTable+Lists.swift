import FidelityData
import FidelityFiles
import FidelityInstruments

/// Columns of ratings that a list names.
extension StudyTable {
  /// The columns whose values of some variables are among those that are wanted.
  static func taken(
    _ columns: [WideColumn], _ pattern: WidePattern, _ wanted: [String: [String]], _ file: TableFile
  ) throws(DataError) -> [WideColumn] {
    var columns = columns
    for (variable, values) in wanted.sorted(by: { $0.key < $1.key }) {
      guard let place = pattern.variables.firstIndex(of: variable) else { continue }
      let known = Set(columns.map { $0.values[place] })
      if let lacking = values.first(where: { !known.contains($0) }) {
        throw DataError.unknownColumn("\(lacking) (as \(pattern.text))", among: file.columnNames, file: file.path)
      }
      columns = columns.filter { values.contains($0.values[place]) }
    }
    return columns
  }

  /// The columns of a list. Those of items must be items of the instrument, where there is one.
  static func columns(
    _ list: ColumnList, _ file: TableFile, _ instrument: Instrument?, keys: Set<String>
  ) throws(DataError) -> [WideColumn] {
    let members = try list.members(among: file.columnNames, keys: keys, file: file.path)
    if let member = members.first(where: { keys.contains($0.column) }) {
      throw DataError(
        .usage(reason: "the column holds ratings, and is said to be a key too"), file: file.path, column: member.column)
    }
    if list.variable == "item", let instrument {
      if let other = members.first(where: { instrument.itemIndex($0.value) == nil }) {
        throw DataError(
          .usage(reason: "the instrument \(instrument.id) has no such item"), file: file.path, column: other.column,
          remedy: .listItems(instrument: instrument.id))
      }
    }
    return members.map { WideColumn(name: $0.column, values: [$0.value]) }
  }

  /// - Throws: `usage` where a list of items leaves out some of the instrument's, of which scores would know nothing.
  func refuseLeftOut(_ instrument: Instrument) throws(DataError) {
    guard let place = layoutVariable("item") else { return }
    var isListed = description.layoutValues["item"] != nil
    if case .columns = description.layout { isListed = true }
    let found = Set(wideColumns.map { $0.values[place] })
    guard isListed, let lacking = instrument.items.first(where: { !found.contains($0.id) }) else { return }
    throw DataError(
      .usage(reason: "scores need every item, and \(lacking.id) of \(instrument.id) is not among those listed"),
      remedy: .options("add it to `items`, or leave `items` out"))
  }
}

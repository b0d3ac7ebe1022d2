import FidelityData

/// The widths of the columns of a sheet, from their names and first rows.
struct SheetWidths {
  private static let narrowest = 6
  private static let widest = 60
  private static let lookedAt = 1_000

  private(set) var characters: [Int]
  private let decimals: Int

  /// - Parameter hasFilter: whether a button stands beside each name.
  init(_ names: [String], decimals: Int, hasFilter: Bool = true) {
    characters = names.map { DisplayWidth.of($0) + (hasFilter ? 3 : 0) }
    self.decimals = decimals
  }

  var widths: [Double] { characters.map { Double(min(max($0 + 1, Self.narrowest), Self.widest)) } }

  mutating func widen(_ column: Int, for text: String) {
    characters[column] = max(characters[column], min(DisplayWidth.of(text), Self.widest))
  }

  mutating func look(at table: Table) {
    let rows = 0..<min(Self.lookedAt, table.rowCount)
    for (index, column) in table.columns.enumerated() {
      switch column.values {
      case .text(let codes, let labels):
        for code in Set(codes[rows]) where code != missingKey { widen(index, for: labels[Int(code)]) }
      case .numbers(let numbers):
        let largest = numbers[rows].reduce(0) { $1.isFinite ? max($0, $1.magnitude) : $0 }
        let whole = largest < 1e9 ? String(Int(largest)).count : 1
        characters[index] = max(characters[index], whole + decimals + 2)
      case .integers(let integers):
        for integer in integers[rows] { if let integer { widen(index, for: String(integer)) } }
      case .wholes(let integers):
        for integer in integers[rows] { widen(index, for: String(integer)) }
      }
    }
  }
}

import FidelityData

/// A column as people see it.
struct LayoutColumn {
  /// What a column is for, which decides what a narrow line does without.
  enum Role {
    /// Groups and quantity, and any column of a table that is none of estimates.
    case main
    case estimate
    case term, form, weights, metric, interval, status, pValue, count, note
  }

  var name: String
  var cells: [String]
  let isNumeric: Bool
  var role = Role.main
  /// In columns of a terminal.
  private(set) var width: Int

  init(_ name: String, cells: [String], isNumeric: Bool) {
    // Names come from data: control characters could steer a terminal.
    self.name = DataError.printable(name, limit: .max)
    self.cells = cells
    self.isNumeric = isNumeric
    width = cells.reduce(DisplayWidth.of(self.name)) { max($0, DisplayWidth.of($1)) }
  }

  /// - Parameter reference: the largest magnitude among the numbers that share the column's unit.
  init(_ column: Table.Column, digits: Int, reference: Double = 0) {
    switch column.values {
    case .text(let codes, let labels):
      let shown = labels.map { DataError.printable($0, limit: .max) }
      self.init(column.name, cells: codes.map { $0 == missingKey ? "" : shown[Int($0)] }, isNumeric: false)
    case .numbers(let numbers):
      let style = NumberStyle(
        numbers, digits: digits, reference: reference, isProbability: column.name == "p_value")
      self.init(column.name, cells: numbers.map(style.text), isNumeric: true)
    case .integers(let integers):
      self.init(column.name, cells: integers.map { $0.map(String.init) ?? "" }, isNumeric: true)
    case .wholes(let integers):
      self.init(column.name, cells: integers.map(String.init), isNumeric: true)
    }
  }

  /// `[0.1234, 0.5678]`, both limits in columns of their own.
  init(interval name: String, _ lower: [Double], _ upper: [Double], _ style: NumberStyle) {
    let texts = [lower, upper].map { $0.map(style.text) }
    let widths = texts.map { $0.reduce(0) { max($0, $1.utf8.count) } }
    let cells = zip(texts[0], texts[1]).map { lower, upper in
      if lower.isEmpty, upper.isEmpty { return "" }
      let limits = zip([lower, upper], widths).map { text, width in
        String(repeating: " ", count: width - text.utf8.count) + text
      }
      return "[\(limits[0]), \(limits[1])]"
    }
    self.init(name, cells: cells, isNumeric: true)
    role = .interval
  }

  func with(_ role: Role) -> LayoutColumn {
    var column = self
    column.role = role
    return column
  }

  /// Cuts name and cells to a width.
  mutating func narrow(to width: Int) {
    name = DisplayWidth.cut(name, to: width)
    for row in cells.indices { cells[row] = DisplayWidth.cut(cells[row], to: width) }
    self.width = width
  }

  /// The cell with blanks up to the column's width: numbers to the right.
  func padded(_ cell: String) -> String {
    let blanks = String(repeating: " ", count: max(0, width - DisplayWidth.of(cell)))
    return isNumeric ? blanks + cell : cell + blanks
  }
}

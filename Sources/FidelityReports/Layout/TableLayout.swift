import FidelityData

/// A table laid out for people: which columns, and how their cells are written.
///
/// The short table of estimates has the group columns, `quantity`, `term`, of `form`, `weights` and `metric` those that
/// tell rows of one quantity apart, `estimate`, both limits in one cell, the p values of tests without an interval, one
/// count `n` (of units before observations), `status` where some row is not ok, and `note` where there are any. Columns
/// without a value are left out. Of other tables it has the columns that are preferred, or all.
///
/// A short table is then fitted to the width of a line. Columns are left out until the rest fits with texts of 12
/// characters: the note, the count, the p value, the status, the interval; then with texts of 6: `metric`, `weights`,
/// `form`, `term`, and others from the right but the first and the estimate. Texts are cut, the widest first, as far as
/// it takes.
struct TableLayout {
  private(set) var columns: [LayoutColumn]
  let rowCount: Int
  /// The names of the columns of the table that are not shown.
  let hidden: [String]

  init(_ table: Table, _ style: TableStyle) {
    rowCount = table.rowCount
    guard case .short(let preferred) = style.columns else {
      columns = Self.all(table, style)
      hidden = []
      // A terminal has no use for keys of a megabyte.
      if style.width != nil {
        for place in columns.indices where !columns[place].isNumeric && columns[place].width > Self.longestText {
          columns[place].narrow(to: Self.longestText)
        }
      }
      return
    }
    var table = table
    let names = table.columns.map(\.name)
    let isOfEstimates = ["quantity", "estimate", "status"].allSatisfy(names.contains)
    if !isOfEstimates, !preferred.isEmpty {
      table = Table(columns: table.columns.filter { preferred.contains($0.name) })
    }
    var (columns, shown) = isOfEstimates ? EstimateLayout(table, style).columns : Self.named(table, style)
    if let width = style.width { Self.fit(&columns, &shown, to: width) }
    self.columns = columns
    let all = Set(shown.flatMap(\.self))
    hidden = names.filter { !all.contains($0) }
  }

  private static let longestText = 120

  private static func all(_ table: Table, _ style: TableStyle) -> [LayoutColumn] { named(table, style).columns }

  /// All columns, each with its name in the table.
  private static func named(_ table: Table, _ style: TableStyle) -> (columns: [LayoutColumn], shown: [[String]]) {
    let references = References(table)
    return (
      table.columns.map { LayoutColumn($0, digits: style.digits, reference: references[$0.name]) },
      table.columns.map { [$0.name] }
    )
  }

  // MARK: - Fitting

  /// What a narrow line does without, in this order: first while texts keep the first width, then the second.
  private static let steps: [(roles: [LayoutColumn.Role], leastText: Int)] = [
    ([.note, .count, .pValue, .status, .interval], 12), ([.metric, .weights, .form, .term], 6),
  ]

  private static func fit(_ columns: inout [LayoutColumn], _ shown: inout [[String]], to width: Int) {
    let leastText = dispense(&columns, &shown, to: width)
    func excess() -> Int { Self.width(columns) - width }
    while excess() > 0 {
      let texts = columns.indices.filter { !columns[$0].isNumeric && columns[$0].width > leastText }
      guard let widest = texts.max(by: { columns[$0].width < columns[$1].width }) else { return }
      let own = columns[widest].width
      let next = texts.map { columns[$0].width }.filter { $0 < own }.max() ?? leastText
      columns[widest].narrow(to: max(own - excess(), min(next, own - 1)))
    }
  }

  /// Leaves out columns until the others fit with texts cut down to the width that is returned.
  private static func dispense(
    _ columns: inout [LayoutColumn], _ shown: inout [[String]], to width: Int
  ) -> Int {
    func remove(_ place: Int) {
      columns.remove(at: place)
      shown.remove(at: place)
    }
    for (roles, leastText) in steps {
      if Self.width(columns, text: leastText) <= width { return leastText }
      for role in roles {
        while let place = columns.lastIndex(where: { $0.role == role }) { remove(place) }
        if Self.width(columns, text: leastText) <= width { return leastText }
      }
    }
    let least = steps[steps.count - 1].leastText
    while Self.width(columns, text: least) > width,
      let last = columns.indices.dropFirst().last(where: { columns[$0].role != .estimate })
    {
      remove(last)
    }
    return least
  }

  /// The width of a line, with texts cut down to a width.
  private static func width(_ columns: [LayoutColumn], text: Int = .max) -> Int {
    columns.reduce(2 * (columns.count - 1)) { $0 + ($1.isNumeric ? $1.width : min($1.width, text)) }
  }
}

/// The largest magnitude among the columns that share the unit of a column.
struct References {
  private let largest: [(name: String, magnitude: Double)]

  init(_ table: Table) {
    largest = table.columns.compactMap { column in
      guard case .numbers(let numbers) = column.values else { return nil }
      return (column.name, numbers.reduce(0) { $1.isFinite ? max($0, $1.magnitude) : $0 })
    }
  }

  subscript(name: String) -> Double {
    largest.reduce(0) { NumberStyle.isSameUnit($1.name, name) ? max($0, $1.magnitude) : $0 }
  }
}

import FidelityData

/// The columns of the short table of estimates: ``TableLayout``.
struct EstimateLayout {
  private let table: Table
  private let digits: Int
  private let references: References
  private let quantities: [String?]

  init(_ table: Table, _ style: TableStyle) {
    self.table = table
    digits = style.digits
    references = References(table)
    quantities = table.texts("quantity") ?? []
  }

  /// The columns, each with the names of those of the table that it shows.
  var columns: (columns: [LayoutColumn], shown: [[String]]) {
    var found: [(column: LayoutColumn, names: [String])] = []
    func add(_ name: String, _ role: LayoutColumn.Role, heading: String? = nil) {
      guard var column = table.columns.first(where: { $0.name == name }) else { return }
      let reference = references[name]
      column.name = heading ?? name
      found.append((LayoutColumn(column, digits: digits, reference: reference).with(role), [name]))
    }
    for column in table.columns.prefix(while: { $0.name != "quantity" }) { add(column.name, .main) }
    add("quantity", .main)
    if hasValues("term") { add("term", .term) }
    for (name, role) in [("form", LayoutColumn.Role.form), ("weights", .weights), ("metric", .metric)]
    where tellsRowsApart(name) { add(name, role) }
    let (lower, upper) = (numbers("lower"), numbers("upper"))
    let style = NumberStyle(
      numbers("estimate") + lower + upper, digits: digits, reference: references["estimate"])
    let estimates = LayoutColumn("estimate", cells: numbers("estimate").map(style.text), isNumeric: true)
    found.append((estimates.with(.estimate), ["estimate"]))
    if hasValues("lower") || hasValues("upper") {
      let levels = Set(numbers("level").filter { !$0.isNaN })
      let name = levels.count == 1 ? levels.first.map { Self.intervalName(level: $0) } : nil
      found.append(
        (
          LayoutColumn(interval: name ?? "interval", lower, upper, style),
          ["lower", "upper"] + (name == nil ? [] : ["level"])
        ))
      if name == nil, levels.count > 1 { add("level", .interval) }
    }
    if hasTestsAlone { add("p_value", .pValue) }
    if let count = ["n_units", "n_observations", "n_raters"].first(where: hasValues) {
      add(count, .count, heading: "n")
    }
    if table.texts("status")?.contains(where: { $0 != Status.ok.rawValue }) == true { add("status", .status) }
    if hasValues("note") { add("note", .note) }
    return (found.map(\.column), found.map(\.names))
  }

  /// `95% interval`
  private static func intervalName(level: Double) -> String {
    "\(NumberText.exact((level * 1e6).rounded() / 1e4))% interval"
  }

  private func numbers(_ name: String) -> [Double] {
    table.numbers(name) ?? Array(repeating: .nan, count: table.rowCount)
  }

  private func hasValues(_ name: String) -> Bool {
    switch table[name] {
    case .text(let codes, _): codes.contains { $0 != missingKey }
    case .numbers(let numbers): numbers.contains { !$0.isNaN }
    case .integers(let integers): integers.contains { $0 != nil }
    case .wholes(let integers): !integers.isEmpty
    case nil: false
    }
  }

  /// Whether some row of a test has no interval that would say as much.
  private var hasTestsAlone: Bool {
    zip(numbers("p_value"), numbers("lower")).contains { !$0.isNaN && $1.isNaN }
  }

  /// Whether rows of one quantity differ in a column.
  private func tellsRowsApart(_ name: String) -> Bool {
    var first: [String?: String?] = [:]
    for (quantity, value) in zip(quantities, table.texts(name) ?? []) {
      if let known = first[quantity] {
        if known != value { return true }
      } else {
        first[quantity] = .some(value)
      }
    }
    return false
  }
}

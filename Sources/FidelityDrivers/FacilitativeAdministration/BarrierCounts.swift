import FidelityData

/// What became of the barriers of a log by a date: all that its figures need.
/// - Complexity: O(rows).
struct BarrierCounts {
  static let closedForm = "resolved and reported back"
  /// Figures of single categories are given up to so many of them.
  static let mostCategories = 200

  /// All barriers, or those of a category.
  struct Group {
    let term: String
    /// Resolved and reported back, of those raised.
    var closed: ShareCounts
    /// From raised to resolved.
    var clock = ProductLimit()
  }

  /// All barriers, then the categories in the order of names.
  private(set) var groups: [Group]
  let hasTooManyCategories: Bool
  private(set) var resolved: ShareCounts
  /// Resolved within the days of the options, of those that were raised so long ago.
  private(set) var resolvedInTime: ShareCounts
  /// With an owner, of those open.
  private(set) var owned: ShareCounts
  /// Named by a later barrier, of those resolved.
  private(set) var recurring: ShareCounts
  private(set) var longestOpen = LongestOpen()
  /// Barriers raised after the date.
  private(set) var laterCount = 0

  init(_ table: DriverTable, _ options: DriverOptions) {
    let empty = table.counts(options)
    (resolved, resolvedInTime, owned, recurring) = (empty, empty, empty, empty)
    let categories = table.names("category")
    hasTooManyCategories = categories.labels.count > Self.mostCategories
    groups = [Group(term: "all", closed: empty)]
    // The place of each category among the groups.
    var places = Array(repeating: 0, count: categories.labels.count)
    if !hasTooManyCategories {
      for code in categories.order {
        places[code] = groups.count
        groups.append(Group(term: categories.labels[code], closed: empty))
      }
    }
    let (raised, ends) = (table.column("raised"), table.column("resolved"))
    let reports = table.column("reported_back")
    let (names, owners) = (table.names("barrier"), table.names("owner"))
    let isNamed = Self.named(table, options)
    for row in 0..<table.rowCount where !raised[row].isNaN {
      let start = raised[row]
      if start > options.asOf {
        laterCount += 1
        continue
      }
      let isResolved = ends[row] <= options.asOf
      let isClosed = isResolved && reports[row] <= options.asOf
      let days = max(0, (isResolved ? ends[row] : options.asOf) - start)
      resolved.add(isResolved, row: row)
      if start + options.within <= options.asOf {
        resolvedInTime.add(isResolved && days <= options.within, row: row)
      }
      if isResolved {
        recurring.add(isNamed[row], row: row)
      } else {
        owned.add(owners.codes[row] != missingKey, row: row)
        longestOpen.add(days: days, name: names[row], term: categories[row])
      }
      groups[0].closed.add(isClosed, row: row)
      groups[0].clock.add(days: days, isOver: isResolved)
      let code = categories.codes[row]
      guard code != missingKey, places[Int(code)] > 0 else { continue }
      groups[places[Int(code)]].closed.add(isClosed, row: row)
      groups[places[Int(code)]].clock.add(days: days, isOver: isResolved)
    }
  }

  /// Whether a barrier raised by the date names each row's as the one that it is again.
  private static func named(_ table: DriverTable, _ options: DriverOptions) -> [Bool] {
    var isNamed = Array(repeating: false, count: table.rowCount)
    let (raised, again) = (table.column("raised"), table.names("recurrence_of"))
    let named = BarrierReferences(table)
    guard named.areThere else { return isNamed }
    for row in 0..<table.rowCount where again.codes[row] != missingKey && raised[row] <= options.asOf {
      if let first = named.row(of: row) { isNamed[first] = true }
    }
    return isNamed
  }
}

/// Which row each row's `recurrence_of` is about.
struct BarrierReferences {
  private let again: NameColumn
  /// For each name in `recurrence_of`, the code of the barrier; `missingKey` for none.
  private let codes: [UInt32]
  /// The row of each barrier.
  private var rows: [Int]
  /// Whether some row names a barrier.
  var areThere: Bool { !again.labels.isEmpty }

  init(_ table: DriverTable) {
    let names = table.names("barrier")
    again = table.names("recurrence_of")
    guard !again.labels.isEmpty else {
      (codes, rows) = ([], [])
      return
    }
    codes = again.codes(in: names)
    rows = Array(repeating: 0, count: names.labels.count)
    for row in 0..<table.rowCount where names.codes[row] != missingKey { rows[Int(names.codes[row])] = row }
  }

  /// The row of the barrier that a row names; nil where it names none, or one that is not there.
  func row(of row: Int) -> Int? {
    let name = again.codes[row]
    guard name != missingKey, codes[Int(name)] != missingKey else { return nil }
    return rows[Int(codes[Int(name)])]
  }
}

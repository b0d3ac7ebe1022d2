import FidelityData
import FidelityFiles

/// The gold standard of a column: one for each unit of a group, in every row of the unit or in some.
struct GoldStandardCodes {
  let column: String
  /// The scan's column.
  let request: Int
  /// The first category by group (upper half) and unit (lower half).
  private var codes: [UInt64: Found] = [:]
  /// Further categories of a unit, which contradict the first.
  private var others: [Contradiction: Found] = [:]
  private var rowCount = 0

  /// A category of a unit.
  private struct Found {
    var category: UInt32
    /// The first row that has it, and in how many it is.
    var row: Int
    var count = 1
  }

  /// A unit, and a category that is not its first.
  private struct Contradiction: Hashable {
    let key: UInt64
    let category: UInt32
  }

  /// - Throws: `usage` where units or groups stand in the names of columns, so that a row has several of them.
  init(
    _ column: String, isText: Bool, unit: KeyCoder, group: KeyCoder, _ table: inout StudyTable
  ) throws(DataError) {
    if unit.usesLayout || group.usesLayout {
      throw DataError(
        .usage(
          reason: "a row of a wide table has several units or items, "
            + "and one gold-standard code does not tell of which"),
        column: column, remedy: .options("make the gold standard a rater of their own, and name it with `gold-rater`"))
    }
    if try table.ratingColumns().contains(column) {
      throw DataError(.usage(reason: "the column holds ratings, so it cannot hold the gold standard"), column: column)
    }
    self.column = column
    request = try table.request(column, isText ? .key : .number)
  }

  /// Takes the codes of a batch's rows.
  mutating func take(
    _ categories: Buffer<UInt32>, _ unitStep: KeyCoder.Step, _ units: Buffer<UInt32>, _ groupStep: KeyCoder.Step,
    _ groups: Buffer<UInt32>
  ) {
    categories.withSpan { categories in
      units.withSpan { units in
        groups.withSpan { groups in
          for row in categories.indices where categories[row] != missingKey {
            let (unit, group) = (unitStep(units[row]), groupStep(groups[row]))
            if unit == missingKey || group == missingKey { continue }
            note(UInt64(group) << 32 | UInt64(unit), Found(category: categories[row], row: rowCount + row))
          }
        }
      }
    }
    rowCount += categories.count
  }

  /// Takes a category of a unit, later in the data than any before.
  private mutating func note(_ key: UInt64, _ found: Found) {
    guard let known = codes[key] else {
      codes[key] = found
      return
    }
    if known.category == found.category {
      codes[key]?.count += found.count
    } else {
      others[
        Contradiction(key: key, category: found.category),
        default: Found(category: found.category, row: found.row, count: 0)
      ].count += found.count
    }
  }

  /// Takes the codes of the rows that follow.
  /// - Parameters: the codes here of each code there.
  mutating func merge(_ other: GoldStandardCodes, groups: [UInt32], units: [UInt32], categories: [UInt32]) {
    func here(_ key: UInt64) -> UInt64 {
      UInt64(groups[Int(key >> 32)]) << 32 | UInt64(units[Int(key & 0xFFFF_FFFF)])
    }
    func here(_ found: Found) -> Found {
      Found(category: categories[Int(found.category)], row: rowCount + found.row, count: found.count)
    }
    for (key, found) in other.codes { note(here(key), here(found)) }
    for (contradiction, found) in other.others { note(here(contradiction.key), here(found)) }
    rowCount += other.rowCount
  }

  /// - Throws: units with several gold-standard codes, or a column without any.
  func finish(
    _ context: StudyContext, _ unit: KeyCoder, _ group: KeyCoder, _ categories: RatingCategories
  ) throws(DataError) {
    if codes.isEmpty {
      throw DataError(
        .unusable(reason: "there is no gold-standard code in the column"), file: context.firstFile, column: column)
    }
    guard !others.isEmpty else { return }
    let conflictCount = others.reduce(0) { $0 + $1.value.count }
    let examples = others.sorted { $0.value.row < $1.value.row }.prefix(5).map { conflict, _ in
      let unitLabel = unit.label(UInt32(conflict.key & 0xFFFF_FFFF), context.dictionaries)
      let groupLabel =
        group.names.isEmpty ? "" : " (\(group.label(UInt32(conflict.key >> 32), context.dictionaries)))"
      let first = codes[conflict.key].map { categories.label($0.category) } ?? ""
      let found = "\(first) and \(categories.label(conflict.category))"
      return "unit \(unitLabel)\(groupLabel) has \(found)"
    }
    throw DataError(
      .unusable(
        reason: "\(conflictCount) rows contradict the gold-standard code of their unit: "
          + examples.joined(separator: "; ")),
      file: context.firstFile, column: column,
      remedy: .options(
        "a unit has one gold-standard code; where each item has its own, give results `by` the item, or name the item "
          + "as part of the unit"))
  }

  /// Adds the codes as ratings of one more rater.
  func append(to collected: inout RatingCollector, rater: UInt32) {
    for (key, found) in codes {
      collected.append(
        group: UInt32(key >> 32), unit: UInt32(key & 0xFFFF_FFFF), rater: rater, category: found.category)
    }
  }
}

import FidelityData
import FidelityFiles

/// The master codes of a column: one for each unit of a group, in every row of the unit or in some.
struct MasterCodes {
  let column: String
  /// The scan's column.
  let request: Int
  /// The category by group (upper half) and unit (lower half).
  private var codes: [UInt64: UInt32] = [:]
  private var conflicts: [(key: UInt64, first: UInt32, second: UInt32)] = []
  private var conflictCount = 0

  /// - Throws: `usage` where units or groups stand in the names of columns, so that a row has several of them.
  init(
    _ column: String, isText: Bool, unit: KeyCoder, group: KeyCoder, _ table: inout StudyTable
  ) throws(DataError) {
    if unit.usesLayout || group.usesLayout {
      throw DataError(
        .usage(reason: "a row of a wide table has several units or items, and one master code does not tell of which"),
        column: column, hint: "make the master codes a rater of their own, and name it with --gold-rater")
    }
    if try table.ratingColumns().contains(column) {
      throw DataError(.usage(reason: "the column holds ratings, so it cannot hold the master codes"), column: column)
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
            let key = UInt64(group) << 32 | UInt64(unit)
            if let known = codes[key] {
              if known != categories[row] { note(key, known, categories[row]) }
            } else {
              codes[key] = categories[row]
            }
          }
        }
      }
    }
  }

  private mutating func note(_ key: UInt64, _ first: UInt32, _ second: UInt32) {
    conflictCount += 1
    if conflicts.count < 5 { conflicts.append((key, first, second)) }
  }

  /// - Throws: units with several master codes, or a column without any.
  func finish(
    _ context: StudyContext, _ unit: KeyCoder, _ group: KeyCoder, _ categories: RatingCategories
  ) throws(DataError) {
    if codes.isEmpty {
      throw DataError(
        .unusable(reason: "there is no master code in the column"), file: context.firstFile, column: column)
    }
    guard conflictCount > 0 else { return }
    let examples = conflicts.map { conflict in
      let unitLabel = unit.label(UInt32(conflict.key & 0xFFFF_FFFF), context.dictionaries)
      let groupLabel =
        group.names.isEmpty ? "" : " (\(group.label(UInt32(conflict.key >> 32), context.dictionaries)))"
      let found = "\(categories.label(conflict.first)) and \(categories.label(conflict.second))"
      return "unit \(unitLabel)\(groupLabel) has \(found)"
    }
    throw DataError(
      .unusable(
        reason: "\(conflictCount) rows contradict the master code of their unit: \(examples.joined(separator: "; "))"),
      file: context.firstFile, column: column,
      hint:
        "a unit has one master code; where each item has its own, say --by ITEM or name the item as part of the unit"
    )
  }

  /// Adds the codes as ratings of one more rater.
  func append(to collected: inout RatingCollector, rater: UInt32) {
    for (key, category) in codes {
      collected.append(
        group: UInt32(key >> 32), unit: UInt32(key & 0xFFFF_FFFF), rater: rater, category: category)
    }
  }
}

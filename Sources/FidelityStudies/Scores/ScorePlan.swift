import FidelityData
import FidelityFiles
import FidelityInstruments

/// How rows of the data become administrations of an instrument, and which columns hold their ratings.
struct ScorePlan: Sendable {
  let instrument: Instrument
  /// The variables that tell administrations apart; nil where every row of a wide table is one.
  let administration: [String]?
  /// Whether the rows of a wide table that have one unit and rater are one administration: a rule says which of their
  /// ratings count.
  let mergesRows: Bool
  /// The columns of which no two rows may have the same values, where every row of a wide table is an administration;
  /// empty where no unit is named.
  let distinguishing: [String]
  /// The column that says which item a rating is of; nil where the names of columns do.
  let itemColumn: String?
  /// Whether a second rating of an item within an administration is a mistake (else it is averaged).
  let refusesDuplicates: Bool
  /// The columns of ratings, and the scan's column of each.
  let columnNames: [String]
  let valueRequests: [Int]
  /// The scale of each item.
  let scales: [ValueCheck.Scale]

  /// - Parameter named: the variables that an analysis says tell administrations apart.
  init(_ instrument: Instrument, administration named: [String]?, _ table: inout StudyTable) throws(DataError) {
    self.instrument = instrument
    scales = instrument.items.map { ValueCheck.Scale($0, of: instrument) }
    administration = try Self.administration(named, table)
    itemColumn = table.layoutVariable("item") == nil ? table.description.roles["item"]?.first : nil
    let isWideByItem = table.layoutVariable("item") != nil
    mergesRows = isWideByItem && named == nil && administration != nil
    var columns: [String] = []
    if isWideByItem, named == nil, administration == nil {
      // Ratings are averaged over what stands in the names of columns.
      for column in Self.namedUnit(table).flatMap(table.variables)
      where !columns.contains(column) && table.layoutVariable(column) == nil {
        columns.append(column)
      }
    }
    distinguishing = columns
    refusesDuplicates = named == nil && administration != nil
    columnNames = try table.ratingColumns()
    valueRequests = try table.requests(columnNames, .number)
  }

  /// - Throws: `usage` where ratings of an item are averaged before anybody knows what each of them counts.
  func refuseRecodedMeans(_ items: [Int?], _ duplicates: DuplicateRule) throws(DataError) {
    let recoded = instrument.items.indices.filter { instrument.items[$0].recode != nil }
    guard let item = recoded.first(where: { item in items.count { $0 == item } > 1 }) ?? recoded.first else { return }
    let hasSeveral = items.count { $0 == item } > 1
    guard hasSeveral || administration != nil && !refusesDuplicates || duplicates == .mean else { return }
    throw DataError(
      .usage(
        reason: "item \(instrument.items[item].id) has a recode, which is one of single ratings, and its ratings are "
          + "averaged"),
      hint: "give each rating an administration of its own")
  }

  /// The variables that tell administrations apart; nil where every row is one.
  static func administration(_ named: [String]?, _ table: StudyTable) throws(DataError) -> [String]? {
    if table.layoutVariable("item") != nil {
      let unit = namedUnit(table)
      return named ?? (unit.isEmpty || table.description.duplicates == .error ? nil : unit)
    }
    let roles = table.description.roles
    guard roles["item"] != nil, table.isWide || roles["value"] != nil else {
      throw DataError(
        .usage(reason: "scoring a long table needs to know which columns hold the item and the rating"),
        remedy: .options("say it with `item` and `value`, or give `wide` for a table with a column for each item"))
    }
    let standard = ["unit", "rater"].filter { roles[$0] != nil || table.layoutVariable($0) != nil }
    guard let variables = named ?? (standard.isEmpty ? nil : standard) else {
      throw DataError(
        .usage(reason: "scoring a long table needs to know which columns tell administrations apart"),
        remedy: .options("say it with `unit` or `administration`, one column or several"))
    }
    return variables
  }

  /// The roles of a wide table that tell rows apart, where a unit is named.
  private static func namedUnit(_ table: StudyTable) -> [String] {
    let roles = table.description.roles
    return roles["unit"] == nil ? [] : ["unit", "rater"].filter { roles[$0] != nil }
  }
}

import FidelityData
import FidelityFiles
import FidelityInstruments

/// Which columns a score analysis reads and how rows become administrations.
struct ScorePlan {
  let request: ScoreRequest
  let trends: [TrendRequest]
  let instrument: Instrument
  /// The variables that tell administrations apart; nil where every row of a wide table is one.
  let administration: [String]?
  /// Whether a second rating of an item within an administration is a mistake (else it is averaged).
  let refusesDuplicates: Bool
  /// The columns of ratings, and the scan's column of each.
  let columnNames: [String]
  let valueRequests: [Int]
  /// The scale of each item.
  let scales: [ValueCheck.Scale]
  /// The columns and layout variables that score rows carry along.
  let carried: [String]

  init(
    _ request: ScoreRequest, trends: [TrendRequest], _ instrument: Instrument, _ table: inout StudyTable
  ) throws(DataError) {
    self.request = request
    self.trends = trends
    self.instrument = instrument
    scales = instrument.items.map { ValueCheck.Scale($0, of: instrument) }
    let roles = table.description.roles
    if table.layoutVariable("item") != nil {
      administration = request.administration
      refusesDuplicates = false
    } else {
      guard roles["item"] != nil, table.isWide || roles["value"] != nil else {
        throw DataError(
          .usage(reason: "scoring a long table needs to know which columns hold the item and the rating"),
          hint: "say it with --item COLUMN --value COLUMN, or give --wide for a table with a column per item")
      }
      let standard = ["unit", "rater"].filter { roles[$0] != nil || table.layoutVariable($0) != nil }
      guard let variables = request.administration ?? (standard.isEmpty ? nil : standard) else {
        throw DataError(
          .usage(reason: "scoring a long table needs to know which columns tell administrations apart"),
          hint: "say it with --unit COLUMN[,COLUMN], or --administration COLUMN[,COLUMN]")
      }
      administration = variables
      refusesDuplicates = request.administration == nil
    }
    columnNames = try table.ratingColumns()
    valueRequests = try table.requests(columnNames, .number)
    carried = try Self.carried(request, trends, administration, table)
  }

  /// The administration's own variables, then the columns of all roles, then what roll-ups and trends group by.
  private static func carried(
    _ request: ScoreRequest, _ trends: [TrendRequest], _ administration: [String]?, _ table: StudyTable
  ) throws(DataError) -> [String] {
    let roles = table.description.roles
    let first = ["unit", "rater", "site", "teacher"]
    let others = roles.keys.filter { !(first + ["item", "value"]).contains($0) }.sorted()
    let own = (administration ?? []).flatMap { table.variables($0) }
    var result = own
    // A score is that of the whole administration, so a part of the layout that it does not name cannot be carried.
    let ofRoles = (first + others).flatMap { roles[$0] ?? [] }
    result += ofRoles.filter { table.layoutVariable($0) == nil }
    for variable in (request.by + trends.flatMap(\.group)).flatMap({ table.variables($0) }) {
      if table.layoutVariable(variable) != nil, !own.contains(variable) {
        throw DataError(
          .usage(reason: "scores are averaged over \(variable), so they cannot be grouped by it"),
          hint: "name \(variable) in the administration to have it apart")
      }
      result.append(variable)
    }
    var seen: Set<String> = []
    return result.filter { seen.insert($0).inserted }
  }
}

import FidelityData
import FidelityFiles
import FidelityInstruments

/// Which columns a score analysis reads and how rows become administrations.
struct ScorePlan {
  let request: ScoreRequest
  let trends: [TrendRequest]
  /// The variables that tell administrations apart; nil where every row of a wide table is one.
  let administration: [String]?
  /// Whether a second rating of an item within an administration is a mistake (else it is averaged).
  let refusesDuplicates: Bool
  /// The scan's column, the name and the item of each column of ratings; nil where another column names the item.
  let valueRequests: [Int]
  let columnNames: [String]
  let items: [Int?]
  let itemRequest: Int?
  let columnsOfItem: [[Int]]
  /// The variables that score rows carry along.
  let carried: [String]
  /// The scale of each item.
  let scales: [ValueCheck.Scale]

  init(
    _ request: ScoreRequest, trends: [TrendRequest], _ instrument: Instrument, _ table: inout StudyTable
  ) throws(DataError) {
    self.request = request
    self.trends = trends
    scales = instrument.items.map { ValueCheck.Scale($0, of: instrument) }
    let roles = table.description.roles
    if table.isWide {
      columnNames = table.wideColumns.map(\.name)
      items = table.instrumentItems()
      itemRequest = nil
      administration = request.administration
      refusesDuplicates = false
    } else {
      guard let value = roles["value"]?.first, let item = roles["item"]?.first else {
        throw DataError(
          .usage(reason: "scoring a long table needs to know which columns hold the item and the rating"),
          hint: "say it with --item COLUMN --value COLUMN, or give --wide for a table with a column per item")
      }
      columnNames = [value]
      items = [nil]
      itemRequest = try table.request(item, .key)
      let standard = ["unit", "rater"].filter { roles[$0] != nil }
      guard let variables = request.administration ?? (standard.isEmpty ? nil : standard) else {
        throw DataError(
          .usage(reason: "scoring a long table needs to know which columns tell administrations apart"),
          hint: "say it with --unit COLUMN[,COLUMN], or --administration COLUMN[,COLUMN]")
      }
      administration = variables
      refusesDuplicates = request.administration == nil
    }
    var requests: [Int] = []
    for name in columnNames { requests.append(try table.request(name, .number)) }
    valueRequests = requests
    var columnsOfItem = Array(repeating: [Int](), count: instrument.items.count)
    for (column, item) in items.enumerated() { if let item { columnsOfItem[item].append(column) } }
    self.columnsOfItem = columnsOfItem
    carried = try Self.carried(request, trends, administration, table)
  }

  /// The administration's own variables, then the columns of all roles, then what roll-ups and trends group by.
  private static func carried(
    _ request: ScoreRequest, _ trends: [TrendRequest], _ administration: [String]?, _ table: StudyTable
  ) throws(DataError) -> [String] {
    let roles = table.description.roles
    let known = ["unit", "rater", "site", "teacher"]
    let others = roles.keys.filter { !known.contains($0) && $0 != "item" && $0 != "value" }.sorted()
    var result: [String] = []
    func add(_ variable: String, isGrouping: Bool) throws(DataError) {
      for name in roles[variable] ?? [variable] {
        let isLayout = table.layoutVariable(name) != nil
        if isLayout, administration?.contains(name) != true {
          if isGrouping {
            throw DataError(
              .usage(reason: "scores are averaged over \(name), so they cannot be grouped by it"),
              hint: "name \(name) in the administration to have it apart")
          }
          continue
        }
        if !result.contains(name) { result.append(name) }
      }
    }
    for variable in administration ?? [] { try add(variable, isGrouping: false) }
    for role in known + others where roles[role] != nil { try add(role, isGrouping: false) }
    for variable in request.by + trends.flatMap(\.group) { try add(variable, isGrouping: true) }
    return result
  }
}

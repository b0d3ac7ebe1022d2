public import FidelityData
import FidelitySystem

extension Results {
  /// What a kind of picture draws from: the tables of a results folder that it knows, or files of any name, which are
  /// told apart by their columns.
  /// - Parameters:
  ///   - kinds: the kinds that are to be drawn.
  ///   - condition: which rows are taken, of each table that has the condition's columns.
  /// - Throws: what reading throws; `unknownColumn` where no table has the columns of the condition; `unusable` for a
  ///   file that is no table of these kinds.
  public static func read(
    _ paths: [String], for kinds: [ChartKind], where condition: RowCondition? = nil
  ) throws(DataError) -> Results {
    let wanted = kinds.flatMap(\.tables)
    var tables: [ResultTable] = []
    var isMet = condition == nil
    for path in paths {
      let isFolder = PathKind(of: path) == .folder
      let files = isFolder ? try tableFiles(inFolder: path) : [path]
      for file in files {
        let name = ResultTable.name(ofFile: file)
        // Tables with a row for each administration need not be read.
        if isFolder, !wanted.contains(where: { isNamed(name, $0) }) { continue }
        var table = try ResultTable.read(file)
        if let condition, condition.clauses.flatMap(\.columns).allSatisfy({ table.has($0.name) }) {
          isMet = true
          table = try ResultTable.read(file, where: condition)
        }
        if !isFolder, !wanted.contains(where: { isNamed(name, $0) }) { table = try table.named(among: wanted) }
        if !tables.contains(where: { $0.name == table.name }) { tables.append(table) }
      }
    }
    if !isMet, let column = condition?.clauses.flatMap(\.columns).first {
      throw DataError.unknownColumn(
        column.name, among: tables.flatMap(\.columns), file: tables.count == 1 ? tables[0].file : paths.first)
    }
    return Results(folder: paths.first ?? "", tables: tables)
  }
}

extension ResultTable {
  /// A column that no other table has, for each table that pictures are drawn from.
  private static let signatures = [
    "score-bands": "is_fidelity", "scores-over-time": "time", "item-means": "item", "trend-decisions": "verdict",
    "concordance-points": "difference", "drivers-page": "figure", "coaching-cycles": "planned",
    "barrier-survival": "at_risk", "escalation-matrix": "issues", "drivers": "system",
  ]

  /// The table under the name of the first of some tables whose columns it has.
  /// - Throws: `unusable` where it is none of them.
  func named(among names: [String]) throws(DataError) -> ResultTable {
    let found = names.first { has(Self.signatures[$0] ?? "quantity") }
    guard let found else {
      throw DataError(
        .unusable(reason: "the picture is drawn from a table \(names.first ?? ""), and this has other columns"),
        file: origin, hint: "name the file that the analysis has left, or the results folder")
    }
    return renamed(found)
  }
}

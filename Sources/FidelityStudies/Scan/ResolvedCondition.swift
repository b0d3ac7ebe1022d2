import FidelityData
import FidelityFiles

/// The condition of a study's data, taken apart: what it asks of rows, and what of the columns of a wide table.
struct ResolvedCondition {
  /// Which rows are taken; nil for all.
  let filter: RowFilter?
  /// Columns that the condition compares with texts, which therefore hold no ratings.
  let keyColumns: Set<String>
  /// The parts that ask something of the variables in the names of columns.
  private let layoutClauses: [RowCondition.Node]
  /// The other parts.
  private let rowClauses: [RowCondition.Node]

  /// - Throws: `unknownColumn`; `usage` for a comparison that a column does not serve, with the place in the condition.
  init(_ description: DataDescription, _ file: TableFile) throws(DataError) {
    guard let condition = description.condition else {
      (filter, keyColumns, layoutClauses, rowClauses) = (nil, [], [], [])
      return
    }
    let variables = description.layout.variables
    // A column of the table goes before a variable of the layout.
    func isVariable(_ column: RowCondition.Column) -> Bool {
      variables.contains(column.name) && !file.columnNames.contains(column.name)
    }
    var (ofRows, ofLayout) = ([RowCondition.Node](), [RowCondition.Node]())
    for clause in condition.clauses {
      let columns = clause.columns
      if columns.allSatisfy(isVariable) {
        ofLayout.append(clause)
      } else if let variable = columns.first(where: isVariable) {
        throw RowCondition.fault(
          "\(variable.name) stands in the names of columns, and is asked for together with a column of the table",
          at: variable.offset, hint: "join what is asked of columns' names with && to the rest"
        ).ofCondition
      } else {
        ofRows.append(clause)
      }
    }
    (layoutClauses, rowClauses) = (ofLayout, ofRows)
    keyColumns = Set(ofRows.flatMap(\.columnsOfTexts))
    do throws(DataError) {
      filter =
        ofRows.isEmpty
        ? nil
        : try RowFilter(ofRows, missing: description.missing) { column throws(DataError) in
          file.columnType(try file.index(of: column.name))
        }
    } catch {
      throw error.ofCondition
    }
  }

  /// The filter that also asks for a rating, in one of some columns.
  /// - Parameters:
  ///   - ratings: columns of ratings; none for the condition alone.
  ///   - areTexts: whether ratings may be words.
  func filter(
    _ description: DataDescription, _ file: TableFile, ratings: [String], areTexts: Bool = false
  ) throws(DataError) -> RowFilter? {
    if ratings.isEmpty { return filter }
    let hasRating = RowCondition.Node.any(ratings.map { .not(.isMissing(RowCondition.Column($0, offset: 0))) })
    do throws(DataError) {
      return try RowFilter(rowClauses + [hasRating], missing: description.missing) { column throws(DataError) in
        areTexts && ratings.contains(column.name) ? .text : file.columnType(try file.index(of: column.name))
      }
    } catch {
      throw error.ofCondition
    }
  }

  /// The columns of a wide table whose names meet the condition.
  /// - Throws: `unusable` where there is none.
  func columns(
    of columns: [StudyTable.WideColumn], _ layout: DataDescription.Layout
  ) throws(DataError) -> [StudyTable.WideColumn] {
    if layoutClauses.isEmpty { return columns }
    var taken: [StudyTable.WideColumn] = []
    for column in columns {
      let holds = layoutClauses.allSatisfy {
        $0.holds(Dictionary(uniqueKeysWithValues: zip(layout.variables, column.values)))
      }
      if holds { taken.append(column) }
    }
    guard !taken.isEmpty else {
      throw DataError(
        .unusable(reason: "no column of the form \(layout.text) meets the condition"),
        remedy: .options("correct `where`"))
    }
    return taken
  }
}

extension DataError {
  /// The error of a condition on a table.
  fileprivate var ofCondition: DataError {
    guard let conditionReason else { return self }
    var result = self
    (result.problem, result.character) = (.usage(reason: conditionReason), nil)
    return result
  }
}

extension RowCondition.Node {
  /// Whether it holds for the variables of a column's name. Values that are numbers are compared as such with numbers.
  fileprivate func holds(_ values: [String: String]) -> Bool {
    func isEqual(_ text: String, _ value: RowCondition.Value) -> Bool {
      switch value {
      case .number(let number): Double(text) == number
      case .text(let wanted): text == wanted
      }
    }
    switch self {
    case .all(let parts): return parts.allSatisfy { $0.holds(values) }
    case .any(let parts): return parts.contains { $0.holds(values) }
    case .not(let part): return !part.holds(values)
    case .compare(let column, let relation, .number(let number), _):
      return values[column.name].flatMap(Double.init).map { relation.holds($0, number) } ?? false
    case .compare(let column, let relation, .text(let text), _):
      return values[column.name].map { relation.holds($0, text) } ?? false
    case .compareColumns(let left, let relation, let right):
      guard let left = values[left.name], let right = values[right.name] else { return false }
      return relation.holds(left, right)
    case .isOneOf(let column, let wanted):
      return values[column.name].map { text in wanted.contains { isEqual(text, $0) } } ?? false
    case .isMissing: return false
    }
  }
}

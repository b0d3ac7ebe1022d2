import FidelityData

/// The levels that what an analysis counts may repeat under, as teachers and sites: errors that treat it as independent
/// are then too small, and the analysis says so.
///
/// - Complexity: a level costs the coding of its columns; nothing where a study names none.
struct DependentRows: Sendable {
  private struct Level: Sendable {
    let variables: [String]
    /// Of the level within the groups of the analysis.
    var cells: KeyCoder
  }

  private var levels: [Level] = []
  /// The groups of the analysis, where it has any.
  private var groups: KeyCoder?

  /// - Parameters:
  ///   - roles: the roles whose columns are levels, the widest first.
  ///   - groups: the variables that results are grouped by.
  ///   - isAllowedFor: whether the analysis allows for clusters itself.
  init(
    _ roles: [String], groupedBy groups: [String], isAllowedFor: Bool = false, _ table: inout StudyTable
  ) throws(DataError) {
    guard !isAllowedFor else { return }
    let grouping = groups.flatMap { table.variables($0) }
    for role in roles {
      guard let variables = table.description.roles[role], !Set(variables).isSubset(of: grouping) else { continue }
      levels.append(Level(variables: variables, cells: try table.coder(groups + variables)))
    }
    if !levels.isEmpty, !groups.isEmpty { self.groups = try table.coder(groups) }
  }

  mutating func consume(_ batch: Batch) throws(DataError) {
    for index in levels.indices { _ = try levels[index].cells.rowCodes(batch) }
    _ = try groups?.rowCodes(batch)
  }

  mutating func merge(_ other: DependentRows, _ codes: [[UInt32]]) throws(DataError) {
    for index in levels.indices { _ = try levels[index].cells.merge(other.levels[index].cells, codes) }
    if let theirs = other.groups { _ = try groups?.merge(theirs, codes) }
  }

  /// What to tell of the widest level that differs within groups and that things repeat under; nil where there is none.
  /// - Parameters:
  ///   - count: how many things there are, over all groups.
  ///   - what: what they are called, as `units`.
  ///   - advice: what the user may do about it.
  func warning(_ analysis: String, count: Int, of what: String, advice: String? = nil) -> String? {
    let groupCount = groups?.count ?? 1
    for level in levels where level.cells.count > groupCount && level.cells.count < count {
      let variables = level.variables.joined(separator: ", ")
      return "\(analysis): errors treat \(count) \(what) as independent, and they repeat under \(variables) "
        + "(\(level.cells.count))" + (advice.map { "; \($0)" } ?? "")
    }
    return nil
  }

  /// For an analysis that has an option for it.
  static let clusterAdvice = "name the cluster to allow for that"
}

import FidelityData

/// Whom the rows of a table are about: two raters of a group, one of them, or all of the group.
///
/// Columns `rater_1` and `rater_2` after those of the groups; both are empty where all raters are meant.
struct PairSubjects: Sendable {
  /// The place of each subject's group, among those of the results.
  private(set) var groups: [Int] = []
  private(set) var firsts: [UInt32] = []
  private(set) var seconds: [UInt32] = []

  var count: Int { groups.count }

  /// - Parameters:
  ///   - first, second: rater codes; nil where there is none.
  mutating func append(group: Int, _ first: UInt32? = nil, _ second: UInt32? = nil) {
    groups.append(group)
    firsts.append(first ?? missingKey)
    seconds.append(second ?? missingKey)
  }

  /// The columns, a row for each subject; a column of groups with the name of one of these counts as the group's.
  /// - Parameter groupCodes: the group of each place.
  func columns(_ groupCodes: [UInt32], _ names: RatingNames) -> [Table.Column] {
    let labels = names.raterLabels
    let columns = names.groupColumns(groups.map { groupCodes[$0] })
    let known = Set(columns.map(\.name))
    let own = [
      Table.Column("rater_1", .text(codes: firsts, labels: labels)),
      Table.Column("rater_2", .text(codes: seconds, labels: labels)),
    ]
    return columns + own.filter { !known.contains($0.name) }
  }
}

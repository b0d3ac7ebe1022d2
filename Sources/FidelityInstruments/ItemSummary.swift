public import FidelityData
public import FidelityLinearAlgebra

/// Ratings of items by group: how many, mean, standard deviation, extremes.
///
/// Ratings count as they were given: reversed items are not turned round, and a code for "does not apply" is no rating.
/// A mergeable state like ``ScoreSummary``.
/// - Complexity: memory O(groups x items).
public struct ItemSummary: MergeableState, Equatable {
  public let instrument: Instrument
  /// One more than the highest group code seen.
  public private(set) var groupCount = 0
  /// `moments[item][group]`
  private var moments: [[Moments]]

  public init(_ instrument: Instrument) {
    self.instrument = instrument
    moments = Array(repeating: [], count: instrument.items.count)
  }

  /// Takes the ratings of some administrations.
  /// - Parameters:
  ///   - ratings: a row for each administration and a column for each item; NaN is missing. It may have more rows.
  ///   - rowCount: how many rows count.
  ///   - groups: the group of each row, dense codes from 0; ``FidelityData/missingKey`` leaves the row out.
  /// - Complexity: O(rows x items).
  public mutating func accumulate(_ ratings: Matrix, rowCount: Int, groups: [UInt32]) {
    precondition(ratings.columnCount == moments.count, "the ratings are those of another instrument")
    precondition(groups.count >= rowCount && ratings.rowCount >= rowCount, "rows without a group code")
    var highest = -1
    for row in 0..<rowCount where groups[row] != missingKey { highest = max(highest, Int(groups[row])) }
    grow(to: highest + 1)
    for item in moments.indices {
      let codes = instrument.items[item].notApplicable
      for row in 0..<rowCount where groups[row] != missingKey {
        let rating = ratings[row, item]
        if rating.isNaN || codes.contains(rating) { continue }
        moments[item][Int(groups[row])].add(rating)
      }
    }
  }

  /// Takes what `other` has seen under the same group codes.
  public mutating func merge(_ other: ItemSummary) { merge(other, groups: Array(0..<UInt32(other.groupCount))) }

  /// Takes what `other` has seen under group codes of its own.
  /// - Parameter groups: for each group of `other`, its code here; several may go to one.
  public mutating func merge(_ other: ItemSummary, groups: [UInt32]) {
    precondition(instrument == other.instrument, "summaries of different instruments")
    precondition(groups.count >= other.groupCount, "groups without a code")
    for group in 0..<other.groupCount { grow(to: Int(groups[group]) + 1) }
    for item in moments.indices {
      for group in 0..<other.groupCount { moments[item][Int(groups[group])].merge(other.moments[item][group]) }
    }
  }

  private mutating func grow(to count: Int) {
    guard count > groupCount else { return }
    let extra = count - groupCount
    groupCount = count
    for item in moments.indices { moments[item].append(contentsOf: repeatElement(Moments(), count: extra)) }
  }

  /// The figures of the ratings of one item in one group.
  public func statistics(item: Int, group: Int) -> ScoreSummary.Statistics {
    group < groupCount ? moments[item][group].statistics : Moments().statistics
  }
}

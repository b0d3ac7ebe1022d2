public import FidelityData
import FidelitySystem

/// The rows of one or several time series in the order of time, and how far apart they are.
///
/// Rows may come in any order; series are independent of each other. Times are in a unit in which neighbours are 1
/// apart, or `step`: month numbers, school years, days with `step: 7` for weekly visits.
///
/// The **distance** of two rows of a series is a number of steps where gaps are ``Gaps/respected``, and one for each
/// row where they are ``Gaps/ignored``.
public struct TimeOrder: Sendable, Equatable {
  /// What a missing occasion does.
  public enum Gaps: String, Sendable, Hashable, Codable, CaseIterable {
    /// Rows are as far apart as their times. In a Newey-West covariance these are the weights of a series whose missing
    /// scores are 0 (amplitude modulated: Parzen 1963; Datta & Du 2012).
    case respected
    /// Rows that follow each other are neighbours (equal spacing, what R's sandwich does).
    case ignored
  }

  /// Indices of the rows given, by series and time.
  public let rows: [Int]
  /// For each place of ``rows``, the steps since the row before it in its series; 0 where a series begins.
  public let gaps: [Double]
  /// Whether all gaps are whole numbers, within 1e-6.
  public let isRegular: Bool
  /// Rows of the longest series.
  public let longestSeries: Int

  public var seriesCount: Int { gaps.count { $0 == 0 } }

  /// Rows that are one series in the order of time already, one step apart.
  public init(rowCount: Int) {
    rows = Array(0..<rowCount)
    gaps = rows.map { $0 == 0 ? 0 : 1 }
    isRegular = true
    longestSeries = rowCount
  }

  /// - Parameters:
  ///   - times: of the rows, finite.
  ///   - series: the code of each row's series; empty for a single one.
  ///   - step: the time between neighbours, above 0.
  /// - Throws: `unusable` with the row (from 1) for a time that is missing or infinite, and for two rows of a series
  ///   with the same time.
  /// - Complexity: O(n log n).
  public init(times: [Double], series: [UInt32] = [], step: Double = 1) throws(DataError) {
    precondition(series.isEmpty || series.count == times.count, "each row is of a series")
    precondition(step > 0 && step.isFinite, "a step of time is a number above 0")
    if let row = times.firstIndex(where: { !$0.isFinite }) {
      throw DataError(.unusable(reason: "a row of a time series has no time"), row: row + 1)
    }
    let code = { (row: Int) in series.isEmpty ? 0 : series[row] }
    let rows = times.indices.sorted { (code($0), times[$0], $0) < (code($1), times[$1], $1) }
    var gaps: [Double] = []
    var isRegular = true
    var (length, longest) = (0, 0)
    for (place, row) in rows.enumerated() {
      let before = place > 0 ? rows[place - 1] : row
      if place == 0 || code(before) != code(row) {
        length = 1
        gaps.append(0)
      } else {
        guard times[row] > times[before] else {
          throw DataError(
            .unusable(reason: "two rows of a time series, \(before + 1) and \(row + 1), have the same time"),
            row: row + 1, value: "\(times[row])")
        }
        length += 1
        let gap = (times[row] - times[before]) / step
        let whole = gap.rounded()
        let isWhole = whole >= 1 && abs(gap - whole) <= 1e-6
        if !isWhole { isRegular = false }
        gaps.append(isWhole ? whole : gap)
      }
      longest = max(longest, length)
    }
    self.rows = rows
    self.gaps = gaps
    self.isRegular = isRegular
    longestSeries = longest
  }

  /// Calls `body` with the places of a row and of each row before it in its series that is at most `most` away.
  func forEachPair(upTo most: Int, _ rule: Gaps, _ body: (_ place: Int, _ earlier: Int, _ distance: Int) -> Void) {
    guard most > 0 else { return }
    // So that distances do not overflow.
    let most = min(most, 1 << 50)
    for place in rows.indices {
      var (earlier, distance) = (place, 0)
      while gaps[earlier] > 0 {
        distance += rule == .ignored ? 1 : Int(min(gaps[earlier].rounded(), 1e15))
        earlier -= 1
        if distance > most { break }
        body(place, earlier, distance)
      }
    }
  }

  /// The places of the later row of each pair that is one step apart.
  func neighbours(_ rule: Gaps) -> [Int] {
    rows.indices.filter { gaps[$0] > 0 && (rule == .ignored || gaps[$0] == 1) }
  }

  func arranged(_ values: [Double]) -> [Double] { rows.map { values[$0] } }
}

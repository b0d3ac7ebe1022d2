import FidelityComponents
import FidelityData

/// The scores of a fidelity assessment by source and unit.
/// - Complexity: O(rows x sources).
struct AssessmentScores {
  static let allSources = ["observation", "product", "self", "interview", "record"]
  /// Which source is the score of a unit: the first of them that there is.
  private static let byTrust = ["observation", "product", "interview", "record", "self"]

  let units: NameColumn
  /// The units in the order of results.
  let order: [Int]
  /// Those that there are, in the order of the contract.
  let sources: [String]
  /// The one whose scores are the units'.
  let leading: String?
  /// The mean of each unit's scores, by source; NaN for none.
  private(set) var means: [String: [Double]] = [:]
  /// The scores of the leading source by unit.
  private(set) var moments = OneWayMoments()
  /// The same, of units that have two or more.
  private(set) var repeated = OneWayMoments()
  /// A row of each unit, for its clusters.
  private(set) var rowOfUnit: [Int]
  /// Rows after the date.
  private(set) var laterCount = 0

  init(_ table: DriverTable, _ options: DriverOptions) {
    let asOf = options.asOf
    let units = table.names("unit")
    (self.units, order) = (units, units.order)
    let (words, scores, dates) = (table.names("source"), table.numbers("score"), table.numbers("date"))
    rowOfUnit = table.clusterRows(of: units, options) { !(dates[$0] > asOf) }
    for row in 0..<table.rowCount where units.codes[row] != missingKey && dates[row] > asOf { laterCount += 1 }
    var found: [String: OneWayMoments] = [:]
    var means: [String: [Double]] = [:]
    var groups: [UInt32] = []
    /// The scores of the rows of a source, of the units that are asked for.
    func collected(of word: UInt32, where isAskedFor: (Int) -> Bool) -> OneWayMoments {
      groups.removeAll(keepingCapacity: true)
      for row in 0..<table.rowCount {
        let unit = units.codes[row]
        let isHere = words.codes[row] == word && !(dates[row] > asOf) && unit != missingKey
        groups.append(isHere && isAskedFor(Int(unit)) ? unit : missingKey)
      }
      var moments = OneWayMoments()
      moments.add(groups: groups.span, values: scores.span)
      return moments
    }
    for source in Self.allSources {
      guard let word = words.code(of: source) else { continue }
      let moments = collected(of: word) { _ in true }
      let own = units.labels.indices.map { moments.mean($0) }
      if own.contains(where: { !$0.isNaN }) { (found[source], means[source]) = (moments, own) }
    }
    self.means = means
    sources = Self.allSources.filter { found[$0] != nil }
    leading = Self.byTrust.first { found[$0] != nil }
    guard let leading, let all = found[leading], let word = words.code(of: leading) else { return }
    self.moments = all
    repeated = collected(of: word) { all.observationCount($0) > 1 }
  }

  /// The mean of a unit's scores from the leading source; NaN for none.
  func score(_ unit: Int) -> Double { moments.mean(unit) }

  /// The units that have a score, in the order of results.
  var scored: [Int] { order.filter { !score($0).isNaN } }

  /// The means of a source, by unit.
  func means(of source: String) -> [Double] {
    means[source] ?? Array(repeating: .nan, count: units.labels.count)
  }
}

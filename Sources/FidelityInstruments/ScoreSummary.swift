public import FidelityData

/// Scores rolled up by group: how many, mean, standard deviation, extremes, share of each band, share that meets each
/// criterion.
///
/// A mergeable state: the summary of all rows is the merge of the summaries of any parts of them. Sums are kept about
/// the first score of each group and scale, so that neither a large mean nor a small spread costs digits, and so that
/// no row needs a division; a merge moves one sum to the other's origin.
///
/// - Complexity: memory O(groups x (scales + bands + criteria)).
public struct ScoreSummary: MergeableState, Equatable {
  public let instrument: Instrument
  /// One more than the highest group code seen.
  public private(set) var groupCount = 0
  /// `moments[scale][group]`
  private var moments: [[Moments]]
  /// `bandCounts[scale][group * bands + band]`
  private var bandCounts: [[Int]]
  /// `verdictCounts[criterion][group * 2 + verdict]`: not met, met.
  private var verdictCounts: [[Int]]
  private(set) var rowCounts: [Int] = []

  /// The figures of one group on one scale.
  public struct Statistics: Sendable, Equatable {
    /// Rows whose score is there.
    public let count: Int
    /// NaN where there is no score.
    public let mean: Double
    /// With n - 1 in the denominator; NaN below two scores.
    public let standardDeviation: Double
    public let minimum: Double
    public let maximum: Double
  }

  public init(_ instrument: Instrument) {
    self.instrument = instrument
    moments = Array(repeating: [], count: instrument.scales.count)
    bandCounts = Array(repeating: [], count: instrument.scales.count)
    verdictCounts = Array(repeating: [], count: instrument.criteria.count)
  }

  /// Takes the rows of a block.
  ///
  /// - Parameter groups: the group of each row, dense codes from 0; ``FidelityData/missingKey`` leaves the row out. All
  ///   rows
  ///   belong to group 0 where nil.
  /// - Complexity: O(rows x (scales + criteria)).
  public mutating func accumulate(_ block: ScoreBlock, groups: [UInt32]? = nil) {
    precondition(block.scores.count == moments.count, "the block is that of another instrument")
    precondition(groups.map { $0.count >= block.rowCount } ?? true, "rows without a group code")
    let groups = groups ?? Array(repeating: 0, count: block.rowCount)
    var highest = -1
    for row in 0..<block.rowCount where groups[row] != missingKey { highest = max(highest, Int(groups[row])) }
    grow(to: highest + 1)
    for row in 0..<block.rowCount where groups[row] != missingKey { rowCounts[Int(groups[row])] += 1 }
    for scale in moments.indices {
      Self.add(block.scores[scale], groups, block.rowCount, to: &moments[scale])
      let width = instrument.scales[scale].bands.count
      if width > 0 { Self.count(block.bands[scale], groups, block.rowCount, width: width, in: &bandCounts[scale]) }
    }
    for criterion in verdictCounts.indices {
      Self.count(block.criteria[criterion], groups, block.rowCount, width: 2, in: &verdictCounts[criterion])
    }
  }

  private static func add(_ scores: [Double], _ groups: [UInt32], _ rowCount: Int, to moments: inout [Moments]) {
    var moments = moments.mutableSpan
    let scores = scores.span
    let groups = groups.span
    for row in 0..<rowCount where groups[row] != missingKey && scores[row] == scores[row] {
      moments[Int(groups[row])].add(scores[row])
    }
  }

  private static func count(
    _ codes: [UInt8], _ groups: [UInt32], _ rowCount: Int, width: Int, in counts: inout [Int]
  ) {
    var counts = counts.mutableSpan
    let codes = codes.span
    let groups = groups.span
    for row in 0..<rowCount where groups[row] != missingKey && codes[row] != ScoreBlock.none {
      counts[Int(groups[row]) * width + Int(codes[row])] += 1
    }
  }

  /// Takes what `other` has seen under the same group codes.
  public mutating func merge(_ other: ScoreSummary) {
    merge(other, groups: Array(0..<UInt32(other.groupCount)))
  }

  /// Takes what `other` has seen under group codes of its own.
  ///
  /// - Parameter groups: for each group of `other`, its code here; several may go to one.
  public mutating func merge(_ other: ScoreSummary, groups: [UInt32]) {
    precondition(instrument == other.instrument, "summaries of different instruments")
    precondition(groups.count >= other.groupCount, "groups without a code")
    for group in 0..<other.groupCount { grow(to: Int(groups[group]) + 1) }
    for group in 0..<other.groupCount {
      let target = Int(groups[group])
      rowCounts[target] += other.rowCounts[group]
      for scale in moments.indices {
        moments[scale][target].merge(other.moments[scale][group])
        let width = instrument.scales[scale].bands.count
        for band in 0..<width {
          bandCounts[scale][target * width + band] += other.bandCounts[scale][group * width + band]
        }
      }
      for criterion in verdictCounts.indices {
        for verdict in 0..<2 {
          verdictCounts[criterion][target * 2 + verdict] += other.verdictCounts[criterion][group * 2 + verdict]
        }
      }
    }
  }

  private mutating func grow(to count: Int) {
    guard count > groupCount else { return }
    let extra = count - groupCount
    groupCount = count
    rowCounts.append(contentsOf: repeatElement(0, count: extra))
    for scale in moments.indices {
      moments[scale].append(contentsOf: repeatElement(Moments(), count: extra))
      bandCounts[scale].append(contentsOf: repeatElement(0, count: extra * instrument.scales[scale].bands.count))
    }
    for criterion in verdictCounts.indices {
      verdictCounts[criterion].append(contentsOf: repeatElement(0, count: extra * 2))
    }
  }
}

// MARK: - Figures

extension ScoreSummary {
  /// All rows of a group, with or without a score.
  public func rowCount(group: Int) -> Int { rowCounts[group] }

  public func statistics(scale: Int, group: Int) -> Statistics { moments[scale][group].statistics }

  /// The rows of a group that lie in one band.
  public struct BandCount: Sendable, Equatable {
    /// The name of the band.
    public let band: String
    public let count: Int
    /// Of the rows with a score; NaN where no row has one.
    public let share: Double
  }

  /// How many rows of a group lie in each band of a scale, from the lowest band up; empty for a scale without bands.
  public func bands(scale: Int, group: Int) -> [BandCount] {
    instrument.scales[scale].bands.enumerated().map { place, band in
      BandCount(
        band: band.label, count: count(inBand: place, scale: scale, group: group),
        share: share(inBand: place, scale: scale, group: group))
    }
  }

  /// The rows of a group in a band (0 = the lowest).
  package func count(inBand band: Int, scale: Int, group: Int) -> Int {
    bandCounts[scale][group * instrument.scales[scale].bands.count + band]
  }

  /// The share of a group's rows with a score that lie in a band; NaN where no row has one.
  package func share(inBand band: Int, scale: Int, group: Int) -> Double {
    Double(count(inBand: band, scale: scale, group: group)) / Double(moments[scale][group].count)
  }

  /// The rows of a group that meet a criterion, and those for which it is known.
  public func verdicts(criterion: Int, group: Int) -> (met: Int, judged: Int) {
    let met = verdictCounts[criterion][group * 2 + 1]
    return (met, met + verdictCounts[criterion][group * 2])
  }

  /// The share of a group's judged rows that meet a criterion; NaN where none is judged.
  public func share(meeting criterion: Int, group: Int) -> Double {
    let (met, judged) = verdicts(criterion: criterion, group: group)
    return Double(met) / Double(judged)
  }
}

/// Power sums about the first value.
struct Moments: Sendable, Equatable {
  var count = 0
  private var origin = 0.0
  private var sum = 0.0
  private var squares = 0.0
  private var minimum = Double.infinity
  private var maximum = -Double.infinity

  mutating func add(_ value: Double) {
    if count == 0 { origin = value }
    let distance = value - origin
    count += 1
    sum += distance
    squares += distance * distance
    if value < minimum { minimum = value }
    if value > maximum { maximum = value }
  }

  mutating func merge(_ other: Moments) {
    if other.count == 0 { return }
    if count == 0 {
      self = other
      return
    }
    let (n, shift) = (Double(other.count), other.origin - origin)
    squares += other.squares + 2 * shift * other.sum + n * shift * shift
    sum += other.sum + n * shift
    count += other.count
    minimum = min(minimum, other.minimum)
    maximum = max(maximum, other.maximum)
  }

  var statistics: ScoreSummary.Statistics {
    let n = Double(count)
    let centred = max(0, squares - sum * sum / n)
    return ScoreSummary.Statistics(
      count: count, mean: count == 0 ? .nan : origin + sum / n,
      standardDeviation: count < 2 ? .nan : (centred / (n - 1)).squareRoot(),
      minimum: count == 0 ? .nan : minimum, maximum: count == 0 ? .nan : maximum)
  }
}

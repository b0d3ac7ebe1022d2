public import FidelityData
import FidelitySystem

/// A response scale: the whole numbers `lowest ... highest`.
public struct ResponseScale: Sendable, Hashable, Codable {
  public let lowest: Int
  public let highest: Int

  /// - Precondition: at least two options, and at most 1,000.
  public init(_ lowest: Int, _ highest: Int) {
    precondition(lowest < highest && highest - lowest < 1_000, "a response scale has 2 to 1,000 options")
    self.lowest = lowest
    self.highest = highest
  }

  public var optionCount: Int { highest - lowest + 1 }

  /// The place of a rating, 0 for the lowest; nil for what is no option.
  func place(_ rating: Double) -> Int? {
    guard rating >= Double(lowest), rating <= Double(highest), rating == rating.rounded() else { return nil }
    return Int(rating) - lowest
  }
}

/// Groups of raters (members of a team, pupils of a class) who answer the same items: how often each option was chosen,
/// by group and item.
///
/// Counts are all that indices of agreement need, and they merge exactly: no rounding, no matter in which order rows
/// come. What raters answered who left an item out is kept apart, since indices of several items take complete raters
/// alone.
///
/// A rating that is no option of the scale is counted in ``refusedCount`` and passed over: a caller should refuse such
/// data.
/// - Complexity: `add` O(items) per rater; memory O(groups x items x options); merge likewise.
public struct GroupRatings: MergeableState {
  public let scale: ResponseScale
  public let itemCount: Int
  private var counts: [UInt32] = []
  /// By group, of raters who left an item out.
  private var incomplete: [Int: [UInt32]] = [:]
  /// Ratings that are no option of the scale.
  public private(set) var refusedCount = 0
  /// The first of them, in the order of rows and of merging.
  public private(set) var firstRefused: Double?

  public init(scale: ResponseScale, itemCount: Int = 1) {
    precondition(itemCount > 0, "there is no item")
    self.scale = scale
    self.itemCount = itemCount
  }

  private var width: Int { itemCount * scale.optionCount }
  public var groupCount: Int { counts.count / width }

  /// Takes a rater: the group, and the rating of each item; NaN for an item that was left out.
  public mutating func add(group: Int, ratings: Span<Double>) {
    precondition(ratings.count == itemCount, "one rating for each item")
    grow(to: group + 1)
    var given = 0
    for item in ratings.indices { given += place(ratings[item], counts: false) == nil ? 0 : 1 }
    let isComplete = given == itemCount
    if !isComplete, incomplete[group] == nil, given > 0 {
      incomplete[group] = Array(repeating: 0, count: width)
    }
    for item in ratings.indices {
      guard let place = place(ratings[item], counts: true) else { continue }
      let cell = item * scale.optionCount + place
      counts[group * width + cell] += 1
      if !isComplete { incomplete[group]?[cell] += 1 }
    }
  }

  /// Takes rows of one item: the group and the rating of each. A missing group or rating is passed over.
  public mutating func add(groups: Span<UInt32>, values: Span<Double>) {
    precondition(itemCount == 1, "rows of one rating are for one item")
    precondition(groups.count == values.count, "columns of different length")
    for row in groups.indices where groups[row] != missingKey {
      grow(to: Int(groups[row]) + 1)
      if let place = place(values[row], counts: true) { counts[Int(groups[row]) * width + place] += 1 }
    }
  }

  private mutating func place(_ rating: Double, counts: Bool) -> Int? {
    if rating.isNaN { return nil }
    if let place = scale.place(rating) { return place }
    if counts {
      refusedCount += 1
      if firstRefused == nil { firstRefused = rating }
    }
    return nil
  }

  private mutating func grow(to groups: Int) {
    if groups * width > counts.count { counts += repeatElement(0, count: groups * width - counts.count) }
  }

  /// Takes what another state of the same scale and items has seen.
  public mutating func merge(_ other: GroupRatings) {
    merge(other, groups: Array(0..<UInt32(other.groupCount)))
  }

  /// Takes what another state has seen under group codes of its own.
  /// - Parameter codes: for each group of `other`, its code here.
  public mutating func merge(_ other: GroupRatings, groups codes: [UInt32]) {
    precondition(scale == other.scale && itemCount == other.itemCount, "another scale or other items")
    precondition(codes.count >= other.groupCount, "groups without a code")
    refusedCount += other.refusedCount
    firstRefused = firstRefused ?? other.firstRefused
    for group in 0..<other.groupCount {
      let target = Int(codes[group])
      grow(to: target + 1)
      for cell in 0..<width { counts[target * width + cell] += other.counts[group * width + cell] }
      if let theirs = other.incomplete[group] {
        let ours = incomplete[target] ?? Array(repeating: 0, count: width)
        incomplete[target] = zip(ours, theirs).map { $0 + $1 }
      }
    }
  }

  /// How often each option of an item was chosen in a group.
  /// - Parameter completeOnly: whether to leave raters out who left an item out.
  public func answers(group: Int, item: Int, completeOnly: Bool = false) -> OptionCounts {
    precondition(item < itemCount, "there is no such item")
    guard group < groupCount else { return OptionCounts(scale, Array(repeating: 0, count: scale.optionCount)) }
    let start = item * scale.optionCount
    var cells = Array(counts[group * width + start..<group * width + start + scale.optionCount])
    if completeOnly, let apart = incomplete[group] {
      for place in cells.indices { cells[place] -= apart[start + place] }
    }
    return OptionCounts(scale, cells)
  }
}

/// How often each option was chosen: the ratings of one group and item.
public struct OptionCounts: Sendable, Equatable {
  public let scale: ResponseScale
  public let counts: [UInt32]

  init(_ scale: ResponseScale, _ counts: [UInt32]) {
    self.scale = scale
    self.counts = counts
  }

  /// The number of raters.
  public var count: Int { counts.reduce(0) { $0 + Int($1) } }

  /// The sums of place and place^2, places from 0: whole numbers, and so exact.
  var sums: (Double, Double) {
    counts.enumerated().reduce((0, 0)) { sums, entry in
      let (place, times) = (Double(entry.offset), Double(entry.element))
      return (sums.0 + times * place, sums.1 + times * place * place)
    }
  }

  /// NaN without ratings.
  public var mean: Double { Double(scale.lowest) + sums.0 / Double(count) }

  /// Divisor n - 1; NaN for fewer than two ratings.
  public var variance: Double {
    let (n, (sum, squares)) = (Double(count), sums)
    return n > 1 ? (n * squares - sum * sum) / (n * (n - 1)) : .nan
  }

  /// The median; the middle of two where the number is even.
  public var median: Double {
    let n = count
    guard n > 0 else { return .nan }
    func value(at rank: Int) -> Double {
      var seen = 0
      for (place, times) in counts.enumerated() {
        seen += Int(times)
        if seen > rank { return Double(scale.lowest + place) }
      }
      return Double(scale.highest)
    }
    return (value(at: (n - 1) / 2) + value(at: n / 2)) / 2
  }

  /// The mean absolute deviation from a number; NaN without ratings.
  public func averageDeviation(from centre: Double) -> Double {
    var sum = 0.0
    for (place, times) in counts.enumerated() { sum += Double(times) * abs(Double(scale.lowest + place) - centre) }
    return sum / Double(count)
  }
}

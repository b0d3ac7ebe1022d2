public import FidelityData
import FidelitySystem

/// Groups of raters (members of a team, pupils of a class) who answer the same items: how often each option was chosen,
/// by group and item.
///
/// Counts are all that indices of agreement need, and they merge exactly: no rounding, no matter in which order rows
/// come. What raters answered who left an item out is kept apart, since indices of several items take complete raters
/// alone.
///
/// A rating that is no option of the item's scale is counted in ``refusedCount`` and passed over: a caller should
/// refuse such data.
/// - Complexity: `add` O(items) per rater; memory O(groups x items x options); merge likewise.
public struct GroupRatings: MergeableState {
  /// The scale of each item.
  public let scales: [ResponseScale]
  /// Where the options of each item begin, and how many there are in all.
  private let starts: [Int]
  private let width: Int
  /// Whether all items have one scale.
  let hasOneScale: Bool
  private var counts: [UInt32] = []
  /// By group, of raters who left an item out.
  private var incomplete: [Int: [UInt32]] = [:]
  /// Ratings that are no option of the scale.
  public private(set) var refusedCount = 0
  /// The first of them, in the order of rows and of merging.
  public private(set) var firstRefused: Double?

  /// - Precondition: there is an item.
  public init(scales: [ResponseScale]) {
    precondition(!scales.isEmpty, "there is no item")
    self.scales = scales
    var (starts, width) = ([Int](), 0)
    for scale in scales {
      starts.append(width)
      width += scale.optionCount
    }
    (self.starts, self.width) = (starts, width)
    hasOneScale = scales.allSatisfy { $0 == scales[0] }
  }

  /// Items of one scale.
  public init(scale: ResponseScale, itemCount: Int = 1) {
    self.init(scales: Array(repeating: scale, count: itemCount))
  }

  public var itemCount: Int { scales.count }
  public var groupCount: Int { counts.count / width }

  /// Takes a rater: the group, and the rating of each item; NaN for an item that was left out.
  public mutating func add(group: Int, ratings: Span<Double>) {
    precondition(ratings.count == itemCount, "one rating for each item")
    grow(to: group + 1)
    var given = 0
    for item in ratings.indices { given += scales[item].place(ratings[item]) == nil ? 0 : 1 }
    let isComplete = given == itemCount
    if !isComplete, incomplete[group] == nil, given > 0 {
      incomplete[group] = Array(repeating: 0, count: width)
    }
    for item in ratings.indices {
      guard let place = place(ratings[item], item: item) else { continue }
      let cell = starts[item] + place
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
      if let place = place(values[row], item: 0) { counts[Int(groups[row]) * width + place] += 1 }
    }
  }

  private mutating func place(_ rating: Double, item: Int) -> Int? {
    if rating.isNaN { return nil }
    if let place = scales[item].place(rating) { return place }
    refusedCount += 1
    if firstRefused == nil { firstRefused = rating }
    return nil
  }

  private mutating func grow(to groups: Int) {
    if groups * width > counts.count { counts += repeatElement(0, count: groups * width - counts.count) }
  }

  /// Takes what another state of the same items has seen.
  public mutating func merge(_ other: GroupRatings) {
    merge(other, groups: Array(0..<UInt32(other.groupCount)))
  }

  /// Takes what another state has seen under group codes of its own.
  /// - Parameter codes: for each group of `other`, its code here.
  public mutating func merge(_ other: GroupRatings, groups codes: [UInt32]) {
    precondition(scales == other.scales, "another scale or other items")
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

  /// Whether anybody in a group answered an item.
  func hasAnswer(group: Int, item: Int) -> Bool {
    guard group < groupCount else { return false }
    let start = group * width + starts[item]
    return counts[start..<start + scales[item].optionCount].contains { $0 > 0 }
  }

  /// How often each option of an item was chosen in a group.
  /// - Parameter completeOnly: whether to leave raters out who left an item out.
  public func answers(group: Int, item: Int, completeOnly: Bool = false) -> OptionCounts {
    precondition(item < itemCount, "there is no such item")
    let (scale, start) = (scales[item], starts[item])
    guard group < groupCount else { return OptionCounts(scale, Array(repeating: 0, count: scale.optionCount)) }
    var cells = Array(counts[group * width + start..<group * width + start + scale.optionCount])
    if completeOnly, let apart = incomplete[group] {
      for place in cells.indices { cells[place] -= apart[start + place] }
    }
    return OptionCounts(scale, cells)
  }
}

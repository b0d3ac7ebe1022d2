import FidelityLinearAlgebra

/// A column of the mask products times a factor: a sum over items, for every row. Without a column it is 0.
struct MaskSum: Sendable, Equatable {
  var column = 0
  var factor = 0.0
}

/// The distinct columns that the mask of answers is multiplied by. A column that is a whole multiple of one that is
/// already there is that one times a factor, which for whole weights loses nothing.
struct MaskColumns {
  private(set) var columns: [[Double]]

  /// Starts with a column of ones: the number of answers.
  init(itemCount: Int) { columns = [Array(repeating: 1, count: itemCount)] }

  /// The sum over items weighted by `column`.
  ///
  /// - Complexity: O(columns x items).
  mutating func sum(_ column: [Double]) -> MaskSum {
    guard let first = column.firstIndex(where: { $0 != 0 }) else { return MaskSum() }
    for (index, known) in columns.enumerated() where known[first] != 0 {
      let factor = column[first] / known[first]
      guard factor == factor.rounded() else { continue }
      if zip(column, known).allSatisfy({ $0 == factor * $1 }) { return MaskSum(column: index, factor: factor) }
    }
    columns.append(column)
    return MaskSum(column: columns.count - 1, factor: 1)
  }
}

/// How one scale that rests on items directly follows from the products. With x the values with 0 where there is no
/// answer, a the mask of answers and n the mask of items that do not apply,
///
///     numerator = x points + a offset + n outside + constant,  denominator = a answered + n left + full
///
/// and the score is their ratio, or `base + numerator x range / denominator` for a sum that is prorated.
struct ItemScalePlan: Sendable {
  /// The scale's index in the instrument.
  var scale: Int
  var itemCount: Double
  var offset = MaskSum()
  var outside = MaskSum()
  var constant = 0.0
  var answered = MaskSum()
  var left = MaskSum()
  var full = 0.0
  /// The number of the scale's items that carry a mask.
  var count = MaskSum()
  /// The share of the applicable items that must be answered; 0 needs one answer.
  var requiredShare = 0.0
  /// Whether missing items count as answered.
  var fillsMissing = false
  /// Lowest sum and range over all items; the mask sums say how much of them does not apply. Sums that are prorated
  /// only.
  var prorated: (base: Double, range: Double)?
  var baseOutside = MaskSum()
  /// With every item answered, the score is (x points + completeConstant) / completeDenominator.
  var completeConstant = 0.0
  var completeDenominator = 1.0
  /// Whether the numerator is a whole number but for the rounding of decimal values.
  var hasWholeNumerator = false
}

/// How a scale follows from the scores of its parts: sum of (score - shift) factor, over sum of share.
struct CompositePlan: Sendable {
  struct Part: Sendable {
    var scale: Int
    var shift: Double
    var factor: Double
    /// What the part adds to the denominator.
    var share: Double
    /// What the part adds to the numerator where it is missing and the policy fills it.
    var fill: Double
    /// The part's lowest contribution; sums that are prorated only.
    var base: Double
  }
  var scale: Int
  var parts: [Part]
  var dividesByShare: Bool
  var requiredShare = 0.0
  var fillsMissing = false
  var isProrated = false
}

/// Everything that scoring needs and that does not depend on the data.
struct ScoringPlan: Sendable {
  /// items x item scales: what the values are multiplied by.
  let points: Matrix
  /// items x distinct columns: what the masks are multiplied by.
  let masks: Matrix
  let itemScales: [ItemScalePlan]
  /// In an order that puts each after its parts.
  let composites: [CompositePlan]
  /// Items with codes that say they do not apply.
  let codedItems: [Int]
  /// Items whose answers count something else than was rated.
  let recodedItems: [Int]

  init(_ instrument: Instrument) {
    let itemCount = instrument.items.count
    var maskColumns = MaskColumns(itemCount: itemCount)
    var pointColumns: [[Double]] = []
    var itemScales: [ItemScalePlan] = []
    var composites: [CompositePlan] = []
    for index in instrument.scaleOrder {
      let scale = instrument.scales[index]
      switch scale.parts {
      case .items(let parts):
        var sums = ItemSums(parts, of: scale, in: instrument)
        itemScales.append(sums.plan(index, scale, &maskColumns))
        pointColumns.append(sums.points)
      case .scales where scale.aggregate == .pooledPercent:
        let parts = scale.items.map { Instrument.Part(index: $0, weight: instrument.items[$0].weight) }
        var sums = ItemSums(parts, of: scale, in: instrument)
        itemScales.append(sums.plan(index, scale, &maskColumns))
        pointColumns.append(sums.points)
      case .scales(let parts):
        composites.append(CompositePlan(index, scale, parts, instrument))
      }
    }
    points = Matrix(columnMajor: Array(pointColumns.joined()), rowCount: itemCount, columnCount: pointColumns.count)
    masks = Matrix(
      columnMajor: Array(maskColumns.columns.joined()), rowCount: itemCount, columnCount: maskColumns.columns.count)
    self.itemScales = itemScales
    self.composites = composites
    codedItems = instrument.items.indices.filter { !instrument.items[$0].notApplicable.isEmpty }
    recodedItems = instrument.items.indices.filter { instrument.items[$0].recode != nil }
  }
}

/// The weight columns of one scale over items, before they are shared with other scales.
private struct ItemSums {
  /// What a value is worth; negative for a reversed item.
  var points: [Double]
  /// What an answer adds besides, so that the numerator counts from 0 (sum, mean) or from the lowest value.
  private var offset: [Double]
  private var denominator: [Double]
  private var member: [Double]
  private var lowest: [Double]
  private var range: [Double]
  private var fill: [Double]
  private let isProratedSum: Bool
  /// What numerator and denominator are both multiplied by, so that they are whole numbers and the score is the double
  /// nearest to their exact fraction.
  private var common = 1.0
  private var isDecimal = false

  init(_ parts: [Instrument.Part], of scale: Instrument.Scale, in instrument: Instrument) {
    let zeros = Array(repeating: 0.0, count: instrument.items.count)
    (points, offset, denominator, member) = (zeros, zeros, zeros, zeros)
    (lowest, range, fill) = (zeros, zeros, zeros)
    if case .prorate = scale.missing { isProratedSum = scale.aggregate == .sum } else { isProratedSum = false }
    let countsFromLowest = scale.aggregate.isProportion || isProratedSum
    if !isProratedSum { chooseCommon(parts, scale, instrument) }
    for part in parts {
      let (item, index) = (instrument.items[part.index], part.index)
      let width = item.scoredUpper - item.scoredLower
      let worth = whole(common * (scale.aggregate == .meanOfPercents ? part.weight / width : part.weight))
      let origin = countsFromLowest ? item.scoredLower : 0
      points[index] = item.isReversed ? -worth : worth
      offset[index] = whole(worth * (item.isReversed ? item.scoredLower + item.scoredUpper - origin : -origin))
      denominator[index] =
        scale.aggregate == .pooledPercent || isProratedSum ? whole(worth * width) : whole(common * part.weight)
      member[index] = 1
      lowest[index] = part.weight * item.scoredLower
      range[index] = part.weight * width
      if scale.missing == .floor { fill[index] = whole(worth * (item.scoredLower - origin)) }
      if scale.missing == .ceiling { fill[index] = whole(worth * (item.scoredUpper - origin)) }
    }
  }

  /// The least number that makes whole numbers of all weights, limits and steps (and of weights over widths, for means
  /// of percents); 1 where there is none of a modest size.
  private mutating func chooseCommon(_ parts: [Instrument.Part], _ scale: Instrument.Scale, _ instrument: Instrument) {
    let items = parts.map { instrument.items[$0.index] }
    guard let weights = DecimalPower.of(parts.map(\.weight)),
      let values = DecimalPower.of(items.flatMap { [$0.scoredLower, $0.scoredUpper] + ($0.scoredSteps ?? [1]) })
    else { return }
    var widths = 1
    if scale.aggregate == .meanOfPercents {
      for item in items {
        let width = Int(((item.scoredUpper - item.scoredLower) * Double(values)).rounded())
        guard width > 0, width < Self.mostCommon else { return }
        widths = widths / Self.divisor(widths, width) * width
        guard widths < Self.mostCommon else { return }
      }
    }
    let most = Double(weights) * Double(values) * Double(widths)
    guard most < Double(Self.mostCommon) else { return }
    common = most
    isDecimal = values > 1 && items.allSatisfy { $0.scoredSteps != nil }
  }

  private static let mostCommon = 1 << 24

  private static func divisor(_ a: Int, _ b: Int) -> Int { b == 0 ? a : divisor(b, a % b) }

  /// A number that is whole but for rounding.
  private func whole(_ number: Double) -> Double {
    let nearest = number.rounded()
    return common > 1 && abs(number - nearest) < 1e-9 * max(1, abs(number)) ? nearest : number
  }

  mutating func plan(_ index: Int, _ scale: Instrument.Scale, _ columns: inout MaskColumns) -> ItemScalePlan {
    let fillsMissing = scale.missing == .floor || scale.missing == .ceiling
    var plan = ItemScalePlan(scale: index, itemCount: total(member))
    plan.count = columns.sum(member)
    plan.fillsMissing = fillsMissing
    plan.requiredShare = scale.missing.requiredShare
    plan.completeConstant = total(offset)
    if fillsMissing {
      plan.offset = columns.sum(zip(offset, fill).map { $0 - $1 })
      plan.outside = columns.sum(fill.map { -$0 })
      plan.constant = total(fill)
    } else {
      plan.offset = columns.sum(offset)
    }
    plan.hasWholeNumerator = isDecimal
    if scale.aggregate == .sum && !isProratedSum {
      plan.full = common
      plan.completeDenominator = common
    } else if fillsMissing {
      plan.left = columns.sum(denominator.map { -$0 })
      plan.full = total(denominator)
      plan.completeDenominator = plan.full
    } else {
      plan.answered = columns.sum(denominator)
      plan.completeDenominator = total(denominator)
    }
    if isProratedSum {
      plan.prorated = (total(lowest), total(range))
      plan.baseOutside = columns.sum(lowest)
      plan.completeConstant += total(lowest)
      plan.completeDenominator = 1
    }
    return plan
  }

  private func total(_ column: [Double]) -> Double { column.reduce(0, +) }
}

extension CompositePlan {
  fileprivate init(_ index: Int, _ scale: Instrument.Scale, _ parts: [Instrument.Part], _ instrument: Instrument) {
    if case .prorate = scale.missing { isProrated = scale.aggregate == .sum }
    let isProrated = isProrated
    self.scale = index
    dividesByShare = scale.aggregate != .sum || isProrated
    requiredShare = scale.missing.requiredShare
    fillsMissing = scale.missing == .floor || scale.missing == .ceiling
    self.parts = parts.map { part in
      let child = instrument.scales[part.index]
      let width = child.upper - child.lower
      let shift = scale.aggregate == .meanOfPercents || isProrated ? child.lower : 0
      let factor = scale.aggregate == .meanOfPercents ? part.weight / width : part.weight
      return Part(
        scale: part.index, shift: shift, factor: factor, share: isProrated ? part.weight * width : part.weight,
        fill: factor * ((scale.missing == .ceiling ? child.upper : child.lower) - shift),
        base: isProrated ? part.weight * child.lower : 0)
    }
  }
}

extension Instrument.MissingPolicy {
  fileprivate var requiredShare: Double {
    switch self {
    case .prorate(let share): share
    case .fail: 1
    case .exclude, .floor, .ceiling: 0
    }
  }
}

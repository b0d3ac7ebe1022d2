import FidelityData

/// Sums of the rows of each combination of levels of absorbed effects: where there are far fewer combinations than
/// rows, effects are taken out of the combinations' means, and what varies within combinations is left as it is.
struct EffectCells: Sendable {
  /// Of all rows less the effects: sums of products about 0.
  private(set) var products: CentredProducts
  private(set) var singletonCount = 0
  private(set) var parameterCount = 0
  private(set) var solution = AbsorbedEffects.Solution()

  /// As many rows as a combination has at least, in the mean.
  private static let leastRows = 4

  /// Nil where there are too many combinations.
  init?(
    _ factors: [[UInt32]], columns: [[Double]], weights: [Double]?, keepsSingletons: Bool, tolerance: Double
  ) {
    let rowCount = columns[0].count
    var counts: [Int] = []
    var size = 1
    for factor in factors {
      // A missing code wraps to 0.
      let count = Int(factor.reduce(0) { max($0, $1 &+ 1) })
      counts.append(count)
      let (product, overflow) = size.multipliedReportingOverflow(by: max(count, 1))
      if overflow || product > rowCount / Self.leastRows { return nil }
      size = product
    }
    let codes = Self.codes(factors, counts, rowCount)
    var sums = GroupedCrossProducts(width: columns.count, isWeighted: weights != nil)
    if let weights {
      sums.add(groups: codes.span, columns: columns, weights: weights.span)
    } else {
      sums.add(groups: codes.span, columns: columns)
    }
    products = CentredProducts(width: columns.count)
    var cells = (0..<sums.groupCount).filter { sums.observationCount($0) > 0 }
    var levels = Self.levels(cells, counts)
    if !keepsSingletons { dropSingletons(&cells, &levels, counts, sums) }
    takeOut(cells.map { sums.products($0) }, levels, tolerance)
  }

  /// The combination of each row.
  private static func codes(_ factors: [[UInt32]], _ counts: [Int], _ rowCount: Int) -> [UInt32] {
    var codes = factors[0]
    for (factor, count) in zip(factors, counts).dropFirst() {
      let (factor, count) = (factor.span, UInt32(count))
      var span = codes.mutableSpan
      for row in 0..<rowCount {
        let isMissing = span[row] == missingKey || factor[row] == missingKey
        span[row] = isMissing ? missingKey : span[row] &* count &+ factor[row]
      }
    }
    return codes
  }

  /// For each factor, the level of each combination.
  private static func levels(_ cells: [Int], _ counts: [Int]) -> [[UInt32]] {
    var rest = cells
    var levels: [[UInt32]] = []
    for count in counts.dropFirst().reversed() {
      levels.append(rest.map { UInt32($0 % count) })
      for place in rest.indices { rest[place] /= count }
    }
    levels.append(rest.map { UInt32($0) })
    return levels.reversed()
  }

  /// Leaves out combinations of a row whose level has no other row, until none is left.
  private mutating func dropSingletons(
    _ cells: inout [Int], _ levels: inout [[UInt32]], _ counts: [Int], _ sums: GroupedCrossProducts
  ) {
    var changes = true
    while changes {
      changes = false
      for (place, count) in counts.enumerated() {
        var sizes = [Int](repeating: 0, count: count)
        for (index, cell) in cells.enumerated() { sizes[Int(levels[place][index])] += sums.observationCount(cell) }
        let kept = cells.indices.filter { sizes[Int(levels[place][$0])] > 1 }
        guard kept.count < cells.count else { continue }
        singletonCount += cells.count - kept.count
        cells = kept.map { cells[$0] }
        for factor in levels.indices { levels[factor] = kept.map { levels[factor][$0] } }
        changes = true
      }
    }
  }

  /// Takes the effects out of the means of combinations, each weighing what its rows weigh.
  private mutating func takeOut(_ parts: [CentredProducts], _ levels: [[UInt32]], _ tolerance: Double) {
    guard !parts.isEmpty else { return }
    let width = products.width
    var total = CentredProducts(width: width)
    for part in parts { total.add(part) }
    let effects = AbsorbedEffects(levels, weights: parts.map(\.weight), keepsSingletons: true)
    parameterCount = effects.parameterCount
    var means = parts.flatMap(\.means)
    solution = effects.residualise(&means, width: width, tolerance: tolerance)
    for (place, part) in parts.enumerated() {
      var about = part
      about.means = Array(means[place * width..<(place + 1) * width])
      let own = about.products(about: Array(repeating: 0, count: width))
      for index in own.indices { products.products[index] += own[index] }
    }
    products.count = total.count
    products.weight = total.weight
    products.scales = total.scales
  }
}

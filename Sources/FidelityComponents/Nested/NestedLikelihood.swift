public import FidelityData
import FidelitySystem

/// The likelihood of nested levels, from the innermost groups outwards.
///
/// A group whose parts have precision w and mean b in total, w = sum w_i, b = sum w_i b_i / w, adds
/// sum w_i (b_i - b)^2 to y'P y; its own effect with ratio r leaves b and makes w / (1 + r w) of w, and adds
/// log(1 + r w) to log |V|. The whole is the outermost group, without an effect. Every sum is of positive terms.
/// The slopes of w and b in each ratio go along.
///
/// The innermost groups of a size in a group of the level above have one precision: they go as a class, with their
/// number, the mean of their means and the squares of these about it.
/// - Complexity: O(classes + groups of the other levels x levels) per evaluation.
struct NestedLikelihood: ComponentLikelihood {
  let terms: [String]
  let observationCount: Double
  let sizes: [Double]
  /// The groups of each level that have observations, outermost first.
  let groupCounts: [Int]
  /// Per level, outermost first: for each group its place in the level above; of the innermost level, for each class.
  /// The outermost groups have place 0.
  private let parents: [[Int]]
  private let classes: [LeafClass]
  private let withinSquares: Double
  private let origin: Double

  init(_ moments: NestedMoments) {
    terms = moments.terms
    let leaves = moments.leaves
    let present = (0..<leaves.groupCount).filter { leaves.moments(of: $0).count > 0 }
    let counts = present.map { leaves.moments(of: $0).count }
    let total = counts.reduce(0, +)
    observationCount = total
    let reference = present.first.map { leaves.moments(of: $0).origin } ?? 0
    let far = present.map { leaves.moments(of: $0).mean(from: reference) }
    let shift = total > 0 ? zip(counts, far).reduce(0) { $0 + $1.0 * $1.1 } / total : 0
    origin = reference + shift
    let origin = origin
    let means = present.map { leaves.moments(of: $0).mean(from: origin) }
    withinSquares = present.reduce(0) { $0 + leaves.moments(of: $1).withinSquares }
    // From the innermost level outwards: the groups of the level above in the order in which they come.
    var levels: [[Int]] = []
    var groups = present
    for level in (1..<max(1, moments.terms.count)).reversed() {
      let above = moments.parents[level - 1]
      var places = [Int](repeating: -1, count: above.reduce(0) { $1 == missingKey ? $0 : max($0, Int($1) + 1) })
      var met: [Int] = []
      levels.append(
        groups.map { group in
          let parent = Int(above[group])
          if places[parent] < 0 {
            places[parent] = met.count
            met.append(parent)
          }
          return places[parent]
        })
      groups = met
    }
    levels.append(groups.map { _ in 0 })
    groupCounts = levels.reversed().map(\.count)
    sizes = groupCounts.map { total / Double(max(1, $0)) }
    let (classes, placesOfClasses) = LeafClass.classes(counts, means, above: levels[0])
    self.classes = classes
    levels[0] = placesOfClasses
    parents = levels.reversed()
  }

  func terms(at ratios: [Double]) -> LikelihoodTerms {
    let depth = terms.count
    var result = LikelihoodTerms(termCount: depth)
    result.quadratic = withinSquares
    var level = Level(classes, ratios[depth - 1], depth: depth, &result)
    for place in (0..<depth).reversed() {
      if place < depth - 1 { level.addEffect(ratios[place], place, &result) }
      level = level.gathered(into: place > 0 ? groupCounts[place - 1] : 1, parents[place], &result)
    }
    result.mean = origin + level.means[0]
    result.meanInformation = level.weights[0]
    result.meanInformationSlopes = (0..<depth).map { level.weightSlopes[$0] }
    return result
  }

  /// The innermost groups of one size in one group of the level above.
  private struct LeafClass: Sendable {
    let size: Double
    private(set) var count = 0.0
    /// The mean of their means, and the squares of these about it.
    private(set) var mean = 0.0
    private(set) var squares = 0.0

    init(size: Double) { self.size = size }

    mutating func add(_ value: Double) {
      count += 1
      let difference = value - mean
      mean += difference / count
      squares += difference * (value - mean)
    }

    /// The classes of groups, and the place of each in the level above.
    static func classes(
      _ sizes: [Double], _ means: [Double], above: [Int]
    ) -> (classes: [LeafClass], above: [Int]) {
      var codes: [Double: Int] = [:]
      var sizeOfCode: [Double] = []
      let codeOfGroup = sizes.map { size in
        if let code = codes[size] { return code }
        codes[size] = sizeOfCode.count
        sizeOfCode.append(size)
        return sizeOfCode.count - 1
      }
      var places: [Int: Int] = [:]
      var (classes, parents) = ([LeafClass](), [Int]())
      for (group, code) in codeOfGroup.enumerated() {
        let key = above[group] * sizeOfCode.count + code
        let place = places[key] ?? classes.count
        if place == classes.count {
          places[key] = place
          classes.append(LeafClass(size: sizeOfCode[code]))
          parents.append(above[group])
        }
        classes[place].add(means[group])
      }
      return (classes, parents)
    }
  }

  /// The groups of a level: precision and mean of each, and the slopes of both in each ratio.
  private struct Level {
    var weights: [Double]
    var means: [Double]
    /// `depth` numbers per group.
    var weightSlopes: [Double]
    var meanSlopes: [Double]
    let depth: Int

    init(weights: [Double], means: [Double], depth: Int) {
      self.weights = weights
      self.means = means
      self.depth = depth
      weightSlopes = Array(repeating: 0, count: weights.count * depth)
      meanSlopes = weightSlopes
    }

    /// Classes of innermost groups with their own effect, and what that adds to the parts of the likelihood.
    init(_ classes: [LeafClass], _ ratio: Double, depth: Int, _ result: inout LikelihoodTerms) {
      self.init(
        weights: Array(repeating: 0, count: classes.count), means: classes.map(\.mean), depth: depth)
      var (logarithms, squares) = (BlockSum(), BlockSum())
      var (logarithmSlope, squareSlope) = (BlockSum(), BlockSum())
      for (place, leaf) in classes.enumerated() {
        let weight = leaf.size / (1 + ratio * leaf.size)
        logarithms.add(leaf.count * log1p(ratio * leaf.size))
        logarithmSlope.add(leaf.count * weight)
        squares.add(weight * leaf.squares)
        squareSlope.add(weight * weight * leaf.squares)
        weights[place] = leaf.count * weight
        weightSlopes[place * depth + depth - 1] = -leaf.count * weight * weight
      }
      result.logDeterminant += logarithms.value
      result.logDeterminantSlopes[depth - 1] += logarithmSlope.value
      result.quadratic += squares.value
      result.quadraticSlopes[depth - 1] -= squareSlope.value
    }

    /// The groups' own effect.
    mutating func addEffect(_ ratio: Double, _ place: Int, _ result: inout LikelihoodTerms) {
      var logarithms = BlockSum()
      for group in weights.indices {
        let weight = weights[group]
        let growth = 1 + ratio * weight
        logarithms.add(log1p(ratio * weight))
        result.logDeterminantSlopes[place] += weight / growth
        weights[group] = weight / growth
        let factor = 1 / (growth * growth)
        for inner in place + 1..<max(depth, place + 1) {
          let slope = weightSlopes[group * depth + inner]
          result.logDeterminantSlopes[inner] += ratio * slope / growth
          weightSlopes[group * depth + inner] = slope * factor
        }
        weightSlopes[group * depth + place] = -weight * weight * factor
      }
      result.logDeterminant += logarithms.value
    }

    /// The groups of the level above.
    func gathered(into count: Int, _ parents: [Int], _ result: inout LikelihoodTerms) -> Level {
      var above = Level(
        weights: Array(repeating: 0, count: count), means: Array(repeating: 0, count: count), depth: depth)
      for group in weights.indices {
        above.weights[parents[group]] += weights[group]
        above.means[parents[group]] += weights[group] * means[group]
      }
      for group in 0..<count { above.means[group] /= above.weights[group] }
      var squares = BlockSum()
      for group in weights.indices {
        let parent = parents[group]
        let difference = means[group] - above.means[parent]
        squares.add(weights[group] * difference * difference)
        for place in 0..<depth {
          let slope = weightSlopes[group * depth + place]
          let meanSlope = weights[group] * meanSlopes[group * depth + place]
          result.quadraticSlopes[place] += difference * (slope * difference + 2 * meanSlope)
          above.weightSlopes[parent * depth + place] += slope
          above.meanSlopes[parent * depth + place] += slope * difference + meanSlope
        }
      }
      result.quadratic += squares.value
      for group in 0..<count {
        for place in 0..<depth { above.meanSlopes[group * depth + place] /= above.weights[group] }
      }
      return above
    }
  }
}

/// A sum of many terms in blocks: the rounding of a million terms would hide from the optimiser whether it goes down.
private struct BlockSum {
  private static let blockSize = 512
  private var whole = 0.0
  private var block = 0.0
  private var count = 0

  @inline(__always)
  mutating func add(_ term: Double) {
    block += term
    count += 1
    if count == Self.blockSize {
      whole += block
      (block, count) = (0, 0)
    }
  }

  var value: Double { whole + block }
}

extension NestedMoments {
  /// Components of each level and residual by likelihood.
  ///
  /// | data | status |
  /// |---|---|
  /// | no value | `too-few-observations` |
  /// | one group of the outermost level | `too-few-units` |
  /// | a level has no more groups than the one above, or each innermost group has one value | `too-few-observations` |
  /// | all values equal | `no-variation` |
  /// | no variation within the innermost groups | `exact-fit`: the likelihood has no maximum |
  /// | a component is 0 | `singular-fit`, with all figures |
  ///
  /// - Throws: `unusable` where a group lies in two groups of the level above.
  /// - Complexity: O(groups x levels) per evaluation, some 30 of them.
  public func fit(_ method: LikelihoodMethod = .restricted) throws(DataError) -> ComponentFit {
    if let conflict {
      throw DataError(
        .unusable(
          reason:
            "group \(conflict.group) of \(terms[conflict.level]) lies in two groups of \(terms[conflict.level - 1])"),
        hint: "Give groups a name of their own in each group above, or treat the two as crossed.")
    }
    let model = NestedLikelihood(self)
    func without(_ status: Status, _ note: String) -> ComponentFit {
      ComponentFit(without: terms, method, observationCount: Int(model.observationCount), status, note: note)
    }
    if model.observationCount == 0 { return without(.tooFewObservations, "all ratings are missing") }
    let sizes = leaves.sizes
    guard sizes.betweenSquares.isFinite, sizes.withinSquares.isFinite else {
      return without(.outOfRange, "squares overflow")
    }
    let counts = model.groupCounts
    if counts[0] < 2 { return without(.tooFewUnits, "there is one \(terms[0]): nothing varies between them") }
    for level in 1..<max(1, terms.count) where counts[level] <= counts[level - 1] {
      return without(
        .tooFewObservations,
        "each \(terms[level - 1]) has one \(terms[level]): their variances cannot be told from each other")
    }
    if Double(counts[terms.count - 1]) >= model.observationCount {
      return without(
        .tooFewObservations,
        "each \(terms[terms.count - 1]) has one rating: its variance cannot be told from the residual")
    }
    if sizes.withinSquares == 0 && sizes.betweenSquares == 0 { return without(.noVariation, "all ratings are equal") }
    if sizes.withinSquares <= GroupSizes.rounding * sizes.betweenSquares {
      return without(
        .exactFit,
        "ratings within each \(terms[terms.count - 1]) are equal: the residual variance is 0 and the likelihood has no "
          + "maximum")
    }
    return ComponentFit(model, method)
  }
}

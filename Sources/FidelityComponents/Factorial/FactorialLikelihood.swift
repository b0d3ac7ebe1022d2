public import FidelityData
import FidelityLinearAlgebra
import FidelitySystem

/// The likelihood of any sum of random effects from the cross-products of their indicator columns Z.
///
/// With W = diag(sqrt(ratio)) over the levels of all effects and A = I + W Z'Z W: log |V| = log |A|,
/// a'V^-1 b = a'b - (W Z'a)'A^-1 (W Z'b), Z'V^-1 a = Z'a - Z'Z W A^-1 W Z'a.
/// - Complexity: O(levels^3) per evaluation, whatever the number of rows; memory O(levels^2).
struct FactorialLikelihood: ComponentLikelihood {
  let terms: [String]
  let observationCount: Double
  let sizes: [Double]
  private let mean: Double
  /// The columns of each effect.
  private let ranges: [Range<Int>]
  private let effectOfLevel: [Int]
  private let products: Matrix
  private let ones: [Double]
  private let sums: [Double]
  private let squares: Double

  init(_ data: FactorialData) {
    terms = data.effects.map(\.name)
    observationCount = Double(data.values.count)
    sizes = data.levelCounts.map { Double(data.values.count) / Double($0) }
    var start = 0
    ranges = data.levelCounts.map { count in
      defer { start += count }
      return start..<start + count
    }
    effectOfLevel = data.levelCounts.enumerated().flatMap { Array(repeating: $0.offset, count: $0.element) }
    let (values, mean) = data.centred
    self.mean = mean
    let order = start
    var products = Matrix(rowCount: order, columnCount: order)
    var ones = [Double](repeating: 0, count: order)
    var sums = ones
    let ranges = ranges
    products.withMutableElements { elements in
      for row in values.indices {
        for (i, range) in ranges.enumerated() {
          let column = range.lowerBound + data.levels[i][row]
          ones[column] += 1
          sums[column] += values[row]
          for (j, other) in ranges.enumerated() {
            elements[other.lowerBound + data.levels[j][row] + column * order] += 1
          }
        }
      }
    }
    (self.products, self.ones, self.sums) = (products, ones, sums)
    squares = values.reduce(0) { $0 + $1 * $1 }
  }

  func terms(at ratios: [Double]) -> LikelihoodTerms {
    var result = LikelihoodTerms(termCount: ratios.count)
    let order = ones.count
    let roots = ratios.map { $0.squareRoot() }
    let scale = effectOfLevel.map { roots[$0] }
    guard let factors = factors(scale) else {
      result.logDeterminant = .nan
      return result
    }
    result.logDeterminant = factors.logDeterminant
    let scaledOnes = factors.solve((0..<order).map { scale[$0] * ones[$0] })
    let scaledSums = factors.solve((0..<order).map { scale[$0] * sums[$0] })
    // Z'V^-1 of the ones and of y.
    let onesLeft = remainder(ones, scale, scaledOnes)
    let sumsLeft = remainder(sums, scale, scaledSums)
    var (x, s, q) = (observationCount, 0.0, squares)
    for level in 0..<order {
      x -= scale[level] * ones[level] * scaledOnes[level]
      s -= scale[level] * ones[level] * scaledSums[level]
      q -= scale[level] * sums[level] * scaledSums[level]
    }
    let mean = s / x
    result.mean = self.mean + mean
    result.meanInformation = x
    result.quadratic = q - mean * s
    let inverse = factors.inverse().diagonal
    for (effect, range) in ranges.enumerated() {
      for level in range {
        let rest = sumsLeft[level] - mean * onesLeft[level]
        result.quadraticSlopes[effect] -= rest * rest
        result.meanInformationSlopes[effect] -= onesLeft[level] * onesLeft[level]
      }
      result.logDeterminantSlopes[effect] = trace(effect, ratios[effect], scale, factors, inverse)
    }
    return result
  }

  private func factors(_ scale: [Double]) -> Cholesky? {
    var system = products
    let order = ones.count
    system.withMutableElements { elements in
      for j in 0..<order {
        for i in 0..<order { elements[i + j * order] *= scale[i] * scale[j] }
        elements[j + j * order] += 1
      }
    }
    return try? Cholesky(system)
  }

  private func remainder(_ vector: [Double], _ scale: [Double], _ solution: [Double]) -> [Double] {
    var result = vector
    let order = vector.count
    let elements = products.elements
    for j in 0..<order {
      let factor = scale[j] * solution[j]
      if factor == 0 { continue }
      for i in 0..<order { result[i] -= elements[i + j * order] * factor }
    }
    return result
  }

  /// tr(Z_j'V^-1 Z_j): from the inverse where the ratio is large, else from the products; either loses digits where the
  /// other keeps them.
  private func trace(
    _ effect: Int, _ ratio: Double, _ scale: [Double], _ factors: Cholesky, _ inverse: [Double]
  ) -> Double {
    let range = ranges[effect]
    if ratio * sizes[effect] > 0.5 { return range.reduce(0) { $0 + (1 - inverse[$1]) } / ratio }
    let order = ones.count
    var columns = range.flatMap { level in (0..<order).map { scale[$0] * products[$0, level] } }
    var span = columns.mutableSpan
    factors.forwardSolve(inPlace: &span)
    return range.reduce(0) { $0 + products[$1, $1] } - columns.reduce(0) { $0 + $1 * $1 }
  }

  /// With all effects nearly fixed: what is left of y, relative to y, and how many degrees of freedom.
  func nearlyFixed(_ weight: Double) -> (squares: Double, degreesOfFreedom: Double) {
    let ratios = sizes.map { weight / $0 }
    let scale = effectOfLevel.map { ratios[$0].squareRoot() }
    guard let factors = factors(scale) else { return (.nan, .nan) }
    let free = factors.inverseDiagonal().reduce(0, +)
    return (terms(at: ratios).quadratic / squares, observationCount - Double(ones.count) + free)
  }
}

extension FactorialData {
  /// So many levels of all effects together make a matrix of 200 MB.
  private static let mostLevels = 5_000

  /// Components of all effects and residual by likelihood, cells missing or not.
  ///
  /// Statuses are those of ``CrossedMoments/fit(_:terms:)``.
  /// - Throws: `unusable` where the effects have more than 5,000 levels together.
  /// - Complexity: O(levels^3) per evaluation, O(effects) evaluations per step, some 10 steps.
  public func fit(_ method: LikelihoodMethod = .restricted) throws(DataError) -> ComponentFit {
    let names = effects.map(\.name)
    func without(_ status: Status, _ note: String) -> ComponentFit {
      ComponentFit(without: names, method, observationCount: values.count, status, note: note)
    }
    let levelCount = levelCounts.reduce(0, +)
    if levelCount > Self.mostLevels {
      throw DataError(
        .unusable(
          reason: "the effects of the design \(design) have \(levelCount) levels; the general method takes "
            + "\(Self.mostLevels)"),
        hint: "Use the analysis of variance where the design is balanced, or a design of units and raters alone.")
    }
    if values.isEmpty { return without(.tooFewObservations, "all values are missing") }
    let squares = centred.values.reduce(0) { $0 + $1 * $1 }
    if !squares.isFinite { return without(.outOfRange, "squares overflow") }
    if squares == 0 { return without(.noVariation, "all values are equal") }
    for (effect, count) in zip(effects, levelCounts) where count < 2 {
      return without(.tooFewObservations, "\(effect.name) has one level: nothing varies between them")
    }
    if let (a, b) = confounded() {
      return without(.tooFewObservations, "\(a) and \(b) cannot be told from each other")
    }
    let model = FactorialLikelihood(self)
    let (near, far) = (model.nearlyFixed(1e8), model.nearlyFixed(1e10))
    if far.degreesOfFreedom < 0.5 {
      return without(.tooFewObservations, "the effects leave no value over: they cannot be told from the residual")
    }
    if far.squares < 0.05 * near.squares {
      return without(
        .exactFit, "the effects give every value: the residual variance is 0 and the likelihood has no maximum")
    }
    return ComponentFit(model, method)
  }

  /// Two effects with the same rows in each level, or one with a level per row.
  private func confounded() -> (String, String)? {
    for (place, effect) in effects.enumerated() {
      if levelCounts[place] == values.count { return (effect.name, "the residual") }
      for other in effects.indices
      where other != place && effect.facets & ~effects[other].facets == 0 && levelCounts[other] == levelCounts[place] {
        return (effect.name, effects[other].name)
      }
    }
    return nil
  }
}

import FidelityLinearAlgebra

/// A regression from products of its columns, with the orthonormal basis of its design that errors are computed in.
///
/// The columns are the predictors and, last, the outcome. With an intercept they are taken about their means; then
/// S = U'U (Cholesky) of the predictors that are estimable, and the basis of the design is q_0 = 1 / sqrt(W), q_j =
/// (U'^-1 (x - mean))_j: Q'WQ = I. A coefficient is a contrast of Q's coefficients beta, b_j = c_j' beta, and its
/// variance with equal errors sigma^2 c_j'c_j.
///
/// Columns are kept in their order, as R's `lm` does: one whose variation given those before it is rounding is aliased.
package struct MomentRegression: Sendable {
  package let hasIntercept: Bool
  package let predictorCount: Int
  package let count: Double
  package let weight: Double
  /// The predictors that have a coefficient, in their order.
  package let kept: [Int]
  /// Predictors that do not vary at all.
  package let constant: [Int]
  /// The places that columns are taken about: means, or zeros without an intercept.
  package let centre: [Double]
  /// U, packed.
  package let factor: [Double]
  /// U'^-1 S_xy: the coefficients of the basis, without the intercept's, which is 0 about the mean.
  package let beta: [Double]
  package let residualSumOfSquares: Double
  package let totalSumOfSquares: Double
  /// Whether the model gives the outcome but for rounding.
  package let isExact: Bool
  /// Whether the outcome does not vary.
  package let isConstant: Bool
  /// Whether sums of squares overflow or vanish.
  package let isOutOfRange: Bool
  /// Whether figures from products have fewer than ten digits, and from rows would have more.
  package let losesDigits: Bool
  /// Parameters that are not among the predictors: effects that were taken out of the columns before.
  package let absorbedCount: Int

  /// Pivots below this share of the column's own variation are rounding.
  private static let leastPivot = 1e-13
  /// Pivots below this share lose digits that rows would keep.
  private static let leastSafePivot = 1e-7
  /// A residual below this share of the variation loses digits that rows would keep.
  private static let leastSafeResidual = 1e-5

  /// - Parameters:
  ///   - products: of the predictors and the outcome.
  ///   - absorbedCount: parameters taken out before; then there is no intercept, and products are those within them.
  package init(_ products: CentredProducts, hasIntercept: Bool, absorbedCount: Int = 0) {
    let p = products.width - 1
    self.hasIntercept = hasIntercept
    self.absorbedCount = absorbedCount
    predictorCount = p
    count = products.count
    weight = products.weight
    let isAboutZero = !hasIntercept && absorbedCount == 0
    centre = isAboutZero ? Array(repeating: 0, count: p + 1) : products.means
    let packed = isAboutZero ? products.products(about: centre) : products.products
    let least = 1e4 * Double.leastNormalMagnitude
    isOutOfRange =
      !packed.allSatisfy(\.isFinite)
      || (0...p).contains { column in
        let scale = max(products.scales[column], packed[SmallCholesky.index(column, column)])
        return scale > 0 && scale < least
      }
    var kept: [Int] = []
    var constant: [Int] = []
    var factor: [Double] = []
    var beta: [Double] = []
    kept.reserveCapacity(p)
    beta.reserveCapacity(p)
    factor.reserveCapacity(SmallCholesky.packedCount(p))
    var losesDigits = false
    if !isOutOfRange {
      for column in 0..<p {
        let own = packed[SmallCholesky.index(column, column)]
        let scale = isAboutZero ? own : products.scales[column]
        guard own > 1e-14 * scale, own > 0 else {
          constant.append(column)
          continue
        }
        // The column of the factor is written where it stays, and taken back where it is aliased.
        let first = factor.count
        var pivot = own
        for (place, other) in kept.enumerated() {
          var sum = packed[SmallCholesky.index(other, column)]
          for index in 0..<place { sum -= factor[SmallCholesky.index(index, place)] * factor[first + index] }
          let value = sum / factor[SmallCholesky.index(place, place)]
          factor.append(value)
          pivot -= value * value
        }
        guard pivot > Self.leastPivot * own else {
          factor.removeLast(factor.count - first)
          continue
        }
        if pivot < Self.leastSafePivot * own || own < Self.leastSafePivot * scale { losesDigits = true }
        let root = pivot.squareRoot()
        var right = packed[SmallCholesky.index(column, p)]
        for index in beta.indices { right -= factor[first + index] * beta[index] }
        factor.append(root)
        beta.append(right / root)
        kept.append(column)
      }
    }
    self.kept = kept
    self.constant = constant
    self.factor = factor
    self.beta = beta
    let total = max(0, packed[SmallCholesky.index(p, p)])
    totalSumOfSquares = total
    let scale = isAboutZero ? total : products.scales[p]
    isConstant = !(total > 1e-15 * scale)
    let residual = max(0, total - beta.reduce(0) { $0 + $1 * $1 })
    let parameters = Double(kept.count + absorbedCount + (hasIntercept ? 1 : 0))
    // The residual is a difference: what is left of it below the roundings of its terms is none.
    isExact = count > parameters && residual <= 4 * Double.ulpOfOne * count.squareRoot() * scale
    residualSumOfSquares = isExact ? 0 : residual
    if !isExact, count > parameters, residual < Self.leastSafeResidual * scale { losesDigits = true }
    self.losesDigits = losesDigits && !isOutOfRange
  }

  /// k, the dimension of the basis.
  package var order: Int { kept.count + (hasIntercept ? 1 : 0) }

  /// All parameters, absorbed ones too.
  package var parameterCount: Int { order + absorbedCount }

  package var residualDegreesOfFreedom: Double { count - Double(parameterCount) }

  /// sigma^2.
  package var residualVariance: Double {
    residualDegreesOfFreedom > 0 ? residualSumOfSquares / residualDegreesOfFreedom : .nan
  }

  /// The contrast of the basis that gives the sum of weights times coefficients; nil where one of them is aliased.
  /// - Parameters:
  ///   - intercept: the weight of the intercept.
  ///   - weights: of the predictors.
  package func contrast(intercept: Double, _ weights: [Double]) -> [Double]? {
    precondition(weights.count == predictorCount, "a weight for each predictor")
    for column in 0..<predictorCount where weights[column] != 0 && !kept.contains(column) { return nil }
    return contrast(intercept: intercept) { weights[$0] }
  }

  /// The same of weights by predictor, which are 0 for aliased ones.
  @inline(__always)
  private func contrast(intercept: Double, _ weight: (Int) -> Double) -> [Double]? {
    if intercept != 0, !hasIntercept { return nil }
    let shift = hasIntercept ? 1 : 0
    var result = [Double](repeating: 0, count: order)
    if hasIntercept { result[0] = intercept / self.weight.squareRoot() }
    // b = U^-1 beta, and the intercept is mean y - mean x'b.
    for (place, column) in kept.enumerated() {
      var value = weight(column) - intercept * centre[column]
      for index in 0..<place { value -= factor[SmallCholesky.index(index, place)] * result[shift + index] }
      result[shift + place] = value / factor[SmallCholesky.index(place, place)]
    }
    return result
  }

  /// The contrast of each coefficient: the intercept, where there is one, then the predictors; nil where aliased.
  package var coefficientContrasts: [[Double]?] {
    var result: [[Double]?] = []
    result.reserveCapacity(predictorCount + 1)
    if hasIntercept { result.append(contrast(intercept: 1) { _ in 0 }) }
    for column in 0..<predictorCount {
      result.append(kept.contains(column) ? contrast(intercept: 0) { $0 == column ? 1 : 0 } : nil)
    }
    return result
  }

  /// The value of a contrast.
  package func value(_ contrast: [Double], intercept: Double) -> Double {
    let own = contrast.suffix(kept.count)
    return zip(own, beta).reduce(intercept * (hasIntercept ? centre[predictorCount] : 0)) { $0 + $1.0 * $1.1 }
  }

  /// The coefficients: the intercept, where there is one, then the predictors; NaN where aliased.
  package var coefficients: [Double] {
    let shift = hasIntercept ? 1 : 0
    var result = [Double](repeating: .nan, count: predictorCount + shift)
    for (place, column) in kept.enumerated().reversed() {
      var value = beta[place]
      for other in place + 1..<kept.count {
        value -= factor[SmallCholesky.index(place, other)] * result[kept[other] + shift]
      }
      result[column + shift] = value / factor[SmallCholesky.index(place, place)]
    }
    guard hasIntercept else { return result }
    let explained = kept.reduce(0) { $0 + centre[$1] * result[$1 + 1] }
    result[0] = isOutOfRange ? .nan : centre[predictorCount] - explained
    return result
  }

  /// Turns the products of some rows (a cluster's) into the basis.
  /// - Parameters:
  ///   - rows: products of the same columns.
  ///   - gram: receives Q'Q of the rows, packed.
  ///   - score: receives Q'e.
  ///   - work: numbers that a loop over clusters keeps.
  package func transform(
    _ rows: CentredProducts, gram: inout [Double], at gramOffset: Int, score: inout [Double], at scoreOffset: Int,
    work: inout [Double]
  ) {
    let shift = hasIntercept ? 1 : 0
    let (p, k) = (kept.count, order)
    let (sums, scores) = (p * p, p * p + p)
    if work.count < p * (p + 2) { work = Array(repeating: 0, count: p * (p + 2)) }
    let root = weight.squareRoot()
    // The columns of P_xx, then [s, P_xy], about the centre of all rows.
    func about(_ row: Int, _ column: Int) -> Double {
      let product = rows.products[SmallCholesky.index(min(row, column), max(row, column))]
      return product + rows.weight * (rows.means[column] - centre[column]) * (rows.means[row] - centre[row])
    }
    for place in 0..<p {
      for other in 0...place {
        let product = about(kept[other], kept[place])
        work[place * p + other] = product
        work[other * p + place] = product
      }
      work[sums + place] = rows.weight * (rows.means[kept[place]] - centre[kept[place]]) / root
      work[scores + place] = about(kept[place], predictorCount)
    }
    // U'^-1 from the left of all columns; then of the rows, which gives U'^-1 P U^-1.
    for column in 0..<p + 2 { solve(&work, at: column * p, step: 1) }
    for row in 0..<p { solve(&work, at: row, step: p) }
    if hasIntercept {
      gram[gramOffset] = rows.weight / weight
      score[scoreOffset] = rows.weight * (rows.means[predictorCount] - centre[predictorCount]) / root
    }
    for place in 0..<p {
      score[scoreOffset + place + shift] = work[scores + place]
      if hasIntercept { gram[gramOffset + SmallCholesky.index(0, place + 1)] = work[sums + place] }
      for row in 0...place {
        gram[gramOffset + SmallCholesky.index(row + shift, place + shift)] = work[place * p + row]
      }
    }
    // Q'e = Q'y - Q'Q beta; the intercept's beta is 0.
    for row in 0..<k {
      for place in 0..<p {
        let column = place + shift
        score[scoreOffset + row] -=
          gram[gramOffset + SmallCholesky.index(min(row, column), max(row, column))] * beta[place]
      }
    }
  }

  /// U'^-1 of a vector by forward substitution.
  /// - Parameters:
  ///   - start: the place of its first element.
  ///   - step: from one element to the next.
  @inline(__always)
  private func solve(_ vector: inout [Double], at start: Int, step: Int) {
    for place in 0..<kept.count {
      var value = vector[start + place * step]
      for other in 0..<place { value -= factor[SmallCholesky.index(other, place)] * vector[start + other * step] }
      vector[start + place * step] = value / factor[SmallCholesky.index(place, place)]
    }
  }
}

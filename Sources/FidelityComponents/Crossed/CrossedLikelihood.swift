import FidelityData
import FidelityLinearAlgebra
import FidelitySystem

/// The likelihood of y = mean + unit + rater + residual with units absorbed.
///
/// With a the ratio of units and v = 1 / (1 + m a) for a unit of m ratings, all that raters need is, with the sums of
/// ``CrossedMoments`` by m,
///
///     M = S + sum v pairs,  h = deviations + sum v means,  c = SS within + sum v squaredMeans,
///
/// where S = diag(ratings) - sum pairs: M = Z'V_a^-1 Z, h = Z'V_a^-1 y and c = y'V_a^-1 y, Z the raters' columns. Each
/// is a sum of positive parts: no digits cancel for large a. With b the ratio of raters and A = I + b M,
///
///     log |V| = sum log(1 + m a) + log |A|,  Z'V^-1 Z = A^-1 M,  Z'V^-1 y = A^-1 h,  y'V^-1 y = c - b h'A^-1 h.
///
/// The mean is Z times a vector of ones.
/// - Complexity: O(distinct m x r^2 + r^3) per evaluation, however many units.
struct CrossedLikelihood: ComponentLikelihood {
  let terms: [String]
  let observationCount: Double
  let sizes: [Double]
  let origin: Double
  let raterCount: Int
  let classes: [(size: Double, sums: CrossedMoments.SizeClass)]
  /// S, column by column.
  let within: [Double]
  let deviations: [Double]
  let withinSquares: Double

  init(_ moments: CrossedMoments, terms: [String]) {
    self.terms = terms
    let (origin, classes) = moments.sizeClasses()
    self.origin = origin
    // Raters without ratings take no part.
    let active = moments.ratingCounts.indices.filter { moments.ratingCounts[$0] > 0 }
    let all = moments.raterCount
    raterCount = active.count
    self.classes = classes.map { size, sums in
      var kept = CrossedMoments.SizeClass(raterCount: active.count)
      kept.count = sums.count
      kept.squaredMeans = sums.squaredMeans
      kept.means = active.map { sums.means[$0] }
      kept.pairs = active.flatMap { column in active.map { sums.pairs[$0 + column * all] } }
      return (size, kept)
    }
    deviations = active.map { moments.deviations[$0] }
    withinSquares = moments.withinSquares
    observationCount = moments.observationCount
    sizes = [moments.observationCount / moments.unitCount, moments.observationCount / Double(active.count)]
    var within = [Double](repeating: 0, count: active.count * active.count)
    for (place, rater) in active.enumerated() {
      within[place + place * active.count] = moments.ratingCounts[rater]
    }
    for (_, sums) in self.classes {
      for place in within.indices { within[place] -= sums.pairs[place] }
    }
    self.within = within
  }

  func terms(at ratios: [Double]) -> LikelihoodTerms {
    let (a, b) = (ratios[0], ratios[1])
    let r = raterCount
    var result = LikelihoodTerms(termCount: 2)
    var (m, mSlope) = (within, [Double](repeating: 0, count: r * r))
    var (h, hSlope) = (deviations, [Double](repeating: 0, count: r))
    var (c, cSlope) = (withinSquares, 0.0)
    // M 1 by itself: ratings of each rater over 1 + m a.
    var k = [Double](repeating: 0, count: r)
    for (size, sums) in classes {
      let v = 1 / (1 + size * a)
      let slope = -size * v * v
      result.logDeterminant += sums.count * log1p(size * a)
      result.logDeterminantSlopes[0] += sums.count * size * v
      for place in 0..<r * r {
        m[place] += v * sums.pairs[place]
        mSlope[place] += slope * sums.pairs[place]
      }
      for rater in 0..<r {
        h[rater] += v * sums.means[rater]
        hSlope[rater] += slope * sums.means[rater]
        for other in 0..<r { k[rater] += v * sums.pairs[other + rater * r] }
      }
      c += v * sums.squaredMeans
      cSlope += slope * sums.squaredMeans
    }
    var system = Matrix(columnMajor: m.map { b * $0 }, rowCount: r, columnCount: r)
    for rater in 0..<r { system[rater, rater] += 1 }
    guard let factors = try? Cholesky(system) else {
      result.logDeterminant = .nan
      return result
    }
    result.logDeterminant += factors.logDeterminant
    let inverse = factors.inverse().elements
    for place in 0..<r * r {
      result.logDeterminantSlopes[0] += b * inverse[place] * mSlope[place]
      result.logDeterminantSlopes[1] += inverse[place] * m[place]
    }
    // A^-1 of 1, M 1 and h.
    let ones = factors.solve([Double](repeating: 1, count: r))
    let known = factors.solve(k)
    let g = factors.solve(h)
    let x = Self.dot(ones, k)
    let s = Self.dot(ones, h)
    let slopeOnes = Self.product(mSlope, ones)
    let slopeG = Self.product(mSlope, g)
    let xSlopes = [Self.dot(ones, slopeOnes), -Self.dot(known, known)]
    let sSlopes = [Self.dot(ones, hSlope) - b * Self.dot(ones, slopeG), -Self.dot(known, g)]
    let qSlopes = [cSlope - 2 * b * Self.dot(hSlope, g) + b * b * Self.dot(g, slopeG), -Self.dot(g, g)]
    let mean = s / x
    result.mean = origin + mean
    result.meanInformation = x
    result.meanInformationSlopes = xSlopes
    result.quadratic = c - b * Self.dot(h, g) - mean * s
    result.quadraticSlopes = (0..<2).map { qSlopes[$0] - mean * (2 * sSlopes[$0] - mean * xSlopes[$0]) }
    return result
  }

  private static func dot(_ a: [Double], _ b: [Double]) -> Double { VectorProducts.dot(a.span, b.span) }

  private static func product(_ matrix: [Double], _ vector: [Double]) -> [Double] {
    let order = vector.count
    var result = [Double](repeating: 0, count: order)
    for j in 0..<order {
      for i in 0..<order { result[i] += matrix[i + j * order] * vector[j] }
    }
    return result
  }
}

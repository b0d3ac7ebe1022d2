import FidelitySystem

/// The sums over all categories l of v_l d2_kl, for every category k, where the squared distance d2 is no product of
/// terms of one category each: the expected disagreement of Krippendorff's alpha, and its derivatives.
///
/// Up to ``pairLimit`` categories all pairs are visited, and above it the sums take O(q) steps:
///
/// - circular: sin^2 of half an angle is (1 - cos) / 2, and the cosine of a difference is a sum of two products;
/// - ratio: with u = log x the distance is tanh^2((u_k - u_l) / 2), a smooth function of a difference;
/// - bipolar: 1 / (s (w - s)) = (1 / s + 1 / (w - s)) / w gives two sums of (a - b)^2 / (a + b), a and b the distances
///   from an end of the scale, which is sqrt(ab) times a smooth function of the difference of their logarithms.
///
/// Smooth functions of differences are summed by Chebyshev interpolation within cells of the logarithm (a black-box
/// fast multipole sum, Fong & Darve 2009, Journal of Computational Physics 228, 8712-8725): 16 nodes a cell of length
/// 1, with poles pi away, leave an error of 1e-17 of the largest value.
package struct DistanceSums {
  /// About a hundredth of a second of pairs.
  package static let pairLimit = 2_048

  private let distances: SquaredDistances
  private var values: [Double] { distances.values }

  package init(_ distances: SquaredDistances) { self.distances = distances }

  /// - Parameter weights: v, one for each category.
  package func sums(_ weights: [Double]) -> [Double] {
    if values.count > Self.pairLimit, let sums = quickSums(weights) { return sums }
    return pairSums(weights)
  }

  /// By all pairs. O(q^2).
  package func pairSums(_ weights: [Double]) -> [Double] {
    weights.indices.map { row in
      weights.indices.reduce(0) { sum, column in
        row == column ? sum : sum + weights[column] * distances(row, column)
      }
    }
  }

  /// In O(q); nil for a metric or a range of values where pairs have to be visited.
  package func quickSums(_ weights: [Double]) -> [Double]? {
    guard let low = values.first, let high = values.last, low < high else { return nil }
    switch distances.metric {
    case .circular: return circularSums(weights)
    case .ratio:
      guard low >= 0 || high <= 0 else { return nil }
      return Self.logarithmicSums(values.map(\.magnitude), weights, .ratio)
    case .bipolar:
      guard let below = Self.logarithmicSums(values.map { $0 - low }, weights, .spread),
        let above = Self.logarithmicSums(values.map { high - $0 }, weights, .spread)
      else { return nil }
      return zip(below, above).map { ($0 + $1) / (2 * (high - low)) }
    case .nominal, .ordinal, .interval, .weights: return nil
    }
  }

  private func circularSums(_ weights: [Double]) -> [Double] {
    let angles = values.map { 2 * ($0 - values[0]) / distances.circumference }
    let (sines, cosines) = (angles.map { sinOfPi(times: $0) }, angles.map { cosOfPi(times: $0) })
    let total = weights.reduce(0, +)
    let sine = zip(weights, sines).reduce(0) { $0 + $1.0 * $1.1 }
    let cosine = zip(weights, cosines).reduce(0) { $0 + $1.0 * $1.1 }
    // About the mean direction: 1 - cos(a - b) = (1 - cos a) + (1 - cos b) - (1 - cos a)(1 - cos b) - sin a sin b, of
    // which nothing cancels where all directions are near to each other.
    let mean = atan2(sine, cosine) / Double.pi
    let centred = angles.map { ($0 - mean).remainder(dividingBy: 2) }
    let versines = centred.map { 2 * square(sinOfPi(times: $0 / 2)) }
    let centredSines = centred.map { sinOfPi(times: $0) }
    let versine = zip(weights, versines).reduce(0) { $0 + $1.0 * $1.1 }
    let rest = zip(weights, centredSines).reduce(0) { $0 + $1.0 * $1.1 }
    return values.indices.map { place in
      max(0, (total * versines[place] + versine - versines[place] * versine - centredSines[place] * rest) / 2)
    }
  }
}

// MARK: - Functions of the difference of logarithms

extension DistanceSums {
  private enum Kernel {
    /// ((a - b) / (a + b))^2
    case ratio
    /// (a - b)^2 / (a + b), over sqrt(ab)
    case spread

    /// As a function of log a - log b.
    func callAsFunction(_ difference: Double) -> Double {
      switch self {
      case .ratio: square(tanh(difference / 2))
      case .spread: 2 * sinh(difference / 2) * tanh(difference / 2)
      }
    }

    /// What a value and 0 are apart.
    func fromZero(_ value: Double) -> Double { self == .ratio ? 1 : value }

    /// What the function is to be multiplied by, for each of the two values.
    func scale(_ value: Double) -> Double { self == .ratio ? 1 : value.squareRoot() }
  }

  private static let nodeCount = 16
  /// More cells than this reach from 1e-200 to 1e200.
  private static let mostCells = 1_000

  /// - Parameter values: not negative, of which at most one is 0.
  private static func logarithmicSums(_ values: [Double], _ weights: [Double], _ kernel: Kernel) -> [Double]? {
    let positive = values.indices.filter { values[$0] > 0 }
    guard let least = positive.map({ values[$0] }).min() else { return nil }
    // Near to the least value, differences of logarithms from differences of values.
    let places = positive.map { place in
      values[place] < 2 * least ? log1p((values[place] - least) / least) : log(values[place] / least)
    }
    guard let range = places.max(), range.isFinite, range < Double(mostCells) else { return nil }
    let scales = positive.map { kernel.scale(values[$0]) }
    let found = smoothSums(places, zip(positive, scales).map { weights[$0] * $1 }, range, kernel)
    var sums = [Double](repeating: 0, count: values.count)
    for (index, place) in positive.enumerated() { sums[place] = scales[index] * found[index] }
    guard let zero = values.firstIndex(of: 0) else { return sums }
    for place in positive {
      sums[zero] += weights[place] * kernel.fromZero(values[place])
      sums[place] += weights[zero] * kernel.fromZero(values[place])
    }
    return sums
  }

  /// The sums of weights times the kernel of differences of places in 0...range.
  private static func smoothSums(
    _ places: [Double], _ weights: [Double], _ range: Double, _ kernel: Kernel
  ) -> [Double] {
    let length = range > 0 ? min(1, range) : 1
    let cells = places.map { min(Int($0 / length), max(0, Int((range / length).rounded(.up)) - 1)) }
    let cellCount = (cells.max() ?? 0) + 1
    let nodes = (0..<nodeCount).map { cosOfPi(times: (Double($0) + 0.5) / Double(nodeCount)) }
    func node(_ cell: Int, _ node: Int) -> Double { (Double(cell) + (1 + nodes[node]) / 2) * length }
    // Each place's share of every node of its cell.
    var shares = [Double](repeating: 0, count: places.count * nodeCount)
    var atNodes = [Double](repeating: 0, count: cellCount * nodeCount)
    for index in places.indices {
      let inside = 2 * (places[index] / length - Double(cells[index])) - 1
      interpolate(inside, nodes, into: &shares, at: index * nodeCount)
      for node in 0..<nodeCount {
        atNodes[cells[index] * nodeCount + node] += weights[index] * shares[index * nodeCount + node]
      }
    }
    let used = Set(cells).sorted()
    var sumsAtNodes = atNodes.map { _ in 0.0 }
    for target in used {
      for place in 0..<nodeCount {
        let here = node(target, place)
        var sum = 0.0
        for source in used {
          for other in 0..<nodeCount {
            sum += atNodes[source * nodeCount + other] * kernel(here - node(source, other))
          }
        }
        sumsAtNodes[target * nodeCount + place] = sum
      }
    }
    return places.indices.map { index in
      (0..<nodeCount).reduce(0) {
        $0 + shares[index * nodeCount + $1] * sumsAtNodes[cells[index] * nodeCount + $1]
      }
    }
  }

  /// The values of the Lagrange polynomials of the Chebyshev nodes, by the barycentric formula.
  private static func interpolate(_ x: Double, _ nodes: [Double], into shares: inout [Double], at start: Int) {
    if let hit = nodes.firstIndex(of: x) {
      shares[start + hit] = 1
      return
    }
    var total = 0.0
    for (place, node) in nodes.enumerated() {
      let weight = sinOfPi(times: (Double(place) + 0.5) / Double(nodes.count)) * (place % 2 == 0 ? 1 : -1)
      shares[start + place] = weight / (x - node)
      total += shares[start + place]
    }
    for place in nodes.indices { shares[start + place] /= total }
  }
}

private func cosOfPi(times x: Double) -> Double { cos(.pi * x) }

import FidelityData
import FidelityLinearAlgebra

/// The rows of several factors, arranged by the levels of the largest one, which is eliminated.
struct FactorDesign: Sendable {
  /// The rows by level of the eliminated factor.
  private let order: [UInt32]
  private let starts: [Int]
  private let eliminated: [UInt32]
  private let weights: [Double]?
  /// The sum of weights of each level of the eliminated factor.
  private let totals: [Double]
  /// The levels of the other factors, one after the other: of each row in ``order``, or of each cell.
  private let levels: [UInt32]
  /// How many rows of the others each entry of ``levels`` stands for; nil for 1.
  private let entryWeights: [Double]?
  private let entryStarts: [Int]
  private let others: [[UInt32]]
  private let offsets: [Int]
  private let levelCount: Int
  private let levelTotals: [Double]

  init(_ codes: [[UInt32]], _ counts: [Int], _ weights: [Double]?) {
    self.weights = weights
    let largest = counts.indices.max { (counts[$0], -$0) < (counts[$1], -$1) } ?? 0
    let eliminated = codes[largest]
    self.eliminated = eliminated
    let n = eliminated.count
    var starts = [Int](repeating: 0, count: counts[largest] + 1)
    for level in eliminated { starts[Int(level) + 1] += 1 }
    for level in 0..<counts[largest] { starts[level + 1] += starts[level] }
    var places = starts
    var order = [UInt32](repeating: 0, count: n)
    for row in 0..<n {
      let level = Int(eliminated[row])
      order[places[level]] = UInt32(row)
      places[level] += 1
    }
    self.order = order
    self.starts = starts
    var totals = [Double](repeating: 0, count: counts[largest])
    for row in 0..<n { totals[Int(eliminated[row])] += weights?[row] ?? 1 }
    self.totals = totals
    let otherIndices = codes.indices.filter { $0 != largest }
    others = otherIndices.map { codes[$0] }
    var offsets: [Int] = []
    var levelCount = 0
    for index in otherIndices {
      offsets.append(levelCount)
      levelCount += counts[index]
    }
    self.offsets = offsets
    self.levelCount = levelCount
    var levelTotals = [Double](repeating: 0, count: levelCount)
    for (place, factor) in others.enumerated() {
      for row in 0..<n { levelTotals[offsets[place] + Int(factor[row])] += weights?[row] ?? 1 }
    }
    self.levelTotals = levelTotals
    if others.count == 1 {
      (levels, entryWeights, entryStarts) = Self.cells(order, starts, others[0], weights, levelCount)
    } else {
      var levels: [UInt32] = []
      levels.reserveCapacity(n * others.count)
      for row in order {
        for (place, factor) in others.enumerated() { levels.append(UInt32(offsets[place]) + factor[Int(row)]) }
      }
      self.levels = levels
      entryWeights = weights.map { weights in order.map { weights[Int($0)] } }
      entryStarts = starts
    }
  }

  /// The cells of two factors.
  private static func cells(
    _ order: [UInt32], _ starts: [Int], _ other: [UInt32], _ weights: [Double]?, _ levelCount: Int
  ) -> ([UInt32], [Double]?, [Int]) {
    var (levels, cellWeights, cellStarts) = ([UInt32](), [Double](), [0])
    levels.reserveCapacity(order.count)
    cellWeights.reserveCapacity(order.count)
    // Where a level's cell of the level in turn is, if it lies at or after the turn's first.
    var places = [Int](repeating: -1, count: levelCount)
    for level in 0..<starts.count - 1 {
      let first = levels.count
      for place in starts[level]..<starts[level + 1] {
        let row = Int(order[place])
        let own = Int(other[row])
        let weight = weights?[row] ?? 1
        if places[own] >= first {
          cellWeights[places[own]] += weight
        } else {
          places[own] = levels.count
          levels.append(other[row])
          cellWeights.append(weight)
        }
      }
      cellStarts.append(levels.count)
    }
    return (levels, weights == nil && levels.count == order.count ? nil : cellWeights, cellStarts)
  }

  /// Takes the effects out of the columns of some rows.
  func residualise(_ values: inout [Double], _ width: Int, _ tolerance: Double) -> AbsorbedEffects.Solution {
    // About the means of the eliminated factor first: that leaves the equations small numbers.
    subtractMeans(&values, width)
    guard !others.isEmpty else { return AbsorbedEffects.Solution() }
    var right = [Double](repeating: 0, count: levelCount * width)
    for (place, factor) in others.enumerated() {
      for row in factor.indices {
        let base = (offsets[place] + Int(factor[row])) * width
        let weight = weights?[row] ?? 1
        for column in 0..<width { right[base + column] += weight * values[row * width + column] }
      }
    }
    var solution = AbsorbedEffects.Solution()
    let effects: [Double]
    if levelCount <= AbsorbedEffects.mostDirect {
      effects = solveDirectly(right, width)
    } else {
      (effects, solution) = solveByGradients(right, width, tolerance)
    }
    for (place, factor) in others.enumerated() {
      for row in factor.indices {
        let base = (offsets[place] + Int(factor[row])) * width
        for column in 0..<width { values[row * width + column] -= effects[base + column] }
      }
    }
    subtractMeans(&values, width)
    return solution
  }

  private func subtractMeans(_ values: inout [Double], _ width: Int) {
    var means = [Double](repeating: 0, count: totals.count * width)
    for row in eliminated.indices {
      let base = Int(eliminated[row]) * width
      let weight = weights?[row] ?? 1
      for column in 0..<width { means[base + column] += weight * values[row * width + column] }
    }
    for level in totals.indices {
      for column in 0..<width { means[level * width + column] /= totals[level] }
    }
    for row in eliminated.indices {
      let base = Int(eliminated[row]) * width
      for column in 0..<width { values[row * width + column] -= means[base + column] }
    }
  }

  // MARK: - The equations of the other factors: D' (W - W A (A'WA)^-1 A'W) D

  /// The equations solved by elimination; levels that the others determine have the effect 0.
  private func solveDirectly(_ right: [Double], _ width: Int) -> [Double] {
    let n = levelCount
    let span = others.count
    var packed = [Double](repeating: 0, count: SmallCholesky.packedCount(n))
    for level in 0..<entryStarts.count - 1 {
      let entries = entryStarts[level]..<entryStarts[level + 1]
      // The level's sums of weights by the other factors' levels.
      var sums: [UInt32: Double] = [:]
      for entry in entries {
        let weight = entryWeights?[entry] ?? 1
        for place in 0..<span {
          let first = levels[entry * span + place]
          sums[first, default: 0] += weight
          for second in 0...place {
            let other = levels[entry * span + second]
            packed[SmallCholesky.index(Int(min(first, other)), Int(max(first, other)))] += weight
          }
        }
      }
      let present = sums.keys.sorted()
      for (place, second) in present.enumerated() {
        let share = (sums[second] ?? 0) / totals[level]
        for first in present[...place] {
          packed[SmallCholesky.index(Int(first), Int(second))] -= share * (sums[first] ?? 0)
        }
      }
    }
    return Self.solve(&packed, n, right, width, scales: levelTotals)
  }

  /// Solves a singular system: columns whose pivot is rounding are left out.
  private static func solve(
    _ packed: inout [Double], _ n: Int, _ right: [Double], _ width: Int, scales: [Double]
  ) -> [Double] {
    var isKept = [Bool](repeating: true, count: n)
    var factor = packed.mutableSpan
    for column in 0..<n {
      let own = SmallCholesky.index(0, column)
      var pivot = factor[own + column]
      for row in 0..<column where isKept[row] {
        let other = SmallCholesky.index(0, row)
        var sum = factor[own + row]
        for place in 0..<row where isKept[place] { sum -= factor[other + place] * factor[own + place] }
        let value = sum / factor[other + row]
        factor[own + row] = value
        pivot -= value * value
      }
      isKept[column] = pivot > 1e-11 * scales[column]
      factor[own + column] = isKept[column] ? pivot.squareRoot() : 0
    }
    var result = right
    for column in 0..<width {
      for level in 0..<n {
        guard isKept[level] else {
          result[level * width + column] = 0
          continue
        }
        for place in 0..<level where isKept[place] {
          result[level * width + column] -=
            factor[SmallCholesky.index(place, level)] * result[place * width + column]
        }
        result[level * width + column] /= factor[SmallCholesky.index(level, level)]
      }
      for level in (0..<n).reversed() where isKept[level] {
        for place in level + 1..<max(level + 1, n) where isKept[place] {
          result[level * width + column] -=
            factor[SmallCholesky.index(level, place)] * result[place * width + column]
        }
        result[level * width + column] /= factor[SmallCholesky.index(level, level)]
      }
    }
    return result
  }

  private static let mostIterations = 2_000

  /// Conjugate gradients for all columns at once, each with its own steps.
  private func solveByGradients(
    _ right: [Double], _ width: Int, _ tolerance: Double
  ) -> ([Double], AbsorbedEffects.Solution) {
    var effects = [Double](repeating: 0, count: right.count)
    var residual = right
    var direction = right
    for level in 0..<levelCount {
      for column in 0..<width { direction[level * width + column] /= levelTotals[level] }
    }
    func inner(_ a: [Double], _ b: [Double], scaled: Bool) -> [Double] {
      var sums = [Double](repeating: 0, count: width)
      for level in 0..<levelCount {
        let scale = scaled ? 1 / levelTotals[level] : 1
        for column in 0..<width { sums[column] += a[level * width + column] * b[level * width + column] * scale }
      }
      return sums
    }
    var sizes = inner(residual, residual, scaled: true)
    let first = sizes
    var solution = AbsorbedEffects.Solution()
    func isDone() -> Bool {
      (0..<width).allSatisfy { sizes[$0] <= tolerance * tolerance * first[$0] || sizes[$0] == 0 }
    }
    while !isDone() {
      guard solution.iterations < Self.mostIterations else {
        solution.isConverged = false
        break
      }
      solution.iterations += 1
      let product = applied(to: direction, width)
      let along = inner(direction, product, scaled: false)
      var steps = [Double](repeating: 0, count: width)
      for column in 0..<width where along[column] > 0 && sizes[column] > 0 {
        steps[column] = sizes[column] / along[column]
      }
      for level in 0..<levelCount {
        for column in 0..<width {
          let place = level * width + column
          effects[place] += steps[column] * direction[place]
          residual[place] -= steps[column] * product[place]
        }
      }
      let next = inner(residual, residual, scaled: true)
      for level in 0..<levelCount {
        for column in 0..<width {
          let place = level * width + column
          let turn = sizes[column] > 0 ? next[column] / sizes[column] : 0
          direction[place] = residual[place] / levelTotals[level] + turn * direction[place]
        }
      }
      sizes = next
    }
    return (effects, solution)
  }

  /// Pieces of levels whose sums are made apart and added in their order: results are the same on any threads.
  private static let pieceCount = 8

  /// The matrix of the equations times a vector for each column.
  private func applied(to vector: [Double], _ width: Int) -> [Double] {
    let count = totals.count
    let entries = entryStarts[count]
    // Pieces of about equally many entries.
    var bounds = [0]
    for piece in 1..<Self.pieceCount {
      let target = entries * piece / Self.pieceCount
      var (low, high) = (bounds[piece - 1], count)
      while low < high {
        let middle = (low + high) / 2
        if entryStarts[middle] < target { low = middle + 1 } else { high = middle }
      }
      bounds.append(low)
    }
    bounds.append(count)
    let ranges = zip(bounds, bounds.dropFirst()).map { $0..<$1 }
    let pieces = WorkerThreads.map(Self.pieceCount) { piece in
      applied(to: vector, width, levels: ranges[piece])
    }
    var result = pieces[0]
    for piece in pieces.dropFirst() {
      for index in result.indices { result[index] += piece[index] }
    }
    return result
  }

  private func applied(to vector: [Double], _ width: Int, levels range: Range<Int>) -> [Double] {
    var result = [Double](repeating: 0, count: vector.count)
    let span = others.count
    var mean = [Double](repeating: 0, count: width)
    for level in range {
      for column in 0..<width { mean[column] = 0 }
      for entry in entryStarts[level]..<entryStarts[level + 1] {
        let weight = entryWeights?[entry] ?? 1
        for place in 0..<span {
          let base = Int(levels[entry * span + place]) * width
          for column in 0..<width { mean[column] += weight * vector[base + column] }
        }
      }
      for column in 0..<width { mean[column] /= totals[level] }
      for entry in entryStarts[level]..<entryStarts[level + 1] {
        let weight = entryWeights?[entry] ?? 1
        for column in 0..<width {
          var own = -mean[column]
          for place in 0..<span { own += vector[Int(levels[entry * span + place]) * width + column] }
          for place in 0..<span {
            result[Int(levels[entry * span + place]) * width + column] += weight * own
          }
        }
      }
    }
    return result
  }
}

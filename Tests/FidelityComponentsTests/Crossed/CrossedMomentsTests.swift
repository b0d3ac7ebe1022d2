import FidelityComponents
import FidelityData
import FidelityTesting
import Foundation
import Testing

@Suite("Units crossed with raters")
struct CrossedMomentsTests {
  /// Ratings rater after rater, some missing, some units without any.
  static func ratings(_ units: Int, _ raters: Int, missing: Double, origin: Double = 0, seed: UInt64 = 5) -> [Double] {
    var generator = SeededGenerator(seed: seed)
    let unitEffects = (0..<units).map { _ in 2 * generator.normal() }
    var values: [Double] = []
    for _ in 0..<raters {
      let effect = generator.normal()
      for unit in 0..<units {
        values.append(generator.uniform() < missing ? .nan : origin + unitEffects[unit] + effect + generator.normal())
      }
    }
    return values
  }

  /// Unit by unit.
  static func moments(_ values: [Double], _ raters: Int, order: [Int]? = nil, turned: Bool = false) -> CrossedMoments {
    let units = values.count / raters
    var moments = CrossedMoments(raterCount: raters)
    let codes = (0..<UInt32(raters)).map { turned ? UInt32(raters) - 1 - $0 : $0 }
    for unit in order ?? Array(0..<units) {
      moments.add(codes, (0..<raters).map { values[$0 * units + unit] })
    }
    return moments
  }

  static func expectSame(_ a: ComponentFit, _ b: ComponentFit, within tolerance: Double = 1e-8) {
    #expect(a.status == b.status && a.note == b.note && a.observationCount == b.observationCount)
    #expect(isClose(a.criterion, b.criterion, within: tolerance * abs(a.criterion)))
    for (x, y) in zip(a.components, b.components) {
      #expect(isClose(x.value, y.value, within: tolerance * max(1e-3, abs(x.value))))
    }
  }

  @Test(
    "A matrix gives what its units give one by one",
    arguments: [
      (3, 2, 0.0), (8, 3, 0.0), (97, 4, 0.3), (400, 10, 0.1), (70, 5, 0.9), (60, 14, 0.4), (33_000, 3, 0.05),
      (1_003, 5, 0.0), (2_050, 3, 0.0005),
    ],
    [0.0, 1e6])
  func matrix(_ shape: (units: Int, raters: Int, missing: Double), origin: Double) {
    let values = Self.ratings(shape.units, shape.raters, missing: shape.missing, origin: origin)
    let (a, b) = (Self.moments(values, shape.raters), CrossedMoments(raterMajor: values, raterCount: shape.raters))
    #expect(a.observationCount == b.observationCount && a.unitCount == b.unitCount)
    #expect(a.emptyUnitCount == b.emptyUnitCount && a.activeRaterCount == b.activeRaterCount)
    #expect(a.isComplete == b.isComplete && a.isComplete == (shape.missing == 0))
    Self.expectSame(a.fit(), b.fit())
  }

  @Test("The number of threads changes no digit")
  func threads() {
    let values = Self.ratings(150_000, 4, missing: 0.1)
    let one = WorkerThreads.limited(to: 1) { CrossedMoments(raterMajor: values, raterCount: 4).fit() }
    let two = WorkerThreads.limited(to: 2) { CrossedMoments(raterMajor: values, raterCount: 4).fit() }
    #expect(one.criterion == two.criterion && one.components == two.components)
  }

  @Test("merge = whole, in any split and order", arguments: [0, 1, 20, 49, 50], [4, 13])
  func merge(split: Int, raters: Int) {
    let values = Self.ratings(50, raters, missing: 0.4, origin: 100)
    let whole = Self.moments(values, raters)
    var first = Self.moments(values, raters, order: Array(0..<split))
    var second = Self.moments(values, raters, order: Array(split..<50))
    let copy = first
    first.merge(second)
    second.merge(copy)
    Self.expectSame(whole.fit(), first.fit())
    Self.expectSame(whole.fit(), second.fit())
    #expect(whole.unitCount == first.unitCount && whole.emptyUnitCount == second.emptyUnitCount)
  }

  @Test("Units and raters in another order give the same", arguments: [5, 12])
  func permuted(raters: Int) {
    let values = Self.ratings(60, raters, missing: 0.3)
    let other = Self.moments(values, raters, order: (0..<60).reversed(), turned: true)
    Self.expectSame(Self.moments(values, raters).fit(), other.fit())
  }

  @Test("A unit that counts three times is three units")
  func multiplicity() {
    let values = Self.ratings(20, 3, missing: 0.2)
    let tripled = (0..<3).flatMap { rater in (0..<60).map { values[rater * 20 + $0 % 20] } }
    var counted = CrossedMoments(raterCount: 3)
    for unit in 0..<20 {
      counted.add([0, 1, 2], (0..<3).map { values[$0 * 20 + unit] }, multiplicity: 3)
    }
    Self.expectSame(Self.moments(tripled, 3).fit(), counted.fit())
  }

  @Test("Affine changes of scale go through", arguments: [(2.0, 0.0), (1e-3, 5), (-1e4, 1e7)])
  func affine(factor: Double, origin: Double) {
    let values = Self.ratings(40, 5, missing: 0.2)
    let (a, b) = (Self.moments(values, 5).fit(), Self.moments(values.map { origin + factor * $0 }, 5).fit())
    for (x, y) in zip(a.components, b.components) {
      #expect(relativeError(y.value, factor * factor * x.value) < 1e-7)
      #expect(relativeError(y.standardError, factor * factor * x.standardError) < 1e-6)
    }
    #expect(relativeError(b.mean, origin + factor * a.mean) < 1e-9)
    let shift = 2 * (Double(a.observationCount) - 1) * log(abs(factor))
    #expect(isClose(b.criterion, a.criterion + shift, within: 1e-6))
  }

  /// Two raters, one of whom rated some units twice: the same as by the general method, which knows single rows.
  @Test("A rater may rate a unit more than once", arguments: [3, 12])
  func repeated(raters: Int) throws {
    var generator = SeededGenerator(seed: 11)
    var (units, codes, values): ([UInt32], [UInt32], [Double]) = ([], [], [])
    for unit in 0..<15 {
      let effect = generator.normal()
      for _ in 0..<4 {
        let rater = UInt32(generator.next() % UInt64(raters))
        units.append(UInt32(unit))
        codes.append(rater)
        values.append(effect + Double(rater) / 4 + generator.normal())
      }
    }
    let table = ComponentTable(
      codes: ["unit": units, "rater": codes, "row": units.indices.map { UInt32($0) }], values: values)
    // Row by row a third facet; its effects with others are the residual.
    let fit = table.crossed().fit()
    let dense = try AdditiveReference(factors: [units, codes], values: values)
    let components = fit.components.map(\.value)
    #expect(isClose(dense.criterion(components), fit.criterion, within: 1e-8))
    for place in components.indices where components[place] > 0 {
      for factor in [0.99, 1.01] {
        var moved = components
        moved[place] *= factor
        #expect(dense.criterion(moved) > fit.criterion)
      }
    }
  }

  @Test("Parts that share nobody are said to be so")
  func parts() {
    var values = Self.ratings(30, 4, missing: 0)
    for unit in 0..<30 {
      for rater in 0..<4 where (unit < 15) == (rater < 2) { values[rater * 30 + unit] = .nan }
    }
    let fit = Self.moments(values, 4).fit()
    #expect(fit.note?.contains("2 parts") == true && fit.criterion.isFinite)
  }

  @Test("Degenerate data have a status and a sentence")
  func degenerate() {
    let nan = Double.nan
    let cases: [(values: [Double], raters: Int, status: Status)] = [
      ([nan, nan, nan, nan], 2, .tooFewObservations),
      ([1, 2, 3], 3, .tooFewUnits),
      ([1, 2, 3], 1, .tooFewRaters),
      ([1, 2, 3, nan, nan, nan], 2, .tooFewRaters),
      ([0.1, 0.1, 0.1, 0.1, 0.1, 0.1], 2, .noVariation),
      ([0.1, 0.2, 0.3, 0.1, 0.2, 0.3], 2, .exactFit),
      ([0.1, 0.2, 0.3, 1.1, 1.2, 1.3], 2, .exactFit),
      ([1, 2, nan, nan, nan, 4], 2, .tooFewObservations),
      ([1, 2, nan, 3, nan, 4], 2, .tooFewObservations),
      ([1e200, 2, -1e200, 3, 1, 4], 2, .outOfRange),
      ([.infinity, 2, 1, 3, 1, 4], 2, .outOfRange),
      ([1, 2, 3, 3, 2, 1], 2, .singularFit),
    ]
    for (values, raters, status) in cases {
      for method in LikelihoodMethod.allCases {
        let fit = CrossedMoments(raterMajor: values, raterCount: raters).fit(method)
        #expect(fit.status == status && fit.note?.isEmpty == false, "\(values): \(fit.status)")
        #expect(fit.components.map(\.term) == ["unit", "rater", "residual"])
        #expect(fit.components.allSatisfy { $0.value.isNaN } == (status != .singularFit))
        let rows = Self.moments(values, raters).fit(method)
        #expect(rows.status == status, "\(values): \(rows.status)")
      }
    }
  }
}

/// -2 log restricted likelihood of crossed effects with dense matrices, written down as the textbook has it.
struct AdditiveReference {
  let factors: [[UInt32]]
  let values: [Double]

  init(factors: [[UInt32]], values: [Double]) throws {
    self.factors = factors
    self.values = values
  }

  func criterion(_ components: [Double]) -> Double {
    let n = values.count
    var v = [[Double]](repeating: [Double](repeating: 0, count: n), count: n)
    for i in 0..<n {
      for j in 0..<n {
        if i == j { v[i][j] = components[factors.count] }
        for (factor, codes) in factors.enumerated() where codes[i] == codes[j] { v[i][j] += components[factor] }
      }
    }
    // Gauss elimination of V with the columns 1 and y beside it.
    var right = values.map { [1, $0] }
    var determinant = 0.0
    for pivot in 0..<n {
      determinant += log(v[pivot][pivot])
      for row in pivot + 1..<max(n, pivot + 1) {
        let factor = v[row][pivot] / v[pivot][pivot]
        for column in pivot..<n { v[row][column] -= factor * v[pivot][column] }
        for column in 0..<2 { right[row][column] -= factor * right[pivot][column] }
      }
    }
    var (ones, cross, squares) = (0.0, 0.0, 0.0)
    for row in 0..<n {
      ones += right[row][0] * right[row][0] / v[row][row]
      cross += right[row][0] * right[row][1] / v[row][row]
      squares += right[row][1] * right[row][1] / v[row][row]
    }
    return determinant + log(ones) + squares - cross * cross / ones + Double(n - 1) * log(2 * .pi)
  }
}

import FidelityData
import FidelityDrivers
import FidelityTesting
import Testing

@Suite("Necessary conditions")
struct NecessaryConditionTests {
  struct Scatter {
    var x: [Double]
    var y: [Double]

    /// Whole numbers below `levels`, so that both columns have ties.
    init(count: Int, levels: Int, seed: UInt64) {
      var generator = SeededGenerator(seed: seed)
      x = (0..<count).map { _ in Double(Int.random(in: 0..<levels, using: &generator)) }
      y = (0..<count).map { _ in Double(Int.random(in: 0..<levels, using: &generator)) }
    }

    init(x: [Double], y: [Double]) { (self.x, self.y) = (x, y) }

    var condition: NecessaryCondition { NecessaryCondition(x: x, y: y) }

    /// The highest y up to a place.
    func ceiling(at place: Double) -> Double {
      zip(x, y).filter { $0.0 <= place }.map(\.1).max() ?? -.infinity
    }

    /// The area above the highest y so far, from one x to the next.
    var stepEffect: Double {
      let places = Set(x).sorted()
      let (low, high) = (y.min() ?? 0, y.max() ?? 0)
      var zone = 0.0
      for (place, next) in zip(places, places.dropFirst()) { zone += (next - place) * (high - ceiling(at: place)) }
      return zone / ((places[places.count - 1] - places[0]) * (high - low))
    }

    /// Units that nobody with a smaller x reaches, and nobody with the same x exceeds.
    var peers: [(x: Double, y: Double)] {
      zip(x, y).filter { unit in
        zip(x, y).allSatisfy { ($0.0 >= unit.0 || $0.1 < unit.1) && ($0.0 != unit.0 || $0.1 <= unit.1) }
      }
      .map { (x: $0.0, y: $0.1) }
    }

    /// The area above the line through the peers, in narrow strips; nil for fewer than two different peers.
    var lineEffect: Double? {
      let peers = peers
      guard Set(peers.map(\.x)).count > 1 else { return nil }
      let count = Double(peers.count)
      let (mx, my) = (peers.reduce(0) { $0 + $1.x } / count, peers.reduce(0) { $0 + $1.y } / count)
      let slope =
        peers.reduce(0) { $0 + ($1.x - mx) * ($1.y - my) } / peers.reduce(0) { $0 + ($1.x - mx) * ($1.x - mx) }
      let (low, high) = (y.min() ?? 0, y.max() ?? 0)
      let (left, right) = (x.min() ?? 0, x.max() ?? 0)
      let strips = 20_000
      var sum = 0.0
      for strip in 0..<strips {
        let place = left + (right - left) * (Double(strip) + 0.5) / Double(strips)
        sum += min(max(high - (my + slope * (place - mx)), 0), high - low)
      }
      return sum / Double(strips) / (high - low)
    }
  }

  @Test("Ceilings of random data are those of brute force", arguments: Array(UInt64(1)...20))
  func bruteForce(seed: UInt64) {
    for (count, levels) in [(6, 4), (25, 6), (60, 1_000)] {
      let scatter = Scatter(count: count, levels: levels, seed: seed)
      let condition = scatter.condition
      guard condition.status == .ok else { continue }
      #expect(isClose(condition.effectSize(.step), scatter.stepEffect, within: 1e-12))
      #expect(condition.peers.count == scatter.peers.count)
      if let line = scatter.lineEffect {
        #expect(isClose(condition.effectSize(.line), line, within: 1e-6))
      } else {
        #expect(condition.line == nil && condition.effectSize(.line) == 0)
        #expect(condition.status(of: .line) == .tooFewObservations)
      }
    }
  }

  /// The share of all orders of y with an effect at least as large, by recursion.
  static func exactShare(_ scatter: Scatter, _ ceiling: NecessaryCondition.Ceiling) -> Double {
    let goal = scatter.condition.effectSize(ceiling) - 1e-10
    var (hits, count) = (0, 0)
    func deal(_ y: [Double], _ place: Int) {
      guard place < y.count else {
        count += 1
        hits += NecessaryCondition(x: scatter.x, y: y).effectSize(ceiling) >= goal ? 1 : 0
        return
      }
      for other in place..<y.count {
        var next = y
        next.swapAt(place, other)
        deal(next, place + 1)
      }
    }
    deal(scatter.y, 0)
    return Double(hits) / Double(count)
  }

  @Test("p of few units is the share of all permutations", arguments: Array(UInt64(1)...6))
  func exactPermutations(seed: UInt64) throws {
    let scatter = Scatter(count: 6, levels: 5, seed: seed)
    guard scatter.condition.status == .ok else { return }
    let test = try #require(scatter.condition.permutationTest())
    #expect(test.isExact && test.permutationCount == 720)
    #expect(test.pValue(.step) == Self.exactShare(scatter, .step))
    if scatter.condition.line != nil { #expect(test.pValue(.line) == Self.exactShare(scatter, .line)) }
  }

  @Test("Records drawn without permutations have the distribution of all permutations")
  func randomPermutations() throws {
    // Eight units: more than are counted one by one. Ties in both columns.
    let scatter = Scatter(x: [0, 1, 1, 1, 2, 3, 3, 4], y: [0, 1, 0, 2, 2, 1, 3, 3])
    let test = try #require(scatter.condition.permutationTest(permutations: 100_000, seed: 11))
    #expect(!test.isExact && test.permutationCount == 100_000)
    for ceiling in NecessaryCondition.Ceiling.allCases {
      let share = Self.exactShare(scatter, ceiling)
      #expect(share > 0.01 && share < 0.99)
      // Five standard errors.
      let reach = 5 * (share * (1 - share) / 100_000).squareRoot()
      #expect(isClose(test.pValue(ceiling), share, within: reach))
    }
  }

  @Test("The number of threads changes no p")
  func threads() throws {
    let scatter = Scatter(count: 300, levels: 40, seed: 5)
    let results = [1, 2, 5].map { threads in
      WorkerThreads.limited(to: threads) { scatter.condition.permutationTest(permutations: 3_000, seed: 4) }
    }
    #expect(results[0] != nil && results[0] == results[1] && results[1] == results[2])
    #expect(results[0] != scatter.condition.permutationTest(permutations: 3_000, seed: 5))
  }

  @Test("The order of units changes nothing", arguments: [UInt64(1), 2, 3])
  func order(seed: UInt64) {
    let scatter = Scatter(count: 40, levels: 12, seed: seed)
    var generator = SeededGenerator(seed: seed + 100)
    let order = Array(0..<40).shuffled(using: &generator)
    let other = Scatter(x: order.map { scatter.x[$0] }, y: order.map { scatter.y[$0] })
    #expect(scatter.condition == other.condition)
    #expect(scatter.condition.estimates(levels: [0, 50, 100]) == other.condition.estimates(levels: [0, 50, 100]))
  }

  @Test("All x equal, or all y: nothing varies")
  func constant() {
    for condition in [
      NecessaryCondition(x: [2, 2, 2], y: [1, 2, 3]), NecessaryCondition(x: [1, 2, 3], y: [2, 2, 2]),
      NecessaryCondition(x: [1], y: [1]), NecessaryCondition(x: [2, 2], y: [1, 2], xScope: 0...4, yScope: 0...4),
    ] {
      #expect(condition.status == .noVariation)
      #expect(condition.permutationTest() == nil && condition.peers.isEmpty)
      for row in condition.estimates(term: "coaching", levels: [0, 50]) {
        #expect(row.status == .noVariation && row.estimate.isNaN && row.pValue.isNaN)
      }
    }
  }

  @Test("No unit, missing numbers, units outside the scope")
  func degenerate() {
    #expect(NecessaryCondition(x: [], y: []).status == .tooFewObservations)
    #expect(NecessaryCondition(x: [.nan, 1], y: [1, .nan]).status == .tooFewObservations)
    #expect(NecessaryCondition(x: [1, 2, 3], y: [1, 2, 4], yScope: 0...3).status == .outOfRange)
    #expect(NecessaryCondition(x: [1, .infinity], y: [1, 2]).status == .outOfRange)
    let whole = NecessaryCondition(x: [1, 2, 3], y: [1, 3, 2])
    #expect(NecessaryCondition(x: [1, 2, .nan, 3, 0], y: [1, 3, 9, 2, .nan]) == whole)
  }

  @Test("One peer: steps without a line")
  func onePeer() {
    let condition = NecessaryCondition(x: [1, 2, 3], y: [3, 2, 1])
    #expect(condition.effectSize(.step) == 0 && condition.effectSize(.line) == 0)
    #expect(condition.status(of: .step) == .ok && condition.status(of: .line) == .tooFewObservations)
    #expect(condition.bottleneck(.step, level: 100).status == .notNecessary)
    #expect(condition.bottleneck(.line, level: 50).status == .tooFewObservations)
    let p = condition.permutationTest()
    #expect(p?.pValue(.step) == 1 && p?.pValue(.line).isNaN == true)
  }

  @Test("A peer that occurs twice counts twice in the line")
  func repeatedPeer() {
    let once = NecessaryCondition(x: [0, 1, 4], y: [0, 3, 4])
    let twice = NecessaryCondition(x: [0, 1, 1, 4], y: [0, 3, 3, 4])
    #expect(once.peers.count == 3 && twice.peers.count == 4)
    #expect(once.effectSize(.step) == twice.effectSize(.step))
    #expect(once.line != twice.line)
  }

  @Test("A level beyond what anybody reached is not available")
  func notAvailable() {
    let condition = NecessaryCondition(x: [0, 2, 4], y: [0, 2, 4], xScope: 0...5, yScope: 0...8)
    #expect(condition.bottleneck(.step, level: 50).needed == 80)
    #expect(condition.bottleneck(.step, level: 60).status == .notAvailable)
    #expect(isClose(condition.bottleneck(.line, level: 60).needed, 96, within: 1e-9))
    #expect(condition.bottleneck(.line, level: 70).status == .notAvailable)
    #expect(condition.bottleneck(.step, level: 0).status == .notNecessary)
  }
}

import FidelityData
import FidelityProbability
import FidelitySystem

extension NecessaryCondition {
  /// How often y dealt anew to the units leaves a corner at least as empty.
  public struct PermutationTest: Sendable, Hashable {
    /// How many permutations were looked at.
    public let permutationCount: Int
    /// Whether they were all there are, the one observed among them.
    public let isExact: Bool
    /// Those that reach the effect size, by ceiling.
    fileprivate(set) var counts: [Ceiling: Int]

    /// c / n! of all permutations, (1 + c) / (1 + m) of m random ones; NaN for a ceiling without figures.
    ///
    /// Reference: Phipson & Smyth (2010), Stat. Appl. Genet. Mol. Biol. 9, 39.
    public func pValue(_ ceiling: Ceiling) -> Double {
      guard let count = counts[ceiling] else { return .nan }
      return isExact
        ? Double(count) / Double(permutationCount) : Double(1 + count) / Double(1 + permutationCount)
    }
  }

  /// Up to so many units all permutations are looked at.
  static let mostExactUnits = 7

  /// The test of no relation between x and y: the share of permutations with an effect size at least as large.
  ///
  /// All permutations of up to 7 units, else random ones. A random permutation is not dealt: its peers are the
  /// records of y from left to right, about ln n of them, and are drawn one after the other. With N units to come, g
  /// of them higher than the last record, the next record is more than k places away with probability C(N - g, k) /
  /// C(N, k), and any of the g is as likely. The same seed gives the same p on any number of threads.
  ///
  /// Nil without figures (see ``status``), or for fewer than one permutation.
  /// - Complexity: O(m (ln n)^2) for m permutations, but for ties in both x and y.
  public func permutationTest(permutations: Int = 10_000, seed: UInt64 = 1) -> PermutationTest? {
    guard status == .ok, permutations > 0 else { return nil }
    let goal = Goal(self)
    let isExact = unitCount <= Self.mostExactUnits
    let (steps, lines, count) =
      isExact ? exactCounts(goal) : randomCounts(goal, Bootstrap(resamples: permutations, seed: seed))
    var counts: [Ceiling: Int] = [.step: steps]
    if line != nil { counts[.line] = lines }
    return PermutationTest(permutationCount: count, isExact: isExact, counts: counts)
  }

  /// The zones to reach, less what rounding may take from an equal one.
  private struct Goal: Sendable {
    let scope: CeilingScope
    let step: Double
    let line: Double

    init(_ condition: NecessaryCondition) {
      scope = condition.scope
      let slack = 1e-10 * scope.area
      (step, line) = (condition.zone(.step) - slack, condition.zone(.line) - slack)
    }

    func isReachedByStep(_ corners: CeilingCorners) -> Bool { corners.stepZone(scope) >= step }
    func isReachedByLine(_ corners: CeilingCorners) -> Bool { (corners.line?.zone(scope) ?? 0) >= line }
  }

  /// By Heap's algorithm.
  private func exactCounts(_ goal: Goal) -> (steps: Int, lines: Int, count: Int) {
    var dealt = y
    var corners = CeilingCorners()
    var result = (steps: 0, lines: 0, count: 0)
    func take() {
      corners.fill(x: x, y: dealt)
      result.count += 1
      result.steps += goal.isReachedByStep(corners) ? 1 : 0
      result.lines += goal.isReachedByLine(corners) ? 1 : 0
    }
    var turns = Array(repeating: 0, count: dealt.count)
    take()
    var place = 1
    while place < dealt.count {
      if turns[place] < place {
        dealt.swapAt(place % 2 == 0 ? 0 : turns[place], place)
        take()
        turns[place] += 1
        place = 1
      } else {
        turns[place] = 0
        place += 1
      }
    }
    return result
  }

  private func randomCounts(_ goal: Goal, _ bootstrap: Bootstrap) -> (steps: Int, lines: Int, count: Int) {
    let sampler = RecordSampler(x: x, y: y.sorted())
    // Blocks do not depend on the number of threads.
    let blocks = bootstrap.blocks(of: 256)
    let hits = WorkerThreads.map(blocks.count) { block in
      var corners = CeilingCorners()
      var hits = (steps: 0, lines: 0)
      for permutation in blocks[block] {
        var stream = bootstrap.stream(resample: permutation)
        sampler.draw(&stream, into: &corners)
        hits.steps += goal.isReachedByStep(corners) ? 1 : 0
        hits.lines += goal.isReachedByLine(corners) ? 1 : 0
      }
      return hits
    }
    return hits.reduce(into: (0, 0, bootstrap.resamples)) { $0 = ($0.0 + $1.steps, $0.1 + $1.lines, $0.2) }
  }
}

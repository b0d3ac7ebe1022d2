/// Multinomial draws, n units over patterns of given shares, by independent Poisson draws.
///
/// Poisson counts N_p with means c n_p are, given their sum N, multinomial(N). Where N > n, all are drawn anew, which
/// leaves that true of those kept; the n - N units that are missing are drawn one by one from the same shares. The sum
/// of the two is multinomial(n), exactly, for any c. Since the means never change, a count takes a word or two of the
/// stream and no logarithm, where conditional binomials need their constants anew for each draw.
///
/// c = 1 - z / sqrt(n): a small z redraws often, a large one leaves z sqrt(n) units to single draws.
/// Reference for the conditional distribution: L. Devroye (1986), Non-Uniform Random Variate Generation, ch. XI.
struct PoissonDeal: Sendable {
  private let unitCount: Int
  /// One sampler for each multiplicity that occurs; patterns often share it.
  private let samplers: [PoissonSampler]
  /// The patterns that occur, and their samplers.
  private let patterns: [(column: Int32, sampler: Int32)]
  private let shares: AliasTable

  /// What a draw costs, in nanoseconds, with the cheapest c.
  struct Cost {
    private(set) var total = Double.infinity
    /// z.
    private(set) var thinning = 0.0

    init(unitCount: Int, patternCount: Int) {
      let root = Double(unitCount).squareRoot()
      // With fewer units, z could leave nothing to the Poisson draws.
      guard unitCount >= 100 else { return }
      for step in -4...12 {
        let z = Double(step) / 4
        let kept = Normal.standard.cumulative(z)
        let missing = root * (z + Normal.standard.density(z) / kept)
        let cost = 6 * Double(patternCount) / kept + 4 * missing
        if cost < total { (total, thinning) = (cost, z) }
      }
    }
  }

  /// - Precondition: the multiplicities are not negative and sum to `unitCount` >= 100; -1 <= `thinning` <= 3.
  init(_ multiplicities: [Int], unitCount: Int, thinning: Double) {
    self.unitCount = unitCount
    let factor = 1 - thinning / Double(unitCount).squareRoot()
    var samplers: [PoissonSampler] = []
    var known: [Int: Int32] = [:]
    patterns = multiplicities.enumerated().filter { $0.element > 0 }.map { column, count in
      if let sampler = known[count] { return (Int32(column), sampler) }
      known[count] = Int32(samplers.count)
      samplers.append(PoissonSampler(mean: factor * Double(count)))
      return (Int32(column), Int32(samplers.count - 1))
    }
    self.samplers = samplers
    shares = AliasTable(weights: multiplicities.map(Double.init))
  }

  func draw(from stream: inout RandomStream, into weights: inout [Double]) {
    var weights = weights.mutableSpan
    let (patterns, samplers) = (patterns.span, samplers.span)
    for column in weights.indices { weights[column] = 0 }
    var missing = -1
    while missing < 0 {
      missing = unitCount
      for index in patterns.indices {
        let count = samplers[Int(patterns[index].sampler)].draw(&stream)
        weights[Int(patterns[index].column)] = Double(count)
        missing -= count
      }
    }
    for _ in 0..<missing { weights[shares.draw(&stream)] += 1 }
  }
}

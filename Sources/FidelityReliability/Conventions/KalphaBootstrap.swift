import FidelityData
import FidelityProbability

/// What the macro KALPHA draws from: the shares of the pairs of categories among the coincidences, with the
/// disagreement of each.
struct KalphaPairs {
  /// The shares o_cc/n and 2 o_ck/n of the pairs that occur, c < k.
  private(set) var shares: [Double] = []
  /// The squared distance of each of these pairs, over the expected disagreement D_e.
  private(set) var disagreements: [Double] = []
  /// M, the number of pairs in a resample: the smaller of 25 times the number of cells of the coincidence matrix that
  /// are not 0 and (m - 1) n / 2, with m raters and n ratings.
  private(set) var size = 0.0
  /// Pairs of ratings within units, sum m_u (m_u - 1)/2.
  private(set) var pairCount = 0.0
  /// Categories with coincidences of their own, o_cc > 0.
  private(set) var diagonal: [Double] = []

  /// nil where there is no variation, or the metric is none of the macro's.
  init?(_ patterns: GroupPatterns, _ context: AgreementContext, _ metric: AlphaMetric) {
    let cells = CoincidenceCells(patterns, categoryCount: context.categoryCount)
    guard let distances = cells.distances(metric, context) else { return nil }
    let size = cells.total
    var expected = 0.0
    for (low, margin) in cells.margins.enumerated() where margin > 0 {
      for high in (low + 1)..<max(low + 1, cells.margins.count) where cells.margins[high] > 0 {
        expected += 2 * margin * cells.margins[high] * distances(low, high)
      }
    }
    // D_e: expected coincidences n_c n_k / (n - 1), over n.
    expected /= (size - 1) * size
    guard expected > 0 else { return nil }
    for cell in cells.cells {
      shares.append((cell.low == cell.high ? 1 : 2) * cell.count / size)
      disagreements.append(cell.low == cell.high ? 0 : distances(cell.low, cell.high) / expected)
      if cell.low == cell.high { diagonal.append(cell.count / size) }
    }
    let full = 2 * cells.cells.count - diagonal.count
    self.size = min(25 * Double(full), Double(patterns.raterCount - 1) * size / 2)
    pairCount = cells.pairCount
  }
}

/// The coincidences of all pairs of categories that meet in a unit, a category with itself among them.
private struct CoincidenceCells {
  private(set) var cells: [(low: Int, high: Int, count: Double)] = []
  private(set) var margins: [Double]
  private(set) var pairCount = 0.0

  var total: Double { margins.reduce(0, +) }

  init(_ patterns: GroupPatterns, categoryCount: Int) {
    margins = Array(repeating: 0, count: categoryCount)
    var counts: [Int: Double] = [:]
    var histogram = PatternHistogram()
    for (pattern, units) in patterns.unlabelled.multiplicities.enumerated() {
      let ratings = patterns.unlabelled.ratings(pattern)
      guard ratings.count >= 2 else { continue }
      histogram.load(sorted: patterns.unlabelled.categories[ratings])
      let weight = units / Double(ratings.count - 1)
      pairCount += units * Double(ratings.count * (ratings.count - 1) / 2)
      for (category, count) in histogram.entries {
        margins[category] += units * count
        if count > 1 { counts[category * categoryCount + category, default: 0] += weight * count * (count - 1) }
      }
      histogram.forEachPair { low, high, product in counts[low * categoryCount + high, default: 0] += weight * product }
    }
    for key in counts.keys.sorted() {
      cells.append((key / categoryCount, key % categoryCount, counts[key] ?? 0))
    }
  }

  /// The squared distance of two categories; nil for a metric that the macro does not have.
  func distances(_ metric: AlphaMetric, _ context: AgreementContext) -> ((Int, Int) -> Double)? {
    switch metric {
    case .nominal, .interval, .ratio:
      let distances = context.distances(metric)
      return { distances($0, $1) }
    case .ordinal:
      var below = 0.0
      let midranks = margins.map { margin in
        defer { below += margin }
        return below + margin / 2
      }
      return { square(midranks[$0] - midranks[$1]) }
    default: return nil
    }
  }
}

/// The bootstrap of Hayes and Krippendorff's macro KALPHA.
///
/// A resample is M pairs drawn independently from the observed coincidences (not units: pairs of one unit fall apart,
/// and the expected disagreement stays that of the sample), alpha* = 1 - (sum of their disagreements)/(M D_e), and -1
/// where it is less. An alpha* of 1 becomes 0 where only one category has coincidences with itself. Where several have,
/// and nothing but agreement is drawn, round(B sum_c (o_cc/n)^P) of these resamples, P the number of pairs, would have
/// shown a single category: so many ones become 0. The limits at level L are the places trunc(B (1 - L)/2) and
/// trunc(B (1 + L)/2) + 1 of the ascending resamples.
///
/// Intervals do not become narrower with more raters as those over units do, and they do not know which ratings stand
/// in one unit; the interval over units is the default for that reason.
/// References: Hayes & Krippendorff (2007), Communication Methods and Measures 1, 77-89; Krippendorff (2006),
/// Bootstrapping Distributions for Krippendorff's Alpha; macro KALPHA, version 3.0 of 2011.
/// Validation: `datasets/hayes-krippendorff-2007` (exact distribution of the resampled sum).
/// - Complexity: O(resamples x pairs of categories), whatever M.
struct KalphaBootstrap {
  /// The resampled alphas, ascending.
  let replicates: [Double]

  /// The smallest acceptable alphas of which the macro tells how often they are missed.
  static let minima = [0.9, 0.8, 0.7, 0.67, 0.6, 0.5]

  init(_ pairs: KalphaPairs, _ bootstrap: Bootstrap) {
    let blocks = bootstrap.blocks(of: 1024)
    let pieces = WorkerThreads.map(blocks.count) { piece in
      var counts = [Int](repeating: 0, count: pairs.shares.count)
      return blocks[piece].map { resample in
        var stream = bootstrap.stream(resample: resample)
        stream.multinomial(trials: Int(pairs.size), weights: pairs.shares, into: &counts)
        let sum = zip(counts, pairs.disagreements).reduce(0) { $0 + Double($1.0) * $1.1 }
        return max(-1, 1 - sum / pairs.size)
      }
    }
    var alphas = pieces.flatMap { $0 }
    var surplus = 0
    if pairs.diagonal.count == 1 {
      surplus = .max
    } else {
      let single = pairs.diagonal.reduce(0) { $0 + power($1, pairs.pairCount) }
      surplus = Int((Double(bootstrap.resamples) * single).rounded())
    }
    for place in alphas.indices where alphas[place] == 1 && surplus > 0 {
      alphas[place] = 0
      surplus -= 1
    }
    replicates = alphas.sorted()
  }

  func limits(level: Double) -> (lower: Double, upper: Double) {
    let count = Double(replicates.count)
    // A level such as 0.95 is not exact in binary, and its tails times the count must not fall below a whole number.
    let low = Int(count * (1 - level) / 2 + 1e-9)
    let high = Int(count * (1 + level) / 2 + 1e-9) + 1
    return (replicates[max(low, 1) - 1], replicates[min(high, replicates.count) - 1])
  }

  /// The share of resamples below an alpha.
  func failure(below minimum: Double) -> Double {
    Double(replicates.count { $0 < minimum }) / Double(replicates.count)
  }

  /// `q(alpha < 0.9) = 1, ...`: how often a smallest acceptable alpha is missed.
  var failureText: String {
    Self.minima.map { "q(alpha < \($0)) = \(failure(below: $0))" }.joined(separator: ", ")
  }
}

/// base^exponent for a share and a whole number of pairs.
private func power(_ base: Double, _ exponent: Double) -> Double {
  var (result, factor, rest) = (1.0, base, Int(exponent))
  while rest > 0 {
    if rest & 1 == 1 { result *= factor }
    factor *= factor
    rest >>= 1
  }
  return result
}

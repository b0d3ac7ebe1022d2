import Dispatch
import Fidelity
import Synchronization

/// The limits that a sample gives; a missing one is open.
struct Limits: Sendable {
  let lower: Double
  let upper: Double

  /// Nil where there is none of both.
  init?(_ lower: Double, _ upper: Double) {
    if lower.isNaN && upper.isNaN { return nil }
    (self.lower, self.upper) = (lower, upper)
  }

  init?(_ limits: (lower: Double, upper: Double)?) {
    guard let limits else { return nil }
    self.init(limits.lower, limits.upper)
  }

  /// The limits of a row of results.
  init?(_ row: Estimate?) {
    guard let row else { return nil }
    self.init(row.lower, row.upper)
  }

  func contains(_ value: Double) -> Bool { !(value < lower) && !(value > upper) }
}

/// An interval of 95 % and the value that it should hold.
struct Interval: Sendable {
  let quantity: String
  let method: String
  let truth: Double
  /// Why it holds the truth more or less often than said, told where it does.
  let reason: String?
  /// Why samples have no limits, told where there are such.
  let absence: String?

  init(_ quantity: String, _ method: String, truth: Double, reason: String? = nil, absence: String? = nil) {
    (self.quantity, self.method, self.truth) = (quantity, method, truth)
    (self.reason, self.absence) = (reason, absence)
  }
}

/// A design of which samples are drawn, with the intervals that are made of each sample.
struct Experiment: Sendable {
  let design: String
  let sampleCount: Int
  let intervals: [Interval]
  /// Draws a sample; gives the limits of each interval, in their order, nil where the sample has none.
  let sample: @Sendable (inout RandomStream) -> [Limits?]

  init(
    _ design: String, samples sampleCount: Int = 10_000, _ intervals: [Interval],
    sample: @escaping @Sendable (inout RandomStream) -> [Limits?]
  ) {
    (self.design, self.sampleCount, self.intervals, self.sample) = (design, sampleCount, intervals, sample)
  }

  /// Samples of one random stream.
  private static let chunkSize = 50

  /// Counts how often the intervals hold their truth: the same on any number of threads.
  func run(seed: UInt64) -> [Tally] {
    let total = Mutex([Tally](repeating: Tally(), count: intervals.count))
    DispatchQueue.concurrentPerform(iterations: (sampleCount + Self.chunkSize - 1) / Self.chunkSize) { chunk in
      var stream = RandomStream(seed: seed, stream: UInt64(chunk))
      var tallies = [Tally](repeating: Tally(), count: intervals.count)
      for _ in chunk * Self.chunkSize..<min((chunk + 1) * Self.chunkSize, sampleCount) {
        let limits = sample(&stream)
        precondition(limits.count == intervals.count, "limits of each interval")
        for place in limits.indices { tallies[place].add(limits[place], truth: intervals[place].truth) }
      }
      total.withLock { total in for place in tallies.indices { total[place].merge(tallies[place]) } }
    }
    return total.withLock { $0 }
  }
}

/// How often limits held the truth.
struct Tally: Sendable {
  private var held = 0
  private var limited = 0
  private var without = 0

  mutating func add(_ limits: Limits?, truth: Double) {
    guard let limits else { return without += 1 }
    limited += 1
    if limits.contains(truth) { held += 1 }
  }

  mutating func merge(_ other: Tally) {
    held += other.held
    limited += other.limited
    without += other.without
  }

  /// The share of samples with limits whose limits hold the truth.
  var coverage: Double { Double(held) / Double(limited) }
  /// Two standard errors of the coverage.
  var reach: Double { 2 * (coverage * (1 - coverage) / Double(limited)).squareRoot() }
  /// The share of samples without limits.
  var shareWithout: Double { Double(without) / Double(limited + without) }
}

/// Experiments on one subject. The first has the seed, each further one the next number.
struct Subject: Sendable {
  let name: String
  /// What the samples are.
  let model: String
  let seed: UInt64
  let experiments: [Experiment]

  func run() -> [[Tally]] { experiments.enumerated().map { $1.run(seed: seed + UInt64($0)) } }
}

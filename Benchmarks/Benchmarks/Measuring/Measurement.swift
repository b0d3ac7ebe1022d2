import Benchmark
import Fidelity

/// What a benchmark counts: its throughput is so many of these a second.
public enum Item: String, Sendable {
  case rows = "Rows", ratings = "Ratings", groups = "Groups", resamples = "Resamples", pairs = "Pairs"
}

/// Registers a benchmark: a job over `count` items, on data that are prepared once and not measured.
///
/// It reports wall-clock and processor time, the items a second, and the peak of resident memory, which includes
/// the prepared data. OpenBLAS has one thread: while its others wait they would take processor time from the job.
/// - Parameters:
///   - name: what is measured; the number of items is added to it.
///   - prepare: makes the data; called only in the process that runs this benchmark.
///   - job: what is measured; its result is kept from being optimised away.
///   - discard: called with the data at the end.
public func measure<Input, Output>(
  _ name: String, _ count: Int, _ item: Item, prepare: @escaping () throws -> Input,
  job: @escaping (Input) throws -> Output, discard: @escaping (Input) -> Void = { _ in }
) {
  let throughput = BenchmarkMetric.custom(
    "\(item.rawValue) / s", polarity: .prefersLarger, useScalingFactor: false)
  var configuration = Benchmark.Configuration(
    metrics: [.wallClock, .cpuTotal, throughput, .peakMemoryResident], warmupIterations: 1, maxDuration: .seconds(3),
    maxIterations: 50)
  if Effort.current == .smoke {
    configuration.warmupIterations = 0
    configuration.maxIterations = 1
  }
  var prepared: Input?
  // A failed benchmark ends its process: one that only reports its error leaves the exit status of the whole run at 0.
  // It ends after the job, since what a job prints may be suppressed.
  var failure = ""
  Benchmark(
    "\(name), \(shortened(count)) \(item)", configuration: configuration,
    closure: { benchmark in
      guard let prepared else { preconditionFailure("the data were not prepared") }
      let clock = ContinuousClock()
      benchmark.startMeasurement()
      let start = clock.now
      do {
        let output = try job(prepared)
        let seconds = (clock.now - start) / .seconds(1)
        benchmark.stopMeasurement()
        benchmark.measurement(throughput, Int(Double(count) / seconds))
        blackHole(output)
      } catch {
        failure = "\(name): \(error)"
        benchmark.error(failure)
      }
    },
    setup: {
      OpenBLASThreads.count = 1
      do {
        prepared = try prepare()
      } catch {
        fatalError("\(name): \(error)")
      }
    },
    teardown: {
      prepared.map(discard)
      prepared = nil
      if !failure.isEmpty { fatalError(failure) }
    })
}

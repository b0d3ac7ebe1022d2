import Dispatch
import FidelitySystem
import Synchronization

/// How many threads the library computes with, and the one place where it starts any.
///
/// Work is cut into the same pieces whatever the number of threads, and results are taken in the order of the pieces:
/// the number changes the time, never a digit. Pieces that are cut into pieces themselves share the threads of the
/// whole: there are never more than the limit. OpenBLAS is left alone: a program that parallelises here keeps it at one
/// thread.
///
/// ```swift
/// WorkerThreads.count = 4                                        // of the process
/// let rows = WorkerThreads.limited(to: 1) { analysis.estimates(of: table) }   // of what is computed inside
/// ```
public enum WorkerThreads {
  private static let setting = Atomic<Int>(0)
  /// Of threads that are not Dispatch's.
  private static let stackSize = 2 << 20
  @TaskLocal private static var budget: Budget?

  /// The largest number of threads of one computation; 1...1,024, at first one for each active processor. Inside of
  /// ``limited(to:_:)`` it reads as that limit; setting it sets that of the process.
  public static var count: Int {
    get { budget?.limit ?? processLimit }
    set { setting.store(clamped(newValue), ordering: .relaxed) }
  }

  private static var processLimit: Int {
    let count = setting.load(ordering: .relaxed)
    return count > 0 ? count : ProcessInfo.processInfo.activeProcessorCount
  }

  private static func clamped(_ count: Int) -> Int { min(max(count, 1), 1_024) }

  /// Runs `body` with at most `count` threads, the calling one among them, for everything that is computed inside; a
  /// limit inside a limit can only be lower. Other threads of the program are not touched.
  /// - Parameter count: at least 1; nil sets no limit.
  public static func limited<Value, Failure: Error>(
    to count: Int?, _ body: () throws(Failure) -> Value
  ) throws(Failure) -> Value {
    guard let count else { return try body() }
    return try run(Budget(min(clamped(count), budget?.limit ?? .max), within: budget), body)
  }

  /// Runs `body` with at most `count` threads, and counts how often another thread than the calling one was taken to
  /// compute: for tests.
  package static func countingHelpers<Value>(
    limit count: Int, _ body: () -> Value
  ) -> (value: Value, helperCount: Int) {
    let budget = Budget(clamped(count), within: nil)
    return (run(budget, body), budget.helperCount)
  }

  private static func run<Value, Failure: Error>(
    _ budget: Budget, _ body: () throws(Failure) -> Value
  ) throws(Failure) -> Value {
    // A task-local value is bound by a function that only rethrows.
    let result = $budget.withValue(budget) { () -> Result<Value, Failure> in
      do throws(Failure) { return .success(try body()) } catch { return .failure(error) }
    }
    return try result.get()
  }

  /// What `body` makes of 0, ..., `count` - 1, in that order; pieces run on up to ``count`` threads.
  ///
  /// A thread takes the next piece when it is done with one, so pieces may differ in cost.
  package static func map<Result: Sendable>(_ count: Int, _ body: @Sendable (Int) -> Result) -> [Result] {
    guard count > 1 else { return (0..<count).map(body) }
    let budget = budget ?? Budget(processLimit, within: nil)
    let helpers = budget.take(count - 1)
    guard helpers > 0 else { return (0..<count).map(body) }
    let next = Atomic<Int>(0)
    let finished = Atomic<Int>(0)
    let results = Mutex([Result?](repeating: nil, count: count))
    @Sendable func takePieces() {
      $budget.withValue(budget) {
        while true {
          let piece = next.add(1, ordering: .relaxed).oldValue
          if piece >= count { break }
          let result = body(piece)
          results.withLock { $0[piece] = result }
        }
      }
    }
    if AddressLimit.isSet {
      // Dispatch asks again and again for a thread that it cannot have, and the calling thread waits for ever.
      SystemThread.perform(helpers: helpers, stackSize: stackSize, takePieces)
      budget.give(helpers)
    } else {
      DispatchQueue.concurrentPerform(iterations: helpers + 1) { _ in
        takePieces()
        // The last to finish stands for the calling thread, which waits for all.
        if finished.add(1, ordering: .relaxed).newValue <= helpers { budget.give(1) }
      }
    }
    return results.withLock { $0.compactMap { $0 } }
  }

  /// The threads that a computation may still take beside the one it began on.
  private final class Budget: Sendable {
    let limit: Int
    private let outer: Budget?
    private let free: Atomic<Int>
    private let taken = Atomic<Int>(0)

    init(_ limit: Int, within outer: Budget?) {
      self.limit = limit
      self.outer = outer
      free = Atomic(limit - 1)
    }

    /// How many helpers were taken so far.
    var helperCount: Int { taken.load(ordering: .relaxed) }

    /// Takes up to `count` threads; never waits.
    func take(_ count: Int) -> Int {
      var found = free.load(ordering: .relaxed)
      var wanted = 0
      while true {
        wanted = min(count, found)
        if wanted <= 0 { return 0 }
        let exchange = free.compareExchange(
          expected: found, desired: found - wanted, ordering: .relaxed)
        if exchange.exchanged { break }
        found = exchange.original
      }
      if let outer {
        let granted = outer.take(wanted)
        free.add(wanted - granted, ordering: .relaxed)
        wanted = granted
      }
      taken.add(wanted, ordering: .relaxed)
      return wanted
    }

    func give(_ count: Int) {
      free.add(count, ordering: .relaxed)
      outer?.give(count)
    }
  }
}

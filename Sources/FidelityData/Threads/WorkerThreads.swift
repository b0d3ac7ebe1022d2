import Dispatch
import FidelitySystem
import Synchronization

/// How many threads the library computes with, and the one place where it starts any.
///
/// Work is cut into the same pieces whatever the number of threads, and results are taken in the order of the pieces:
/// the number changes the time, never a digit. OpenBLAS is left alone: a program that parallelises here keeps it at one
/// thread.
public enum WorkerThreads {
  private static let setting = Atomic<Int>(0)

  /// The largest number of threads of one computation; 1...1,024, at first one for each active processor.
  public static var count: Int {
    get {
      let count = setting.load(ordering: .relaxed)
      return count > 0 ? count : ProcessInfo.processInfo.activeProcessorCount
    }
    set { setting.store(min(max(newValue, 1), 1_024), ordering: .relaxed) }
  }

  /// What `body` makes of 0, ..., `count` - 1, in that order; pieces run on up to ``count`` threads.
  ///
  /// A thread takes the next piece when it is done with one, so pieces may differ in cost.
  package static func map<Result: Sendable>(_ count: Int, _ body: @Sendable (Int) -> Result) -> [Result] {
    let threads = min(Self.count, count)
    guard threads > 1 else { return (0..<count).map(body) }
    let next = Atomic<Int>(0)
    let results = Mutex([Result?](repeating: nil, count: count))
    DispatchQueue.concurrentPerform(iterations: threads) { _ in
      while true {
        let piece = next.add(1, ordering: .relaxed).oldValue
        if piece >= count { return }
        let result = body(piece)
        results.withLock { $0[piece] = result }
      }
    }
    return results.withLock { $0.compactMap { $0 } }
  }
}

import FidelityData
import Foundation
import Synchronization
import Testing

@Suite(.serialized) struct WorkerThreadsTests {
  @Test(arguments: [1, 2, 7]) func `results come in the order of the pieces`(threads: Int) {
    let before = WorkerThreads.count
    defer { WorkerThreads.count = before }
    WorkerThreads.count = threads
    #expect(WorkerThreads.count == threads)
    for count in [0, 1, 2, 100] {
      #expect(WorkerThreads.map(count) { $0 * $0 } == (0..<count).map { $0 * $0 })
    }
  }

  @Test func `pieces may have pieces`() {
    let sums = WorkerThreads.map(20) { outer in WorkerThreads.map(20) { outer * $0 }.reduce(0, +) }
    #expect(sums == (0..<20).map { $0 * 190 })
  }

  @Test func `at least one thread`() {
    let before = WorkerThreads.count
    defer { WorkerThreads.count = before }
    for count in [0, -3, .min] {
      WorkerThreads.count = count
      #expect(WorkerThreads.count == 1)
    }
    WorkerThreads.count = .max
    #expect(WorkerThreads.count == 1_024)
  }

  /// The largest number of pieces, and of their pieces, that were computed at once.
  private static func mostAtOnce(_ body: (_ step: @escaping @Sendable () -> Void) -> Void) -> Int {
    let running = Atomic<Int>(0)
    let most = Atomic<Int>(0)
    withoutActuallyEscaping({ @Sendable () -> Void in
      let now = running.add(1, ordering: .sequentiallyConsistent).newValue
      most.max(now, ordering: .sequentiallyConsistent)
      Thread.sleep(forTimeInterval: 0.001)
      running.subtract(1, ordering: .sequentiallyConsistent)
    }) { body($0) }
    return most.load(ordering: .sequentiallyConsistent)
  }

  @Test(arguments: [1, 2, 3, 7]) func `a limit holds for pieces and their pieces together`(limit: Int) {
    let most = Self.mostAtOnce { step in
      WorkerThreads.limited(to: limit) {
        #expect(WorkerThreads.count == limit)
        _ = WorkerThreads.map(6) { _ in
          _ = WorkerThreads.map(6) { _ in step() }
        }
      }
    }
    #expect(most >= 1 && most <= limit)
  }

  @Test func `a limit inside a limit can only be lower, and ends with its body`() {
    let outside = WorkerThreads.count
    WorkerThreads.limited(to: 3) {
      WorkerThreads.limited(to: 8) { #expect(WorkerThreads.count == 3) }
      WorkerThreads.limited(to: 2) { #expect(WorkerThreads.count == 2) }
      WorkerThreads.limited(to: nil) { #expect(WorkerThreads.count == 3) }
      WorkerThreads.limited(to: -5) { #expect(WorkerThreads.count == 1) }
      // Threads that compute pieces know it too.
      #expect(WorkerThreads.map(10) { _ in WorkerThreads.count } == Array(repeating: 3, count: 10))
    }
    #expect(WorkerThreads.count == outside)
    let thrown = #expect(throws: DataError.self) {
      try WorkerThreads.limited(to: 2) { () throws(DataError) in throw DataError(.outOfMemory) }
    }
    #expect(thrown?.problem == .outOfMemory)
    #expect(WorkerThreads.count == outside)
  }

  @Test func `with one thread no other computes`() {
    let own = ObjectIdentifier(Thread.current)
    let (others, helpers) = WorkerThreads.countingHelpers(limit: 1) {
      WorkerThreads.map(50) { _ in WorkerThreads.map(5) { _ in ObjectIdentifier(Thread.current) != own } }
    }
    #expect(helpers == 0)
    #expect(others.allSatisfy { $0.allSatisfy { !$0 } })
    let (_, several) = WorkerThreads.countingHelpers(limit: 4) { WorkerThreads.map(50) { $0 } }
    #expect(several == 3)
  }
}

import FidelityData
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
}

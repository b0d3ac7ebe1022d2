import FidelitySystem
import Synchronization
import Testing

@Suite struct SystemThreadTests {
  @Test("a body runs on the calling thread and on each helper, and all are done at the end", arguments: [0, 1, 5])
  func helpers(count: Int) {
    let runs = Atomic<Int>(0)
    SystemThread.perform(helpers: count, stackSize: 1 << 20) { runs.add(1, ordering: .relaxed) }
    #expect(runs.load(ordering: .relaxed) == count + 1)
  }

  /// No system has room for a stack of so many bytes.
  @Test func `threads that cannot be had are done without`() {
    let runs = Atomic<Int>(0)
    SystemThread.perform(helpers: 3, stackSize: 1 << 60) { runs.add(1, ordering: .relaxed) }
    #expect(runs.load(ordering: .relaxed) == 1)
    #expect(!SystemThread.start(stackSize: 1 << 60) { runs.add(1, ordering: .relaxed) })
  }
}

import Synchronization

/// How many groups the states of one scan have met: what a state expects that begins after others have ended. Copies of
/// a state share it. It decides how much memory is asked for, and nothing else.
package final class ExpectedCount: Sendable {
  private let most = Atomic<Int>(0)

  package init() {}

  package var value: Int { most.load(ordering: .relaxed) }

  package func raise(to count: Int) { most.max(count, ordering: .relaxed) }
}

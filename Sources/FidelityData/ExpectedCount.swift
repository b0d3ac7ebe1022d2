import Synchronization

/// How many groups the states of one scan have met: what a state expects that begins after others have ended. Copies of
/// a state share it. It decides how much memory is asked for, and nothing else.
package final class ExpectedCount: Sendable {
  private let most = Atomic<Int>(0)

  package init() {}

  /// How many a state may come to that has met so many: no more than sixteen times them, since a part of few groups
  /// should not ask for the memory of all.
  package func value(after count: Int) -> Int { min(most.load(ordering: .relaxed), 16 * count) }

  package func raise(to count: Int) { most.max(count, ordering: .relaxed) }
}

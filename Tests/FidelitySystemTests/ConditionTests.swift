import FidelitySystem
import Testing

@Suite struct ConditionTests {
  /// Hands numbers from a thread to another, one at a time; guarded by its condition.
  private final class Hand: @unchecked Sendable {
    private let condition = Condition()
    private var number: Int?

    func put(_ next: Int) {
      condition.withLock {
        while number != nil { condition.wait() }
        number = next
        condition.broadcast()
      }
    }

    func take() -> Int {
      condition.withLock {
        while true {
          if let found = number {
            number = nil
            condition.broadcast()
            return found
          }
          condition.wait()
        }
      }
    }
  }

  @Test func `threads wait for each other`() {
    let (there, back) = (Hand(), Hand())
    #expect(SystemThread.start(stackSize: 1 << 20) { for _ in 0..<2_000 { back.put(2 * there.take()) } })
    for number in 0..<2_000 {
      there.put(number)
      #expect(back.take() == 2 * number)
    }
  }

  /// Guarded by its condition.
  private final class Count: @unchecked Sendable {
    let condition = Condition()
    var value = 0
    var done = 0
  }

  @Test func `one thread at a time`() {
    let count = Count()
    for _ in 0..<4 {
      SystemThread.start(stackSize: 1 << 20) {
        for _ in 0..<10_000 { count.condition.withLock { count.value += 1 } }
        count.condition.withLock {
          count.done += 1
          count.condition.broadcast()
        }
      }
    }
    count.condition.withLock { while count.done < 4 { count.condition.wait() } }
    #expect(count.value == 40_000)
  }

  private struct Refusal: Error {}

  @Test func `an error opens the lock`() {
    let condition = Condition()
    #expect(throws: Refusal.self) { try condition.withLock { throw Refusal() } }
    #expect(condition.withLock { 7 } == 7)
  }

  @Test func `a thread that cannot be had never runs`() {
    let ran = Count()
    #expect(!SystemThread.start(stackSize: 1 << 60) { ran.condition.withLock { ran.value = 1 } })
    #expect(ran.condition.withLock { ran.value } == 0)
  }
}

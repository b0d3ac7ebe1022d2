/// The starts of the passes of a job: two, then more until a second has passed since the first pass ended.
///
/// The first pass is the cold one. What takes a second or more is done twice; what takes a millisecond is repeated, for
/// one sample of it would measure how a thread wakes up.
struct Passes: Sequence, IteratorProtocol {
  private let most: Int
  private let clock = ContinuousClock()
  private var count = 0
  private var end: ContinuousClock.Instant?

  /// - Parameter most: no more passes than these; 1 is the cold one alone.
  init(most: Int) { self.most = most }

  mutating func next() -> ContinuousClock.Instant? {
    let now = clock.now
    if count == 1 { end = now.advanced(by: .seconds(1)) }
    if count >= 2, let end, now >= end { return nil }
    guard count < most else { return nil }
    count += 1
    return clock.now
  }
}

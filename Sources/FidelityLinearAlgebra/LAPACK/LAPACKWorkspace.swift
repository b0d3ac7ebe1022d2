/// Scratch memory of factorisations. Kept over a loop it is allocated once; it only grows.
///
/// A value of its own for every thread. It carries nothing from one call to the next.
public struct LAPACKWorkspace: Sendable {
  var doubles: [Double] = []
  var integers: [Int32] = []

  public init() {}

  mutating func reserve(doubles count: Int) {
    if doubles.count < count { doubles = Array(repeating: 0, count: count) }
  }

  mutating func reserve(integers count: Int) {
    if integers.count < count { integers = Array(repeating: 0, count: count) }
  }
}

/// The pairs of some raters: all of them, or each with the rater of reference, who comes second.
enum RaterPairs {
  static func count(_ raters: [UInt32], _ reference: UInt32?) -> Int {
    guard let reference else { return raters.count * (raters.count - 1) / 2 }
    return raters.contains(reference) ? raters.count - 1 : 0
  }

  /// By places among the raters.
  static func all(_ raters: [UInt32], _ reference: UInt32?) -> [(Int, Int)] {
    if let reference {
      guard let own = raters.firstIndex(of: reference) else { return [] }
      return raters.indices.filter { $0 != own }.map { ($0, own) }
    }
    return raters.indices.flatMap { first in raters.indices.dropFirst(first + 1).map { (first, $0) } }
  }
}

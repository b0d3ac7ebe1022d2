/// Comparing with a cut score.
enum CutScore {
  /// Whether a number that was summed or multiplied from numbers of few digits reaches a cut, as their exact fractions
  /// do: what falls short of it by rounding alone reaches it.
  static func isReached(_ number: Double, _ cut: Double) -> Bool {
    number >= cut || cut - number <= 1e-12 * abs(cut)
  }
}

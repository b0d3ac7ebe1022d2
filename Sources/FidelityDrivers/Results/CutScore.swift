/// Comparing with a cut score, a threshold, a minimum or a target.
package enum CutScore {
  /// Whether a number that was summed or multiplied from numbers of few digits reaches a cut, as their exact fractions
  /// do: what falls short of it by rounding alone reaches it. NaN reaches nothing.
  package static func isReached(_ number: Double, _ cut: Double) -> Bool {
    number >= cut || cut - number <= 1e-12 * abs(cut)
  }

  /// Whether a number falls short of a cut by more than rounding. NaN, a score that there is none of, does not.
  package static func isMissed(_ number: Double, _ cut: Double) -> Bool { number < cut && !isReached(number, cut) }
}

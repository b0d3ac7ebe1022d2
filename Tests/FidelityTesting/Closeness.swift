/// Whether two numbers differ by at most `tolerance` in absolute terms. A NaN is close to nothing.
public func isClose(_ value: Double, _ expected: Double, within tolerance: Double) -> Bool {
  value == expected || abs(value - expected) <= tolerance
}

/// Whether an optional number is there and close; a missing number is close to nothing.
public func isClose(_ value: Double?, _ expected: Double, within tolerance: Double) -> Bool {
  guard let value else { return false }
  return isClose(value, expected, within: tolerance)
}

/// |value - expected| / |expected|, or the absolute difference where `expected` is 0.
public func relativeError(_ value: Double, _ expected: Double) -> Double {
  if value == expected { return 0 }
  return expected == 0 ? abs(value) : abs(value - expected) / abs(expected)
}

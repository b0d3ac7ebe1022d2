import FidelityComponents

/// The standard deviation of some numbers, divisor n - 1; NaN for fewer than two.
func standardDeviation(_ values: [Double]) -> Double {
  guard values.count > 1 else { return .nan }
  var moments = OneWayMoments()
  let group = [UInt32](repeating: 0, count: values.count)
  moments.add(groups: group.span, values: values.span)
  return (moments.withinSquares(0) / Double(values.count - 1)).squareRoot()
}

/// Where an interval lies beside a reference, and how a picture marks it.
enum IntervalSide {
  case below, holding, above
  /// There is no interval, which then holds nothing.
  case unknown

  init(_ lower: Double, _ upper: Double, beside reference: Double) {
    if upper < reference {
      self = .below
    } else if lower > reference {
      self = .above
    } else {
      self = lower.isFinite && upper.isFinite ? .holding : .unknown
    }
  }

  var shape: MarkShape {
    switch self {
    case .below: .triangleDown
    case .holding: .circle
    case .above: .triangleUp
    case .unknown: .square
    }
  }

  var tone: Tone {
    switch self {
    case .below: .vermillion
    case .holding: .blue
    case .above: .green
    case .unknown: .purple
    }
  }

  /// The signs of those of the sides that are drawn, the upper first.
  static func legend(
    _ drawn: Set<IntervalSide>, above: String, holding: String, below: String
  ) -> [LegendEntry] {
    [(.above, above), (.holding, holding), (.below, below), (.unknown, "no interval")]
      .filter { (side: IntervalSide, _: String) in drawn.contains(side) }
      .map { side, text in LegendEntry(.mark(side.shape, side.tone.rawValue), text) }
  }
}

/// Where an interval lies beside a reference, and how a picture marks it.
enum IntervalSide {
  case below, holding, above
  /// There is no interval, which then holds nothing.
  case unknown

  /// Beside a criterion, which an interval that begins at it has reached.
  init(_ lower: Double, _ upper: Double, reaching criterion: Double) {
    self = lower >= criterion ? .above : IntervalSide(lower, upper, beside: criterion)
  }

  /// By the verdict of the table of trends.
  init(verdict: String) {
    switch verdict {
    case "improving": self = .above
    case "declining": self = .below
    case "stable": self = .holding
    default: self = .unknown
    }
  }

  /// Beside a number that an interval may hold at its end.
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
    _ drawn: Set<IntervalSide>, above: String, holding: String, below: String, unknown: String
  ) -> [LegendEntry] {
    [(.above, above), (.holding, holding), (.below, below), (.unknown, unknown)]
      .filter { (side: IntervalSide, _: String) in drawn.contains(side) }
      .map { side, text in LegendEntry(.mark(side.shape, side.tone.rawValue), text) }
  }

  /// The signs of verdicts.
  static func verdictLegend(_ drawn: Set<String>, _ texts: ChartTexts) -> [LegendEntry] {
    legend(
      Set(drawn.map { IntervalSide(verdict: $0) }), above: texts("caterpillar-improving"),
      holding: texts("caterpillar-stable"), below: texts("caterpillar-declining"),
      unknown: texts("caterpillar-insufficient"))
  }
}

/// From sums to scores: one loop over the rows of a tile per scale.
extension InstrumentScorer {
  /// Counts are compared with a share of a count; this is far below the distance of two counts.
  private static let countSlack = 1e-9

  /// A scale over items, in a tile without gaps.
  func finishComplete(
    _ scale: ItemScalePlan, points: ArraySlice<Double>, _ rows: Range<Int>, scores: inout [Double],
    statuses: inout [UInt8]
  ) {
    let points = points.span
    var scores = scores.mutableSpan
    let (constant, denominator) = (scale.completeConstant, scale.completeDenominator)
    if scale.hasWholeNumerator {
      for row in points.indices { scores[rows.lowerBound + row] = (points[row] + constant).rounded() / denominator }
    } else {
      for row in points.indices { scores[rows.lowerBound + row] = (points[row] + constant) / denominator }
    }
    Self.fill(&statuses, rows, with: ScoreStatus.ok.rawValue)
  }

  /// A scale over items, with gaps.
  func finish(
    _ scale: ItemScalePlan, points: ArraySlice<Double>, answered: [Double], outside: [Double]?, _ rows: Range<Int>,
    scores: inout [Double], statuses: inout [UInt8]
  ) {
    let points = points.span
    let answered = answered.span
    let hasOutside = outside != nil
    let outsideSums = outside ?? []
    let outside = outsideSums.span
    var scores = scores.mutableSpan
    var statuses = statuses.mutableSpan
    func start(_ sum: MaskSum) -> Int { sum.column * tile }
    for row in points.indices {
      var numerator = points[row] + scale.offset.factor * answered[start(scale.offset) + row] + scale.constant
      var denominator = scale.answered.factor * answered[start(scale.answered) + row] + scale.full
      let count = scale.count.factor * answered[start(scale.count) + row]
      var applicable = scale.itemCount
      if hasOutside {
        numerator += scale.outside.factor * outside[start(scale.outside) + row]
        denominator += scale.left.factor * outside[start(scale.left) + row]
        applicable -= scale.count.factor * outside[start(scale.count) + row]
      }
      if let prorated = scale.prorated {
        var (base, range) = prorated
        if hasOutside {
          base -= scale.baseOutside.factor * outside[start(scale.baseOutside) + row]
          range -= scale.answered.factor * outside[start(scale.answered) + row]
        }
        numerator = base * denominator + numerator * range
      }
      if scale.hasWholeNumerator { numerator.round() }
      let required = max(1, scale.requiredShare * applicable - Self.countSlack)
      let isPresent = (scale.fillsMissing ? applicable : count) >= required
      scores[rows.lowerBound + row] = isPresent ? numerator / denominator : .nan
      statuses[rows.lowerBound + row] = Self.status(isPresent, applicable: applicable)
    }
  }

  /// A scale of scales, in a tile without gaps.
  func finishComplete(_ scale: CompositePlan, _ rows: Range<Int>, _ block: inout ScoreBlock) {
    Self.clear(&block.workspace.composite)
    var share = 0.0
    for part in scale.parts {
      Self.add(part, values: block.scores[part.scale], rows, to: &block.workspace.composite)
      share += part.share
    }
    let denominator = scale.dividesByShare && !scale.isProrated ? share : 1
    Self.divide(block.workspace.composite, by: denominator, rows, into: &block.scores[scale.scale])
    Self.fill(&block.statuses[scale.scale], rows, with: ScoreStatus.ok.rawValue)
  }

  /// A scale of scales, with gaps.
  func finish(_ scale: CompositePlan, _ rows: Range<Int>, _ block: inout ScoreBlock) {
    Self.clear(&block.workspace.composite)
    for part in scale.parts {
      add(
        part, fills: scale.fillsMissing, values: block.scores[part.scale], codes: block.statuses[part.scale], rows,
        to: &block.workspace.composite)
    }
    conclude(
      scale, block.workspace.composite, rows, scores: &block.scores[scale.scale], statuses: &block.statuses[scale.scale]
    )
  }

  private func conclude(
    _ scale: CompositePlan, _ sums: [Double], _ rows: Range<Int>, scores: inout [Double], statuses: inout [UInt8]
  ) {
    let sums = sums.span
    var scores = scores.mutableSpan
    var statuses = statuses.mutableSpan
    for row in 0..<rows.count {
      var numerator = sums[CompositeSum.numerator * tile + row]
      let denominator = scale.dividesByShare ? sums[CompositeSum.denominator * tile + row] : 1
      if scale.isProrated {
        let (base, range) = (sums[CompositeSum.base * tile + row], sums[CompositeSum.range * tile + row])
        numerator = base * denominator + numerator * range
      }
      let applicable = sums[CompositeSum.applicable * tile + row]
      let required = max(1, scale.requiredShare * applicable - Self.countSlack)
      let isPresent = (scale.fillsMissing ? applicable : sums[CompositeSum.present * tile + row]) >= required
      scores[rows.lowerBound + row] = isPresent ? numerator / denominator : .nan
      statuses[rows.lowerBound + row] = Self.status(isPresent, applicable: applicable)
    }
  }

  private func add(
    _ part: CompositePlan.Part, fills: Bool, values: [Double], codes: [UInt8], _ rows: Range<Int>,
    to sums: inout [Double]
  ) {
    let values = values.span
    let codes = codes.span
    var sums = sums.mutableSpan
    for row in 0..<rows.count {
      let code = codes[rows.lowerBound + row]
      let isPresent = code == ScoreStatus.ok.rawValue
      let applies: Double = code == ScoreStatus.notApplicable.rawValue ? 0 : 1
      let value = (values[rows.lowerBound + row] - part.shift) * part.factor
      sums[CompositeSum.numerator * tile + row] += isPresent ? value : fills ? part.fill * applies : 0
      sums[CompositeSum.denominator * tile + row] += isPresent || fills ? part.share * applies : 0
      sums[CompositeSum.present * tile + row] += isPresent ? 1 : 0
      sums[CompositeSum.applicable * tile + row] += applies
      sums[CompositeSum.base * tile + row] += part.base * applies
      sums[CompositeSum.range * tile + row] += part.share * applies
    }
  }

  private static func add(
    _ part: CompositePlan.Part, values: [Double], _ rows: Range<Int>, to sums: inout [Double]
  ) {
    let values = values.span.extracting(rows)
    var sums = sums.mutableSpan
    for row in values.indices { sums[row] += (values[row] - part.shift) * part.factor + part.base }
  }

  private static func divide(
    _ sums: [Double], by denominator: Double, _ rows: Range<Int>, into scores: inout [Double]
  ) {
    let sums = sums.span
    var scores = scores.mutableSpan
    for row in 0..<rows.count { scores[rows.lowerBound + row] = sums[row] / denominator }
  }

  private static func clear(_ sums: inout [Double]) {
    var sums = sums.mutableSpan
    for index in sums.indices { sums[index] = 0 }
  }

  private static func status(_ isPresent: Bool, applicable: Double) -> UInt8 {
    if isPresent { return ScoreStatus.ok.rawValue }
    return applicable < 0.5 ? ScoreStatus.notApplicable.rawValue : ScoreStatus.tooFewItems.rawValue
  }
}

import FidelityLinearAlgebra

/// From scores to bands and criteria.
extension InstrumentScorer {
  func assignBands(_ index: Int, _ rows: Range<Int>, _ block: inout ScoreBlock) {
    let definition = instrument.scales[index].bands
    let hasOpenBand = definition.first?.atLeast == nil
    let source = block.scores[index]
    let scores = source.span
    var bands = block.bands[index].mutableSpan
    // Without an open band, the first threshold takes 255 to 0.
    let below: UInt8 = hasOpenBand ? 0 : ScoreBlock.none
    for row in rows { bands[row] = below }
    for case let threshold? in definition.map(\.atLeast) {
      let limit = threshold - Instrument.slack(around: threshold)
      for row in rows { bands[row] &+= scores[row] >= limit ? 1 : 0 }
    }
    if hasOpenBand {
      for row in rows where scores[row].isNaN { bands[row] = ScoreBlock.none }
    }
  }

  /// A condition that is not met decides; otherwise one that is missing does.
  func judge(
    _ index: Int, _ elements: [Double], _ source: MatrixLayout, _ rows: Range<Int>, _ block: inout ScoreBlock
  ) {
    Self.fill(&block.criteria[index], rows, with: 1)
    for condition in instrument.criteria[index].conditions {
      let atLeast = condition.atLeast.map { $0 - Instrument.slack(around: $0) } ?? -.infinity
      let atMost = condition.atMost.map { $0 + Instrument.slack(around: $0) } ?? .infinity
      switch condition.subject {
      case .scale(let scale):
        let scores = block.scores[scale]
        Self.apply(atLeast, atMost, scores.span, start: rows.lowerBound, rows, codes: [], &block.criteria[index])
      case .item(let item):
        let start = source.offset + item * source.leadingDimension
        let codes = instrument.items[item].notApplicable
        Self.apply(atLeast, atMost, elements.span, start: start, rows, codes: codes, &block.criteria[index])
      }
    }
  }

  private static func apply(
    _ atLeast: Double, _ atMost: Double, _ values: Span<Double>, start: Int, _ rows: Range<Int>, codes: [Double],
    _ verdicts: inout [UInt8]
  ) {
    var verdicts = verdicts.mutableSpan
    for offset in 0..<rows.count {
      let value = values[start + offset]
      let verdict = verdicts[rows.lowerBound + offset]
      let isMissing = value - value != 0 || (!codes.isEmpty && codes.contains(value))
      let isMet = value >= atLeast && value <= atMost
      let unknown = verdict == 1 ? ScoreBlock.none : verdict
      verdicts[rows.lowerBound + offset] = isMissing ? unknown : isMet ? verdict : 0
    }
  }
}

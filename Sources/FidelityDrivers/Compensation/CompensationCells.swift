/// The outcomes of units by whether two drivers are low or high, and how far high b gets a unit with low a.
///
/// With m the mean outcome of a cell, the first letter for a and the second for b:
///
/// - ``compensationRatio(level:)`` (m_LH - m_LL) / (m_HH - m_LL), the share of the way from low in both to high in both
///   that is gone with a still low: 0 where the weakest link decides, b's weight where drivers add up, 1 where the
///   better one decides.
/// - ``bufferingRatio(level:)`` 1 - (m_HH - m_LH) / (m_HL - m_LL), how much less low a costs where b is high: 0 where
///   drivers add up, above 0 only beyond that, below 0 where they need each other.
///
/// Limits are Fieller's, with a variance of its own for each cell's mean (s^2 / n) and m_LL, which numerator and
/// denominator share, in the covariance; t has the units in the cells less the number of cells as degrees of freedom.
/// Fewer than two units in a cell give `too-few-units`. Units are taken as independent, and no ratio says what would
/// happen if b were raised: units with high b may differ in more than b.
/// Validation: `datasets/drivers-compensation-detection`.
public struct CompensationCells: Sendable, Hashable {
  /// The outcomes of a cell.
  public struct Cell: Sendable, Hashable {
    public private(set) var count = 0
    public private(set) var mean = Double.nan
    /// s^2 / n; NaN for fewer than two units.
    public private(set) var varianceOfMean = Double.nan

    init(_ outcomes: [Double]) {
      count = outcomes.count
      guard count > 0 else { return }
      let mean = outcomes.reduce(0, +) / Double(count)
      self.mean = mean
      guard count > 1 else { return }
      varianceOfMean = outcomes.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count - 1) / Double(count)
    }
  }

  /// a low, b low, and so on.
  public let lowLow: Cell
  public let lowHigh: Cell
  public let highLow: Cell
  public let highHigh: Cell

  /// - Parameters:
  ///   - outcomes: of each unit.
  ///   - a: the score of each unit in the driver that may be low.
  ///   - b: in the one that may make up for it.
  ///   - threshold: from here on a score is high; one that falls short by rounding alone is.
  /// - Precondition: as many scores as outcomes.
  /// - Complexity: O(units).
  public init(outcomes: [Double], of a: [Double], by b: [Double], threshold: Double) {
    precondition(a.count == outcomes.count && b.count == outcomes.count, "scores for each outcome")
    var parts = [[Double]](repeating: [], count: 4)
    for unit in outcomes.indices {
      let (isHighA, isHighB) = (CutScore.isReached(a[unit], threshold), CutScore.isReached(b[unit], threshold))
      parts[(isHighA ? 2 : 0) + (isHighB ? 1 : 0)].append(outcomes[unit])
    }
    (lowLow, lowHigh, highLow, highHigh) = (Cell(parts[0]), Cell(parts[1]), Cell(parts[2]), Cell(parts[3]))
  }

  /// The cells of the same units with a and b exchanged.
  public var exchanged: CompensationCells {
    CompensationCells(lowLow: lowLow, lowHigh: highLow, highLow: lowHigh, highHigh: highHigh)
  }

  private init(lowLow: Cell, lowHigh: Cell, highLow: Cell, highHigh: Cell) {
    (self.lowLow, self.lowHigh, self.highLow, self.highHigh) = (lowLow, lowHigh, highLow, highHigh)
  }

  /// (m_LH - m_LL) / (m_HH - m_LL); nil where a cell has fewer than two units.
  public func compensationRatio(level: Double = 0.95) -> FiellerInterval? {
    guard [lowLow, lowHigh, highHigh].allSatisfy({ $0.count > 1 }) else { return nil }
    return FiellerInterval(
      numerator: (lowHigh.mean - lowLow.mean, lowHigh.varianceOfMean + lowLow.varianceOfMean),
      denominator: (highHigh.mean - lowLow.mean, highHigh.varianceOfMean + lowLow.varianceOfMean),
      covariance: lowLow.varianceOfMean, degreesOfFreedom: Double(lowLow.count + lowHigh.count + highHigh.count - 3),
      level: level)
  }

  /// 1 - (m_HH - m_LH) / (m_HL - m_LL); nil where a cell has fewer than two units.
  public func bufferingRatio(level: Double = 0.95) -> FiellerInterval? {
    let all = [lowLow, lowHigh, highLow, highHigh]
    guard all.allSatisfy({ $0.count > 1 }) else { return nil }
    return FiellerInterval(
      numerator: (highHigh.mean - lowHigh.mean, highHigh.varianceOfMean + lowHigh.varianceOfMean),
      denominator: (highLow.mean - lowLow.mean, highLow.varianceOfMean + lowLow.varianceOfMean), covariance: 0,
      degreesOfFreedom: Double(all.reduce(0) { $0 + $1.count } - 4), level: level
    ).complement
  }
}

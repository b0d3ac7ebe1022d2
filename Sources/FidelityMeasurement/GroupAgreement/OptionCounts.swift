import FidelitySystem

/// How often each option was chosen: the ratings of one group and item.
public struct OptionCounts: Sendable, Equatable {
  public let scale: ResponseScale
  public let counts: [UInt32]
  /// The number of raters.
  public let count: Int
  /// The sums of place and place^2, places from 0: whole numbers, and so exact.
  let sums: (Double, Double)

  init(_ scale: ResponseScale, _ counts: [UInt32]) {
    self.scale = scale
    self.counts = counts
    var (count, sum, squares) = (0, 0.0, 0.0)
    for (place, times) in counts.enumerated() where times > 0 {
      count += Int(times)
      sum += Double(times) * Double(place)
      squares += Double(times) * Double(place) * Double(place)
    }
    (self.count, sums) = (count, (sum, squares))
  }

  public static func == (a: Self, b: Self) -> Bool { a.scale == b.scale && a.counts == b.counts }

  /// NaN without ratings.
  public var mean: Double { scale.lowest + scale.step * (sums.0 / Double(count)) }

  /// Divisor n - 1; NaN for fewer than two ratings.
  public var variance: Double {
    let (n, (sum, squares)) = (Double(count), sums)
    return n > 1 ? scale.step * scale.step * ((n * squares - sum * sum) / (n * (n - 1))) : .nan
  }

  /// The median; the middle of two where the number is even.
  public var median: Double {
    let n = count
    guard n > 0 else { return .nan }
    func place(at rank: Int) -> Double {
      var seen = 0
      for (place, times) in counts.enumerated() {
        seen += Int(times)
        if seen > rank { return Double(place) }
      }
      return Double(scale.optionCount - 1)
    }
    return scale.lowest + scale.step * ((place(at: (n - 1) / 2) + place(at: n / 2)) / 2)
  }

  /// The mean absolute deviation from a number; NaN without ratings.
  public func averageDeviation(from centre: Double) -> Double {
    var sum = 0.0
    for (place, times) in counts.enumerated() where times > 0 {
      sum += Double(times) * abs(scale.lowest + scale.step * Double(place) - centre)
    }
    return sum / Double(count)
  }
}

public import FidelityData

/// The kinds of pictures; the raw value is the kind's name in commands.
public enum ChartKind: String, CaseIterable, Sendable {
  /// The total over time, with criterion, bands and interval.
  case overTime = "over-time"
  /// The subscales' means with intervals.
  case subscales
  /// Items by occasions.
  case itemHeatMap = "item-heat-map"
  /// Sites in the order of their estimates, with intervals.
  case caterpillar
  /// Agreement by item, with benchmark bands.
  case agreement
  /// Raters by raters.
  case raterMatrix = "rater-matrix"
  /// Bias and severity of raters.
  case raterBias = "rater-bias"
  /// Differences against means of two raters or methods.
  case blandAltman = "bland-altman"
  /// A bar for each driver, the weakest marked.
  case driverProfile = "driver-profile"
  /// Components by drivers.
  case integration
  /// How much of one driver makes up for another.
  case compensation
  /// Coaching planned and delivered, cycle by cycle.
  case coaching
  /// The share of barriers still open, by days.
  case barriers
  /// Issues by where they were raised and resolved.
  case escalation
  /// Shares of data that are complete, in time and used.
  case dataHealth = "data-health"
  /// Sites by their size, with limits around the mean of all.
  case funnel

  /// The pictures that the tables of a results folder allow, none where its table is not there.
  /// - Throws: `notANumber` and the like, for a table that was damaged.
  public func pictures(of results: Results, options: ChartOptions = ChartOptions()) throws(DataError) -> [Picture] {
    []
  }
}

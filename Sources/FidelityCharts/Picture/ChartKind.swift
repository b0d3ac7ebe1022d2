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
    var context = ChartContext(self, results, options)
    switch self {
    case .overTime: return try OverTimeChart.pictures(&context)
    case .subscales: return try SubscaleChart.pictures(&context)
    case .itemHeatMap: return try ItemHeatMap.pictures(&context)
    case .caterpillar: return try CaterpillarChart.pictures(&context)
    case .agreement: return try AgreementChart.pictures(&context)
    case .raterMatrix: return try RaterMatrix.pictures(&context)
    case .raterBias: return try RaterBiasChart.pictures(&context)
    case .blandAltman: return try BlandAltmanChart.pictures(&context)
    case .driverProfile: return try DriverProfileChart.pictures(&context)
    case .integration: return try IntegrationChart.pictures(&context)
    case .compensation: return try CompensationChart.pictures(&context)
    case .coaching: return try CoachingChart.pictures(&context)
    case .barriers: return try BarrierChart.pictures(&context)
    case .escalation: return try EscalationChart.pictures(&context)
    case .dataHealth: return try DataHealthChart.pictures(&context)
    case .funnel: return try FunnelChart.pictures(&context)
    }
  }

  /// The tables that the kind is drawn from, the first of which it needs.
  public var tables: [String] {
    switch self {
    case .overTime: ["scores-over-time", "score-bands"]
    case .subscales: ["score-summary", "score-overall"]
    case .funnel: ["score-summary"]
    case .itemHeatMap: ["item-means"]
    case .caterpillar: ["score-summary", "trend-decisions"]
    case .agreement: ["reliability"]
    case .raterMatrix: ["rater-pairs"]
    case .raterBias: ["raters"]
    case .blandAltman: ["concordance-points", "concordance"]
    case .driverProfile: ["drivers-page"]
    case .integration, .compensation, .dataHealth: ["drivers"]
    case .coaching: ["coaching-cycles"]
    case .barriers: ["drivers", "barrier-survival"]
    case .escalation: ["drivers", "escalation-matrix"]
    }
  }
}

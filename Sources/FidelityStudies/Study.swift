public import FidelityData
public import FidelityFiles
public import FidelityReliability
public import FidelityTrends

/// A study: data, an instrument and the analyses to run on them in one scan.
///
/// A study file (YAML) and the flags of a command describe the same thing; both end here. ``StudyRunner`` runs it.
public struct Study: Sendable, Equatable {
  public var name: String
  public var data: DataDescription
  /// The id of a built-in instrument or the path of a definition.
  public var instrument: String?
  public var analyses: [AnalysisRequest]
  /// The seed of everything random.
  public var seed: UInt64

  public init(
    name: String = "study", data: DataDescription, instrument: String? = nil, analyses: [AnalysisRequest] = [],
    seed: UInt64 = 1
  ) {
    self.name = name
    self.data = data
    self.instrument = instrument
    self.analyses = analyses
    self.seed = seed
  }

  /// The files that results depend on: data, a definition, matrices of weights.
  package var inputFiles: [String] { data.files + [instrument].compactMap(\.self) + matrixFiles }

  /// The files that matrices of weights were read from.
  var matrixFiles: [String] {
    var files: [String] = []
    for case .reliability(let request) in analyses { files += request.matrixFiles.filter { !files.contains($0) } }
    return files
  }
}

/// What the data are: files, layout, the roles of columns, missing codes.
public struct DataDescription: Sendable, Equatable {
  /// How ratings stand in the table.
  public enum Layout: Sendable, Equatable {
    /// One rating a row, in the column of the role `value`.
    case long
    /// Several ratings a row, in columns whose names carry variables.
    case wide(WidePattern)
  }

  /// Where time comes from.
  public enum TimeSource: Sendable, Equatable {
    /// A column of numbers, or of dates as text (`YYYY-MM-DD`) or as the file's date type.
    case column(String)
    /// A column of dates in a stated form.
    case date(column: String, format: CalendarDate.Format)
    /// Year, month and day in columns of their own.
    case parts(year: String, month: String, day: String)
  }

  public var files: [String]
  public var options: TableOptions
  public var layout: Layout
  /// The columns of each role: `unit`, `rater`, `item`, `value`, `site`, ...; any name may be a role.
  public var roles: [String: [String]]
  public var time: TimeSource?
  public var missing: MissingCodes
  /// What to do where a rater rated a unit twice, or an administration has an item twice.
  public var duplicates: DuplicateRule

  public init(
    files: [String], options: TableOptions = TableOptions(), layout: Layout = .long, roles: [String: [String]] = [:],
    time: TimeSource? = nil, missing: MissingCodes = MissingCodes(), duplicates: DuplicateRule = .error
  ) {
    self.files = files
    self.options = options
    self.layout = layout
    self.roles = roles
    self.time = time
    self.missing = missing
    self.duplicates = duplicates
  }
}

/// One analysis of a study.
public enum AnalysisRequest: Sendable, Equatable {
  case score(ScoreRequest)
  case reliability(ReliabilityRequest)
  case raters(RatersRequest)
  case trend(TrendRequest)

  /// The name of its result file.
  public var name: String {
    switch self {
    case .score: "score"
    case .reliability: "reliability"
    case .raters: "raters"
    case .trend: "trend"
    }
  }
}

/// Fidelity scores of each administration, and roll-ups.
public struct ScoreRequest: Sendable, Equatable {
  /// Roll-ups by these variables; none for no roll-up.
  public var by: [String]
  /// The variables that tell administrations apart; nil: every row of a wide table is one, and unit and rater tell them
  /// apart in a long one. Ratings of an item within an administration are averaged where there are more variables than
  /// these.
  public var administration: [String]?
  /// The confidence level of the means' intervals.
  public var level: Double

  public init(by: [String] = [], administration: [String]? = nil, level: Double = 0.95) {
    self.by = by
    self.administration = administration
    self.level = level
  }
}

/// Agreement between raters.
public struct ReliabilityRequest: Sendable, Equatable {
  /// The measurement level, which chooses coefficients where none are named.
  public typealias Scale = MeasurementScale

  public var by: [String]
  public var scale: Scale
  public var coefficients: [AgreementCoefficient]
  public var interval: AgreementInterval
  public var level: Double
  public var minimumRatings: Int
  public var categories: DeclaredCategories
  public var inference: ReliabilityInference
  /// The program whose conventions are followed.
  public var convention = AgreementConvention.fidelity
  /// Whether numbers are rounded as that program does.
  public var roundsLikeConvention = false
  /// The files that matrices of weights were read from.
  public var matrixFiles: [String] = []

  public init(
    by: [String] = [], scale: Scale, coefficients: [AgreementCoefficient]? = nil,
    interval: AgreementInterval = .linearised, level: Double = 0.95, minimumRatings: Int = 1,
    categories: DeclaredCategories = .none, inference: ReliabilityInference = ReliabilityInference()
  ) {
    self.by = by
    self.scale = scale
    self.coefficients = coefficients ?? Self.coefficients(scale: scale)
    self.interval = interval
    self.level = level
    self.minimumRatings = minimumRatings
    self.categories = categories
    self.inference = inference
  }

  /// Coefficients that suit a measurement level: unweighted and, from ordinal on, with quadratic weights; alpha in every
  /// metric up to it.
  /// - Parameter names: which; otherwise those that any number of raters has.
  public static func coefficients(
    scale: Scale, names: [String] = AgreementCoefficient.commonNames, weights: [AgreementWeights]? = nil,
    metrics: [AlphaMetric]? = nil
  ) -> [AgreementCoefficient] {
    let weights = weights ?? (scale == .nominal ? [.identity] : [.identity, .quadratic])
    let metrics =
      metrics
      ?? {
        switch scale {
        case .nominal: [.nominal]
        case .ordinal: [.nominal, .ordinal]
        case .interval: [.nominal, .ordinal, .interval]
        case .ratio: [.nominal, .ordinal, .interval, .ratio]
        }
      }()
    return names.flatMap { AgreementCoefficient.named($0, weights: weights, metrics: metrics) }
  }
}

/// An outcome over time, per group or pooled.
public struct TrendRequest: Sendable, Equatable {
  /// A column, or a scale of the instrument.
  public var outcome: String
  /// The groups that get a line each; none for one line through all.
  public var group: [String]
  /// Further predictors of a pooled model.
  public var covariates: [String]
  /// The unit of dates.
  public var unit: TimeUnit
  public var level: Double

  public init(
    outcome: String, group: [String] = [], covariates: [String] = [], unit: TimeUnit = .months, level: Double = 0.95
  ) {
    self.outcome = outcome
    self.group = group
    self.covariates = covariates
    self.unit = unit
    self.level = level
  }
}

/// The columns of a table of estimates. What a table declares, its files have, whatever the data: a column that no row
/// uses is there, and empty.
///
/// `quantity`, `estimate` and `status` belong to every table. The two degrees of freedom of an F are
/// `numerator_degrees_of_freedom` and `degrees_of_freedom`.
public struct EstimateColumns: OptionSet, Sendable, Hashable {
  public let rawValue: UInt32

  public init(rawValue: UInt32) { self.rawValue = rawValue }

  public static let quantity = EstimateColumns(rawValue: 1 << 0)
  public static let term = EstimateColumns(rawValue: 1 << 1)
  public static let form = EstimateColumns(rawValue: 1 << 2)
  public static let weights = EstimateColumns(rawValue: 1 << 3)
  public static let metric = EstimateColumns(rawValue: 1 << 4)
  public static let estimate = EstimateColumns(rawValue: 1 << 5)
  public static let standardError = EstimateColumns(rawValue: 1 << 6)
  public static let lower = EstimateColumns(rawValue: 1 << 7)
  public static let upper = EstimateColumns(rawValue: 1 << 8)
  public static let level = EstimateColumns(rawValue: 1 << 9)
  public static let numeratorDegreesOfFreedom = EstimateColumns(rawValue: 1 << 10)
  public static let degreesOfFreedom = EstimateColumns(rawValue: 1 << 11)
  public static let statistic = EstimateColumns(rawValue: 1 << 12)
  public static let pValue = EstimateColumns(rawValue: 1 << 13)
  public static let unitCount = EstimateColumns(rawValue: 1 << 14)
  public static let raterCount = EstimateColumns(rawValue: 1 << 15)
  public static let observationCount = EstimateColumns(rawValue: 1 << 16)
  public static let method = EstimateColumns(rawValue: 1 << 17)
  public static let status = EstimateColumns(rawValue: 1 << 18)
  public static let note = EstimateColumns(rawValue: 1 << 19)

  /// `standard_error, lower, upper, level, degrees_of_freedom`: what an interval needs.
  public static let interval: EstimateColumns = [.standardError, .lower, .upper, .level, .degreesOfFreedom]
  /// `statistic, p_value`
  public static let test: EstimateColumns = [.statistic, .pValue]
  /// The columns of every table.
  public static let always: EstimateColumns = [.quantity, .estimate, .status]
  public static let all = EstimateColumns(rawValue: 1 << UInt32(allNames.count) - 1)

  /// The names in the order of the columns of a table, which is that of the bits.
  private static let allNames = [
    "quantity", "term", "form", "weights", "metric", "estimate", "standard_error", "lower", "upper", "level",
    "numerator_degrees_of_freedom", "degrees_of_freedom", "statistic", "p_value", "n_units", "n_raters",
    "n_observations", "method", "status", "note",
  ]

  /// The names of these columns in tables, in their order.
  public var names: [String] {
    Self.allNames.indices.filter { rawValue & 1 << UInt32($0) != 0 }.map { Self.allNames[$0] }
  }

  /// The name of a single column.
  var name: String { Self.allNames[rawValue.trailingZeroBitCount] }
}

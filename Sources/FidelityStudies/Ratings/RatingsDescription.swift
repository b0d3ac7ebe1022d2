import FidelityData
import FidelityReliability

/// Which ratings of a study's table an analysis collects, and by what it tells them apart.
struct RatingsDescription: Sendable {
  /// The analysis, in messages.
  let analysis: String
  /// The variables that results are by.
  var by: [String] = []
  /// A further variable that results are by, and whose values are compared with each other.
  var compare: String?
  /// The variables that together name the cluster of a unit; none: every unit by itself.
  var cluster: [String] = []
  /// Above nominal, ratings must be numbers.
  var scale: MeasurementScale
  var categories: DeclaredCategories = .none
  /// The column of master codes, which become a rater of their own.
  var masters: String?
}

import FidelityData
import FidelityReliability

/// Which ratings of a study's table an analysis collects, by what it tells them apart, and what it needs to know of
/// them.
struct RatingsDescription: Sendable {
  /// The analysis, in messages.
  let analysis: String
  /// The variables that results are by.
  var by: [String] = []
  /// A further variable that results are by, and whose values are compared with each other.
  var compare: String?
  /// The variables that together name the cluster of a unit; none: every unit by itself.
  var cluster: [String] = []
  /// Whether the analysis has an option for clusters.
  var mayCluster = false
  /// Above nominal, ratings must be numbers.
  var scale: MeasurementScale
  var categories: DeclaredCategories = .none
  /// The column of the gold standard, which becomes a rater of their own.
  var goldStandard: String?
  /// Whether the analysis must know which unit a rating is of. Where it need not, equal units may be counted, and
  /// clusters, comparisons and a gold standard are not at hand.
  var needsUnits = true
  /// Whether it matters who gave which rating, where units are counted.
  var needsRaters = true
  /// Whether the analysis is about raters, who must be known.
  var comparesRaters = true
  /// What is rated, where it is not the unit of the data.
  var unit: Unit?
  /// Units with fewer ratings do not count, where units are counted.
  var minimumRatings = 1

  /// Something else than the role `unit` that raters rate once.
  struct Unit: Sendable {
    /// The variables that tell it apart; none where there is one of it.
    let variables: [String]
    /// What it is called in messages.
    let name: String
    /// What to do where a rater rated one twice; options in backticks.
    let advice: String
  }

  /// The variables that tell groups apart.
  var groupVariables: [String] { by + [compare].compactMap(\.self) }
}

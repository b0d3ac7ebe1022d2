/// The measurement level of ratings: which comparisons of two of them have a meaning.
public enum MeasurementScale: String, Sendable, Hashable, Codable, CaseIterable {
  /// Equal or not.
  case nominal
  /// Less or more.
  case ordinal
  /// How much more.
  case interval
  /// How many times more.
  case ratio
}

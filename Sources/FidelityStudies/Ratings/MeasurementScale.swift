/// The measurement level of ratings.
public enum MeasurementScale: String, Sendable, CaseIterable { case nominal, ordinal, interval, ratio }

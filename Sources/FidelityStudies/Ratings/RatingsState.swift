import FidelityData

/// A state that is the collected ratings until it finishes, as that of most analyses of raters.
protocol RatingsState: AnalysisState {
  var ratings: CollectedRatings { get set }
}

extension RatingsState {
  mutating func consume(_ rows: StudyRows) throws(DataError) { try ratings.consume(rows.batch, rows.dictionaries) }

  var mustStartAgain: Bool { ratings.mustStartAgain }

  mutating func endScan(_ context: () -> StudyContext) { ratings.endScan() }

  mutating func merge(_ other: Self, _ codes: [[UInt32]]) throws(DataError) { try ratings.merge(other.ratings, codes) }
}

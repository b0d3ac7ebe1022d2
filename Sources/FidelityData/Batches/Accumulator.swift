/// A sufficient statistic that grows by batches and merges: the one idea of the engine.
///
/// Laws that every state keeps, and that its tests prove:
/// - merging is associative and, up to the order of groups, commutative;
/// - a state over all rows equals the merge of the states over any partition of the rows.
public protocol MergeableState: Sendable {
  /// Takes everything that `other` has seen.
  mutating func merge(_ other: Self)
}

/// A mergeable state that reads the batches of one scan.
public protocol Accumulator: MergeableState {
  /// Takes the rows of a batch.
  mutating func accumulate(_ batch: Batch) throws(DataError)
}

public import FidelityData

/// The sufficient statistic of units crossed with raters who rate each unit several times: the means of cells, and the
/// squares within them.
///
/// - Complexity: that of ``CrossedMoments``; memory does not grow with units.
public struct ReplicatedMoments: MergeableState {
  /// The means of cells; a cell without a rating is missing.
  public private(set) var cells: CrossedMoments
  /// The sum of squares within cells.
  public private(set) var withinSquares = 0.0
  /// The number of cells with a rating.
  public private(set) var cellCount = 0.0
  /// The number of ratings.
  public private(set) var observationCount = 0.0
  /// The ratings in each cell; nil where cells differ, or there is none.
  public private(set) var replicateCount: Int?
  private var isStarted = false

  public init(raterCount: Int) { cells = CrossedMoments(raterCount: raterCount) }

  /// Takes a unit: the rater and the value of each of its ratings; NaN is a missing one.
  public mutating func add(raters: Span<UInt32>, values: Span<Double>) {
    precondition(raters.count == values.count, "columns of different length")
    var cell = OneWayMoments()
    cell.add(groups: raters, values: values)
    var (means, present): ([Double], [UInt32]) = ([], [])
    for rater in 0..<cell.groupCount where cell.observationCount(rater) > 0 {
      let moments = cell.moments(of: rater)
      present.append(UInt32(rater))
      means.append(moments.mean(from: 0))
      withinSquares += moments.withinSquares
      cellCount += 1
      observationCount += moments.count
      note(Int(moments.count))
    }
    cells.add(raters: present.span, values: means.span)
  }

  private mutating func note(_ count: Int?) {
    if !isStarted { (isStarted, replicateCount) = (true, count) }
    if replicateCount != count { replicateCount = nil }
  }

  public mutating func merge(_ other: ReplicatedMoments) {
    cells.merge(other.cells)
    withinSquares += other.withinSquares
    cellCount += other.cellCount
    observationCount += other.observationCount
    if other.isStarted { note(other.replicateCount) }
  }
}

/// Analysis of variance of units crossed with raters and equally many replicates in each cell.
///
/// Lines and components as of the design `replicate:(unit x rater)`: with MS of cell means times the replicates m,
/// replicate = MS within cells, interaction (MS residual - MS within) / m, raters (MS raters - MS residual) / (n m),
/// units (MS units - MS residual) / (k m).
///
/// Statuses are those of ``TwoWayAnova`` for the cell means, and `unbalanced` where cells hold different numbers,
/// `too-few-observations` where they hold one.
/// Validation: `replicates-fat`.
public struct ReplicatedAnova: Sendable, Equatable {
  public let units: MeanSquare
  public let raters: MeanSquare
  public let interaction: MeanSquare
  public let replicates: MeanSquare
  public let replicateCount: Double
  public let unitCount: Double
  public let raterCount: Double
  public let status: Status

  public init(_ moments: ReplicatedMoments) {
    let cells = TwoWayAnova(moments.cells)
    let m = moments.replicateCount.map { Double($0) } ?? .nan
    replicateCount = m
    (unitCount, raterCount) = (cells.unitCount, cells.raterCount)
    func times(_ line: MeanSquare, _ name: String) -> MeanSquare {
      MeanSquare(name, squares: m * line.squares, degreesOfFreedom: line.degreesOfFreedom)
    }
    units = times(cells.units, "unit")
    raters = times(cells.raters, "rater")
    interaction = times(cells.residual, "unit x rater")
    replicates = MeanSquare(
      "residual", squares: moments.withinSquares, degreesOfFreedom: moments.observationCount - moments.cellCount)
    let hasCells = [.ok, .exactFit, .noVariation].contains(cells.status)
    status =
      !hasCells
      ? cells.status
      : m.isNaN ? .unbalanced : m < 2 ? .tooFewObservations : !moments.withinSquares.isFinite ? .outOfRange : .ok
  }

  /// Unit, rater, their interaction, residual (the replicates); NaN where the status is another than `ok`.
  public var components: [VarianceComponent] {
    let (m, none) = (replicateCount, status == .ok ? 0 : Double.nan)
    let (error, crossed) = (replicates.meanSquare, interaction.meanSquare)
    return [
      VarianceComponent("unit", raw: none + (units.meanSquare - crossed) / (raterCount * m)),
      VarianceComponent("rater", raw: none + (raters.meanSquare - crossed) / (unitCount * m)),
      VarianceComponent("unit x rater", raw: none + (crossed - error) / m),
      VarianceComponent("residual", raw: none + error),
    ]
  }
}

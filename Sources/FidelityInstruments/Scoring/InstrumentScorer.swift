public import FidelityLinearAlgebra

/// Scores blocks of rows with the rules of an instrument.
///
/// The sums that every scale needs are columns of two matrix products per tile of rows: the values times the points,
/// and the mask of answers times what an answer adds (possible points, counts, offsets of reversed items). Tiles
/// without a gap need only the first. A third product, of the mask of items that do not apply, is formed for the tiles
/// that have some. Scales of scales follow from finished scales.
///
/// - Complexity: O(rows x items x scales) in matrix products, nothing is allocated per row.
public struct InstrumentScorer: Sendable {
  public let instrument: Instrument
  let plan: ScoringPlan
  /// Rows at a time: few enough that the tile stays in the second-level cache, enough that its columns, which lie
  /// apart,
  /// are read in long stretches.
  let tile: Int
  /// The scales that rest on an item which is not there.
  private let emptyScales: [Int]

  /// - Parameter lacking: items that nobody was asked: scales that rest on one of them have no score, whatever the
  ///   missing policy, with the status ``ScoreStatus/itemsMissing``.
  /// - Complexity: O(items x scales^2) at worst, to find the columns that scales share.
  public init(_ instrument: Instrument, lacking: Set<Int> = []) {
    emptyScales = instrument.scales.indices.filter { scale in
      instrument.scales[scale].items.contains(where: lacking.contains)
    }
    self.instrument = instrument
    plan = ScoringPlan(instrument)
    tile = min(2_048, max(16, 65_536 / instrument.items.count))
  }

  /// Scores the first rows of a block of values.
  ///
  /// - Parameters:
  ///   - values: rows x items in the order of the instrument; NaN is missing, and so is an infinite value. Values
  ///     off an item's scale are scored as they are: see ``offScale(in:rowCount:checkStep:limit:)``.
  ///   - rowCount: how many rows count; all where nil.
  public func score(_ values: Matrix, rowCount: Int? = nil) -> ScoreBlock {
    var block = ScoreBlock(for: instrument)
    score(values, rowCount: rowCount, into: &block)
    return block
  }

  /// Scores into a block that is used again: nothing is allocated while the number of rows stays.
  public func score(_ values: Matrix, rowCount: Int? = nil, into block: inout ScoreBlock) {
    let rowCount = rowCount ?? values.rowCount
    precondition(values.columnCount == instrument.items.count, "the values have another number of items")
    precondition(rowCount >= 0 && rowCount <= values.rowCount, "more rows than there are values")
    precondition(
      block.scores.count == instrument.scales.count && block.criteria.count == instrument.criteria.count,
      "the block is that of another instrument")
    block.resize(to: rowCount)
    block.workspace.prepare(tile: tile, itemCount: instrument.items.count, plan: plan)
    let elements = values.elements
    var start = 0
    while start < rowCount {
      let rows = start..<min(start + tile, rowCount)
      scoreTile(elements, leadingDimension: values.rowCount, rows, &block)
      start = rows.upperBound
    }
  }

  private func scoreTile(_ elements: [Double], leadingDimension: Int, _ rows: Range<Int>, _ block: inout ScoreBlock) {
    let itemCount = instrument.items.count
    let source = MatrixLayout(
      rowCount: rows.count, columnCount: itemCount, leadingDimension: leadingDimension, offset: rows.lowerBound)
    if plan.recodedItems.isEmpty, isComplete(elements.span, source) {
      multiply(elements, source, plan.points, into: &block.workspace.points)
      Self.fill(&block.answeredCounts, rows, with: UInt32(itemCount))
      for (column, scale) in plan.itemScales.enumerated() {
        finishComplete(
          scale, points: block.workspace.points[column * tile..<column * tile + rows.count], rows,
          scores: &block.scores[scale.scale], statuses: &block.statuses[scale.scale])
      }
      for composite in plan.composites { finishComplete(composite, rows, &block) }
    } else {
      let hasOutside = split(elements.span, source, &block.workspace)
      let gathered = MatrixLayout(rowCount: rows.count, columnCount: itemCount, leadingDimension: tile)
      multiply(block.workspace.values, gathered, plan.points, into: &block.workspace.points)
      multiply(block.workspace.answered, gathered, plan.masks, into: &block.workspace.answeredSums)
      if hasOutside { multiply(block.workspace.outside, gathered, plan.masks, into: &block.workspace.outsideSums) }
      Self.convert(block.workspace.answeredSums, rows, into: &block.answeredCounts)
      for (column, scale) in plan.itemScales.enumerated() {
        finish(
          scale, points: block.workspace.points[column * tile..<column * tile + rows.count],
          answered: block.workspace.answeredSums, outside: hasOutside ? block.workspace.outsideSums : nil, rows,
          scores: &block.scores[scale.scale], statuses: &block.statuses[scale.scale])
      }
      for composite in plan.composites { finish(composite, rows, &block) }
    }
    for index in emptyScales {
      Self.fill(&block.scores[index], rows, with: .nan)
      Self.fill(&block.statuses[index], rows, with: ScoreStatus.itemsMissing.rawValue)
    }
    for index in instrument.scales.indices where !instrument.scales[index].bands.isEmpty {
      assignBands(index, rows, &block)
    }
    for index in instrument.criteria.indices { judge(index, elements, source, rows, &block) }
  }

  static func fill<Element>(_ array: inout [Element], _ rows: Range<Int>, with value: Element) {
    var span = array.mutableSpan
    for row in rows { span[row] = value }
  }

  /// The first column of the mask products is the number of answers.
  private static func convert(_ sums: [Double], _ rows: Range<Int>, into counts: inout [UInt32]) {
    let sums = sums.span
    var counts = counts.mutableSpan
    for row in 0..<rows.count { counts[rows.lowerBound + row] = UInt32(truncatingIfNeeded: Int32(sums[row])) }
  }

  private func multiply(_ left: [Double], _ layout: MatrixLayout, _ right: Matrix, into product: inout [Double]) {
    if right.columnCount == 0 { return }
    let target = MatrixLayout(rowCount: layout.rowCount, columnCount: right.columnCount, leadingDimension: tile)
    let shape = MatrixLayout(rowCount: right.rowCount, columnCount: right.columnCount)
    let elements = right.elements
    var span = product.mutableSpan
    do {
      try MatrixProducts.multiply(left.span, layout, elements.span, shape, into: &span, target)
    } catch {
      preconditionFailure("a block of values has more rows than a matrix product takes")
    }
  }

  /// Whether every cell is an answer.
  private func isComplete(_ values: Span<Double>, _ source: MatrixLayout) -> Bool {
    for item in 0..<source.columnCount {
      let start = source.offset + item * source.leadingDimension
      let column = values.extracting(start..<start + source.rowCount)
      var flags: UInt64 = 0
      for row in column.indices { flags |= Self.carry(column[row].bitPattern) }
      if flags >> 63 != 0 { return false }
    }
    var codes = 0
    for item in plan.codedItems {
      let start = source.offset + item * source.leadingDimension
      for code in instrument.items[item].notApplicable {
        for row in start..<start + source.rowCount { codes &+= values[row] == code ? 1 : 0 }
      }
    }
    return codes == 0
  }

  /// The highest bit says whether a number is NaN or infinite: all ones in the exponent carry over into it.
  /// Whole-number
  /// arithmetic without a branch, which the compiler turns into vector instructions on every processor.
  private static func carry(_ bits: UInt64) -> UInt64 { (bits & (0x7FF << 52)) &+ (1 << 52) }

  /// Copies the tile with 0 for what is no answer, and makes the masks. Returns whether any item does not apply.
  private func split(_ values: Span<Double>, _ source: MatrixLayout, _ workspace: inout ScoringWorkspace) -> Bool {
    var found = 0
    for item in 0..<source.columnCount {
      let start = source.offset + item * source.leadingDimension
      let column = values.extracting(start..<start + source.rowCount)
      Self.split(column, offset: item * tile, kept: &workspace.values, answered: &workspace.answered)
    }
    for item in plan.codedItems {
      found += Self.takeOut(
        instrument.items[item].notApplicable, item * tile..<item * tile + source.rowCount, kept: &workspace.values,
        answered: &workspace.answered, outside: &workspace.outside)
    }
    for item in plan.recodedItems {
      if let recode = instrument.items[item].recode {
        let rows = item * tile..<item * tile + source.rowCount
        Self.recode(recode, rows, &workspace.values, answered: workspace.answered)
      }
    }
    return found > 0
  }

  private static func recode(
    _ recode: Instrument.Recode, _ rows: Range<Int>, _ kept: inout [Double], answered: [Double]
  ) {
    let answered = answered.span
    var kept = kept.mutableSpan
    for row in rows where answered[row] == 1 { kept[row] = recode.score(of: kept[row]) }
  }

  private static func split(_ column: Span<Double>, offset: Int, kept: inout [Double], answered: inout [Double]) {
    var kept = kept.mutableSpan
    var answered = answered.mutableSpan
    let one = 1.0.bitPattern
    for row in column.indices {
      let bits = column[row].bitPattern
      // All ones where there is an answer, else 0.
      let mask = (carry(bits) >> 63) &- 1
      kept[offset + row] = Double(bitPattern: bits & mask)
      answered[offset + row] = Double(bitPattern: mask & one)
    }
  }

  private static func takeOut(
    _ codes: [Double], _ rows: Range<Int>, kept: inout [Double], answered: inout [Double], outside: inout [Double]
  ) -> Int {
    var found = 0
    for row in rows {
      let isCode = answered[row] == 1 && codes.contains(kept[row])
      outside[row] = isCode ? 1 : 0
      if isCode {
        kept[row] = 0
        answered[row] = 0
        found += 1
      }
    }
    return found
  }
}

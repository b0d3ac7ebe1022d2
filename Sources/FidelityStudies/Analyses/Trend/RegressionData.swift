import FidelityData
import FidelityTrends

/// The rows of regressions, summed by cell or collected.
///
/// Rows are numeric variables and, last, the outcome. A row that lacks a number or a cell is counted and passed over.
struct RegressionData: Sendable {
  let width: Int
  /// By cell; nil where rows are collected.
  private(set) var sums: GroupedCrossProducts?
  /// The collected rows, `width` numbers each.
  private(set) var values: [Double] = []
  private(set) var cells: [UInt32] = []
  private(set) var weights: [Double] = []
  private let isWeighted: Bool
  private var skipped = 0
  private var weightless = 0

  init(variableCount: Int, isWeighted: Bool, sums: Bool) {
    width = variableCount + 1
    self.isWeighted = isWeighted
    self.sums = sums ? GroupedCrossProducts(width: variableCount + 1, isWeighted: isWeighted) : nil
  }

  var skippedCount: Int { skipped + (sums?.skippedCount ?? 0) }
  var weightlessCount: Int { weightless + (sums?.weightlessCount ?? 0) }

  /// The rows that take part.
  var rowCount: Int { sums?.observationCount ?? cells.count }

  /// Of each cell whether a row that takes part is of it.
  func isObserved(_ cellCount: Int) -> [Bool] {
    if let sums { return (0..<cellCount).map { sums.observationCount($0) > 0 } }
    var isObserved = [Bool](repeating: false, count: cellCount)
    for cell in cells { isObserved[Int(cell)] = true }
    return isObserved
  }

  /// - Parameter codes: the cell of each row; nil where all rows are one.
  mutating func add(
    cells codes: Buffer<UInt32>?, columns: [Buffer<Double>], outcome: Buffer<Double>, offset: Buffer<Double>?,
    weights: Buffer<Double>?
  ) {
    let count = outcome.count
    if sums != nil {
      (codes ?? Buffer(Array(repeating: 0, count: count))).withSpan { codes in
        addSums(codes, columns + [outcome], offset, weights)
      }
      return
    }
    var rows = [Double](repeating: 0, count: count * width)
    var span = rows.mutableSpan
    Self.write(columns + [outcome], offset, 0..<count, to: &span)
    let codes = codes ?? Buffer(Array(repeating: 0, count: count))
    for row in 0..<count {
      let own = rows[row * width..<(row + 1) * width]
      let weight = weights?[row] ?? 1
      if codes[row] == missingKey || own.contains(where: \.isNaN) || weight.isNaN {
        skipped += 1
      } else if weight == 0 {
        weightless += 1
      } else {
        values += own
        cells.append(codes[row])
        if isWeighted { self.weights.append(weight) }
      }
    }
  }

  /// Takes the rows of another state, which follow.
  /// - Parameter translation: the cell here of each cell there.
  mutating func merge(_ other: RegressionData, cells translation: [UInt32]) {
    skipped += other.skipped
    weightless += other.weightless
    if let theirs = other.sums { sums?.merge(theirs, groups: translation) }
    values += other.values
    cells += other.cells.map { translation[Int($0)] }
    weights += other.weights
  }

  private mutating func addSums(
    _ codes: Span<UInt32>, _ columns: [Buffer<Double>], _ offset: Buffer<Double>?, _ weights: Buffer<Double>?
  ) {
    if let weights {
      weights.withSpan { weights in
        sums?.add(groups: codes, weights: weights) { Self.write(columns, offset, $0, to: &$1) }
      }
    } else {
      sums?.add(groups: codes) { Self.write(columns, offset, $0, to: &$1) }
    }
  }

  /// Writes the numbers of columns row by row; an offset is taken from the last.
  private static func write(
    _ columns: [Buffer<Double>], _ offset: Buffer<Double>?, _ range: Range<Int>, to rows: inout MutableSpan<Double>
  ) {
    let width = columns.count
    for place in columns.indices {
      columns[place].withSpan { GroupedCrossProducts.write($0.extracting(range), to: &rows, place, width) }
    }
    if let offset {
      for row in range { rows[(row - range.lowerBound) * width + width - 1] -= offset[row] }
    }
  }
}

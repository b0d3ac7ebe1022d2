import CProcessor
import FidelityData

/// A column of numbers, dates (days since 1970-01-01) or flags: NaN for an empty cell.
///
/// Columns whose cells were parsed from few distinct texts are codes of these and a number for each code: four bytes a
/// row instead of eight.
public struct NumberColumn: Sendable {
  /// Of each row; empty where the numbers are coded.
  private var numbers: [Double] = []
  /// Of each row its place in `numberOfCode`; `missingKey` for an empty cell.
  private var codes: [UInt32] = []
  private var numberOfCode: [Double] = []
  private var isCoded = false

  public init(_ numbers: [Double]) { self.numbers = numbers }

  /// - Parameters:
  ///   - codes: places in `numberOfCode`; `missingKey` for an empty cell.
  ///   - numberOfCode: what each code stands for; NaN for an empty cell.
  package init(codes: [UInt32], numberOfCode: [Double]) {
    (self.codes, self.numberOfCode, isCoded) = (codes, numberOfCode, true)
  }

  /// So many empty cells.
  static func missing(_ count: Int) -> NumberColumn {
    NumberColumn(codes: Array(repeating: missingKey, count: count), numberOfCode: [])
  }

  /// The numbers of all rows. O(rows) where they are coded.
  public var array: [Double] { isCoded ? numbers(of: codes.indices) : numbers }

  /// Takes the rows of another column, which follow.
  package mutating func append(_ other: NumberColumn) {
    guard isCoded, other.isCoded else {
      self = NumberColumn(array + other.array)
      return
    }
    let shift = UInt32(numberOfCode.count)
    numberOfCode += other.numberOfCode
    codes += other.codes.lazy.map { $0 == missingKey ? missingKey : $0 + shift }
  }

  /// Some of the rows, in their order.
  package func rows(_ rows: ArraySlice<UInt32>) -> NumberColumn {
    if isCoded { return NumberColumn(codes: codes.gathered(rows), numberOfCode: numberOfCode) }
    return NumberColumn(numbers.gathered(rows))
  }

  /// The rows of some runs.
  /// - Parameter count: of all their rows.
  func rows(_ runs: [RowRun], count: Int) -> NumberColumn {
    if isCoded { return NumberColumn(codes: codes.gathered(runs, count: count), numberOfCode: numberOfCode) }
    return NumberColumn(numbers.gathered(runs, count: count))
  }

  /// The numbers of rows that follow one another: what a loop over many rows reads, since codes are looked up one after
  /// the other.
  package func numbers(of rows: Range<Int>) -> [Double] {
    guard isCoded else { return Array(numbers[rows]) }
    let (codes, numberOfCode) = (codes.span, numberOfCode.span)
    return [Double](capacity: rows.count) { output in
      for row in rows {
        let code = codes[row]
        output.append(code == missingKey ? .nan : numberOfCode[Int(code)])
      }
    }
  }

  /// Puts the rows of each stretch in another order.
  mutating func rearrange(_ order: [[UInt32]]) {
    if isCoded { codes.rearrange(order) } else { numbers.rearrange(order) }
  }

  /// The rows whose number is what is asked for.
  @inline(__always)
  func rows(where isWanted: (Double) -> Bool) -> [Int] {
    // Of few numbers, most often none is.
    if isCoded, !numberOfCode.contains(where: isWanted) { return [] }
    var rows: [Int] = []
    for chunk in RowStretches.chunks(of: indices) {
      let numbers = numbers(of: chunk)
      for row in chunk where isWanted(numbers[row - chunk.lowerBound]) { rows.append(row) }
    }
    return rows
  }

  /// The rows whose number is below that of another column of as many rows.
  func rows(before other: NumberColumn) -> [Int] {
    RowStretches.map(count) { stretch in
      var rows: [Int] = []
      for chunk in RowStretches.chunks(of: stretch) {
        let (own, others) = (numbers(of: chunk), other.numbers(of: chunk))
        for place in own.indices where own[place] < others[place] { rows.append(chunk.lowerBound + place) }
      }
      return rows
    }.flatMap(\.self)
  }

  /// Whether some cell is empty.
  package var hasGaps: Bool {
    RowStretches.map(count) { rows in
      var isMissing = false
      for row in rows { isMissing = isMissing || self[row].isNaN }
      return isMissing
    }.contains(true)
  }
}

extension NumberColumn: RandomAccessCollection {
  public var startIndex: Int { 0 }
  public var endIndex: Int { isCoded ? codes.count : numbers.count }

  @inline(__always)
  public subscript(row: Int) -> Double {
    guard isCoded else { return numbers[row] }
    let code = codes[row]
    return code == missingKey ? .nan : numberOfCode[Int(code)]
  }
}

extension Array where Element: BitwiseCopyable & Sendable {
  /// Puts the elements of each stretch of ``RowStretches`` in another order, in place.
  /// - Parameters:
  ///   - order: for each stretch, the places of its elements in the order that they get.
  ///   - put: does it for a stretch.
  fileprivate mutating func rearrange(
    _ order: [[UInt32]], _ put: @Sendable (SharedRows<Element>, Range<Int>, [UInt32]) -> Void
  ) {
    SharedRows.of(&self) { rows in
      _ = WorkerThreads.map(order.count) { stretch in
        let start = stretch * RowStretches.rowsOfStretch
        put(rows, start..<start + order[stretch].count, order[stretch])
      }
    }
  }
}

extension [Double] {
  /// Puts the elements of each stretch of ``RowStretches`` in another order, in place.
  mutating func rearrange(_ order: [[UInt32]]) { rearrange(order) { $0.rearrange($1, $2) } }
}

extension [UInt32] {
  /// Puts the elements of each stretch of ``RowStretches`` in another order, in place.
  mutating func rearrange(_ order: [[UInt32]]) { rearrange(order) { $0.rearrange($1, $2) } }
}

extension Array where Element: BitwiseCopyable & Sendable {
  /// The elements at some places.
  @inline(__always)
  func gathered(_ places: ArraySlice<UInt32>) -> [Element] {
    let (source, places) = (span, places.span)
    return [Element](capacity: places.count) { output in
      for place in places.indices { output.append(source[Int(places[place])]) }
    }
  }
  /// The elements of some runs.
  /// - Parameter count: of all of them.
  @inline(__always)
  func gathered(_ runs: [RowRun], count: Int) -> [Element] {
    unsafe withUnsafeBufferPointer { source in
      unsafe [Element](unsafeUninitializedCapacity: count) { target, written in
        guard let from = source.baseAddress, let to = target.baseAddress else { return }
        for place in runs.indices {
          // Short runs lie far from one another: their turn is seen coming.
          let ahead = Int(runs[Swift.min(runs.count - 1, place + 4)].first)
          let address = unsafe UInt64(UInt(bitPattern: from + Swift.min(ahead, source.count - 1)))
          fidelity_prefetch_to_read(address)
          fidelity_prefetch_to_read(address &+ 64)
          let (first, length) = (Int(runs[place].first), Int(runs[place].count))
          precondition(first + length <= source.count && written + length <= count, "rows beyond the column")
          unsafe (to + written).initialize(from: from + first, count: length)
          written += length
        }
      }
    }
  }
}

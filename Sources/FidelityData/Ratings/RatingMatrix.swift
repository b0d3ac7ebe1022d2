/// Ratings of one group as a matrix, units x raters: the rating that rater r gave unit u stands at place u of column r.
///
/// The form for ratings in memory where most raters rated most units. Nothing is sorted or copied: units with equal
/// ratings are counted in one pass. Where ratings come one by one, or few raters rate each unit, see ``RatingTable``.
///
/// Missing ratings are NaN (numbers), 255 (small whole numbers) or ``missingKey`` (codes). A unit that nobody rated
/// does not count, as in a ``RatingTable``. Raters are numbered by column.
///
/// ```swift
/// let ratings = RatingMatrix(raters: [[1, 2, 3, .nan], [1, 2, 4, 2], [1, 3, 3, 2]])   // 4 units x 3 raters
/// let alpha = ratings.estimate(.krippendorffAlpha(metric: .ordinal))
/// ```
public struct RatingMatrix: Sendable {
  public let unitCount: Int
  public let raterCount: Int
  let storage: Storage

  /// Ratings as they were given; `start` and `step` say where the ratings of a rater lie.
  enum Storage: Sendable {
    case numbers([Column<Double>])
    case small([Column<UInt8>])
    case codes([Column<UInt32>], CategoryDictionary)
  }

  /// The ratings of one rater: `values[start + u * step]` is that of unit u.
  struct Column<Value: Sendable>: Sendable {
    let values: [Value]
    let start: Int
    let step: Int
  }

  /// Numbers, one array per rater; NaN is a missing rating.
  /// - Precondition: the columns have one length.
  /// - Complexity: O(raters); the arrays are shared, not copied.
  public init(raters columns: [[Double]]) {
    self.init(unitCount: Self.length(columns), columns.count, .numbers(columns.map(Self.column)))
  }

  /// Whole numbers 0...254, one array per rater; 255 is a missing rating.
  /// - Precondition: the columns have one length.
  /// - Complexity: O(raters); the arrays are shared, not copied.
  public init(raters columns: [[UInt8]]) {
    self.init(unitCount: Self.length(columns), columns.count, .small(columns.map(Self.column)))
  }

  /// Category codes of a dictionary (numbers or text), one array per rater; ``missingKey`` is a missing rating.
  /// - Precondition: the columns have one length, and every other code is one of the dictionary's.
  /// - Complexity: O(raters); the arrays are shared, not copied.
  public init(raters columns: [[UInt32]], dictionary: CategoryDictionary) {
    self.init(unitCount: Self.length(columns), columns.count, .codes(columns.map(Self.column), dictionary))
  }

  /// Numbers in one array, rater after rater: `values[r * unitCount + u]`; NaN is a missing rating. (The order of
  /// `reliability_data` in Python's krippendorff, whose rows are raters, and of a matrix in R, whose columns are.)
  /// - Precondition: `values` holds `raterCount` columns of one length.
  /// - Complexity: O(raters); the array is shared, not copied.
  public init(raterMajor values: [Double], raterCount: Int) {
    let unitCount = Self.unitCount(values, raterCount)
    let columns = (0..<raterCount).map { Column(values: values, start: $0 * unitCount, step: 1) }
    self.init(unitCount: unitCount, raterCount, .numbers(columns))
  }

  /// Numbers in one array, unit after unit: `values[u * raterCount + r]`; NaN is a missing rating.
  /// - Precondition: `values` holds whole rows of `raterCount` ratings.
  /// - Complexity: O(raters); the array is shared, not copied.
  public init(unitMajor values: [Double], raterCount: Int) {
    let columns = (0..<raterCount).map { Column(values: values, start: $0, step: raterCount) }
    self.init(unitCount: Self.unitCount(values, raterCount), raterCount, .numbers(columns))
  }

  private init(unitCount: Int, _ raterCount: Int, _ storage: Storage) {
    self.unitCount = unitCount
    self.raterCount = raterCount
    self.storage = storage
  }

  private static func column<Value>(_ values: [Value]) -> Column<Value> { Column(values: values, start: 0, step: 1) }

  private static func length<Value>(_ columns: [[Value]]) -> Int {
    let length = columns.first?.count ?? 0
    precondition(columns.allSatisfy { $0.count == length }, "columns of different length")
    return length
  }

  private static func unitCount(_ values: [Double], _ raterCount: Int) -> Int {
    precondition(raterCount > 0 && values.count.isMultiple(of: raterCount), "the ratings do not fill a matrix")
    return values.count / raterCount
  }
}

extension RatingMatrix {
  /// The same ratings as a table: unit code = row, rater code = column.
  /// - Complexity: O(units x raters), no sorting.
  public func table() -> RatingTable {
    switch storage {
    case .numbers(let columns):
      var dictionary = CategoryDictionary(.numbers)
      let rows = rows(columns) { $0.isNaN ? missingKey : dictionary.code(of: $0) }
      return RatingTable(rows, dictionary: dictionary)
    case .small(let columns):
      var dictionary = CategoryDictionary(.numbers)
      let rows = rows(columns) { $0 == .max ? missingKey : dictionary.code(of: Double($0)) }
      return RatingTable(rows, dictionary: dictionary)
    case .codes(let columns, let dictionary):
      return RatingTable(rows(columns) { $0 }, dictionary: dictionary)
    }
  }

  private func rows<Value>(_ columns: [Column<Value>], _ code: (Value) -> UInt32) -> RatingTable.Rows {
    var rows = RatingTable.Rows()
    rows.reserveCapacity(units: unitCount, ratings: unitCount * raterCount)
    for unit in 0..<unitCount {
      for (rater, column) in columns.enumerated() {
        let category = code(column.values[column.start + unit * column.step])
        if category != missingKey { rows.append(rater: UInt32(rater), category: category) }
      }
      rows.endUnit(UInt32(unit))
    }
    return rows
  }

  /// The distinct units in any order, none of them empty, and how many units each stands for; nil where there are too
  /// many categories to tell units apart by a number, or where hardly any two units are equal: then ``table()`` is the
  /// better way.
  ///
  /// Each of the worker threads counts a range of units by itself.
  package func distinctUnits() -> (table: RatingTable, multiplicities: [Double])? {
    // Below, a thread costs more than it saves.
    let pieces = max(1, min(WorkerThreads.count, unitCount * raterCount >> 16))
    let counters = WorkerThreads.map(pieces) { piece in
      UnitCounter.count(self, unitCount * piece / pieces..<unitCount * (piece + 1) / pieces)
    }
    var dictionary = CategoryDictionary(.numbers)
    if case .codes(_, let given) = storage { dictionary = given }
    var rows = RatingTable.Rows()
    var multiplicities: [Double] = []
    for counter in counters {
      guard let counter else { return nil }
      counter.append(to: &rows, &multiplicities, &dictionary)
    }
    return (RatingTable(rows, dictionary: dictionary), multiplicities)
  }
}

extension RatingTable {
  /// Units of one group, appended whole and in order.
  struct Rows {
    fileprivate var unitOffsets = [0]
    fileprivate var units: [UInt32] = []
    fileprivate var raters: [UInt32] = []
    fileprivate var categories: [UInt32] = []

    mutating func reserveCapacity(units unitCount: Int, ratings ratingCount: Int) {
      unitOffsets.reserveCapacity(unitCount + 1)
      units.reserveCapacity(unitCount)
      raters.reserveCapacity(ratingCount)
      categories.reserveCapacity(ratingCount)
    }

    mutating func append(rater: UInt32, category: UInt32) {
      raters.append(rater)
      categories.append(category)
    }

    /// Ends a unit; one without ratings has no place.
    mutating func endUnit(_ unit: UInt32) {
      if raters.count == unitOffsets[unitOffsets.count - 1] { return }
      units.append(unit)
      unitOffsets.append(raters.count)
    }
  }

  init(_ rows: Rows, dictionary: CategoryDictionary) {
    self.init(
      groupOffsets: [0, rows.units.count], unitOffsets: rows.unitOffsets, units: rows.units, raters: rows.raters,
      categories: rows.categories, dictionary: dictionary)
  }
}

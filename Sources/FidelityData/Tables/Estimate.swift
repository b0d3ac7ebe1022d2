/// Whether a number could be computed, and if not, why. Stable names: tests and users rely on them.
public enum Status: String, Sendable, Codable, CaseIterable {
  case ok
  /// All ratings or observations are equal, so the quantity is 0/0.
  case noVariation = "no-variation"
  case tooFewUnits = "too-few-units"
  case tooFewRaters = "too-few-raters"
  case tooFewObservations = "too-few-observations"
  /// One cluster, from which no variation between clusters can be told.
  case tooFewClusters = "too-few-clusters"
  case tooFewCategories = "too-few-categories"
  case tooManyCategories = "too-many-categories"
  /// The quantity is one of exactly two raters.
  case notTwoRaters = "not-two-raters"
  /// The quantity needs to know who gave which rating, and raters were only counted.
  case ratersUnknown = "raters-unknown"
  /// The weights are not finite on this scale (ratio weights where values have both signs).
  case undefinedWeights = "undefined-weights"
  /// The predictor does not vary within the group.
  case constantPredictor = "constant-predictor"
  /// A predictor is a linear combination of the others.
  case aliased
  /// The fit is exact: there is no residual variation to estimate an error from.
  case exactFit = "exact-fit"
  /// The estimate stands, but nothing in the sample varies that an error could come from: there are no limits and no
  /// test. Perfect agreement of few units is no certainty.
  case noSpread = "no-spread"
  /// The numbers are too large or too small for the arithmetic: a sum of squares overflows, or vanishes.
  case outOfRange = "out-of-range"
  /// Categories are text where the quantity needs numbers.
  case notNumeric = "not-numeric"
  /// A rule of the instrument needs items that were not answered.
  case tooFewItems = "too-few-items"
  /// The table has no column of some items that the score rests on.
  case itemsMissing = "items-missing"
  /// A variance component is 0: its best value lies at the end of what a variance can be. The estimates stand.
  case singularFit = "singular-fit"
  /// Some cells of the design are empty or hold more than others, where the quantity needs equal cells.
  case unbalanced
  /// The optimiser stopped before the gradient was 0: the estimates are the best it saw.
  case notConverged = "not-converged"
  /// There is no table that the quantity is computed from; the note names it.
  case noTable = "no-table"
  /// The denominator is 0: nothing was planned, due or offered.
  case nothingPlanned = "nothing-planned"
  /// Nothing of the kind has happened.
  case noEvents = "no-events"
  /// More than half is still open: there is no median yet.
  case notReached = "not-reached"
  /// Everybody had all points before.
  case atCeiling = "at-ceiling"
  /// There were no corrective remarks to divide by.
  case noCorrections = "no-corrections"
  /// Raters agree too little for their mean to be rolled up. The estimate stands.
  case belowAgreementGate = "below-agreement-gate"
  /// No score of the other driver makes up for the loss.
  case notCompensable = "not-compensable"
  /// The target is reached without it.
  case nothingRequired = "nothing-required"
  /// The data do not tell the quantity: it has no limits, or fits everywhere alike.
  case notIdentified = "not-identified"
  /// The best value lies at an end of the range that was searched.
  case atBound = "at-bound"
  /// The condition is met by all at this level.
  case notNecessary = "not-necessary"
  /// More would be needed than there is.
  case notAvailable = "not-available"
  /// Two sources of variation cannot be told apart in this design.
  case confounded
}

extension Status: CustomStringConvertible {
  /// The word that result tables have.
  public var description: String { rawValue }
}

/// One estimate with its uncertainty: a row of the tidy result table. A missing number is NaN and has a ``status`` that
/// says why.
public struct Estimate: Sendable, Equatable {
  public var quantity: String
  public var term: String?
  public var form: String?
  public var weights: String?
  public var metric: String?
  public var estimate = Double.nan
  public var standardError = Double.nan
  public var lower = Double.nan
  public var upper = Double.nan
  /// The confidence level of the limits, 0...1.
  public var level = Double.nan
  /// Of an F; NaN elsewhere.
  public var numeratorDegreesOfFreedom = Double.nan
  public var degreesOfFreedom = Double.nan
  public var statistic = Double.nan
  public var pValue = Double.nan
  public var unitCount: Int?
  public var raterCount: Int?
  public var observationCount: Int?
  public var method: String?
  public var status = Status.ok
  public var note: String?

  public init(_ quantity: String) { self.quantity = quantity }

  /// Adds a note to those there are.
  public mutating func add(note text: String) { note = note.map { "\($0); \(text)" } ?? text }
}

extension Estimate {
  /// Equal in every field; a missing number equals a missing number.
  public static func == (a: Estimate, b: Estimate) -> Bool {
    let texts: [KeyPath<Estimate, String?>] = [\.term, \.form, \.weights, \.metric, \.method, \.note]
    let numbers: [KeyPath<Estimate, Double>] = [
      \.estimate, \.standardError, \.lower, \.upper, \.level, \.numeratorDegreesOfFreedom, \.degreesOfFreedom,
      \.statistic, \.pValue,
    ]
    return a.quantity == b.quantity && a.status == b.status && texts.allSatisfy { a[keyPath: $0] == b[keyPath: $0] }
      && numbers.allSatisfy { isSameNumber(a[keyPath: $0], b[keyPath: $0]) } && a.unitCount == b.unitCount
      && a.raterCount == b.raterCount && a.observationCount == b.observationCount
  }
}

/// Whether two numbers are equal or both missing.
package func isSameNumber(_ a: Double, _ b: Double) -> Bool { a == b || (a.isNaN && b.isNaN) }

/// The tidy table under construction: one row per estimate, in columns from the start.
///
/// The group columns come first, then the ``EstimateColumns`` that the table declares, in their order. They are a
/// property of the analysis: which rows the data give, and whether any of them has a standard error, changes none.
public struct EstimateTable: Sendable {
  /// The columns of the table.
  public let columns: EstimateColumns
  private var groups: [UInt32] = []
  private var texts: [TextColumn]
  private var numbers: [LateColumn<Double>]
  private var counts: [LateColumn<Int>]

  private static let missingCount = -1
  private static let textColumns: [EstimateColumns] = [
    .quantity, .term, .form, .weights, .metric, .method, .status, .note,
  ]
  private static let numberColumns: [EstimateColumns] = [
    .estimate, .standardError, .lower, .upper, .level, .degreesOfFreedom, .statistic, .pValue,
    .numeratorDegreesOfFreedom,
  ]
  private static let countColumns: [EstimateColumns] = [.unitCount, .raterCount, .observationCount]

  /// - Parameter columns: what rows may use beside `quantity`, `estimate` and `status`; a row that uses another column
  ///   traps.
  public init(_ columns: EstimateColumns = .all) {
    let columns = columns.union(.always)
    self.columns = columns
    texts = Self.textColumns.map { TextColumn(isDeclared: columns.contains($0)) }
    numbers = Self.numberColumns.map { LateColumn(missing: .nan, isDeclared: columns.contains($0)) }
    counts = Self.countColumns.map { LateColumn(missing: Self.missingCount, isDeclared: columns.contains($0)) }
  }

  public var rowCount: Int { groups.count }

  public mutating func reserveCapacity(_ rowCount: Int) {
    groups.reserveCapacity(rowCount)
    for place in texts.indices { texts[place].codes.capacity = rowCount }
    for place in numbers.indices { numbers[place].capacity = rowCount }
    for place in counts.indices { counts[place].capacity = rowCount }
  }

  /// Adds a row for the group with index `group` (see ``table(groups:)``).
  public mutating func append(_ row: Estimate, group: Int = 0) {
    let place = groups.count
    groups.append(UInt32(group))
    texts[0].append(row.quantity, at: place)
    texts[1].append(row.term, at: place)
    texts[2].append(row.form, at: place)
    texts[3].append(row.weights, at: place)
    texts[4].append(row.metric, at: place)
    texts[5].append(row.method, at: place)
    texts[6].append(row.status.rawValue, at: place)
    texts[7].append(row.note, at: place)
    numbers[0].append(row.estimate, isMissing: row.estimate.isNaN, at: place)
    numbers[1].append(row.standardError, isMissing: row.standardError.isNaN, at: place)
    numbers[2].append(row.lower, isMissing: row.lower.isNaN, at: place)
    numbers[3].append(row.upper, isMissing: row.upper.isNaN, at: place)
    numbers[4].append(row.level, isMissing: row.level.isNaN, at: place)
    numbers[5].append(row.degreesOfFreedom, isMissing: row.degreesOfFreedom.isNaN, at: place)
    numbers[6].append(row.statistic, isMissing: row.statistic.isNaN, at: place)
    numbers[7].append(row.pValue, isMissing: row.pValue.isNaN, at: place)
    numbers[8].append(
      row.numeratorDegreesOfFreedom, isMissing: row.numeratorDegreesOfFreedom.isNaN, at: place)
    counts[0].append(row.unitCount ?? Self.missingCount, isMissing: row.unitCount == nil, at: place)
    counts[1].append(row.raterCount ?? Self.missingCount, isMissing: row.raterCount == nil, at: place)
    counts[2].append(row.observationCount ?? Self.missingCount, isMissing: row.observationCount == nil, at: place)
  }

  /// Adds the rows of another table, in their order; traps where they use a column that this one does not declare.
  /// - Parameter shift: what to add to the group indices there.
  package mutating func append(_ other: EstimateTable, groupShift shift: Int = 0) {
    let (rows, added) = (rowCount, other.rowCount)
    if shift == 0 { groups += other.groups } else { groups += other.groups.lazy.map { $0 + UInt32(shift) } }
    for place in texts.indices { texts[place].append(other.texts[place], rows: added, at: rows) }
    for place in numbers.indices { numbers[place].append(other.numbers[place], rows: added, at: rows) }
    for place in counts.indices { counts[place].append(other.counts[place], rows: added, at: rows) }
  }

  /// The finished table. `groups` are the group columns with one value per group index.
  public func table(groups groupColumns: [Table.Column] = []) -> Table {
    var named: [String: Table.Column] = [:]
    for (column, values) in zip(Self.textColumns, texts) where columns.contains(column) {
      named[column.name] = Table.Column(
        column.name, .text(codes: values.codes.filled(rowCount), labels: values.labels))
    }
    for (column, values) in zip(Self.numberColumns, numbers) where columns.contains(column) {
      named[column.name] = Table.Column(column.name, .numbers(values.filled(rowCount)))
    }
    for (column, values) in zip(Self.countColumns, counts) where columns.contains(column) {
      let filled = values.filled(rowCount)
      let isComplete = filled.allSatisfy { $0 != Self.missingCount }
      named[column.name] = Table.Column(
        column.name, isComplete ? .wholes(filled) : .integers(filled.map { $0 == Self.missingCount ? nil : $0 }))
    }
    let leading = groupColumns.isEmpty ? [] : Table(columns: groupColumns).rows(groups.map(Int.init)).columns
    return Table(columns: leading + columns.names.compactMap { named[$0] })
  }

  /// A column that takes memory from its first value on: most tables use half of the columns.
  private struct LateColumn<Value: Sendable>: Sendable {
    let missing: Value
    private let isDeclared: Bool
    /// Room to make for the first value.
    var capacity = 0
    private var values: [Value] = []

    init(missing: Value, isDeclared: Bool) {
      self.missing = missing
      self.isDeclared = isDeclared
    }

    var isUsed: Bool { !values.isEmpty }

    @inline(__always)
    mutating func append(_ value: Value, isMissing: Bool, at row: Int) {
      if values.isEmpty {
        if isMissing { return }
        fill(row)
      }
      values.append(value)
    }

    mutating func append(_ other: Self, rows: Int, at row: Int) {
      if !isUsed, !other.isUsed { return }
      if !isUsed { fill(row) }
      if other.isUsed { values += other.values } else { values += repeatElement(missing, count: rows) }
    }

    private mutating func fill(_ count: Int) {
      precondition(isDeclared, "an estimate uses a column that its table does not declare")
      values.reserveCapacity(max(capacity, count + 1))
      values += repeatElement(missing, count: count)
    }

    func map(_ transform: (Value) -> Value) -> Self {
      var result = self
      result.values = values.map(transform)
      return result
    }

    func filled(_ rows: Int) -> [Value] { isUsed ? values : Array(repeating: missing, count: rows) }
  }

  private struct TextColumn: Sendable {
    /// So many labels are compared one by one, which is cheaper than hashing.
    private static let fewest = 16
    var codes: LateColumn<UInt32>
    private(set) var labels: [String] = []
    private var known: [String: UInt32] = [:]
    private var last = 0

    init(isDeclared: Bool) { codes = LateColumn(missing: missingKey, isDeclared: isDeclared) }

    @inline(__always)
    mutating func append(_ text: String?, at row: Int) {
      codes.append(text.map { code(of: $0) } ?? missingKey, isMissing: text == nil, at: row)
    }

    mutating func append(_ other: TextColumn, rows: Int, at row: Int) {
      let here = other.labels.map { code(of: $0) }
      if here.indices.allSatisfy({ here[$0] == $0 }) {
        codes.append(other.codes, rows: rows, at: row)
      } else {
        let theirs = other.codes.map { $0 == missingKey ? missingKey : here[Int($0)] }
        codes.append(theirs, rows: rows, at: row)
      }
    }

    private mutating func code(of text: String) -> UInt32 {
      if labels.count <= Self.fewest {
        // Groups repeat the same rows: after a text mostly comes the same text, or the one that came after it last
        // time.
        var place = last
        for _ in labels.indices {
          if labels[place] == text {
            last = place
            return UInt32(place)
          }
          place = place + 1 == labels.count ? 0 : place + 1
        }
      } else if let code = known[text] {
        return code
      }
      let code = UInt32(labels.count)
      last = labels.count
      labels.append(text)
      known[text] = code
      return code
    }
  }
}

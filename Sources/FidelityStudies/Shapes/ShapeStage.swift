import FidelityData
import FidelityFiles

/// Makes the rows that analyses take of those that a scan brings, after a ``RowShape``.
///
/// A state of the scan, as analyses are. Rows come out in pieces of a quarter of a million, so that counts take no
/// memory of their own.
struct ShapeStage: Sendable {
  /// Where a column that analyses asked for comes from.
  private enum Source: Sendable {
    case column(Int)
    case unit(ColumnRequest.Kind)
    case rater
    /// The ratings of the first rater of a cross table, or those of counts; and those of the second.
    case first(ColumnRequest.Kind)
    case second(ColumnRequest.Kind)
    case weight
  }

  private let shape: RowShape
  private let countsWeights: Bool
  private let sources: [Source]
  /// What the scan brings: the columns that analyses asked for, then those that the shape needs.
  let requests: [ColumnRequest]
  private let countPlaces: [Int]
  private let frequencyPlace: Int?
  private let rowsPlace: Int?
  private let categories: KeyDictionary
  private let numbers: [Double]
  private var units: RowNumbers
  private var raterCount = 0
  private var emptyCount = 0
  private var unitCount = 0.0
  /// The category of each label of a cross table's rows, by its code in the part at hand.
  private var rowCategories: [UInt32] = []
  /// The columns by whose keys analyses may tell several cross tables apart.
  private let keyPlaces: [Int]
  /// Of a cross table, the row of each category, beside those keys.
  private var rowsOfCategories: [[UInt32]: Int] = [:]
  private var output = ShapedRows()

  /// - Parameters:
  ///   - requests: the columns that analyses ask for, virtual ones among them.
  ///   - countsWeights: whether analyses count units by weight; else each unit is a row.
  init(_ shape: RowShape, _ requests: [ColumnRequest], countsWeights: Bool) {
    self.shape = shape
    self.countsWeights = countsWeights
    var physical: [ColumnRequest] = []
    func place(_ request: ColumnRequest) -> Int {
      if let place = physical.firstIndex(of: request) { return place }
      physical.append(request)
      return physical.count - 1
    }
    sources = requests.map { request in
      if request.name == shape.unit { return .unit(request.kind) }
      if request.name == shape.rater { return .rater }
      if request.name == shape.ratings.first { return .first(request.kind) }
      if request.name == shape.ratings.last { return .second(request.kind) }
      return request.name == shape.weight ? .weight : .column(place(request))
    }
    countPlaces = shape.countColumns.map { place(ColumnRequest($0.name, .number)) }
    frequencyPlace = shape.frequency.map { place(ColumnRequest($0, .number)) }
    if case .crossTable(let rows) = shape.kind {
      rowsPlace = place(ColumnRequest(rows, .key))
    } else {
      rowsPlace = nil
    }
    self.requests = physical
    let rowsPlace = rowsPlace
    keyPlaces = physical.indices.filter { physical[$0].kind == .key && $0 != rowsPlace }
    categories = shape.categories
    numbers = shape.countColumns.map { Double($0.label) ?? .nan }
    units = RowNumbers(countsUnits: shape.hasFrequencies)
  }
}

/// The rows that a batch is made into: which row each comes from, and what is new of it.
private struct ShapedRows {
  var places: [Int32] = []
  var units: [UInt32] = []
  var first: [UInt32] = []
  var second: [UInt32] = []
  var weights: [Double] = []

  mutating func removeAll() {
    places.removeAll(keepingCapacity: true)
    units.removeAll(keepingCapacity: true)
    first.removeAll(keepingCapacity: true)
    second.removeAll(keepingCapacity: true)
    weights.removeAll(keepingCapacity: true)
  }
}

// MARK: - The scan

extension ShapeStage {
  private static let pieceSize = 1 << 18
  /// More units than these take more than a gigabyte where each must be known.
  private static let mostUnits = 10_000_000.0
  /// A unit has no more ratings, and a row stands for no more units where they are counted.
  private static let mostRatings = 1_000_000.0
  private static let mostCounted = 1e15

  /// Takes a batch, its dictionaries known.
  typealias Take = (Batch) throws(DataError) -> Void

  /// Takes a batch of the scan, and hands over what it is made into.
  /// - Parameter scanned: the scan's dictionaries.
  /// - Throws: a cell that is no count, a category without a column; also what `take` throws.
  mutating func shape(_ batch: Batch, _ scanned: [KeyDictionary], take: Take) throws(DataError) {
    output.removeAll()
    if shape.keepsRows {
      output.units = batch.rowNumbers.map { units.code(ofRow: $0) }
      return try take(batch.with(columns: columns(of: batch, areGathered: false)))
    }
    let counts = countPlaces.map { batch.numbers($0) }
    for row in 0..<batch.rowCount {
      switch shape.kind {
      case .ratings:
        let weight = try frequency(batch, row)
        try append(row, batch, weight: weight, take)
      case .counts: try appendRatings(row, counts, batch)
      case .crossTable:
        let category = try rowCategory(row, counts, batch, scanned)
        if let category { try refuseRepeated(category, row, batch, scanned) }
        for column in counts.indices {
          let count = try count(counts[column][row], column, row, batch, most: Self.mostCounted)
          guard count > 0 else { continue }
          try append(row, batch, first: category ?? 0, second: UInt32(column), weight: count, take)
        }
      }
      if output.places.count >= Self.pieceSize { try flush(batch, take) }
    }
    try flush(batch, take)
  }

  private mutating func flush(_ batch: Batch, _ take: Take) throws(DataError) {
    guard !output.places.isEmpty else { return }
    let numbers = output.places.map { Int32(truncatingIfNeeded: batch.rowNumber(Int($0)) - batch.firstRow) }
    try take(
      Batch(
        columns: columns(of: batch, areGathered: true), rowCount: output.places.count, source: batch.source,
        firstRow: batch.firstRow, selection: numbers))
    output.removeAll()
  }

  /// Adds the units that a row stands for: one with its weight, or as many as there are.
  private mutating func append(
    _ row: Int, _ batch: Batch, first: UInt32 = 0, second: UInt32 = 0, weight: Double, _ take: Take
  ) throws(DataError) {
    if weight == 0 { return }
    unitCount += weight
    if !countsWeights { try refuseTooMany(batch.source) }
    let copies = countsWeights ? 1 : Int(weight)
    for _ in 0..<copies {
      output.places.append(Int32(row))
      output.units.append(units.code(ofRow: batch.rowNumber(row)))
      output.first.append(first)
      output.second.append(second)
      output.weights.append(countsWeights ? weight : 1)
      if output.places.count >= Self.pieceSize { try flush(batch, take) }
    }
  }

  private func refuseTooMany(_ file: String?) throws(DataError) {
    guard unitCount > Self.mostUnits else { return }
    throw DataError(
      .unusable(reason: "the frequencies add up to more than \(Int(Self.mostUnits)) units"), file: file,
      remedy: .options(
        "coefficients of reliability without `cluster`, `compare` and `influence` take any number of them; leave the "
          + "others out"))
  }

  /// Adds a rating for each rater that was counted.
  private mutating func appendRatings(_ row: Int, _ counts: [Buffer<Double>], _ batch: Batch) throws(DataError) {
    var rater: UInt32 = 0
    let unit = units.code(ofRow: batch.rowNumber(row))
    for column in counts.indices {
      let count = try count(counts[column][row], column, row, batch, most: Self.mostRatings - Double(rater))
      for _ in 0..<Int(count) {
        output.places.append(Int32(row))
        output.units.append(unit)
        output.first.append(UInt32(column))
        output.second.append(rater)
        rater += 1
      }
    }
    raterCount = max(raterCount, Int(rater))
  }

  /// A cell of counts; an empty one counts nobody.
  private mutating func count(
    _ value: Double, _ column: Int, _ row: Int, _ batch: Batch, most: Double
  ) throws(DataError) -> Double {
    if value.isNaN {
      emptyCount += 1
      return 0
    }
    guard value >= 0, value == value.rounded(), value <= most else {
      throw Self.wrong(value, shape.countColumns[column].name, row, batch, most)
    }
    return value
  }

  private func frequency(_ batch: Batch, _ row: Int) throws(DataError) -> Double {
    guard let frequencyPlace, let name = shape.frequency else { return 1 }
    let value = batch.numbers(frequencyPlace)[row]
    guard value >= 0, value == value.rounded(), value <= Self.mostCounted else {
      throw Self.wrong(value, name, row, batch, Self.mostCounted)
    }
    return value
  }

  private static func wrong(
    _ value: Double, _ column: String, _ row: Int, _ batch: Batch, _ most: Double
  ) -> DataError {
    let isWhole = value >= 0 && value == value.rounded()
    return DataError(
      .unusable(
        reason: value.isNaN
          ? "the cell is empty: say how often the row's ratings come"
          : isWhole ? "there are more than \(Int(most))" : "a count is a whole number, 0 or more"),
      file: batch.source, row: batch.rowNumber(row), column: column,
      value: value.isNaN ? nil : CategoryDictionary.label(value),
      hint: "correct the cell" + (value.isNaN || isWhole ? "" : "; a column of ratings holds no counts"))
  }

  /// - Throws: `unusable` for a second row of a category: two cross tables below each other, or a mistake.
  private mutating func refuseRepeated(
    _ category: UInt32, _ row: Int, _ batch: Batch, _ scanned: [KeyDictionary]
  ) throws(DataError) {
    let place = [category] + keyPlaces.map { batch.keys($0)[row] }
    guard let first = rowsOfCategories.updateValue(batch.rowNumber(row), forKey: place) else { return }
    throw repeated(category, row: batch.rowNumber(row), first: first, file: batch.source)
  }

  private func repeated(_ category: UInt32, row: Int, first: Int, file: String?) -> DataError {
    var column: String?
    if case .crossTable(let rows) = shape.kind { column = rows }
    return DataError(
      .unusable(reason: "the category has two rows: row \(min(row, first)) has it too"), file: file,
      row: max(row, first), column: column, value: categories.label(category),
      remedy: .options(
        "a cross table has one row a category: correct the cell, take one of several tables with `where`, or analyse "
          + "each by the column that tells them apart with `by`"))
  }

  /// The category of a cross table's row; nil where the row has no name and counts nobody.
  private mutating func rowCategory(
    _ row: Int, _ counts: [Buffer<Double>], _ batch: Batch, _ scanned: [KeyDictionary]
  ) throws(DataError) -> UInt32? {
    guard let rowsPlace, case .crossTable(let column) = shape.kind else { return nil }
    let key = batch.keys(rowsPlace)[row]
    guard key != missingKey else {
      if counts.allSatisfy({ $0[row].isNaN || $0[row] == 0 }) { return nil }
      throw DataError(
        .unusable(reason: "the row has counts and no category"), file: batch.source, row: batch.rowNumber(row),
        column: column, hint: "correct the cell")
    }
    let labels = scanned[rowsPlace]
    while rowCategories.count < labels.count {
      rowCategories.append(categories.existingCode(of: labels.label(UInt32(rowCategories.count))) ?? missingKey)
    }
    guard rowCategories[Int(key)] != missingKey else {
      let known = categories.labels.prefix(10).map { DataError.printable($0, limit: 40) }.joined(separator: ", ")
      throw DataError(
        .unusable(reason: "the category has no column; those of columns are \(known)"), file: batch.source,
        row: batch.rowNumber(row), column: column, value: labels.label(key),
        remedy: .options(
          "a cross table has the same categories in rows and columns: add a column of zeros, or leave a row of totals "
            + "out with `where`"))
    }
    return rowCategories[Int(key)]
  }
}

// MARK: - Columns and codes

extension ShapeStage {
  /// The columns that analyses asked for.
  private func columns(of batch: Batch, areGathered: Bool) -> [Batch.Column] {
    sources.map { source in
      switch source {
      case .column(let place): areGathered ? gathered(batch.columns[place]) : batch.columns[place]
      case .unit(.sequence):
        .wholes(
          areGathered
            ? Buffer(output.places.map { Int64(batch.rowNumber(Int($0))) }) : Buffer(batch.rowNumbers.map(Int64.init)))
      case .unit: .keys(Buffer(output.units))
      case .rater: .keys(Buffer(output.second))
      case .first(let kind): ratings(output.first, kind)
      case .second(let kind): ratings(output.second, kind)
      case .weight: .numbers(Buffer(output.weights))
      }
    }
  }

  private func ratings(_ codes: [UInt32], _ kind: ColumnRequest.Kind) -> Batch.Column {
    kind == .number ? .numbers(Buffer(codes.map { numbers[Int($0)] })) : .keys(Buffer(codes))
  }

  private func gathered(_ column: Batch.Column) -> Batch.Column {
    switch column {
    case .numbers(let values): .numbers(gathered(values))
    case .keys(let codes): .keys(gathered(codes))
    case .encoded(let encoded): .numbers(gathered(encoded.numbers))
    case .wholes(let values): .wholes(gathered(values))
    }
  }

  private func gathered<Value>(_ values: Buffer<Value>) -> Buffer<Value> {
    values.withSpan { values in
      Buffer(count: output.places.count) { result in
        for place in output.places { result.append(values[Int(place)]) }
      }
    }
  }

  /// The dictionaries of the columns that analyses asked for, from those of the scan.
  func dictionaries(_ scanned: [KeyDictionary], areComplete: Bool) -> [KeyDictionary] {
    sources.map { source in
      switch source {
      case .column(let place): scanned[place]
      case .first(.key), .second(.key): categories
      case .unit(.key) where areComplete: units.dictionary
      case .rater where areComplete: Self.numbered(raterCount)
      default: KeyDictionary()
      }
    }
  }

  /// Keys 1, 2, ....
  private static func numbered(_ count: Int) -> KeyDictionary {
    var dictionary = KeyDictionary()
    for number in 0..<count { _ = dictionary.code(of: Int64(number + 1)) }
    return dictionary
  }

  /// Takes what the stage of the rows that follow has met.
  /// - Parameter codes: for each column of the scan, the code here of each code there.
  /// - Returns: the same for each column that analyses asked for.
  mutating func merge(_ other: ShapeStage, _ codes: [[UInt32]]) throws(DataError) -> [[UInt32]] {
    emptyCount += other.emptyCount
    unitCount += other.unitCount
    if !countsWeights { try refuseTooMany(nil) }
    raterCount = max(raterCount, other.raterCount)
    let unitCodes = units.merge(other.units)
    for (place, row) in other.rowsOfCategories.sorted(by: { $0.value < $1.value }) {
      let keys = zip(keyPlaces, place.dropFirst()).map { $1 == missingKey ? missingKey : codes[$0][Int($1)] }
      guard let first = rowsOfCategories.updateValue(row, forKey: place.prefix(1) + keys) else { continue }
      throw repeated(place[0], row: row, first: first, file: nil)
    }
    return sources.map { source in
      switch source {
      case .column(let place): codes[place]
      case .unit(.key): unitCodes
      case .rater: (0..<UInt32(other.raterCount)).map { $0 }
      case .first(.key), .second(.key): (0..<UInt32(categories.count)).map { $0 }
      default: []
      }
    }
  }

  /// What the user should know.
  var warnings: [String] {
    emptyCount == 0 ? [] : ["\(emptyCount) empty cells of counts count nobody"]
  }
}

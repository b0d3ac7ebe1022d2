import FidelityData

/// A column of names as dense codes: the place of each row's name among the distinct ones, `missingKey` for none.
public struct NameColumn: Sendable, Equatable {
  /// The distinct names, in the order of their coming.
  public private(set) var labels: [String] = []
  /// Of each row.
  public private(set) var codes: [UInt32] = []
  /// The codes of the names, made when something is looked up or added by its name.
  private var index: [String: UInt32]?

  public init() {}

  /// - Parameter texts: the name of each row; nil or empty for none.
  public init(_ texts: some Sequence<String?>) { for text in texts { append(text) } }

  /// - Parameters:
  ///   - labels: distinct names.
  ///   - codes: places in them; `missingKey` for none.
  public init(labels: [String], codes: [UInt32]) {
    self.init(distinct: labels, codes: codes)
    index = places
    precondition(index?.count == labels.count, "names stand twice")
  }

  /// - Parameter labels: names that are known to be distinct, which is not looked at.
  package init(distinct labels: [String], codes: [UInt32]) {
    let count = UInt32(labels.count)
    let areWithin = RowStretches.map(codes.count) { rows in
      let codes = codes.span
      var isBeyond = false
      // One condition for both bounds: of the missing key the next is 0.
      for row in rows { isBeyond = isBeyond || codes[row] &+ 1 > count }
      return !isBeyond
    }
    precondition(areWithin.allSatisfy(\.self), "a code without a name")
    (self.labels, self.codes) = (labels, codes)
  }

  private var places: [String: UInt32] {
    if let index { return index }
    return Dictionary(labels.enumerated().map { ($1, UInt32($0)) }) { first, _ in first }
  }

  public static func == (a: NameColumn, b: NameColumn) -> Bool { a.labels == b.labels && a.codes == b.codes }

  /// So many empty cells.
  static func missing(_ count: Int) -> NameColumn {
    NameColumn(labels: [], codes: Array(repeating: missingKey, count: count))
  }

  public var count: Int { codes.count }

  /// Whether some cell is empty.
  package var hasGaps: Bool { codes.hasMissingKey }

  /// The name of a row; nil for none.
  public subscript(row: Int) -> String? { codes[row] == missingKey ? nil : labels[Int(codes[row])] }

  /// The code of a name; nil where no row has it.
  public func code(of label: String) -> UInt32? {
    index.map { $0[label] } ?? labels.firstIndex(of: label).map { UInt32($0) }
  }

  /// The code of a name, new if need be.
  private mutating func add(_ label: String) -> UInt32 {
    // Rows of one name often follow one another.
    if let last = codes.last, last != missingKey, labels[Int(last)] == label { return last }
    if labels.count < Self.fewest {
      if let place = labels.firstIndex(of: label) { return UInt32(place) }
    } else {
      if index == nil { index = places }
      if let code = index?[label] { return code }
    }
    let code = UInt32(labels.count)
    index?[label] = code
    labels.append(label)
    return code
  }

  /// So many names are compared one by one, which is cheaper than hashing.
  private static let fewest = 16

  public mutating func append(_ text: String?) {
    guard let text, !text.isEmpty else {
      codes.append(missingKey)
      return
    }
    codes.append(add(text))
  }

  /// Takes the rows of another column, which follow.
  public mutating func append(_ other: NameColumn) {
    let translation = other.labels.map { add($0) }
    codes.reserveCapacity(codes.count + other.count)
    for code in other.codes { codes.append(code == missingKey ? missingKey : translation[Int(code)]) }
  }

  /// For each name of this column, its code in another one; `missingKey` where it is not there.
  public func codes(in other: NameColumn) -> [UInt32] {
    // Two columns often share their names: those of a person in two tables of a unit, a table's own column.
    if labels == other.labels { return labels.indices.map { UInt32($0) } }
    if other.labels.count < Self.fewest {
      return labels.map { label in other.labels.firstIndex(of: label).map { UInt32($0) } ?? missingKey }
    }
    let places = other.places
    return labels.map { places[$0] ?? missingKey }
  }

  /// The labels' places in the order of results: by number where all are numbers, else by letters.
  public var order: [Int] {
    let numbers = labels.map { Double($0) ?? .nan }
    guard numbers.contains(where: \.isNaN) else {
      return labels.indices.sorted { (numbers[$0], labels[$0]) < (numbers[$1], labels[$1]) }
    }
    return labels.indices.sorted { labels[$0] < labels[$1] }
  }

  /// Some of the rows, with codes for their own names alone.
  /// - Parameter scratch: `missingKey` throughout, before and after.
  func rows(_ rows: ArraySlice<UInt32>, _ scratch: inout [UInt32]) -> NameColumn {
    named(codes.gathered(rows), &scratch)
  }

  /// The rows of some runs, with codes for their own names alone.
  /// - Parameter count: of all their rows.
  func rows(_ runs: [RowRun], count: Int, _ scratch: inout [UInt32]) -> NameColumn {
    named(codes.gathered(runs, count: count), &scratch)
  }

  /// Rows with codes of this column, which get codes for their own names alone.
  private func named(_ own: consuming [UInt32], _ scratch: inout [UInt32]) -> NameColumn {
    if scratch.count < labels.count { scratch = Array(repeating: missingKey, count: labels.count) }
    var met: [UInt32] = []
    var rows = own.mutableSpan
    var places = scratch.mutableSpan
    // Rows of one name often follow one another.
    var (last, place) = (missingKey, missingKey)
    for row in rows.indices {
      let code = rows[row]
      if code != last {
        (last, place) = (code, code)
        if code != missingKey {
          place = places[Int(code)]
          if place == missingKey {
            place = UInt32(met.count)
            places[Int(code)] = place
            met.append(code)
          }
        }
      }
      rows[row] = place
    }
    for code in met { places[Int(code)] = missingKey }
    var result = NameColumn()
    result.codes = own
    result.labels = met.map { labels[Int($0)] }
    return result
  }

  /// Puts the rows of each stretch in another order.
  mutating func rearrange(_ order: [[UInt32]]) { codes.rearrange(order) }
}

extension [UInt32] {
  /// Whether some code is `missingKey`.
  /// - Complexity: O(codes), on several threads.
  package var hasMissingKey: Bool {
    RowStretches.map(count) { rows in
      let codes = span
      var isMissing = false
      for row in rows { isMissing = isMissing || codes[row] == missingKey }
      return isMissing
    }.contains(true)
  }
}

package import FidelityData

/// Codes for the values of some variables (country + rater, video + segment, item): dense numbers that a scan can count
/// with.
///
/// A variable is a column of the table, or a part of the names of a wide table's columns. The columns of a row are
/// combined by ``FidelityData/CompositeKeys``; the layout's part is known beforehand and only multiplies, so no rating
/// costs a look-up of its own.
package struct KeyCoder: Sendable {
  package enum Part: Sendable, Equatable {
    /// A key column of the scan.
    case column(request: Int)
    /// A variable of the wide layout.
    case layout(variable: Int)
  }

  /// What a wide column makes of the code of a row.
  package struct Step: Sendable {
    fileprivate let factor: UInt32
    /// The code of the layout's part.
    package let summand: UInt32

    /// A missing key stays missing.
    @inline(__always)
    package func callAsFunction(_ row: UInt32) -> UInt32 {
      // rowCodes(_:) has made sure that this does not overflow.
      row == missingKey ? missingKey : row &* factor &+ summand
    }
  }

  /// How the variables are called in results.
  package let names: [String]
  private let parts: [Part]
  /// The place of each part among the columns, or among the layout's variables.
  private let places: [Int]
  private let requests: [Int]
  private var composite: CompositeKeys?
  private var zeros = Buffer<UInt32>([])
  /// The layout code of each wide column.
  private let layoutCodes: [UInt32]
  /// For each of the layout's variables: its values, and the value of each layout code.
  private let layoutKeys: [(dictionary: KeyDictionary, values: [UInt32])]
  private let layoutCount: Int

  /// - Parameters:
  ///   - names: how the variables are called in results.
  ///   - wideColumns: the layout's values of each wide column; one empty entry for a long table.
  package init(names: [String], parts: [Part], wideColumns: [[String]]) {
    self.names = names
    self.parts = parts
    let requests = parts.compactMap { if case .column(let request) = $0 { request } else { nil } }
    let variables = parts.compactMap { if case .layout(let variable) = $0 { variable } else { nil } }
    places = parts.indices.map { index in
      parts[..<index].count { $0.isColumn == parts[index].isColumn }
    }
    self.requests = requests
    composite = requests.isEmpty ? nil : CompositeKeys(width: requests.count)
    var codes: [UInt32] = []
    var known: [[String]: UInt32] = [:]
    var keys = variables.map { _ in (dictionary: KeyDictionary(), values: [UInt32]()) }
    for column in wideColumns {
      let values = variables.map { column[$0] }
      let code = known[values] ?? UInt32(known.count)
      if known.updateValue(code, forKey: values) == nil {
        for index in keys.indices { keys[index].values.append(keys[index].dictionary.code(of: values[index])) }
      }
      codes.append(code)
    }
    layoutCodes = codes
    layoutKeys = keys
    layoutCount = known.count
  }

  /// Whether a variable stands in the names of columns.
  package var usesLayout: Bool { !layoutKeys.isEmpty }

  /// Number of codes in use so far, those of combinations that no rating has included.
  package var count: Int { (composite?.count ?? 1) * layoutCount }

  /// What the columns of each row contribute; 0 where no column takes part.
  /// - Throws: `unusable` where there are more combinations than codes.
  package mutating func rowCodes(_ batch: Batch) throws(DataError) -> Buffer<UInt32> {
    guard let codes = composite?.encode(requests.map { batch.keys($0) }) else {
      if zeros.count != batch.rowCount { zeros = Buffer(Array(repeating: 0, count: batch.rowCount)) }
      return zeros
    }
    guard count < Int(missingKey) else { throw tooManyCombinations(batch.source) }
    return codes
  }

  /// Takes the codes of another state of this coder.
  /// - Parameter codes: for each column of the scan, the code here of each code there.
  /// - Returns: the code here of each code of a row there.
  package mutating func merge(_ other: KeyCoder, _ codes: [[UInt32]]) throws(DataError) -> [UInt32] {
    guard let theirs = other.composite else { return [0] }
    let merged = composite?.merge(theirs, codes: requests.map { codes[$0] }) ?? []
    guard count < Int(missingKey) else { throw tooManyCombinations(nil) }
    return merged
  }

  /// As ``merge(_:_:)``, for the codes of ratings, which the layout has a part in.
  package mutating func mergeRatingCodes(_ other: KeyCoder, _ codes: [[UInt32]]) throws(DataError) -> [UInt32] {
    let rows = try merge(other, codes)
    guard layoutCount != 1 else { return rows }
    return rows.flatMap { row in (0..<UInt32(layoutCount)).map { row * UInt32(layoutCount) + $0 } }
  }

  private func tooManyCombinations(_ file: String?) -> DataError {
    DataError(.unusable(reason: "\(names.joined(separator: ", ")): more than \(missingKey) combinations"), file: file)
  }

  /// How the codes of a row and of a wide column make up the code of a rating.
  func layoutCodes(of wideColumns: Range<Int>) -> UnitwiseRatings.Layout.Codes {
    UnitwiseRatings.Layout.Codes(
      factor: UInt32(layoutCount), summands: wideColumns.map { layoutCodes[$0] }, isByRow: composite != nil)
  }

  /// How the code of a row becomes that of a rating in a wide column.
  package func step(wideColumn: Int) -> Step {
    Step(factor: UInt32(layoutCount), summand: layoutCodes[wideColumn])
  }
}

// MARK: - What codes stand for

extension KeyCoder {
  /// Result columns: the values of each variable, in their order, for each code in `codes`. Whole numbers of a typed
  /// file stay whole numbers.
  package func columns(_ codes: [UInt32], _ dictionaries: [KeyDictionary]) -> [Table.Column] {
    parts.indices.map { part in
      let source = values(of: part, dictionaries)
      // Without other variables, a code is its value.
      let isPlain = requests.count == 1 && !usesLayout
      func place(_ code: UInt32) -> Int { isPlain ? Int(code) : value(of: code, part: part) }
      if let integers = source.integers {
        if !codes.contains(missingKey) {
          return Table.Column(names[part], .wholes(codes.map { Int(integers[place($0)]) }))
        }
        return Table.Column(
          names[part], .integers(codes.map { $0 == missingKey ? nil : Int(integers[place($0)]) }))
      }
      let values = codes.map { $0 == missingKey ? missingKey : UInt32(place($0)) }
      let (places, labels) = Self.named(values) { source.label($0) }
      return Table.Column(names[part], .text(codes: places, labels: labels))
    }
  }

  /// The labels of the values that occur, in the order of meeting, and for each value its place among them.
  private static func named(
    _ values: [UInt32], _ label: (UInt32) -> String
  ) -> (places: [UInt32], labels: [String]) {
    let present = values.lazy.filter { $0 != missingKey }
    let (low, high) = (present.min() ?? 0, present.max() ?? 0)
    var labels: [String] = []
    func place(_ value: UInt32, _ known: inout UInt32?) -> UInt32 {
      if let known { return known }
      let place = UInt32(labels.count)
      known = place
      labels.append(label(value))
      return place
    }
    // Rows that lie together mostly have values that were met together.
    guard Int(high - low) < 16 * (values.count + 1_024) else {
      var known: [UInt32: UInt32] = [:]
      return (values.map { $0 == missingKey ? missingKey : place($0, &known[$0]) }, labels)
    }
    var known = [UInt32?](repeating: nil, count: Int(high - low) + 1)
    return (values.map { $0 == missingKey ? missingKey : place($0, &known[Int($0 - low)]) }, labels)
  }

  /// The value that each code has of a variable; nil where the variable is none of the coder's.
  func labels(of name: String, _ codes: Range<Int>, _ dictionaries: [KeyDictionary]) -> [String]? {
    guard let part = names.firstIndex(of: name) else { return nil }
    let source = values(of: part, dictionaries)
    return codes.map { source.label(UInt32(value(of: UInt32($0), part: part))) }
  }

  /// Whether two codes have the same values of the first variables.
  func isSame(_ a: UInt32, _ b: UInt32, first count: Int) -> Bool {
    (0..<count).allSatisfy { value(of: a, part: $0) == value(of: b, part: $0) }
  }

  /// `Chile / 12` for messages.
  package func label(_ code: UInt32, _ dictionaries: [KeyDictionary]) -> String {
    parts.indices.map { values(of: $0, dictionaries).label(UInt32(value(of: code, part: $0))) }.joined(separator: " / ")
  }

  /// The columns that a code is made of, and what they hold; the layout's part is in none.
  func columnLabels(_ code: UInt32, _ dictionaries: [KeyDictionary]) -> [RepeatedKeys.Key] {
    parts.indices.compactMap { part in
      guard parts[part].isColumn else { return nil }
      let label = values(of: part, dictionaries).label(UInt32(value(of: code, part: part)))
      return RepeatedKeys.Key(column: names[part], label: label)
    }
  }

  /// The codes in the order people expect: by the first variable, then the second ...; numbers by size, text by code
  /// point, and the values that `preferred` lists for a variable in that order, before any other.
  package func sorted(
    _ codes: [UInt32], _ dictionaries: [KeyDictionary], preferred: [String: [String]] = [:]
  ) -> [UInt32] {
    let width = parts.count
    var ranks = [Int](repeating: 0, count: codes.count * width)
    for part in parts.indices {
      let ranksOfValues = Self.ranks(values(of: part, dictionaries), preferred: preferred[names[part]] ?? [])
      for (index, code) in codes.enumerated() {
        ranks[index * width + part] = ranksOfValues[value(of: code, part: part)]
      }
    }
    if width == 1 { return Self.sorted(codes, ranks) }
    return codes.indices.sorted { a, b in
      for part in 0..<width {
        let (left, right) = (ranks[a * width + part], ranks[b * width + part])
        if left != right { return left < right }
      }
      return codes[a] < codes[b]
    }.map { codes[$0] }
  }

  /// Codes whose ranks differ, by rank: each goes where its rank says, and the places that stay free fall out.
  private static func sorted(_ codes: [UInt32], _ ranks: [Int]) -> [UInt32] {
    var places = [UInt32](repeating: missingKey, count: (ranks.max() ?? -1) + 1)
    for (code, rank) in zip(codes, ranks) {
      precondition(places[rank] == missingKey, "two codes of one value")
      places[rank] = code
    }
    return places.filter { $0 != missingKey }
  }

  private static func ranks(_ dictionary: KeyDictionary, preferred: [String]) -> [Int] {
    var ranks = [Int](repeating: 0, count: dictionary.count)
    if preferred.isEmpty {
      for (rank, code) in dictionary.sortedCodes.enumerated() { ranks[Int(code)] = rank }
      return ranks
    }
    let first = Dictionary(zip(preferred, 0...)) { first, _ in first }
    for (rank, code) in dictionary.sortedCodes.enumerated() {
      ranks[Int(code)] = first[dictionary.label(code)] ?? rank + first.count
    }
    return ranks
  }

  /// The dictionary of the only variable; its codes are those of this coder.
  func dictionary(_ dictionaries: [KeyDictionary]) -> KeyDictionary {
    precondition(parts.count == 1, "codes of several variables have no dictionary")
    return values(of: 0, dictionaries)
  }

  private func values(of part: Int, _ dictionaries: [KeyDictionary]) -> KeyDictionary {
    switch parts[part] {
    case .column(let request): dictionaries[request]
    case .layout: layoutKeys[places[part]].dictionary
    }
  }

  /// The place of a code's value among those of a variable.
  private func value(of code: UInt32, part: Int) -> Int {
    let (row, layout) = code.quotientAndRemainder(dividingBy: UInt32(layoutCount))
    switch parts[part] {
    case .column:
      guard let composite else { preconditionFailure("a column of no combination") }
      return Int(composite.part(places[part], of: row))
    case .layout: return Int(layoutKeys[places[part]].values[Int(layout)])
    }
  }
}

extension KeyCoder.Part {
  fileprivate var isColumn: Bool { if case .column = self { true } else { false } }
}

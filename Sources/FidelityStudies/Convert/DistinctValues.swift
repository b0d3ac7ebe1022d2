import FidelityData

/// The distinct values of a column, a missing one among them, with codes in the order in which they were met.
struct DistinctValues {
  private enum Kind {
    case text, number, integer
  }

  private var kind: Kind?
  private var texts: [String?] = []
  private var numbers: [Double] = []
  private var integers: [Int?] = []
  private var textCodes: [String: UInt32] = [:]
  private var wholeCodes: [Int: UInt32] = [:]
  private var missingCode: UInt32?

  /// The codes of the rows of a piece, of which all have values of one kind.
  mutating func codes(of values: Table.Values) -> [UInt32] {
    switch values {
    case .text(let codes, let labels):
      kind = .text
      // A label that no row has is no value.
      var known = [UInt32](repeating: missingKey, count: labels.count)
      return codes.map { code in
        if code == missingKey { return missing() }
        let place = Int(code)
        if known[place] == missingKey { known[place] = self.code(of: labels[place]) }
        return known[place]
      }
    case .numbers(let values):
      kind = .number
      return values.map { $0.isNaN ? missing() : code(of: $0) }
    case .integers(let values):
      kind = .integer
      return values.map { value in value.map { code(of: $0) } ?? missing() }
    case .wholes(let values):
      kind = .integer
      return values.map { code(of: $0) }
    }
  }

  private var count: UInt32 {
    switch kind {
    case .number: UInt32(numbers.count)
    case .integer: UInt32(integers.count)
    case .text, nil: UInt32(texts.count)
    }
  }

  private mutating func missing() -> UInt32 {
    if let missingCode { return missingCode }
    let code = count
    missingCode = code
    switch kind {
    case .number: numbers.append(.nan)
    case .integer: integers.append(nil)
    case .text, nil: texts.append(nil)
    }
    return code
  }

  private mutating func code(of text: String) -> UInt32 {
    if let code = textCodes[text] { return code }
    let code = count
    textCodes[text] = code
    texts.append(text)
    return code
  }

  private mutating func code(of number: Double) -> UInt32 {
    // Zeros of both signs are one value.
    let bits = Int(bitPattern: UInt(number == 0 ? 0 : number.bitPattern))
    if let code = wholeCodes[bits] { return code }
    let code = count
    wholeCodes[bits] = code
    numbers.append(number)
    return code
  }

  private mutating func code(of integer: Int) -> UInt32 {
    if let code = wholeCodes[integer] { return code }
    let code = count
    wholeCodes[integer] = code
    integers.append(integer)
    return code
  }

  /// The column of which these are the codes; ``missingKey`` is missing.
  func values(of codes: [UInt32]) -> Table.Values {
    switch kind {
    case .number: return .numbers(codes.map { $0 == missingKey ? .nan : numbers[Int($0)] })
    case .integer: return .integers(codes.map { $0 == missingKey ? nil : integers[Int($0)] })
    case .text, nil:
      let codes = codes.map { $0 == missingKey || $0 == missingCode ? missingKey : $0 }
      return .text(codes: codes, labels: texts.map { $0 ?? "" })
    }
  }

  /// The value of a code as text; nil where it is missing.
  func label(_ code: UInt32) -> String? {
    if code == missingCode { return nil }
    switch kind {
    case .number: return CategoryDictionary.label(numbers[Int(code)])
    case .integer: return integers[Int(code)].map { String($0) }
    case .text, nil: return texts[Int(code)]
    }
  }

  /// The codes of the values that are there: numbers by size, texts that are numbers too, other texts by code point.
  var sortedCodes: [UInt32] {
    let codes = (0..<count).filter { $0 != missingCode }
    let labels = codes.map { label($0) ?? "" }
    let order = KeyDictionary(labels: labels).sortedCodes
    // Two Unicode forms of one text are one key, and then labels do not match codes.
    guard order.count == codes.count else { return codes }
    return order.map { codes[Int($0)] }
  }
}

/// Rows that are told apart by what they have in some columns, in the order in which they were met.
struct IdentifiedRows {
  let places: [Int]
  private var names: [String] = []
  private var values: [DistinctValues]
  private var keys: CompositeKeys
  private var hasRow = false

  /// - Parameter places: the columns; without any, all rows are one.
  init(_ places: [Int]) {
    self.places = places
    values = places.map { _ in DistinctValues() }
    keys = CompositeKeys(width: max(1, places.count))
  }

  var count: Int { places.isEmpty ? (hasRow ? 1 : 0) : keys.count }

  /// The codes of the rows of a piece.
  mutating func codes(of table: Table) -> [UInt32] {
    names = places.map { table.columns[$0].name }
    if table.rowCount > 0 { hasRow = true }
    var parts: [[UInt32]] = []
    for (index, place) in places.enumerated() { parts.append(values[index].codes(of: table.columns[place].values)) }
    if parts.isEmpty { return Array(repeating: 0, count: table.rowCount) }
    return (0..<table.rowCount).map { row in keys.code(of: parts.map { $0[row] }) }
  }

  /// What the rows have in the columns.
  var columns: [Table.Column] {
    places.indices.map { index in
      Table.Column(names[index], values[index].values(of: (0..<UInt32(count)).map { keys.part(index, of: $0) }))
    }
  }

  /// What a row has in the columns, as text; nil where a value is missing.
  func labels(_ code: UInt32) -> [String?] {
    places.indices.map { values[$0].label(keys.part($0, of: code)) }
  }
}

import FidelityData

/// Codes for the values of some variables (country + rater, video + segment, item): dense numbers that a scan can count with.
///
/// A variable is a column of the table, or a part of the names of a wide table's columns. The columns of a row are combined by
/// ``CompositeKeys``; the layout's part is known beforehand and only multiplies, so no rating costs a look-up of its own.
struct KeyCoder: Sendable {
  enum Part: Sendable {
    /// A key column of the scan.
    case column(request: Int)
    /// A variable of the wide layout.
    case layout(variable: Int)
  }

  let names: [String]
  private let parts: [Part]
  private let requests: [Int]
  private var composite: CompositeKeys?
  /// The layout code of each wide column.
  private let layoutCodes: [UInt32]
  /// The values of the layout's variables by layout code.
  private let layoutValues: [[String]]
  private var layoutCount: UInt32 { UInt32(layoutValues.count) }

  /// - Parameters:
  ///   - names: how the variables are called in results.
  ///   - wideColumns: the layout's values of each wide column; one empty entry for a long table.
  init(names: [String], parts: [Part], wideColumns: [[String]]) {
    self.names = names
    self.parts = parts
    requests = parts.compactMap { if case .column(let request) = $0 { request } else { nil } }
    composite = requests.isEmpty ? nil : CompositeKeys(width: requests.count)
    let variables = parts.compactMap { if case .layout(let variable) = $0 { variable } else { nil } }
    var codes: [UInt32] = []
    var values: [[String]] = []
    var known: [[String]: UInt32] = [:]
    for column in wideColumns {
      let key = variables.map { column[$0] }
      let code = known[key] ?? UInt32(values.count)
      if known.updateValue(code, forKey: key) == nil { values.append(key) }
      codes.append(code)
    }
    layoutCodes = codes
    layoutValues = values
  }

  /// Number of codes in use so far, those of combinations that no rating has included.
  var count: Int { (composite?.count ?? 1) * layoutValues.count }

  /// What the columns of each row contribute; nil where no column takes part (every row contributes 0).
  mutating func rowCodes(_ batch: Batch) -> Buffer<UInt32>? {
    guard composite != nil else { return nil }
    return composite?.encode(requests.map { batch.keys($0) })
  }

  /// The code of a row's contribution in a wide column; a missing key stays missing.
  @inline(__always)
  func code(row: UInt32, wideColumn: Int) -> UInt32 {
    row == missingKey ? missingKey : row * layoutCount + layoutCodes[wideColumn]
  }

  /// The value of each variable, in their order, for each code in `codes`.
  func columns(_ codes: [UInt32], _ dictionaries: [KeyDictionary]) -> [Table.Column] {
    parts.indices.map { index in
      let labels = codes.map { $0 == missingKey ? nil : label(of: $0, part: index, dictionaries) }
      return Table.Column(names[index], text: labels)
    }
  }

  /// `Chile / 12` for messages.
  func label(_ code: UInt32, _ dictionaries: [KeyDictionary]) -> String {
    parts.indices.map { label(of: code, part: $0, dictionaries) }.joined(separator: " / ")
  }

  private func label(of code: UInt32, part: Int, _ dictionaries: [KeyDictionary]) -> String {
    switch parts[part] {
    case .column(let request):
      let place = requests.prefixCount(before: part, in: parts)
      let row = composite?.parts(code / layoutCount) ?? []
      return dictionaries[request].labels[Int(row[row.startIndex + place])]
    case .layout:
      let place = part - requests.prefixCount(before: part, in: parts)
      return layoutValues[Int(code % layoutCount)][place]
    }
  }

  /// The codes in the order people expect: by the first variable, then the second ...; numbers by size, text by code point, and the values that
  /// `preferred` lists for a variable in that order, before any other.
  func sorted(_ codes: [UInt32], _ dictionaries: [KeyDictionary], preferred: [String: [String]] = [:]) -> [UInt32] {
    let ranks = parts.indices.map { part -> [UInt32: Int] in
      var labels = KeyDictionary()
      let places = codes.map { labels.code(of: label(of: $0, part: part, dictionaries)) }
      let first = Dictionary(zip(preferred[names[part]] ?? [], 0...)) { first, _ in first }
      var rankOfLabel = [Int](repeating: 0, count: labels.count)
      for (rank, code) in labels.sortedCodes.enumerated() {
        rankOfLabel[Int(code)] = first[labels.labels[Int(code)]] ?? rank + first.count
      }
      return Dictionary(zip(codes, places.map { rankOfLabel[Int($0)] })) { first, _ in first }
    }
    return codes.sorted { a, b in
      for rank in ranks {
        let (left, right) = (rank[a] ?? 0, rank[b] ?? 0)
        if left != right { return left < right }
      }
      return a < b
    }
  }
}

extension [Int] {
  /// How many of the parts before `part` are columns.
  fileprivate func prefixCount(before part: Int, in parts: [KeyCoder.Part]) -> Int {
    parts[..<part].count { if case .column = $0 { true } else { false } }
  }
}

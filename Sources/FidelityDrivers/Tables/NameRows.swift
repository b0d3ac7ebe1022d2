import FidelityData

/// The rows of each name of a column, by counting: rows of one name keep the order that they came in.
///
/// Rows without a name are left out.
/// - Complexity: O(rows + names) time, 4 bytes a row and 8 a name.
package struct NameRows {
  private let offsets: [Int]
  private let rows: [UInt32]

  /// - Parameter order: the rows in the order in which they come; nil for all in that of the table.
  package init(_ column: NameColumn, order: [UInt32]? = nil) {
    self.init(codes: column.codes, nameCount: column.labels.count, order: order)
  }

  /// - Parameters:
  ///   - codes: the name of each row, below `nameCount`; `missingKey` for none.
  ///   - order: the rows in the order in which they come; nil for all in that of the table.
  init(codes: [UInt32], nameCount: Int, order: [UInt32]? = nil) {
    let order = order ?? codes.indices.map { UInt32($0) }
    var offsets = [Int](repeating: 0, count: nameCount + 1)
    for row in order where codes[Int(row)] != missingKey { offsets[Int(codes[Int(row)]) + 1] += 1 }
    for place in 0..<nameCount { offsets[place + 1] += offsets[place] }
    var next = offsets
    var rows = [UInt32](repeating: 0, count: offsets[nameCount])
    for row in order where codes[Int(row)] != missingKey {
      let code = Int(codes[Int(row)])
      rows[next[code]] = row
      next[code] += 1
    }
    (self.offsets, self.rows) = (offsets, rows)
  }

  /// The rows of a name.
  package subscript(code: Int) -> ArraySlice<UInt32> { rows[offsets[code]..<offsets[code + 1]] }

  /// The first row of a name; nil where there is none.
  func first(_ code: UInt32) -> Int? { code == missingKey ? nil : self[Int(code)].first.map { Int($0) } }

  /// The rows of all names in this order of theirs.
  func rows(in order: [Int]) -> [UInt32] {
    var result: [UInt32] = []
    result.reserveCapacity(rows.count)
    for code in order { result += self[code] }
    return result
  }
}

extension NameColumn {
  /// Of each label its place in ``order``.
  var ranks: [Int] {
    var ranks = [Int](repeating: 0, count: labels.count)
    for (rank, place) in order.enumerated() { ranks[place] = rank }
    return ranks
  }
}

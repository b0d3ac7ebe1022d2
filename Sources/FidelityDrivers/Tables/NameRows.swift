import FidelityData

/// The rows of each name of a column, by counting: rows of one name keep the order that they came in.
///
/// Rows without a name are left out.
/// - Complexity: O(rows + names) time, 4 bytes a row and 8 a name.
package struct NameRows: Sendable {
  private let offsets: [Int]
  fileprivate let rows: [UInt32]

  /// - Parameter order: the rows in the order in which they come; nil for all in that of the table.
  package init(_ column: NameColumn, order: [UInt32]? = nil) {
    self.init(codes: column.codes, nameCount: column.labels.count, order: order)
  }

  /// - Parameters:
  ///   - codes: the name of each row, below `nameCount`; `missingKey` for none.
  ///   - order: the rows in the order in which they come; nil for all in that of the table.
  package init(codes: [UInt32], nameCount: Int, order: [UInt32]? = nil) {
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

/// The rows of sets of names (pieces), in the order of the table within each.
///
/// Rows without a name are left out. Stretches of the table are sorted on threads of their own; where they are cut
/// leaves no trace.
package struct PieceRows: Sendable {
  private let stretches: [NameRows]

  /// - Parameters:
  ///   - codes: the name of each row; `missingKey` for none.
  ///   - pieces: the piece of each name, below `count`.
  package init(codes: [UInt32], pieces: [UInt32], count: Int) {
    stretches = RowStretches.map(codes.count) { NameRows(codes, pieces, count, in: $0) }
  }

  /// The rows of a piece.
  package func rows(of piece: Int) -> [UInt32] {
    var rows: [UInt32] = []
    rows.reserveCapacity(stretches.reduce(0) { $0 + $1[piece].count })
    for stretch in stretches { rows += stretch[piece] }
    return rows
  }
}

extension NameRows {
  /// Those rows of a stretch of a table whose name is of each of some pieces.
  fileprivate init(_ codes: [UInt32], _ pieces: [UInt32], _ count: Int, in stretch: Range<Int>) {
    let (codes, pieces) = (codes.span, pieces.span)
    var offsets = [Int](repeating: 0, count: count + 1)
    for row in stretch where codes[row] != missingKey { offsets[Int(pieces[Int(codes[row])]) + 1] += 1 }
    for place in 0..<count { offsets[place + 1] += offsets[place] }
    var next = offsets
    var rows = [UInt32](repeating: 0, count: offsets[count])
    for row in stretch where codes[row] != missingKey {
      let piece = Int(pieces[Int(codes[row])])
      rows[next[piece]] = UInt32(row)
      next[piece] += 1
    }
    (self.offsets, self.rows) = (offsets, rows)
  }
}

/// Rows that follow one another in a table.
struct RowRun: Sendable {
  let first: UInt32
  private(set) var count: UInt32
}

/// The rows of each unit of a column, as runs of rows that follow one another: where rows of a unit stand together, a
/// few runs are all of them.
///
/// Rows without a name are left out.
/// - Complexity: O(rows + units) time, 12 bytes a run and 8 a unit.
struct UnitRuns: Sendable {
  private let runs: [RowRun]
  private let ofUnits: NameRows

  /// - Parameters:
  ///   - codes: the name of each row; `missingKey` for none.
  ///   - units: the unit of each name, below `count`.
  init(codes: [UInt32], units: [UInt32], count: Int) {
    let parts = RowStretches.map(codes.count) { Self.runs(codes, units, $0) }
    runs = parts.flatMap(\.runs)
    ofUnits = NameRows(codes: parts.flatMap(\.units), nameCount: count)
  }

  /// Those of a stretch of rows, with the unit of each.
  private static func runs(
    _ codes: [UInt32], _ units: [UInt32], _ stretch: Range<Int>
  ) -> (units: [UInt32], runs: [RowRun]) {
    let (codes, units) = (codes.span, units.span)
    var ofRun: [UInt32] = []
    var runs: [RowRun] = []
    var first = stretch.lowerBound
    while first < stretch.upperBound {
      let code = codes[first]
      var end = first + 1
      while end < stretch.upperBound, codes[end] == code { end += 1 }
      if code != missingKey {
        ofRun.append(units[Int(code)])
        runs.append(RowRun(first: UInt32(first), count: UInt32(end - first)))
      }
      first = end
    }
    return (ofRun, runs)
  }

  /// The runs of a unit, in the order of the table.
  subscript(unit: Int) -> [RowRun] { ofUnits[unit].map { runs[Int($0)] } }
}

extension PieceRows {
  /// For each stretch of a table its rows, those of a piece together and in their order, those without a name last.
  static func order(_ codes: [UInt32], _ pieces: [UInt32], count: Int) -> [[UInt32]] {
    RowStretches.map(codes.count) { stretch in
      let named = NameRows(codes, pieces, count, in: stretch).rows
      return named.count == stretch.count
        ? named : named + stretch.filter { codes[$0] == missingKey }.map { UInt32($0) }
    }
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

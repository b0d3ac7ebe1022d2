/// Rows arranged by group: the rows of group `g` are `order[offsets[g]..<offsets[g + 1]]`, in their first order
/// (stable).
///
/// Built by counting, O(rows + groups) time and memory.
public struct Grouping: Sendable {
  public let offsets: [Int]
  public let order: [UInt32]

  /// - Parameters:
  ///   - codes: the group of each row, `0..<groupCount`; a row with ``missingKey`` belongs to no group.
  ///   - groupCount: number of groups, empty ones included.
  public init(codes: [UInt32], groupCount: Int) {
    self.init(codes: codes, groupCount: groupCount, rows: nil)
  }

  /// Arranges only `rows`, in their given order: a radix sort by several keys starts with the least significant one.
  package init(codes: [UInt32], groupCount: Int, rows: [UInt32]?) {
    var offsets = [Int](repeating: 0, count: groupCount + 1)
    let total = rows?.count ?? codes.count
    for index in 0..<total {
      let code = codes[rows.map { Int($0[index]) } ?? index]
      if code != missingKey { offsets[Int(code) + 1] += 1 }
    }
    for group in 0..<groupCount { offsets[group + 1] += offsets[group] }
    var next = offsets
    var order = [UInt32](repeating: 0, count: offsets[groupCount])
    for index in 0..<total {
      let row = rows.map { Int($0[index]) } ?? index
      let code = codes[row]
      if code != missingKey {
        order[next[Int(code)]] = UInt32(row)
        next[Int(code)] += 1
      }
    }
    self.offsets = offsets
    self.order = order
  }

  public var groupCount: Int { offsets.count - 1 }

  public func rows(of group: Int) -> ArraySlice<UInt32> { order[offsets[group]..<offsets[group + 1]] }
}

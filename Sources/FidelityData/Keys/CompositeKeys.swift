/// Keys made of several columns (country + rater, video + segment): each distinct combination gets a dense code.
///
/// A combination with a missing part is itself missing. Memory O(distinct combinations).
public struct CompositeKeys: Sendable {
  public let width: Int
  /// The codes of the first two parts, those of them with the third, ....
  private var pairs: [PairCodes]
  /// Number of distinct combinations.
  public private(set) var count = 0

  public init(width: Int) {
    precondition(width >= 1, "a key has at least one column")
    self.width = width
    pairs = Array(repeating: PairCodes(), count: width - 1)
  }

  /// The code that a combination has in one of the columns. O(width).
  public func part(_ column: Int, of code: UInt32) -> UInt32 {
    precondition(column >= 0 && column < width && code < count, "no such combination")
    // A combination is a pair of the parts before the last one, which are a pair in their turn, and that one.
    var code = code
    for level in (max(1, column)..<width).reversed() {
      let pair = pairs[level - 1].pair(code)
      if level == column { return pair.second }
      code = pair.first
    }
    return code
  }

  /// The code of a combination, new if need be.
  public mutating func code(of parts: [UInt32]) -> UInt32 {
    precondition(parts.count == width)
    if parts.contains(missingKey) { return missingKey }
    if width == 1 {
      count = max(count, Int(parts[0]) + 1)
      return parts[0]
    }
    var code = parts[0]
    for level in 1..<width { code = pairs[level - 1].code(code, parts[level]) }
    count = pairs[width - 2].count
    return code
  }

  /// Takes the combinations of another state, in their order.
  /// - Parameter codes: for each of the columns, the code here of each code there.
  /// - Returns: the code here of each combination there.
  package mutating func merge(_ other: CompositeKeys, codes: [[UInt32]]) -> [UInt32] {
    precondition(width == other.width && codes.count == width, "keys of different columns")
    if width == 1 {
      if let largest = codes[0].prefix(other.count).max() { _ = code(of: [largest]) }
      return Array(codes[0].prefix(other.count))
    }
    // Column after column, as rows are.
    return encode(
      (0..<width).map { level in
        Buffer(count: other.count) { output in
          for code in 0..<UInt32(other.count) { output.append(codes[level][Int(other.part(level, of: code))]) }
        }
      }
    ).array
  }

  /// Codes for the rows of several code columns of equal length.
  public mutating func encode(_ columns: [Buffer<UInt32>]) -> Buffer<UInt32> {
    precondition(columns.count == width)
    if width == 1 {
      columns[0].withSpan { codes in
        var limit: UInt32 = 0
        // A missing key wraps to 0 and never sets the limit.
        for index in codes.indices { limit = max(limit, codes[index] &+ 1) }
        if limit > UInt32(count) { _ = code(of: [limit - 1]) }
      }
      return columns[0]
    }
    // Column after column: the code of the parts so far with the next part.
    var combined = columns[0]
    for level in 1..<width { combined = pairs[level - 1].encode(combined, columns[level]) }
    count = pairs[width - 2].count
    return combined
  }
}

/// Keys made of several columns (country + rater, video + segment): each distinct combination gets a dense code.
///
/// A combination with a missing part is itself missing. Memory O(distinct combinations).
public struct CompositeKeys: Sendable {
  public let width: Int
  /// The component codes of each combination, `width` at a time; none where that is one.
  private var components: [UInt32] = []
  /// The codes of the first two parts, those of them with the third, ....
  private var pairs: [PairCodes]
  /// Number of distinct combinations.
  public private(set) var count = 0

  public init(width: Int) {
    precondition(width >= 1, "a key has at least one column")
    self.width = width
    pairs = Array(repeating: PairCodes(), count: width - 1)
  }

  /// The code that a combination has in one of the columns.
  public func part(_ column: Int, of code: UInt32) -> UInt32 {
    precondition(column >= 0 && column < width && code < count, "no such combination")
    return width == 1 ? code : components[Int(code) * width + column]
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
    if code == count {
      components += parts
      count += 1
    }
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
    var parts = [UInt32](repeating: 0, count: width)
    return (0..<other.count).map { combination in
      for level in 0..<width { parts[level] = codes[level][Int(other.components[combination * width + level])] }
      return code(of: parts)
    }
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
    for level in 1..<width {
      let isLast = level == width - 1
      combined = combined.withSpan { first in
        columns[level].withSpan { second in
          Buffer(count: first.count) { output in
            var (lastFirst, lastSecond, code) = (missingKey, missingKey, missingKey)
            for row in first.indices {
              if first[row] != lastFirst || second[row] != lastSecond {
                (lastFirst, lastSecond) = (first[row], second[row])
                let isMissing = lastFirst == missingKey || lastSecond == missingKey
                code = isMissing ? missingKey : pairs[level - 1].code(lastFirst, lastSecond)
                if isLast, !isMissing, code == count {
                  for column in columns { components.append(column[row]) }
                  count += 1
                }
              }
              output.append(code)
            }
          }
        }
      }
    }
    return combined
  }
}

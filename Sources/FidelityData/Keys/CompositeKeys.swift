/// Keys made of several columns (country + rater, video + segment): each distinct combination gets a dense code.
///
/// A combination with a missing part is itself missing. Memory O(distinct combinations).
public struct CompositeKeys: Sendable {
  public let width: Int
  /// The component codes of each combination of three parts or more, `width` at a time: ``pairs`` know those of two.
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
    switch width {
    case 1: return code
    case 2: return column == 0 ? pairs[0].pair(code).first : pairs[0].pair(code).second
    default: return components[Int(code) * width + column]
    }
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
      if width > 2 { components += parts }
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
    for level in 1..<width {
      combined = pairs[level - 1].encode(combined, columns[level])
    }
    // New combinations of all parts are the last pairs; their first codes are pairs of the level before.
    let found = pairs[width - 2].count
    if width == 2 {
      count = found
    } else if found > count {
      components += repeatElement(0, count: (found - count) * width)
      for combination in count..<found {
        var code = UInt32(combination)
        for level in (1..<width).reversed() {
          (code, components[combination * width + level]) = pairs[level - 1].pair(code)
        }
        components[combination * width] = code
      }
      count = found
    }
    return combined
  }
}

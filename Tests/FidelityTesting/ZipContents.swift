import Foundation

/// The files in a ZIP archive, stored or deflated, for tests that look at what the program has written.
public struct ZipContents {
  /// The content of each file by its name.
  public let files: [String: [UInt8]]

  public struct Damaged: Error {
    let reason: String
  }

  /// - Throws: where an entry lacks something, or has another length than the directory says.
  public init(_ bytes: [UInt8]) throws {
    func number(_ place: Int, _ count: Int) throws -> Int {
      guard place >= 0, place + count <= bytes.count else { throw Damaged(reason: "beyond the end at \(place)") }
      return (0..<count).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) }
    }
    let end = bytes.count - 22
    guard try number(end, 4) == 0x0605_4b50 else { throw Damaged(reason: "no directory") }
    var files: [String: [UInt8]] = [:]
    var place = try number(end + 16, 4)
    for _ in 0..<(try number(end + 10, 2)) {
      guard try number(place, 4) == 0x0201_4b50 else { throw Damaged(reason: "no entry at \(place)") }
      let (packed, size, length) = try (number(place + 20, 4), number(place + 24, 4), number(place + 28, 2))
      let name = String(decoding: bytes[(place + 46)..<(place + 46 + length)], as: UTF8.self)
      let local = try number(place + 42, 4)
      let start = try local + 30 + number(local + 26, 2) + number(local + 28, 2)
      let content = Array(bytes[start..<(start + packed)])
      let method = try number(place + 10, 2)
      let plain = method == 0 ? content : try Inflater(content).output
      guard plain.count == size else { throw Damaged(reason: "\(name) has \(plain.count) bytes, not \(size)") }
      files[name] = plain
      place += try 46 + length + number(place + 30, 2) + number(place + 32, 2)
    }
    self.files = files
  }

  /// The text of a file.
  public func text(_ name: String) throws -> String {
    guard let bytes = files[name] else { throw Damaged(reason: "there is no \(name)") }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// Undoes DEFLATE (RFC 1951).
private struct Inflater {
  private let input: [UInt8]
  private var place = 0
  private var bit = 0
  private(set) var output: [UInt8] = []

  init(_ input: [UInt8]) throws {
    self.input = input
    var isLast = false
    while !isLast {
      isLast = try bits(1) == 1
      switch try bits(2) {
      case 0: try stored()
      case 1:
        let lengths = (0..<288).map { $0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8 }
        try block(Code(lengths), Code(Array(repeating: 5, count: 30)))
      case 2: try dynamic()
      default: throw ZipContents.Damaged(reason: "a block of no kind")
      }
    }
  }

  /// A canonical Huffman code: how many words of each length, and the symbols in their order.
  private struct Code {
    var counts = Array(repeating: 0, count: 16)
    var symbols: [Int] = []

    init(_ lengths: [Int]) {
      for length in lengths where length > 0 { counts[length] += 1 }
      for length in 1..<16 { symbols += lengths.indices.filter { lengths[$0] == length } }
    }
  }

  private mutating func bits(_ count: Int) throws -> Int {
    var value = 0
    for index in 0..<count {
      guard place < input.count else { throw ZipContents.Damaged(reason: "the content ends too early") }
      value |= Int(input[place] >> UInt8(bit) & 1) << index
      bit += 1
      if bit == 8 { (bit, place) = (0, place + 1) }
    }
    return value
  }

  private mutating func symbol(_ code: Code) throws -> Int {
    var (word, first, index) = (0, 0, 0)
    for length in 1..<16 {
      word |= try bits(1)
      let count = code.counts[length]
      if word - first < count { return code.symbols[index + word - first] }
      index += count
      first = (first + count) << 1
      word <<= 1
    }
    throw ZipContents.Damaged(reason: "a word of no code")
  }

  private mutating func stored() throws {
    if bit > 0 { (bit, place) = (0, place + 1) }
    let length = try bits(16)
    _ = try bits(16)
    output += input[place..<(place + length)]
    place += length
  }

  private mutating func dynamic() throws {
    let (literals, distances, count) = try (bits(5) + 257, bits(5) + 1, bits(4) + 4)
    let order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
    var lengths = Array(repeating: 0, count: 19)
    for index in 0..<count { lengths[order[index]] = try bits(3) }
    let code = Code(lengths)
    var all: [Int] = []
    while all.count < literals + distances {
      switch try symbol(code) {
      case 16: all += Array(repeating: all.last ?? 0, count: try bits(2) + 3)
      case 17: all += Array(repeating: 0, count: try bits(3) + 3)
      case 18: all += Array(repeating: 0, count: try bits(7) + 11)
      case let length: all.append(length)
      }
    }
    try block(Code(Array(all[..<literals])), Code(Array(all[literals...])))
  }

  private mutating func block(_ literals: Code, _ distances: Code) throws {
    let base = [
      3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
    ]
    let extra = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0]
    while true {
      let symbol = try symbol(literals)
      if symbol == 256 { return }
      if symbol < 256 {
        output.append(UInt8(symbol))
        continue
      }
      let length = try base[symbol - 257] + bits(extra[symbol - 257])
      let code = try self.symbol(distances)
      let more = max(0, code / 2 - 1)
      let distance = try (code < 4 ? code + 1 : (2 + code % 2) << more + 1) + bits(more)
      guard distance <= output.count else { throw ZipContents.Damaged(reason: "a copy from before the beginning") }
      for _ in 0..<length { output.append(output[output.count - distance]) }
    }
  }
}

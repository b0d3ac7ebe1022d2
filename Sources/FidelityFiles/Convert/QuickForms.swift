import CArrow
import FidelityData

/// Which columns of a plain text file have nothing but numbers, found in its bytes at once.
///
/// It decides nothing but that: where a byte is a quotation mark, a carriage return or NUL, or a line has another
/// number of cells than the header, it finds no column, and those that it does not find are looked through as they are
/// read.
/// What a header or a compression makes of the bytes is no column of numbers.
struct QuickForms: Sendable {
  private var columns: [FANumberForm]
  private let delimiter: UInt8
  private let decimalPoint: UInt8
  private var isRegular = true

  private init(columnCount: Int, delimiter: UInt8, decimalPoint: UInt8) {
    let none = FANumberForm(has_value: false, are_numbers: true, are_integers: true)
    columns = Array(repeating: none, count: columnCount)
    self.delimiter = delimiter
    self.decimalPoint = decimalPoint
  }

  private static let chunkSize = 4 << 20
  /// A longer line is not looked at.
  private static let lineLimit = 1 << 16
  private static let readSize = chunkSize + lineLimit + 1

  /// The type of each column of a file that has only numbers of at most 15 digits, and empty cells; nil for others.
  static func types(of file: TableFile, decimalPoint: UInt8) -> [CellType?] {
    let none = file.columnNames.map { _ in CellType?.none }
    guard let byteCount = file.byteCount, byteCount > 0, file.delimiter != 0 else { return none }
    let fresh = QuickForms(
      columnCount: file.columnNames.count, delimiter: file.delimiter, decimalPoint: decimalPoint)
    let chunkCount = (byteCount + chunkSize - 1) / chunkSize
    let linesBefore = max(0, file.firstRowLine - 1)
    let file = FileBytes(file: file)
    var all = fresh
    // A round of chunks at a time: one that is not regular ends the search.
    for start in stride(from: 0, to: chunkCount, by: 2 * WorkerThreads.count) {
      let round = min(2 * WorkerThreads.count, chunkCount - start)
      let parts = WorkerThreads.map(round) { chunk in
        var forms = fresh
        let position = (start + chunk) * chunkSize
        // With the byte before it, and enough behind it for its last line.
        let bytes = file.bytes(from: max(0, position - 1), count: readSize)
        forms.read(bytes, linesBefore: position == 0 ? linesBefore : nil)
        return forms
      }
      for part in parts { all.merge(part) }
      if !all.isRegular || !all.columns.contains(where: \.are_numbers) { return none }
    }
    return all.columns.map { column in
      column.has_value && column.are_numbers ? column.are_integers ? .integer : .number : nil
    }
  }

  private mutating func merge(_ other: QuickForms) {
    isRegular = isRegular && other.isRegular
    for index in columns.indices {
      let theirs = other.columns[index]
      columns[index].has_value = columns[index].has_value || theirs.has_value
      columns[index].are_numbers = columns[index].are_numbers && theirs.are_numbers
      columns[index].are_integers = columns[index].are_integers && theirs.are_integers
    }
  }

  /// Reads the lines that begin in a chunk.
  /// - Parameters:
  ///   - bytes: those from the byte before the chunk on; nil where they cannot be read.
  ///   - linesBefore: of the first chunk, which has no byte before it, the lines above the rows; nil for others.
  private mutating func read(_ bytes: [UInt8]?, linesBefore: Int?) {
    guard let bytes else {
      isRegular = false
      return
    }
    let text = bytes.span
    let end = min(text.count, Self.chunkSize + (linesBefore == nil ? 1 : 0))
    var place = 0
    // The line that the chunk before has begun, or the header and what stands above it.
    for _ in 0..<(linesBefore ?? 1) where place < text.count {
      while place < text.count, text[place] != 0x0a { place += 1 }
      place += 1
    }
    guard place < end else { return }
    let count = Int32(columns.count)
    isRegular = unsafe bytes.withUnsafeBufferPointer { bytes in
      guard let start = bytes.baseAddress else { return true }
      return unsafe fa_number_forms(
        start + place, Int64(bytes.count - place), Int64(end - place), bytes.count == Self.readSize, delimiter,
        decimalPoint, &columns, count)
    }
  }
}

/// The bytes of a file, from which any thread may read.
private struct FileBytes: @unchecked Sendable {
  let file: TableFile

  /// Those from a position on; nil where they cannot be read.
  func bytes(from position: Int, count: Int) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    let found = file.read(from: position, into: &bytes)
    guard found >= 0 else { return nil }
    bytes.removeLast(count - found)
    return bytes
  }
}

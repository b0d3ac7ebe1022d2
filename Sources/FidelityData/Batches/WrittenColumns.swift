/// Columns of a known number of rows, which several threads write side by side, each the rows of its own.
package struct WrittenColumns: Sendable {
  /// How a column is kept.
  package enum Kind: Sendable { case numbers, keys }

  package let rowCount: Int
  private let kinds: [Kind]
  /// By column; empty for columns of numbers.
  package private(set) var codes: [[UInt32]]
  /// By column; empty for columns of keys.
  package private(set) var numbers: [[Double]]

  package init(_ kinds: [Kind], rowCount: Int) {
    (self.kinds, self.rowCount) = (kinds, rowCount)
    codes = kinds.map { _ in [] }
    numbers = kinds.map { _ in [] }
  }

  /// Where the rows of batches go.
  @safe
  package struct Writer: @unchecked Sendable {
    fileprivate var codes: [UnsafeMutableBufferPointer<UInt32>?] = unsafe []
    fileprivate var numbers: [UnsafeMutableBufferPointer<Double>?] = unsafe []
    fileprivate var rowCount = 0

    /// Writes the rows of a batch; no two threads may write the same row.
    /// - Returns: false where there are not so many rows; nothing is written then.
    package func write(_ batch: Batch, from row: Int) -> Bool {
      guard row >= 0, batch.rowCount <= rowCount - row else { return false }
      for place in unsafe codes.indices {
        if let target = unsafe codes[place]?.baseAddress {
          batch.keys(place).withSpan { span in
            for index in span.indices { unsafe (target + row)[index] = span[index] }
          }
        } else if let target = unsafe numbers[place]?.baseAddress {
          batch.numbers(place).withSpan { span in
            for index in span.indices { unsafe (target + row)[index] = span[index] }
          }
        }
      }
      return true
    }
  }

  /// Has the columns written by `body`, which must write every row.
  /// - Throws: what `body` throws; the columns are empty then.
  package mutating func fill<Failure: Error>(_ body: (Writer) throws(Failure) -> Void) throws(Failure) {
    var writer = Writer()
    writer.rowCount = rowCount
    var failure: Failure?
    _ = fill(0, writer) { writer in
      do throws(Failure) { try body(writer) } catch { failure = error }
      return failure == nil
    }
    if let failure { throw failure }
  }

  /// Makes room for the column at a place and all after it, whose memory nobody has touched, and calls `body`.
  private mutating func fill(_ place: Int, _ writer: Writer, _ body: (Writer) -> Bool) -> Bool {
    guard place < kinds.count else { return body(writer) }
    var (writer, isFilled) = (writer, false)
    switch kinds[place] {
    case .keys:
      codes[place] = unsafe Array(unsafeUninitializedCapacity: rowCount) { buffer, count in
        unsafe writer.codes.append(UnsafeMutableBufferPointer(rebasing: buffer[..<rowCount]))
        unsafe writer.numbers.append(nil)
        isFilled = fill(place + 1, writer, body)
        count = isFilled ? rowCount : 0
      }
    case .numbers:
      numbers[place] = unsafe Array(unsafeUninitializedCapacity: rowCount) { buffer, count in
        unsafe writer.codes.append(nil)
        unsafe writer.numbers.append(UnsafeMutableBufferPointer(rebasing: buffer[..<rowCount]))
        isFilled = fill(place + 1, writer, body)
        count = isFilled ? rowCount : 0
      }
    }
    return isFilled
  }

  /// Rows that were coded together.
  package struct Part: Sendable {
    package let rowCount: Int
    /// The common code of each of the part's own, by column; nil where they are the same.
    package let codes: [[UInt32]]?

    package init(rowCount: Int, codes: [[UInt32]]?) { (self.rowCount, self.codes) = (rowCount, codes) }
  }

  /// Gives the keys of parts that follow one another their common codes.
  package mutating func translate(_ parts: [Part]) {
    let starts = parts.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.rowCount) }
    precondition(starts[parts.count] == rowCount, "parts of another number of rows")
    for place in kinds.indices where kinds[place] == .keys {
      SharedRows.of(&codes[place]) { rows in
        _ = WorkerThreads.map(parts.count) { part in
          guard let table = parts[part].codes?[place], !table.indices.allSatisfy({ table[$0] == UInt32($0) }) else {
            return
          }
          rows.translate(starts[part]..<starts[part + 1], by: table)
        }
      }
    }
  }
}

import CArrow
import FidelityData

/// The parts of a table that threads decode one beside the other: row groups of Parquet, or pieces of them; blocks of
/// text; batches of Arrow, or pieces of them.
@safe
final class FileParts: @unchecked Sendable {
  let file: TableFile
  /// How each requested column lies in memory.
  let layouts: [FALayout]
  /// Whether the table is a sheet, in which formulas may have failed.
  let isSheet: Bool
  /// Whether each requested column has places in a list that may name what no row has: a factor, or true and false.
  let mayListUnused: [Bool]
  /// Whether each requested column has words in the order of a scale.
  let isOrdered: [Bool]
  /// Whether each requested column has whole numbers of 64 bits without a sign.
  let isUnsigned: [Bool]
  private let parts: OpaquePointer

  /// - Throws: `unknownColumn`, `duplicateColumn` for a request that the table cannot serve; what a column of another
  ///   type, or a pipe or stream that has been read, makes of it.
  init(_ file: TableFile, _ requests: [ColumnRequest], missing: MissingCodes, workers: Int) throws(DataError) {
    var columns: [Int] = []
    for request in requests { columns.append(try file.index(of: request.name)) }
    let kinds = requests.map { $0.kind == .number ? FAKind.number : .key }
    let nullTexts = missing.undeclaredTexts + missing.declaredTexts
    var layouts = [FALayout](repeating: .float64, count: columns.count)
    var opened: OpaquePointer?
    var error = FAError()
    let status = unsafe nullTexts.withCStrings { texts in
      unsafe file.withSource { source in
        unsafe fa_parts(
          source, columns.map { Int32($0) }, kinds, Int32(columns.count), texts, Int32(texts.count), Int32(workers),
          &opened, &layouts, &error)
      }
    }
    guard status == .OK, let opened = unsafe opened else { throw error.dataError(file: file.path) }
    unsafe parts = opened
    self.file = file
    self.layouts = layouts
    let types = columns.map { file.columnType($0) }
    isSheet = file.sheetName != nil
    mayListUnused = types.map { !file.isText && ($0.isFactor || $0 == .boolean) }
    isOrdered = types.map { !file.isText && $0.isOrderedWords }
    isUnsigned = types.map { type in
      switch type {
      case .integer(bits: 64, isSigned: false), .factor(.integer(bits: 64, isSigned: false), _): true
      default: false
      }
    }
  }

  deinit { unsafe fa_parts_close(parts) }

  /// Takes the next part of the file; nil at the end. Never on two threads at a time.
  /// - Returns: the rows of the file before the part.
  func next(worker: Int) throws(DataError) -> Int? {
    var found = false
    var firstRow: Int64 = 0
    var error = FAError()
    let status = unsafe fa_next_part(parts, Int32(worker), &found, &firstRow, &error)
    guard status == .OK else { throw error.dataError(file: file.path) }
    return found ? Int(firstRow) : nil
  }

  /// Decodes the part that the worker took last, on this thread, and hands over its batches.
  func read(worker: Int, _ body: (ArrowBatch) throws(DataError) -> Void) throws(DataError) {
    var error = FAError()
    // What the callback needs lives on this stack as long as the call.
    let (status, thrown) = withoutActuallyEscaping(body) { body in
      var taker = Taker(body)
      let status = unsafe withUnsafeMutablePointer(to: &taker) { taker in
        unsafe fa_read_part(
          parts, Int32(worker),
          { context, array in
            guard let taker = unsafe context?.assumingMemoryBound(to: Taker.self) else { return false }
            return unsafe taker.pointee.take(ArrowBatch(taking: array.pointee))
          }, taker, &error)
      }
      return (status, taker.thrown)
    }
    if let thrown { throw thrown }
    guard status == .OK else { throw error.dataError(file: file.path) }
  }

  private struct Taker {
    let body: (ArrowBatch) throws(DataError) -> Void
    var thrown: DataError?

    init(_ body: @escaping (ArrowBatch) throws(DataError) -> Void) { self.body = body }

    /// Whether to go on.
    mutating func take(_ batch: ArrowBatch) -> Bool {
      do {
        try body(batch)
        return true
      } catch {
        thrown = error
        return false
      }
    }
  }
}

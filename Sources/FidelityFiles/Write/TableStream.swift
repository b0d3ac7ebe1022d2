public import FidelityData
import FidelitySystem

/// A Parquet or Arrow file whose rows are written while others are still being made; it appears whole or not at all.
///
/// Once a second piece is there, a thread of its own encodes and writes them in their order; a table of one piece is
/// written by ``finish()``. Few pieces wait at a time, which bounds the memory: ``append(_:)`` waits for the writer
/// where it is behind. A thread that cannot be had only means that ``finish()`` writes.
public final class TableStream: Sendable {
  private let path: String
  private let format: BinaryTableFormat
  private let types: [CellType]?
  private let queue = PieceQueue()

  /// Nothing is touched before rows are written.
  public convenience init(to path: String, format: BinaryTableFormat) {
    self.init(to: path, format: format, types: nil)
  }

  /// - Parameter types: what the columns hold beyond what tables say; nil: just that.
  package init(to path: String, format: BinaryTableFormat, types: [CellType]?) {
    self.path = path
    self.format = format
    self.types = types
  }

  deinit { queue.abandon() }

  /// Takes the rows that follow; all pieces have the columns of the first, of the same kinds.
  /// - Throws: what the writer failed with, if it did.
  public func append(_ piece: Table) throws(DataError) {
    let isSecond = try queue.put(piece)
    guard isSecond, WorkerThreads.count > 1 else { return }
    SystemThread.start(stackSize: 8 << 20) { [queue, path, format, types] in
      Self.write(queue, path, format, types)
    }
  }

  /// Ends the table, which has a piece at least, and gives the file its name.
  /// - Throws: `cannotCreate`, `cannotWrite`; nothing half-written stays behind.
  public func finish() throws(DataError) {
    try end()
    try commit()
  }

  /// Ends the table, which has a piece at least; the file has its name only by ``commit()``.
  /// - Throws: `cannotCreate`, `cannotWrite`; nothing half-written stays behind.
  public func end() throws(DataError) {
    queue.end()
    Self.write(queue, path, format, types)
    _ = try queue.file()
  }

  /// Gives the file its name. After ``end()``.
  public func commit() throws(DataError) { try queue.file().commit() }

  /// Writes what comes through a queue, unless somebody else does.
  private static func write(
    _ queue: PieceQueue, _ path: String, _ format: BinaryTableFormat, _ types: [CellType]?
  ) {
    guard queue.claim() else { return }
    do throws(DataError) {
      queue.complete(.success(try TableWriter.file(ArrowExport(types: types, queue.next), path, format)))
    } catch {
      queue.complete(.failure(error))
    }
  }
}

/// Pieces of a table on their way to the thread that writes them.
private final class PieceQueue: @unchecked Sendable {
  private static let limit = 1

  private let condition = Condition()
  private var pieces: [Table] = []
  private var count = 0
  private var isClaimed = false
  private var isEnded = false
  private var isAbandoned = false
  private var result: Result<AtomicFile, DataError>?

  /// Returns whether the piece is the second one. Waits while the writer is behind.
  func put(_ piece: Table) throws(DataError) -> Bool {
    let taken = condition.withLock { () -> Result<Bool, DataError> in
      while isClaimed, pieces.count >= Self.limit, result == nil { condition.wait() }
      if case .failure(let error) = result { return .failure(error) }
      pieces.append(piece)
      count += 1
      condition.broadcast()
      return .success(count == 2)
    }
    return try taken.get()
  }

  func next() -> ArrowExport.Piece {
    condition.withLock {
      while pieces.isEmpty, !isEnded, !isAbandoned { condition.wait() }
      if isAbandoned { return .abandoned }
      if pieces.isEmpty { return .end }
      condition.broadcast()
      return .rows(pieces.removeFirst())
    }
  }

  /// Whether the caller is the one who writes.
  func claim() -> Bool {
    condition.withLock {
      defer { isClaimed = true }
      return !isClaimed
    }
  }

  func complete(_ result: Result<AtomicFile, DataError>) {
    condition.withLock {
      self.result = result
      pieces = []
      condition.broadcast()
    }
  }

  func end() {
    condition.withLock {
      isEnded = true
      condition.broadcast()
    }
  }

  /// The file, once it is written.
  func file() throws(DataError) -> AtomicFile {
    let written = condition.withLock { () -> Result<AtomicFile, DataError> in
      while true {
        if let result { return result }
        condition.wait()
      }
    }
    return try written.get()
  }

  /// Has the writer stop, and waits until it has left nothing behind.
  func abandon() {
    condition.withLock {
      isAbandoned = true
      condition.broadcast()
      while isClaimed, result == nil { condition.wait() }
      // Nobody begins now; the file goes, unless it has its name.
      isClaimed = true
      result = nil
    }
  }
}

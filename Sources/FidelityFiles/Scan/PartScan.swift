import CArrow
import Dispatch
package import FidelityData
import FidelitySystem

/// One pass over the rows of Parquet or text files, in parts that several threads decode and take in side by side.
///
/// Each part fills a state of its own, with dictionaries of its own; the states are merged in the order of the parts,
/// and the parts depend on the files alone. So the result is the same, to the last bit, for any number of threads.
package struct PartScan {
  private let requests: [ColumnRequest]
  private let missing: MissingCodes
  private let files: [FileParts]
  private let threadCount: Int

  /// Nil where one of the files has no parts: then a ``TableScan`` reads them.
  /// - Throws: `unknownColumn`, `duplicateColumn` for a request that a file cannot serve.
  package init?(
    _ files: [TableFile], _ requests: [ColumnRequest], missing: MissingCodes, threads: Int? = nil
  ) throws(DataError) {
    self.requests = requests
    self.missing = missing
    threadCount = min(max(1, threads ?? WorkerThreads.count), 256)
    var opened: [Int: FileParts] = [:]
    // Text always has parts, and a pipe, once asked for them, is read.
    for index in files.indices.sorted(by: { !files[$0].isText && files[$1].isText }) {
      let file = files[index]
      var columns: [Int] = []
      for request in requests { columns.append(try file.index(of: request.name)) }
      let kinds = requests.map { $0.kind == .number ? FAKind.number : .key }
      let parts = try FileParts(
        file, columns: columns, kinds: kinds, nullTexts: MissingCodes.standardTexts + missing.declaredTexts,
        workers: threadCount)
      guard let parts else { return nil }
      opened[index] = parts
    }
    self.files = files.indices.compactMap { opened[$0] }
  }

  private static let smallFile = 1 << 20

  /// Whether the columns are of the same types in all files: then what is known of a column's keys holds for all rows.
  package var isUniform: Bool { files.allSatisfy { $0.formats == files[0].formats } }

  /// What a part has given.
  package struct Part<State: Sendable>: Sendable {
    package let state: State
    /// The dictionaries that the state's codes are of, one per request.
    package let dictionaries: [KeyDictionary]
    package let rowCount: Int
  }

  /// Scans all files.
  /// - Parameters:
  ///   - fresh: a state that has seen nothing.
  ///   - consume: takes a batch of a part; on any thread.
  ///   - merge: takes a part, in the order of the rows; on the calling thread.
  ///   - progress: told how many rows are decoded; on the calling thread.
  /// - Throws: the error of the earliest part that has one.
  package func run<State: Sendable>(
    fresh: State, consume: @escaping @Sendable (inout State, Batch, [KeyDictionary]) throws(DataError) -> Void,
    merge: (consuming Part<State>) throws(DataError) -> Void, progress: () -> Void
  ) throws(DataError) {
    let queue = PartQueue<Part<State>>(files, window: 2 * threadCount + 2)
    let read = { @Sendable [requests, missing] (place: PartPlace, worker: Int) -> Result<Part<State>, DataError> in
      let file = place.file
      var state = fresh
      var decoder = BatchDecoder(requests, missing: missing)
      var rows = 0
      do throws(DataError) {
        try file.read(worker: worker) { arrow throws(DataError) in
          let batch = try decoder.batch(arrow, file.formats, file: file.file, firstRow: place.rowsBefore + rows + 1)
          try consume(&state, batch, decoder.dictionaries)
          rows += batch.rowCount
        }
      } catch {
        return .failure(error)
      }
      return .success(Part(state: state, dictionaries: decoder.dictionaries, rowCount: rows))
    }
    let helpers = DispatchGroup()
    // A small file is read before a thread has begun.
    let isSmall = files.reduce(0) { $0 + ($1.file.byteCount ?? Self.smallFile) } < Self.smallFile
    for worker in 1..<(isSmall ? 1 : threadCount) {
      // A thread counts from its own beginning: where memory is short it may never begin, and would be waited for. One
      // that begins after the end finds nothing to take.
      SystemThread.start(stackSize: 8 << 20) {
        helpers.enter()
        while let place = queue.take(worker: worker) { queue.put(read(place, worker), at: place.index) }
        helpers.leave()
      }
    }
    defer {
      queue.stop()
      helpers.wait()
    }
    while let turn = queue.next(worker: 0) {
      switch turn {
      case .merge(let result): try merge(try result.get())
      case .read(let place): queue.put(read(place, 0), at: place.index)
      }
      progress()
    }
  }
}

/// A part that a worker has taken.
private struct PartPlace: Sendable {
  /// Which of all parts it is.
  let index: Int
  let file: FileParts
  let rowsBefore: Int
}

/// Hands out the parts in order to several threads, and their results in order to one.
///
/// A part is begun only while fewer than `window` parts lie before it that are not merged, which bounds the memory.
@safe
private final class PartQueue<Part: Sendable>: @unchecked Sendable {
  enum Turn {
    case merge(Result<Part, DataError>)
    case read(PartPlace)
  }

  private let condition = Condition()
  private var files: ArraySlice<FileParts>
  private let window: Int
  private var begun = 0
  private var merged = 0
  private var results: [Int: Result<Part, DataError>] = [:]
  /// Whether a thread is taking a part from a file, which only one may.
  private var isTaking = false
  /// Whether nothing more is begun: all parts are, or one has failed.
  private var hasEnded = false

  init(_ files: [FileParts], window: Int) {
    self.files = files[...]
    self.window = window
  }

  private var mayBegin: Bool { !hasEnded && !isTaking && begun < merged + window }

  /// The next part to read, for a helper; nil where there is none left.
  func take(worker: Int) -> PartPlace? {
    condition.withLock {
      while !hasEnded {
        if !mayBegin {
          condition.wait()
        } else if let place = begin(worker) {
          return place
        }
      }
      return nil
    }
  }

  /// Takes the next part, with the lock open meanwhile; nil at the end, or where there is a failure instead of it.
  private func begin(_ worker: Int) -> PartPlace? {
    isTaking = true
    let index = begun
    var taken: PartPlace?
    var failure: DataError?
    condition.unlock()
    do throws(DataError) {
      while taken == nil, let file = files.first {
        taken = try file.next(worker: worker).map { PartPlace(index: index, file: file, rowsBefore: $0) }
        if taken == nil { files.removeFirst() }
      }
    } catch {
      failure = error
    }
    condition.lock()
    isTaking = false
    if taken != nil || failure != nil { begun += 1 }
    if let failure { results[index] = .failure(failure) }
    if taken == nil { hasEnded = true }
    condition.broadcast()
    return taken
  }

  func put(_ result: Result<Part, DataError>, at index: Int) {
    condition.withLock {
      results[index] = result
      // Parts before this one are on their way; none behind it is of use.
      if case .failure = result { hasEnded = true }
      condition.broadcast()
    }
  }

  /// What the calling thread does next: merge the part whose turn it is, or read one. Nil at the end.
  func next(worker: Int) -> Turn? {
    condition.withLock {
      while true {
        if let result = results.removeValue(forKey: merged) {
          merged += 1
          condition.broadcast()
          return .merge(result)
        }
        if mayBegin {
          if let place = begin(worker) { return .read(place) }
        } else if hasEnded, !isTaking, merged == begun {
          return nil
        } else {
          condition.wait()
        }
      }
    }
  }

  func stop() {
    condition.withLock {
      hasEnded = true
      condition.broadcast()
    }
  }
}

import CArrow
package import FidelityData
import Foundation

/// One pass over the rows of Parquet files, in parts that several threads decode and take in side by side.
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
    threadCount = min(max(1, threads ?? ProcessInfo.processInfo.activeProcessorCount), 256)
    var opened: [FileParts] = []
    for file in files {
      var columns: [Int] = []
      for request in requests { columns.append(try file.index(of: request.name)) }
      let kinds = requests.map { $0.kind == .number ? FAKind.number : .key }
      guard let parts = try FileParts(file, columns: columns, kinds: kinds, workers: threadCount) else { return nil }
      opened.append(parts)
    }
    self.files = opened
  }

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
    let places = files.indices.flatMap { file in (0..<files[file].count).map { (file: file, part: $0) } }
    let queue = PartQueue<Part<State>>(count: places.count, window: 2 * threadCount + 2)
    let read = { @Sendable [files, requests, missing] (index: Int, worker: Int) -> Result<Part<State>, DataError> in
      let (file, part) = (files[places[index].file], places[index].part)
      var state = fresh
      var decoder = BatchDecoder(requests, missing: missing)
      let first = file.rowsBefore(part)
      var rows = 0
      do throws(DataError) {
        try file.read(part, worker: worker) { arrow throws(DataError) in
          let batch = try decoder.batch(arrow, file.formats, file: file.file, firstRow: first + rows + 1)
          try consume(&state, batch, decoder.dictionaries)
          rows += batch.rowCount
        }
      } catch {
        return .failure(error)
      }
      return .success(Part(state: state, dictionaries: decoder.dictionaries, rowCount: rows))
    }
    let helpers = DispatchGroup()
    for worker in 1..<max(1, min(threadCount, places.count)) {
      helpers.enter()
      let thread = Thread {
        while let index = queue.take() { queue.put(read(index, worker), at: index) }
        helpers.leave()
      }
      thread.stackSize = 8 << 20
      thread.start()
    }
    defer {
      queue.stop()
      helpers.wait()
    }
    while let turn = queue.next() {
      switch turn {
      case .merge(let result): try merge(try result.get())
      case .read(let index): queue.put(read(index, 0), at: index)
      }
      progress()
    }
  }
}

/// Hands out the parts in order to several threads, and their results in order to one.
///
/// A part is begun only while fewer than `window` parts lie before it that are not merged, which bounds the memory.
@safe
private final class PartQueue<Part: Sendable>: @unchecked Sendable {
  enum Turn {
    case merge(Result<Part, DataError>)
    case read(Int)
  }

  private let condition = NSCondition()
  private let count: Int
  private let window: Int
  private var begun = 0
  private var merged = 0
  private var results: [Int: Result<Part, DataError>] = [:]
  private var isStopped = false

  init(count: Int, window: Int) {
    self.count = count
    self.window = window
  }

  /// The next part to read, for a helper; nil where there is none left.
  func take() -> Int? {
    condition.withLock {
      while !isStopped, begun < count, begun >= merged + window { condition.wait() }
      return begin()
    }
  }

  private func begin() -> Int? {
    guard !isStopped, begun < count, begun < merged + window else { return nil }
    begun += 1
    return begun - 1
  }

  func put(_ result: Result<Part, DataError>, at index: Int) {
    condition.withLock {
      results[index] = result
      // Parts before this one are on their way; none behind it is of use.
      if case .failure = result { isStopped = true }
      condition.broadcast()
    }
  }

  /// What the calling thread does next: merge the part whose turn it is, or read one. Nil at the end.
  func next() -> Turn? {
    condition.withLock {
      while true {
        if let result = results.removeValue(forKey: merged) {
          merged += 1
          condition.broadcast()
          return .merge(result)
        }
        if let index = begin() { return .read(index) }
        if merged == begun, isStopped || begun == count { return nil }
        condition.wait()
      }
    }
  }

  func stop() {
    condition.withLock {
      isStopped = true
      condition.broadcast()
    }
  }
}

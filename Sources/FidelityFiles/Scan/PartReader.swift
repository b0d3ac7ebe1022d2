import Dispatch
import FidelityData
import FidelitySystem

/// A part that a worker has taken.
struct PartPlace: Sendable {
  /// Which of all parts it is.
  let index: Int
  let file: FileParts
  let rowsBefore: Int
}

/// Has the parts of some tables decoded on several threads, of which the calling one is the first, and gives what comes
/// of them in their order.
final class PartReader<Part: Sendable> {
  /// What comes of a part, and how many bytes it takes until its turn beyond what a state takes.
  typealias Read = @Sendable (PartPlace, _ worker: Int) throws(DataError) -> (part: Part, byteCount: Int)

  private let queue: PartQueue<Part>
  private let read: Read
  private let threadCount: Int
  private let helpers = DispatchGroup()
  private var hasBegun = false

  /// Nothing is read before the first part is asked for.
  init(_ files: [FileParts], threadCount: Int, _ read: @escaping Read) {
    queue = PartQueue(files, window: 2 * threadCount + 2)
    self.read = read
    // A small table is read before a thread has begun.
    let isSmall = files.reduce(0) { $0 + ($1.file.byteCount ?? Self.smallTable) } < Self.smallTable
    self.threadCount = isSmall ? 1 : threadCount
  }

  private static var smallTable: Int { 1 << 18 }

  deinit { stop() }

  /// The next part, nil after the last; called on one thread only.
  /// - Parameter progress: called after each part that this thread has decoded itself.
  /// - Throws: what ended the reading of the part.
  func next(progress: () -> Void = {}) throws(DataError) -> Part? {
    begin()
    while let turn = queue.next(worker: 0) {
      switch turn {
      case .give(let result): return try result.get().part
      case .read(let place):
        queue.put(Self.result(read, place, 0), at: place.index)
        progress()
      }
    }
    return nil
  }

  /// Lets the threads end, and waits for them.
  func stop() {
    queue.stop()
    helpers.wait()
  }

  private func begin() {
    if hasBegun { return }
    hasBegun = true
    for worker in 1..<threadCount {
      // A thread counts from its own beginning: where memory is short it may never begin, and would be waited for. One
      // that begins after the end finds nothing to take.
      SystemThread.start(stackSize: 8 << 20) { [helpers, queue, read] in
        helpers.enter()
        while let place = queue.take(worker: worker) {
          queue.put(Self.result(read, place, worker), at: place.index)
        }
        helpers.leave()
      }
    }
  }

  private static func result(_ read: Read, _ place: PartPlace, _ worker: Int) -> PartQueue<Part>.Outcome {
    do throws(DataError) {
      return .success(try read(place, worker))
    } catch {
      return .failure(error)
    }
  }
}

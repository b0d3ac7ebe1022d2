import FidelityData
import FidelitySystem

/// Hands out the parts in order to several threads, and their results in order to one.
///
/// A part is begun only while fewer than `window` parts lie before it that are not given, and what waits to be given
/// takes less than ``mostBytes``: that bounds the memory.
@safe
final class PartQueue<Part: Sendable>: @unchecked Sendable {
  typealias Outcome = Result<(part: Part, byteCount: Int), DataError>

  enum Turn {
    case give(Outcome)
    case read(PartPlace)
  }

  static var mostBytes: Int { 128 << 20 }

  private let condition = Condition()
  private var files: ArraySlice<FileParts>
  private let window: Int
  private var begun = 0
  private var given = 0
  private var outcomes: [Int: Outcome] = [:]
  /// The bytes of all outcomes.
  private var waitingBytes = 0
  /// Whether a thread is taking a part from a file, which only one may.
  private var isTaking = false
  /// Whether nothing more is begun: all parts are, or one has failed.
  private var hasEnded = false

  init(_ files: [FileParts], window: Int) {
    self.files = files[...]
    self.window = window
  }

  private var mayBegin: Bool { !hasEnded && !isTaking && begun < given + window && waitingBytes < Self.mostBytes }

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
    if let failure { outcomes[index] = .failure(failure) }
    if taken == nil { hasEnded = true }
    condition.broadcast()
    return taken
  }

  func put(_ outcome: Outcome, at index: Int) {
    condition.withLock {
      outcomes[index] = outcome
      switch outcome {
      case .success(let part): waitingBytes += part.byteCount
      // Parts before this one are on their way; none behind it is of use.
      case .failure: hasEnded = true
      }
      condition.broadcast()
    }
  }

  /// What the calling thread does next: take the part whose turn it is, or read one. Nil at the end.
  func next(worker: Int) -> Turn? {
    condition.withLock {
      while true {
        if let outcome = outcomes.removeValue(forKey: given) {
          given += 1
          if case .success(let part) = outcome { waitingBytes -= part.byteCount }
          condition.broadcast()
          return .give(outcome)
        }
        if mayBegin {
          if let place = begin(worker) { return .read(place) }
        } else if hasEnded, !isTaking, given == begun {
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

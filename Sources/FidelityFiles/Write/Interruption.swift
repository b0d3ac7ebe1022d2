import FidelitySystem
import Synchronization

/// How SIGINT, SIGTERM and SIGHUP end a program: files that have a temporary name are removed, files that are just
/// taking their names take them first.
///
/// The library itself touches no signal; a command calls ``install()`` once.
public enum Interruption {
  /// Signals that wait for the end of a held section; 0 for none.
  private static let waiting = Atomic<Int32>(0)
  private static let heldCount = Atomic<Int>(0)
  private static let slotCount = 256
  /// C strings of the temporary names in use. A handler may neither lock nor allocate: it reads these words as they
  /// are.
  private nonisolated(unsafe) static let slots: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?> = {
    let slots = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: slotCount)
    unsafe slots.initialize(repeating: nil, count: slotCount)
    return unsafe slots
  }()
  private static let slotLock = Mutex(())

  /// Has SIGINT, SIGTERM and SIGHUP clean up and then end the process as they do by default (status 130, 143, 129 in a
  /// shell). One that is ignored stays ignored (`nohup`).
  public static func install() {
    _ = unsafe slots
    _ = heldCount.load(ordering: .relaxed)
    _ = waiting.load(ordering: .relaxed)
    for number in [SIGINT, SIGTERM, SIGHUP] {
      let former = signal(number, interruptionHandler)
      let isIgnored = unsafe unsafeBitCast(former, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
      if isIgnored { _ = signal(number, SIG_IGN) }
    }
  }

  /// Runs a few system calls that no signal may part.
  package static func held<Result, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
    heldCount.add(1, ordering: .sequentiallyConsistent)
    defer {
      let rest = heldCount.subtract(1, ordering: .sequentiallyConsistent).newValue
      let number = waiting.load(ordering: .sequentiallyConsistent)
      if rest == 0, number != 0 { end(number) }
    }
    return try body()
  }

  /// What the handler does; only calls that are safe there.
  fileprivate static func handle(_ number: Int32) {
    if heldCount.load(ordering: .sequentiallyConsistent) > 0 {
      waiting.store(number, ordering: .sequentiallyConsistent)
      // The section may have ended in between on another thread.
      if heldCount.load(ordering: .sequentiallyConsistent) > 0 { return }
    }
    end(number)
  }

  /// Removes the files that have a temporary name. Safe in a signal handler once ``install()`` has run.
  public static func removeUnfinishedFiles() {
    for index in 0..<slotCount {
      if let name = unsafe slots[index] { _ = unsafe unlink(name) }
    }
  }

  private static func end(_ number: Int32) {
    removeUnfinishedFiles()
    _ = signal(number, SIG_DFL)
    // Inside its own handler a signal is blocked.
    var only = sigset_t()
    unsafe sigemptyset(&only)
    unsafe sigaddset(&only, number)
    _ = unsafe pthread_sigmask(SIG_UNBLOCK, &only, nil)
    raise(number)
  }

  static func remember(_ name: String) -> Int? {
    slotLock.withLock { _ in
      guard let index = (0..<slotCount).first(where: { unsafe slots[$0] == nil }) else { return nil }
      unsafe slots[index] = strdup(name)
      return index
    }
  }

  static func forget(_ slot: Int?) {
    guard let slot else { return }
    slotLock.withLock { _ in
      // Not freed: a handler may be reading it. A few bytes per file.
      unsafe slots[slot] = nil
    }
  }
}

private func interruptionHandler(_ number: Int32) { Interruption.handle(number) }

/// Threads of the operating system.
package enum SystemThread {
  /// Runs `body` on a new thread, which ends with it; nobody waits for it here.
  ///
  /// - Returns: whether the thread could be had; if not, `body` never runs.
  @discardableResult
  package static func start(stackSize: Int, _ body: @escaping @Sendable () -> Void) -> Bool {
    create(stackSize: stackSize, isDetached: true, body) != nil
  }

  /// Runs `body` on the calling thread and on up to `helpers` others at once, and returns when all are done. Threads
  /// that cannot be had are done without.
  package static func perform(helpers: Int, stackSize: Int, _ body: @Sendable () -> Void) {
    withoutActuallyEscaping(body) { body in
      var threads: [pthread_t] = []
      while threads.count < helpers {
        guard let thread = create(stackSize: stackSize, isDetached: false, body) else { break }
        threads.append(thread)
      }
      body()
      for thread in threads { pthread_join(thread, nil) }
    }
  }

  /// A thread that runs `body`; nil where it cannot be had.
  private static func create(
    stackSize: Int, isDetached: Bool, _ body: @escaping @Sendable () -> Void
  ) -> pthread_t? {
    var attributes = pthread_attr_t()
    guard unsafe pthread_attr_init(&attributes) == 0 else { return nil }
    defer { unsafe pthread_attr_destroy(&attributes) }
    unsafe pthread_attr_setstacksize(&attributes, stackSize)
    if isDetached { unsafe pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED)) }
    let work = unsafe Unmanaged.passRetained(Work(body))
    #if canImport(Darwin)
      var thread: pthread_t?
    #else
      var thread = pthread_t()
    #endif
    let status = unsafe pthread_create(&thread, &attributes, { unsafe Work.run($0) }, work.toOpaque())
    guard status == 0 else {
      unsafe work.release()
      return nil
    }
    return thread
  }

  private final class Work: Sendable {
    let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) { self.body = body }

    /// What a thread begins with; the pointer is always there, which not all systems say in its type.
    static func run(_ work: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
      if let work = unsafe work { unsafe Unmanaged<Work>.fromOpaque(work).takeRetainedValue().body() }
      return nil
    }
  }
}

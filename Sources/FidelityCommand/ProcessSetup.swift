import CMemory
import FidelityData
import FidelityFiles
import FidelityLinearAlgebra
import FidelitySystem

/// What the command settles with the system before it works, and how it ends.
enum ProcessSetup {
  static func prepare() {
    // Products are small and many: one thread each, and so the same last bits on every machine.
    OpenBLASThreads.count = 1
    // Where memory is limited, a thread of OpenBLAS may still be asking for its share, and would never be joined.
    if !AddressLimit.isSet { OpenBLASThreads.endIdleThreads() }
    // Each thread takes memory of its own.
    if AddressLimit.isSet { WorkerThreads.count = 1 }
    TableFile.keepFreedMemory()
    reserveStandardDescriptors()
    raiseFileLimit()
    // A file beyond `ulimit -f` is then a failed write like that to a full disk.
    _ = signal(SIGXFSZ, SIG_IGN)
    Interruption.install()
    fm_on_shortage { MemoryShortage.end() }
    MemoryLimit.install()
  }

  /// Ends the process at once: libraries that wait for their threads at exit may wait for ever where memory is short.
  static func end(_ status: Int32) -> Never {
    fflush(nil)
    _exit(status)
  }

  /// Where a standard stream is closed, no file of ours may take its number. Wrong directions make reading standard
  /// input and writing standard output fail, as they should.
  private static func reserveStandardDescriptors() {
    for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(descriptor, F_GETFD) < 0 {
      _ = unsafe open("/dev/null", descriptor == STDOUT_FILENO ? O_RDONLY : O_WRONLY)
    }
  }

  /// All files of a study are open while it runs, and there may be thousands: takes what the system allows.
  private static func raiseFileLimit() {
    var limit = rlimit()
    guard unsafe getrlimit(SystemLimit.files, &limit) == 0 else { return }
    limit.rlim_cur = min(limit.rlim_max, 65_536)
    _ = unsafe setrlimit(SystemLimit.files, &limit)
  }
}

/// The kinds of limits, whose types differ between systems.
private enum SystemLimit {
  #if os(Linux)
    static let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
  #else
    static let files = RLIMIT_NOFILE
  #endif
}

/// The end where memory is short and nobody can go on: one sentence, and status 71.
private enum MemoryShortage {
  /// Only calls that are safe in a signal handler.
  static func end() -> Never {
    Interruption.removeUnfinishedFiles()
    let message: StaticString = """
      error: not enough memory
      hint: raise the memory limit (ulimit -v), or read fewer columns or a part of the rows at a time

      """
    _ = unsafe write(STDERR_FILENO, message.utf8Start, message.utf8CodeUnitCount)
    _exit(71)
  }
}

/// Libraries in C do not look whether they got the memory they asked for, and Swift traps where it has none for a
/// thread. Under a memory limit (`ulimit -v`), such an end where the thread's last failed call had no memory, or with
/// more than half the limit used, is told as what it nearly always is.
private enum MemoryLimit {
  /// Pages of the limit; 0 for none.
  nonisolated(unsafe) static var pages = 0
  /// The handlers before ours, by signal number.
  nonisolated(unsafe) static var former: [sig_t?] = Array(repeating: nil, count: 32)

  static func install() {
    guard let limit = AddressLimit.bytes else { return }
    unsafe pages = limit / Int(getpagesize())
    for number in [SIGILL, SIGTRAP, SIGABRT, SIGSEGV, SIGBUS] {
      unsafe former[Int(number)] = signal(number, crashHandler)
    }
  }

  /// The pages of the address space in use, read without allocating.
  static func pagesInUse() -> Int {
    let descriptor = unsafe open("/proc/self/statm", O_RDONLY)
    guard descriptor >= 0 else { return 0 }
    var number = 0
    var byte: UInt8 = 0
    while unsafe read(descriptor, &byte, 1) == 1, byte >= 0x30, byte <= 0x39 { number = number * 10 + Int(byte) - 0x30 }
    close(descriptor)
    return number
  }
}

private func crashHandler(_ number: Int32) {
  let isAfterFailure = errno == ENOMEM
  if unsafe isAfterFailure || MemoryLimit.pagesInUse() > MemoryLimit.pages / 2 { MemoryShortage.end() }
  // Something else: back to the former handler, which meets the fault again on return.
  _ = unsafe signal(number, MemoryLimit.former[Int(number)] ?? SIG_DFL)
}

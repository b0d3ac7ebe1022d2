internal import COpenBLAS
import FidelitySystem

/// The number of threads of OpenBLAS, which is one setting of the whole process.
///
/// For executables only: no library module sets it. Many small problems in parallel want 1 here; one large problem
/// wants
/// the processors.
public enum OpenBLASThreads {
  /// The threads a product may use, at least 1 and at most what the library was built for. Set it before parallel work
  /// begins.
  public static var count: Int {
    get { Int(openblas_get_num_threads()) }
    set {
      precondition(newValue >= 1, "at least one thread does the work")
      openblas_set_num_threads(Int32(clamping: newValue))
    }
  }

  /// Ends the threads that OpenBLAS began when it was loaded, where it is a build that can; they begin anew when
  /// ``count`` is set above 1. They wait in a loop, and for a tenth of a second take a processor from whoever needs it.
  public static func endIdleThreads() {
    // Part of the library since 2011, though not of its header: it is looked up, not linked.
    guard count == 1, let symbol = unsafe dlsym(UnsafeMutableRawPointer(bitPattern: 0), "blas_thread_shutdown_") else {
      return
    }
    _ = unsafe unsafeBitCast(symbol, to: (@convention(c) () -> CInt).self)()
  }
}

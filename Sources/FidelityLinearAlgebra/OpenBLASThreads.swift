internal import COpenBLAS

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
}

internal import COpenBLAS

/// What the OpenBLAS in use says of itself; for version and provenance output of executables.
public enum OpenBLASConfiguration {
  /// Version, build options and processor, as in "OpenBLAS 0.3.21 DYNAMIC_ARCH NO_AFFINITY Haswell MAX_THREADS=64".
  public static var description: String { unsafe text(openblas_get_config()) }

  /// The processor whose kernels are in use, as in "Haswell" or "SkylakeX".
  public static var coreName: String { unsafe text(openblas_get_corename()) }

  /// The processors OpenBLAS sees.
  public static var processorCount: Int { Int(openblas_get_num_procs()) }

  private static func text(_ pointer: UnsafeMutablePointer<CChar>?) -> String {
    guard let pointer = unsafe pointer else { return "" }
    return unsafe String(cString: pointer)
  }
}

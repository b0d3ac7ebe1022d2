internal import COpenBLAS
import FidelitySystem

/// The buffer that OpenBLAS takes from the system at a thread's first call.
///
/// Where it cannot be had (`ulimit -v`), OpenBLAS asks for it again and again, for ever. So it is asked for here before
/// the first call: the runtime then ends the process, as wherever memory is missing.
enum OpenBLASBuffer {
  /// A little more than the library's 128 MiB. It is not touched, and so costs addresses only.
  private static let byteCount = 136 << 20

  private static let isProbed: Bool = {
    guard AddressLimit.isSet else { return true }
    // Each thread that the library began when it was loaded asks for a buffer, too, and may be the first to get it.
    let count = byteCount * max(1, Int(openblas_get_num_procs()))
    let memory = UnsafeMutableRawPointer.allocate(byteCount: count, alignment: 16)
    defer { unsafe memory.deallocate() }
    return UInt(bitPattern: memory) != 0
  }()

  /// Returns where the buffer can be had; otherwise the process ends. A test of one flag after the first call.
  @inline(__always)
  static func require() { precondition(isProbed, "no memory for OpenBLAS") }
}

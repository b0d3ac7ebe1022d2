/// A file, pipe or device that is read from its beginning.
package struct InputFile: ~Copyable {
  private let descriptor: Int32

  /// Nil where there is no such file, or where it may not be read.
  package init?(_ path: String) {
    descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    if descriptor < 0 { return nil }
  }

  deinit { _ = close(descriptor) }

  /// The next `count` bytes, fewer only where the file ends; nil where the system cannot read it.
  package func read(upTo count: Int) -> [UInt8]? {
    var failed = false
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count {
        let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[filled...])
        let found = unsafe FidelitySystem.read(descriptor, rest.baseAddress, rest.count)
        if found > 0 {
          filled += found
        } else if found == 0 {
          return
        } else if errno != EINTR {
          failed = true
          return
        }
      }
    }
    return failed ? nil : bytes
  }
}

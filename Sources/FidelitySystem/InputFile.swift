/// A file, pipe or device that is read from its beginning.
package struct InputFile: ~Copyable {
  private let descriptor: Int32
  /// What the system said of the file when it was opened.
  private let opened: Stamp?

  /// Nil where there is no such file, or where it may not be read.
  package init?(_ path: String) {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    if descriptor < 0 { return nil }
    self.descriptor = descriptor
    opened = Stamp(descriptor)
  }

  /// Whether a regular file has been written to since it was opened: its size or the time of its last change tell.
  package var hasChanged: Bool { opened != Stamp(descriptor) }

  private struct Stamp: Equatable {
    let size: Int
    let seconds: Int
    let nanoseconds: Int

    /// Nil for what is no regular file.
    init?(_ descriptor: Int32) {
      var status = stat()
      guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
      #if os(Linux)
        let time = status.st_mtim
      #else
        let time = status.st_mtimespec
      #endif
      (size, seconds, nanoseconds) = (Int(status.st_size), Int(time.tv_sec), Int(time.tv_nsec))
    }
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

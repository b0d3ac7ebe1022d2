public import FidelityData
import Foundation

/// A file that appears whole or not at all: bytes go to a temporary name beside it, which is renamed by ``commit()``.
///
/// A file that is not committed is removed when it is dropped. Devices and pipes (`/dev/stdout`) are written in place.
public final class AtomicFile {
  private let path: String
  private let temporary: String
  private var isPending: Bool

  /// Writes the bytes under a temporary name.
  /// - Throws: `cannotCreate` where the folder is missing or closed to us; `cannotWrite` where the disk is full.
  public init(_ path: String, bytes: [UInt8]) throws(DataError) {
    self.path = path
    var isFolder: ObjCBool = false
    if unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
      (temporary, isPending) = ("", false)
      throw DataError(.cannotCreate(reason: "this is a folder, not a file"), file: path)
    }
    isPending = !Self.isDevice(path)
    temporary = isPending ? Self.temporaryName(beside: path) : path
    do {
      try Self.write(bytes, to: temporary, isNew: isPending, path: path)
    } catch {
      if isPending { unsafe unlink(temporary) }
      isPending = false
      throw error
    }
  }

  deinit { if isPending { unsafe unlink(temporary) } }

  /// Gives the file its name, replacing one that is there.
  public func commit() throws(DataError) {
    guard isPending else { return }
    guard unsafe rename(temporary, path) == 0 else {
      throw DataError(.cannotCreate(reason: SystemFailure.reason(errno)), file: path)
    }
    isPending = false
  }

  /// A name in the same folder, so that renaming does not cross file systems.
  package static func temporaryName(beside path: String) -> String {
    let (folder, name) =
      path.lastIndex(of: "/").map { (path[...$0], path[path.index(after: $0)...]) } ?? ("", path[...])
    return "\(folder).\(name).\(getpid()).\(UInt32.random(in: 0...UInt32.max)).part"
  }

  /// Whether a path is there and is neither a file nor a folder.
  static func isDevice(_ path: String) -> Bool {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return false }
    return status.st_mode & S_IFMT != S_IFREG && status.st_mode & S_IFMT != S_IFDIR
  }

  private static func write(_ bytes: [UInt8], to name: String, isNew: Bool, path: String) throws(DataError) {
    let flags = isNew ? O_WRONLY | O_CREAT | O_EXCL : O_WRONLY
    let descriptor = unsafe open(name, flags, 0o666)
    guard descriptor >= 0 else {
      throw DataError(.cannotCreate(reason: SystemFailure.reason(errno)), file: path)
    }
    var failure = DescriptorOutput.write(bytes, to: descriptor)
    // A full disk may show only when the file is closed.
    if close(descriptor) != 0, failure == 0 { failure = errno }
    guard failure == 0 else { throw DataError(.cannotWrite(reason: SystemFailure.reason(failure)), file: path) }
  }
}

/// Bytes to an open file, pipe or terminal.
package enum DescriptorOutput {
  /// Writes all bytes; returns 0, or the system's error number.
  package static func write(_ bytes: [UInt8], to descriptor: Int32) -> Int32 {
    unsafe bytes.withUnsafeBytes { buffer in
      var start = 0
      while start < buffer.count {
        let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[start...])
        let written = unsafe Foundation.write(descriptor, rest.baseAddress, rest.count)
        if written >= 0 {
          start += written
        } else if errno != EINTR {
          return errno
        }
      }
      return 0
    }
  }
}

/// The system's words for an error number.
package enum SystemFailure {
  package static func reason(_ number: Int32) -> String { unsafe String(cString: strerror(number)) }
}

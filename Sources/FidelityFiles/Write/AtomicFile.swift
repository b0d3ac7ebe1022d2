public import FidelityData
import FidelitySystem

/// A file that appears whole or not at all: bytes go to a file without a name, or with a temporary one beside it, which
/// takes the name by ``commit()``.
///
/// A file that is not committed leaves nothing. On Linux an unfinished file has no name where the file system allows it
/// (`O_TMPFILE`), so that not even SIGKILL leaves a trace. A symbolic link is followed: its target is replaced. A file
/// that is replaced hands on its permissions. Devices and pipes (`/dev/stdout`) are written in place.
public final class AtomicFile {
  private let path: String
  /// The path behind symbolic links.
  private let target: String
  /// The open file; nil once it is closed.
  private var descriptor: Int32?
  private var pending = Pending.nothing

  private enum Pending {
    case nothing
    case named(String, slot: Int?)
    /// The open file has no name.
    case unnamed
  }

  /// Writes the bytes, under no name yet.
  /// - Throws: `cannotCreate` where the folder is missing or closed to us; `cannotWrite` where the disk is full.
  public convenience init(_ path: String, bytes: [UInt8]) throws(DataError) {
    try self.init(path)
    try write(bytes)
    try end()
  }

  /// A path to the open file, for what writes by paths; nil once it is closed.
  var openPath: String? { descriptor.map { "/dev/fd/\($0)" } }

  /// Has `body` write to an open file; what it throws leaves nothing behind.
  convenience init(_ path: String, write body: (Int32) throws(DataError) -> Void) throws(DataError) {
    try self.init(path)
    if let descriptor { try body(descriptor) }
    try end()
  }

  /// Opens a file for ``write(_:)``, under no name yet.
  /// - Throws: `cannotCreate` where the folder is missing or closed to us.
  public init(_ path: String) throws(DataError) {
    self.path = path
    target = try Self.target(of: path)
    var existing = stat()
    let isThere = unsafe stat(target, &existing) == 0
    if isThere, existing.st_mode & S_IFMT == S_IFDIR {
      throw DataError(.cannotCreate(reason: "this is a folder, not a file"), file: path)
    }
    if isThere, existing.st_mode & S_IFMT != S_IFREG {
      let opened = unsafe open(target, O_WRONLY | O_CLOEXEC)
      guard opened >= 0 else { throw Self.cannotCreate(path) }
      descriptor = opened
      return
    }
    // Renaming would replace a file that is protected from writing.
    if isThere, unsafe access(target, W_OK) != 0 { throw Self.cannotCreate(path) }
    let created = try create()
    descriptor = created
    if isThere {
      // The owner changes for root only; a failure leaves a file of ours.
      _ = fchown(created, existing.st_uid, existing.st_gid)
      _ = fchmod(created, existing.st_mode & 0o7777)
    }
  }

  /// Adds bytes to those there are. Not after ``end()``.
  /// - Throws: `cannotWrite` where the disk is full.
  public func write(_ bytes: [UInt8]) throws(DataError) {
    guard let descriptor else { preconditionFailure("bytes for a file that has ended") }
    let failure = DescriptorOutput.write(bytes, to: descriptor)
    guard failure == 0 else { throw DataError(.cannotWrite(reason: SystemFailure.reason(failure)), file: path) }
  }

  /// Says that all bytes are there.
  /// - Throws: `cannotWrite`: a full disk may show only when a file is closed.
  public func end() throws(DataError) {
    // A file without a name is gone when it is closed.
    if case .unnamed = pending { return }
    guard let descriptor else { return }
    self.descriptor = nil
    guard FidelitySystem.close(descriptor) == 0 else {
      throw DataError(.cannotWrite(reason: SystemFailure.reason(errno)), file: path)
    }
  }

  deinit { discard() }

  /// Gives the file its name, replacing one that is there. After ``end()``.
  public func commit() throws(DataError) {
    let failure = Interruption.held { () -> Int32 in
      switch pending {
      case .nothing: return 0
      case .named(let name, let slot):
        guard unsafe rename(name, target) == 0 else { return errno }
        Interruption.forget(slot)
        pending = .nothing
      case .unnamed:
        let failure = descriptor.map { Self.link($0, to: target) } ?? EBADF
        guard failure == 0 else { return failure }
        pending = .nothing
        close()
      }
      return 0
    }
    guard failure == 0 else { throw DataError(.cannotCreate(reason: SystemFailure.reason(failure)), file: path) }
  }

  private func discard() {
    close()
    if case .named(let name, let slot) = pending {
      unsafe unlink(name)
      Interruption.forget(slot)
    }
    pending = .nothing
  }

  private func close() {
    if let descriptor { _ = FidelitySystem.close(descriptor) }
    descriptor = nil
  }

  /// Opens the unfinished file.
  private func create() throws(DataError) -> Int32 {
    #if os(Linux)
      // O_TMPFILE, a macro that Swift does not see; its number is that of x86-64 and aarch64.
      let withoutName = O_DIRECTORY | 0o20000000
      let descriptor = unsafe open(Self.split(target).folder, O_WRONLY | O_CLOEXEC | withoutName, 0o666)
      if descriptor >= 0 {
        // Its name is given through /proc, which a container may lack.
        if unsafe access("/proc/self/fd/\(descriptor)", F_OK) == 0 {
          pending = .unnamed
          return descriptor
        }
        _ = FidelitySystem.close(descriptor)
      }
    #endif
    let name = Self.temporaryName(beside: target)
    return try Interruption.held { () throws(DataError) -> Int32 in
      let descriptor = unsafe open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      guard descriptor >= 0 else { throw Self.cannotCreate(path) }
      pending = .named(name, slot: Interruption.remember(name))
      return descriptor
    }
  }

  #if os(Linux)
    /// Links an open file to a name; returns 0 or the system's error number.
    private static func link(_ descriptor: Int32, to target: String) -> Int32 {
      func link(_ name: String) -> Int32 {
        unsafe linkat(AT_FDCWD, "/proc/self/fd/\(descriptor)", AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0 ? 0 : errno
      }
      let first = link(target)
      guard first == EEXIST else { return first }
      // A link replaces nothing; a rename does.
      let name = temporaryName(beside: target)
      let second = link(name)
      guard second == 0 else { return second }
      guard unsafe rename(name, target) != 0 else { return 0 }
      let failure = errno
      unsafe unlink(name)
      return failure
    }
  #else
    private static func link(_ descriptor: Int32, to target: String) -> Int32 { ENOTSUP }
  #endif

  private static func cannotCreate(_ path: String) -> DataError {
    DataError(.cannotCreate(reason: SystemFailure.reason(errno)), file: path)
  }
}

extension AtomicFile {
  /// The file that a path stands for once symbolic links at its end are followed; the last may lead nowhere yet.
  /// - Throws: `cannotCreate` for links that go round in a circle.
  package static func target(of path: String) throws(DataError) -> String {
    var target = path
    for _ in 0..<40 {
      var status = stat()
      guard unsafe lstat(target, &status) == 0, status.st_mode & S_IFMT == S_IFLNK else { return target }
      // Links of the kernel's own (/dev/stdout leads to /proc/self/fd/1) need not name a file: they are opened as they
      // are.
      if isDevice(target) { return target }
      guard let next = try? FileManager.default.destinationOfSymbolicLink(atPath: target) else { return target }
      target = next.hasPrefix("/") ? next : split(target).folder + "/" + next
    }
    throw DataError(.cannotCreate(reason: SystemFailure.reason(ELOOP)), file: path)
  }

  /// The folder ("." where the path names none) and the name in it.
  private static func split(_ path: String) -> (folder: String, name: Substring) {
    guard let slash = path.lastIndex(of: "/") else { return (".", path[...]) }
    return (slash == path.startIndex ? "/" : String(path[..<slash]), path[path.index(after: slash)...])
  }

  /// A name in the same folder, so that renaming does not cross file systems.
  package static func temporaryName(beside path: String) -> String {
    let folder = path.lastIndex(of: "/").map { path[...$0] } ?? ""
    // Names have 255 bytes at most: of a long one, only the beginning. No character has more than a few bytes here.
    let name = String(decoding: split(path).name.utf8.prefix(64), as: UTF8.self)
    return "\(folder).\(name).\(getpid()).\(UInt32.random(in: 0...UInt32.max)).part"
  }

  /// Whether a path is there and is neither a file nor a folder.
  package static func isDevice(_ path: String) -> Bool { PathKind(of: path) == .device }
}

/// Bytes to an open file, pipe or terminal.
package enum DescriptorOutput {
  /// Writes all bytes; returns 0, or the system's error number.
  @discardableResult
  package static func write(_ bytes: [UInt8], to descriptor: Int32) -> Int32 {
    unsafe bytes.withUnsafeBytes { buffer in
      var start = 0
      while start < buffer.count {
        let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[start...])
        let written = unsafe FidelitySystem.write(descriptor, rest.baseAddress, rest.count)
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

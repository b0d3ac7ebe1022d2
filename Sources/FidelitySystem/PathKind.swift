/// What lies at a path, behind symbolic links.
package enum PathKind: Sendable {
  case file
  case folder
  /// A pipe, a terminal, a socket or another device.
  case device

  /// Nil where nothing is there, or where it may not be looked at.
  package init?(of path: String) {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return nil }
    self =
      switch status.st_mode & S_IFMT {
      case S_IFREG: .file
      case S_IFDIR: .folder
      default: .device
      }
  }
}

extension PathKind {
  /// Whether two paths lead to one regular file.
  package static func isSameFile(_ first: String, _ second: String) -> Bool { sameFile([first, second]) != nil }

  /// Two paths of one regular file, be it by a link; nil where there are none.
  package static func sameFile(_ paths: [String]) -> (first: String, second: String)? {
    var known: [[UInt64]: String] = [:]
    for path in paths {
      var status = stat()
      guard unsafe stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { continue }
      let identity = [UInt64(status.st_dev), UInt64(status.st_ino)]
      if let first = known[identity] { return (first, path) }
      known[identity] = path
    }
    return nil
  }
}

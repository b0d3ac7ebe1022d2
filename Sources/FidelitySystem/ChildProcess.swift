/// Another program that is run to its end.
package enum ChildProcess {
  /// Runs a program that is looked up in `PATH`, with the environment and standard streams of this process.
  /// - Returns: its exit status; nil where there is no such program, or it was ended by a signal.
  package static func run(_ program: String, _ arguments: [String]) -> Int32? {
    var words: [UnsafeMutablePointer<CChar>?] = unsafe ([program] + arguments).map { unsafe strdup($0) }
    unsafe words.append(nil)
    defer { for index in unsafe words.indices { unsafe free(words[index]) } }
    var identifier: pid_t = 0
    guard unsafe posix_spawnp(&identifier, program, nil, nil, words, environ) == 0 else { return nil }
    var status: Int32 = 0
    while unsafe waitpid(identifier, &status, 0) < 0 { if errno != EINTR { return nil } }
    // The low seven bits name a signal, 0 for none; 127 is a program that was not found.
    guard status & 0x7f == 0 else { return nil }
    let code = status >> 8 & 0xff
    return code == 127 ? nil : code
  }
}

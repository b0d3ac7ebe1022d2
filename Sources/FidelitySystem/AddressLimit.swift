/// The limit of the process' address space (`ulimit -v`).
package enum AddressLimit {
  /// In bytes; nil for none. As it was at the first look.
  package static let bytes: Int? = {
    var limit = rlimit()
    #if os(Linux)
      let kind = __rlimit_resource_t(RLIMIT_AS.rawValue)
    #else
      let kind = RLIMIT_AS
    #endif
    guard unsafe getrlimit(kind, &limit) == 0, limit.rlim_cur < 1 << 50 else { return nil }
    return Int(limit.rlim_cur)
  }()

  /// Whether there is one: memory and threads may then be hard to have.
  package static var isSet: Bool { bytes != nil }
}

import Synchronization

/// What analyses have learned in a scan that makes them ask for another: which of them must have their rows themselves,
/// because sums of them kept too few digits.
package final class SecondLook: Sendable {
  private let keys = Mutex<Set<String>>([])

  /// What a scan has to say of how its rows were read.
  private let remarks = Mutex<[String]>([])

  package init() {}

  /// What the latest scan has to say of how its rows were read.
  var notes: [String] {
    get { remarks.withLock { $0 } }
    set { remarks.withLock { $0 = newValue } }
  }

  /// Whether an analysis asked for its rows in an earlier scan.
  /// - Parameter key: what tells the analysis from others.
  func wantsRows(_ key: String) -> Bool { keys.withLock { $0.contains(key) } }

  /// Has the next scan keep the rows of an analysis.
  func keepRows(_ key: String) { keys.withLock { _ = $0.insert(key) } }
}

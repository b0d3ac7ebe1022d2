import Foundation

/// How much is measured: everything, or each benchmark once and small, to see that it still runs.
public enum Effort: Sendable {
  case full, smoke

  /// `smoke` where the environment says `FIDELITY_BENCHMARK=smoke`.
  public static let current: Effort =
    ProcessInfo.processInfo.environment["FIDELITY_BENCHMARK"] == "smoke" ? .smoke : .full

  /// The sizes of an axis: those given, or a single small one.
  public static func sizes(_ sizes: Int..., smoke: Int) -> [Int] { current == .full ? sizes : [smoke] }
}

/// `100k`, `10M`: a size as it stands in the name of a benchmark.
public func shortened(_ size: Int) -> String {
  for (unit, suffix) in [(1_000_000, "M"), (1_000, "k")] where size >= unit && size % unit == 0 {
    return "\(size / unit)\(suffix)"
  }
  return String(size)
}

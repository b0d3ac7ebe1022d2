import FidelityData
import FidelityDrivers
import FidelityProbability

extension DriverRow {
  /// The difference from an earlier row of the figure; errors of different times are taken as independent.
  ///
  /// Limits are d +- z sqrt(s1^2 + s2^2). Where a standard error is 0 and no certainty (a share of 0 or 1), they are
  /// put together from the limits of both rows, squared and added: with p1, l1, u1 of the earlier one,
  /// d - sqrt((p2 - l2)^2 + (u1 - p1)^2) and d + sqrt((u2 - p2)^2 + (p1 - l1)^2).
  /// Reference: Newcombe (1998), Statistics in Medicine 17, 873-890, method 10.
  func change(from earlier: DriverRow, _ level: Double) -> DriverRow {
    var row = self
    var change = Estimate("change")
    let (now, before) = (estimate, earlier.estimate)
    change.term = now.quantity
    change.form = now.form
    change.estimate = now.estimate - before.estimate
    change.status = now.status == .ok ? before.status : now.status
    if change.estimate.isNaN {
      // Nothing has changed from what there was none of.
    } else if now.standardError > 0, before.standardError > 0 {
      let error = (now.standardError * now.standardError + before.standardError * before.standardError).squareRoot()
      let reach = Normal.standard.quantile(upperTail: (1 - level) / 2) * error
      change.standardError = error
      (change.lower, change.upper, change.level) = (change.estimate - reach, change.estimate + reach, level)
    } else if now.standardError == 0 || before.standardError == 0, now.hasLimits, before.hasLimits {
      func size(_ a: Double, _ b: Double) -> Double { (a * a + b * b).squareRoot() }
      change.lower = change.estimate - size(now.estimate - now.lower, before.upper - before.estimate)
      change.upper = change.estimate + size(now.upper - now.estimate, before.estimate - before.lower)
      change.level = level
      change.method = "limits squared and added"
    }
    row.estimate = change
    row.days = .nan
    return row
  }
}

extension Estimate {
  fileprivate var hasLimits: Bool { lower.isFinite && upper.isFinite }
}

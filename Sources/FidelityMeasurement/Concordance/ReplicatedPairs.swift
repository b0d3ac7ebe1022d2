public import FidelityComponents
public import FidelityData
import FidelitySystem

/// Two methods that measured each unit several times: the sufficient statistic of limits of agreement with replicates,
/// unequal numbers of them or not.
///
/// Linked replicates come in pairs (both methods at the same moment): ``addPairs(units:x:y:)``. Replicates that are not
/// linked come one by one: ``add(units:x:)`` and ``add(units:y:)``. What units lack a method is left out of what needs
/// both.
///
/// On the scale of logarithms a reading that is not positive is counted in ``refusedCount``, and limits of such a state
/// have the status `out-of-range`.
/// - Complexity: `add` O(rows), memory and merge O(units).
public struct ReplicatedPairs: MergeableState {
  private var x = OneWayMoments()
  private var y = OneWayMoments()
  private var differences = OneWayMoments()
  public let scale: PairMoments.Scale
  /// Readings that have no logarithm.
  public private(set) var refusedCount = 0

  public init(scale: PairMoments.Scale = .raw) { self.scale = scale }

  /// The readings on the scale; a refused one is missing.
  private mutating func scaled(_ values: [Double]) -> [Double] {
    if scale == .raw { return values }
    refusedCount += values.count { $0 <= 0 }
    return values.map { $0 > 0 ? log($0) : .nan }
  }

  /// Readings of the first method; NaN is a missing one.
  public mutating func add(units: [UInt32], x values: [Double]) {
    let values = scaled(values)
    x.add(groups: units.span, values: values.span)
  }
  /// Readings of the second method.
  public mutating func add(units: [UInt32], y values: [Double]) {
    let values = scaled(values)
    y.add(groups: units.span, values: values.span)
  }

  /// Linked readings of both methods, for all analyses. A pair without one of them counts for the other alone.
  public mutating func addPairs(units: [UInt32], x first: [Double], y second: [Double]) {
    let (first, second) = (scaled(first), scaled(second))
    x.add(groups: units.span, values: first.span)
    y.add(groups: units.span, values: second.span)
    let linked = zip(first, second).map { $0 - $1 }
    differences.add(groups: units.span, values: linked.span)
  }

  public mutating func merge(_ other: ReplicatedPairs) {
    precondition(scale == other.scale, "readings of different scales")
    refusedCount += other.refusedCount
    x.merge(other.x)
    y.merge(other.y)
    differences.merge(other.differences)
  }

  /// The one-way analysis of variance of the linked differences by unit.
  public var differenceAnova: OneWayAnova { OneWayAnova(differences, term: "unit") }

  /// The within-unit standard deviation of each method (repeatability), sqrt(MS within).
  public var withinDeviations: (x: Double, y: Double) {
    (OneWayAnova(x).residualDeviation, OneWayAnova(y).residualDeviation)
  }

  /// How limits are made of replicates.
  public enum Method: String, Sendable, Hashable, Codable, CaseIterable {
    /// Var(unit mean differences) + (1 - 1/hx) s2x + (1 - 1/hy) s2y, h the harmonic means of the numbers of readings
    /// and s2 the variances within units (Bland & Altman 1999, section 5.2).
    case notLinked = "not-linked"
    /// Var(unit mean differences) + (1 - 1/h) s2 of the linked differences (Zou 2013).
    case linked
    /// The sum of the components of variance of the linked differences, between units (MSB - MSW) / k0 and within, and
    /// the mean of all pairs (Bland & Altman 2007, J. Biopharm. Stat. 17, 571-582). Without interval.
    case linkedAnova = "linked-anova"
  }

  /// Limits of agreement for single readings of both methods on a new unit.
  ///
  /// The bias is the mean of the units' mean differences; of all pairs for `linked-anova`.
  ///
  /// | data | status |
  /// |---|---|
  /// | no unit with both methods | `too-few-observations` |
  /// | one unit with both methods | `too-few-units` |
  /// | no unit has two readings | `too-few-observations`: pairs of single readings need no replicates |
  /// | nothing varies | `no-spread` |
  ///
  /// - Parameter multiplier: z; nil for the normal quantile that takes in 95 %.
  public func limits(_ method: Method, multiplier: Double? = 1.96) -> LimitsOfAgreement {
    switch method {
    case .linkedAnova: linkedByAnova(multiplier)
    case .linked: byUnitMeans([differences], method, multiplier) { differences.mean($0) }
    case .notLinked: byUnitMeans([x, y], method, multiplier, difference)
    }
  }

  /// The difference of the means of a unit that both methods measured.
  private func difference(_ unit: Int) -> Double {
    let reference = y.mean(unit)
    return x.mean(unit, from: reference) - y.mean(unit, from: reference)
  }

  /// The points of Bland and Altman's picture, one for each unit that both methods measured: the difference of its
  /// means, of the linked differences where they are linked, over the mean of its means; NaN for other units.
  public func points(_ method: Method) -> [BlandAltmanPoint] {
    let isLinked = method != .notLinked
    return (0..<min(x.groupCount, y.groupCount)).map { unit in
      let count =
        isLinked ? differences.observationCount(unit) : min(x.observationCount(unit), y.observationCount(unit))
      guard count > 0 else { return BlandAltmanPoint(mean: .nan, difference: .nan) }
      return BlandAltmanPoint(
        mean: x.mean(unit) / 2 + y.mean(unit) / 2, difference: isLinked ? differences.mean(unit) : difference(unit))
    }
  }

  private func byUnitMeans(
    _ sides: [OneWayMoments], _ method: Method, _ multiplier: Double?, _ difference: (Int) -> Double
  ) -> LimitsOfAgreement {
    let units = (0..<(sides.map(\.groupCount).min() ?? 0)).filter { unit in
      sides.allSatisfy { $0.observationCount(unit) > 0 }
    }
    let n = Double(units.count)
    let values = units.map(difference)
    // Less the first: a large common difference costs no digits.
    let origin = values.first ?? 0
    let mean = values.reduce(0) { $0 + ($1 - origin) } / n
    let between = values.reduce(0) { $0 + ($1 - origin - mean) * ($1 - origin - mean) } / (n - 1)
    var parts = [LimitsOfAgreement.Part(variance: between, degreesOfFreedom: n - 1)]
    var rows = 0
    for side in sides {
      let counts = units.map { Double(side.observationCount($0)) }
      let inverse = counts.reduce(0) { $0 + 1 / $1 } / n
      let degrees = counts.reduce(0, +) - n
      let squares = units.reduce(0) { $0 + side.withinSquares($1) }
      rows += Int(degrees + n)
      if degrees > 0 {
        parts.append(.init(variance: (1 - inverse) * squares / degrees, degreesOfFreedom: degrees))
      }
    }
    let (status, sentence) = state(units: units.count, hasReplicates: parts.count > 1, between)
    let hasFigures = status == .ok
    return LimitsOfAgreement(
      bias: hasFigures ? origin + mean : .nan, biasVariance: hasFigures ? between / n : .nan,
      parts: hasFigures ? parts : [.init(variance: .nan, degreesOfFreedom: 0)], unitCount: units.count,
      observationCount: rows, multiplier: multiplier, method: method.rawValue, scale: scale, status: status,
      sentence: sentence)
  }

  private func linkedByAnova(_ multiplier: Double?) -> LimitsOfAgreement {
    let anova = differenceAnova
    let (status, sentence) = state(
      units: Int(anova.sizes.groupCount), hasReplicates: anova.within.degreesOfFreedom > 0, anova.between.squares)
    let hasFigures = status == .ok
    let within = anova.within.meanSquare
    // The parts are no mean squares: no degrees of freedom, and so no interval.
    let parts = [anova.components[0].value, within].map {
      LimitsOfAgreement.Part(variance: hasFigures ? $0 : .nan, degreesOfFreedom: 0)
    }
    return LimitsOfAgreement(
      bias: hasFigures ? anova.sizes.origin : .nan,
      biasVariance: .nan, parts: parts, unitCount: Int(anova.sizes.groupCount),
      observationCount: Int(anova.sizes.observationCount), multiplier: multiplier, method: Method.linkedAnova.rawValue,
      scale: scale, status: status, sentence: sentence)
  }

  private func state(units: Int, hasReplicates: Bool, _ squares: Double) -> (Status, String?) {
    if refusedCount > 0 {
      return (.outOfRange, "\(refusedCount) readings are 0 or less, which has no logarithm")
    }
    if units == 0 { return (.tooFewObservations, "no unit has readings of both methods") }
    if units == 1 { return (.tooFewUnits, "one unit has readings of both methods: nothing varies between units") }
    if !hasReplicates { return (.tooFewObservations, "no unit has two readings: single readings need no replicates") }
    return squares.isFinite ? (.ok, nil) : (.outOfRange, "squares overflow")
  }
}

/// How well one method repeats itself.
public enum Repeatability {
  /// The row `repeatability-sd` of pairs of readings of one method: the standard deviation of their difference,
  /// sqrt(sum d^2 / n), its mean taken for 0 (Bland & Altman 1986).
  public static func pairs(_ moments: PairMoments) -> Estimate {
    var row = Estimate("repeatability-sd")
    row.method = "mean difference 0"
    row.unitCount = moments.pairCount
    guard moments.pairCount > 0, moments.refusedCount == 0 else {
      (row.status, row.note) = moments.status
      return row
    }
    let (bias, n) = (moments.meanDifference, Double(moments.pairCount))
    row.estimate = (moments.differenceSquares / n + bias * bias).squareRoot()
    if row.estimate == 0 { row.status = .noSpread }
    return row
  }

  /// The row `within-subject-sd` of any number of readings: sqrt(MS within units).
  public static func withinUnits(_ moments: OneWayMoments) -> Estimate {
    let anova = OneWayAnova(moments, term: "unit")
    var row = Estimate("within-subject-sd")
    row.method = "anova"
    row.estimate = anova.residualDeviation
    (row.unitCount, row.observationCount) = (Int(anova.sizes.groupCount), Int(anova.sizes.observationCount))
    row.degreesOfFreedom = anova.within.degreesOfFreedom
    if row.estimate.isNaN {
      row.status = anova.status == .outOfRange ? .outOfRange : .tooFewObservations
      row.add(note: anova.status == .outOfRange ? "squares overflow" : "no unit has two readings")
    } else if row.estimate == 0 {
      row.status = .noSpread
    }
    return row
  }
}

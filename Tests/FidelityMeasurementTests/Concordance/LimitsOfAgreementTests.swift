import FidelityComponents
import FidelityData
import FidelityMeasurement
import FidelityTesting
import Testing

@Suite("Limits of agreement")
struct LimitsOfAgreementTests {
  static func plasma() throws -> (x: [Double], y: [Double]) {
    (try Datasets.numbers("bland-altman-plasma", "nadler"), try Datasets.numbers("bland-altman-plasma", "hurley"))
  }

  static func cardiac() throws -> (units: [UInt32], x: [Double], y: [Double]) {
    let (_, rows) = try Datasets.rows("bland-altman-cardiac")
    let first = rows.filter { $0[1] == "RV" }
    let second = Dictionary(uniqueKeysWithValues: rows.filter { $0[1] == "IC" }.map { ("\($0[0]) \($0[2])", $0[3]) })
    return (
      first.map { (UInt32($0[0]) ?? 0) - 1 }, first.map { Double($0[3]) ?? .nan },
      first.map { second["\($0[0]) \($0[2])"].flatMap(Double.init) ?? .nan }
    )
  }

  @Test("Plasma volume: bias, SD and every interval", arguments: try Datasets.cases("bland-altman-plasma"))
  func published(_ expected: ExpectedCase) throws {
    let (x, y) = try Self.plasma()
    guard expected.options["scale"]?.text != "ratio" else { return }
    let scale: PairMoments.Scale = expected.options["scale"]?.text == "log" ? .log : .raw
    let limits = LimitsOfAgreement(PairMoments(x, y, scale: scale), multiplier: nil)
    let line = ProportionalBias(BlandAltmanPoint.points(x, y, scale: scale))
    let kind: LimitsOfAgreement.Interval =
      expected.options["interval"]?.text.hasPrefix("exact") == true ? .exact : .mover
    let term = expected.options["side"]?.text ?? expected.options["term"]?.text
    let row = try #require(
      (limits.estimates(kind) + line.estimates()).first { $0.quantity == expected.quantity && $0.term == term })
    #expect(row.status == .ok)
    #expect(isClose(row.estimate, try #require(expected.value), within: expected.tolerance))
    if let interval = expected.interval {
      #expect(isClose(row.lower, interval[0], within: expected.tolerance))
      #expect(isClose(row.upper, interval[1], within: expected.tolerance))
    }
    if let error = expected.standardError { #expect(isClose(row.standardError, error, within: expected.tolerance)) }
    if let p = expected.pValue { #expect(isClose(row.pValue, p, within: expected.tolerance)) }
  }

  @Test("Methods swapped: bias and limits change sides", arguments: LimitsOfAgreement.Interval.allCases)
  func swapped(kind: LimitsOfAgreement.Interval) throws {
    let (x, y) = try Self.plasma()
    let (here, there) = (LimitsOfAgreement(PairMoments(x, y)), LimitsOfAgreement(PairMoments(y, x)))
    #expect(isClose(here.bias, -there.bias, within: 1e-12))
    let (a, b) = (try #require(here.limitIntervals(kind)), try #require(there.limitIntervals(kind)))
    #expect(isClose(a.lower.lower, -b.upper.upper, within: 1e-10))
    #expect(isClose(a.lower.upper, -b.upper.lower, within: 1e-10))
    #expect(a.lower.lower < here.lower && here.lower < a.lower.upper && a.upper.upper > here.upper)
  }

  @Test("Values on another scale: limits and intervals follow", arguments: LimitsOfAgreement.Interval.allCases)
  func affine(kind: LimitsOfAgreement.Interval) throws {
    let (x, y) = try Self.plasma()
    let moved = LimitsOfAgreement(PairMoments(x.map { 3 * $0 + 1e6 }, y.map { 3 * $0 + 1e6 }))
    let limits = LimitsOfAgreement(PairMoments(x, y))
    #expect(relativeError(moved.bias, 3 * limits.bias) < 1e-9)
    #expect(relativeError(moved.standardDeviation, 3 * limits.standardDeviation) < 1e-9)
    let (a, b) = (try #require(moved.limitIntervals(kind)), try #require(limits.limitIntervals(kind)))
    #expect(relativeError(a.upper.upper, 3 * b.upper.upper) < 1e-9)
  }

  @Test("merge = whole, in any order of pairs", arguments: [0, 1, 17, 98])
  func merge(place: Int) throws {
    let (x, y) = try Self.plasma()
    let whole = PairMoments(x, y)
    var merged = PairMoments(Array(x[place...]), Array(y[place...]))
    merged.merge(PairMoments(Array(x[..<place]), Array(y[..<place])))
    let reversed = PairMoments(x.reversed(), y.reversed())
    for other in [merged, reversed] {
      #expect(other.pairCount == 99)
      #expect(relativeError(other.meanDifference, whole.meanDifference) < 1e-13)
      #expect(relativeError(other.differenceVariance, whole.differenceVariance) < 1e-12)
      #expect(relativeError(LinConcordance(other).value, LinConcordance(whole).value) < 1e-12)
    }
  }

  @Test("A large origin costs no digits")
  func origin() {
    let x = (0..<50).map { 1e9 + Double($0) }
    let y = x.indices.map { x[$0] + Double($0 % 3) }
    let near = PairMoments(x.map { $0 - 1e9 }, y.map { $0 - 1e9 })
    let far = PairMoments(x, y)
    #expect(relativeError(far.differenceVariance, near.differenceVariance) < 1e-12)
    #expect(relativeError(LinConcordance(far).value, LinConcordance(near).value) < 1e-9)
  }

  @Test("Ratios are antilogarithms, with their limits")
  func ratios() throws {
    let (x, y) = try Self.plasma()
    let rows = LimitsOfAgreement(PairMoments(x, y, scale: .log), multiplier: nil).estimates(.exact)
    let upper = try #require(rows.first { $0.quantity == "bland-altman-ratio" && $0.term == "upper" })
    #expect(isClose(upper.estimate, 1.1519229584263662, within: 1e-9))
    let row = try #require(rows.first { $0.quantity == "bland-altman-limit" && $0.term == "upper" })
    #expect(upper.estimate < upper.upper && upper.lower < upper.estimate && row.metric == "log")
  }

  @Test("Limits that change with the mean")
  func proportional() throws {
    let (x, y) = try Self.plasma()
    let line = ProportionalBias(BlandAltmanPoint.points(x, y))
    let (low, high) = (line.limits(at: 80), line.limits(at: 120))
    #expect(low.lower < low.upper && high.upper - high.lower > low.upper - low.lower)
    let middle = 0.9084134295709774 + 0.08899797381632323 * 80
    #expect(isClose((low.lower + low.upper) / 2, middle, within: 1e-9))
    let deviation = 0.0064125920013696595 + 0.020650608104039757 * 80
    #expect(isClose(low.upper - middle, 1.96 * deviation, within: 1e-9))
  }

  @Test("Without pairs, variation or logarithms there is a status and a sentence")
  func degenerate() {
    for (x, y, scale, status) in [
      ([], [], .raw, .tooFewObservations), ([.nan], [1], .raw, .tooFewObservations), ([1], [2], .raw, .tooFewUnits),
      ([1, 2, 3], [0, 1, 2], .raw, .noSpread), ([0.1, 0.2, 0.7], [0.2, 0.3, 0.8], .raw, .noSpread),
      ([1, 2, 0], [1, 2, 3], .log, .outOfRange), ([1e200, 1, 2], [1, 2, 3], .raw, .outOfRange),
    ] as [([Double], [Double], PairMoments.Scale, Status)] {
      for kind in LimitsOfAgreement.Interval.allCases {
        for row in LimitsOfAgreement(PairMoments(x, y, scale: scale)).estimates(kind) {
          #expect(row.status == status && row.note?.isEmpty == false && row.lower.isNaN && row.pValue.isNaN)
          #expect(row.estimate.isNaN == (status != .noSpread))
        }
      }
    }
    let points = [(1.0, 2.0), (1, 2), (1, 2)].map { BlandAltmanPoint($0, $1) }
    #expect(ProportionalBias(points).status == .constantPredictor)
    #expect(ProportionalBias(Array(points.prefix(2))).estimates().allSatisfy { $0.status == .tooFewUnits })
    let line = ProportionalBias([(1.0, 2.0), (2, 4), (3, 6)].map { BlandAltmanPoint($0, $1) })
    #expect(line.status == .exactFit && line.estimates().allSatisfy { $0.pValue.isNaN && !$0.estimate.isNaN })
    #expect(BlandAltmanPoint.points([1, 0, .nan], [1, 1, 1], scale: .log).count == 1)
  }
}

@Suite("Limits of agreement with replicates")
struct ReplicatedPairsTests {
  @Test("Cardiac output: three ways", arguments: ReplicatedPairs.Method.allCases)
  func published(method: ReplicatedPairs.Method) throws {
    let (units, x, y) = try LimitsOfAgreementTests.cardiac()
    var pairs = ReplicatedPairs()
    pairs.addPairs(units: units, x: x, y: y)
    let limits = pairs.limits(method, multiplier: method == .linkedAnova ? 1.96 : nil)
    let rows = limits.estimates(.mover)
    let (deviation, lower, upper): (Double, Double, Double) =
      switch method {
      case .notLinked: (1.0518506032198356, -1.352353188316497, 2.7708254105387193)
      case .linked: (1.0235246107922769, -1.2968352633321278, 2.71530748555435)
      case .linkedAnova: (0.9906241080264929, -1.3394565850652593, 2.543789918398593)
      }
    #expect(isClose(rows[1].estimate, deviation, within: 1e-9))
    #expect(isClose(rows[2].estimate, lower, within: 1e-9) && isClose(rows[3].estimate, upper, within: 1e-9))
    #expect(rows[0].unitCount == 12 && rows[3].upper.isNaN == (method == .linkedAnova))
    if method == .linked { #expect(isClose(rows[3].upper, 4.081383434550328, within: 1e-8)) }
    if method == .notLinked { #expect(isClose(rows[2].lower, -2.6991454408133593, within: 1e-8)) }
    if method == .linkedAnova { #expect(rows[3].note?.contains("components") == true) }
    #expect(limits.limitIntervals(.exact) == nil && limits.limitIntervals(.blandAltman) == nil)
  }

  @Test("merge = whole; not linked needs no pairs", arguments: ReplicatedPairs.Method.allCases)
  func merge(method: ReplicatedPairs.Method) throws {
    let (units, x, y) = try LimitsOfAgreementTests.cardiac()
    var (whole, low, high) = (ReplicatedPairs(), ReplicatedPairs(), ReplicatedPairs())
    whole.addPairs(units: units, x: x, y: y)
    low.addPairs(units: Array(units[..<23]), x: Array(x[..<23]), y: Array(y[..<23]))
    high.addPairs(units: Array(units[23...]), x: Array(x[23...]), y: Array(y[23...]))
    high.merge(low)
    let (a, b) = (whole.limits(method), high.limits(method))
    #expect(relativeError(a.lower, b.lower) < 1e-11 && relativeError(a.upper, b.upper) < 1e-11)
    guard method == .notLinked else { return }
    var apart = ReplicatedPairs()
    apart.add(units: units, x: x)
    apart.add(units: units.reversed(), y: y.reversed())
    #expect(relativeError(a.upper, apart.limits(method).upper) < 1e-12)
  }

  @Test("Degenerate replicates", arguments: ReplicatedPairs.Method.allCases)
  func degenerate(method: ReplicatedPairs.Method) {
    for (units, x, y, status) in [
      ([], [], [], .tooFewObservations), ([0, 0], [1, 2], [3, 5], .tooFewUnits),
      ([0, 1, 2], [1, 2, 3], [2, 2, 2], .tooFewObservations),
      ([0, 0, 1, 1], [1, 1, 2, 2], [2, 2, 3, 3], .noSpread),
    ] as [([UInt32], [Double], [Double], Status)] {
      var pairs = ReplicatedPairs()
      pairs.addPairs(units: units, x: x, y: y)
      for row in pairs.limits(method).estimates(.mover) {
        #expect(row.status == status && row.note?.isEmpty == false && row.lower.isNaN, "\(units)")
      }
    }
  }

  @Test("Repeatability of one method", arguments: try Datasets.cases("bland-altman-1986"))
  func repeatability(_ expected: ExpectedCase) throws {
    guard let meter = expected.options["meter"]?.text, let value = expected.value else { return }
    let rows = try Datasets.rows("bland-altman-1986").rows.filter { $0[1] == meter }
    let (units, values) = (rows.map { UInt32($0[0]) ?? 0 }, rows.map { Double($0[3]) ?? .nan })
    var moments = OneWayMoments()
    moments.add(groups: units.span, values: values.span)
    let first = rows.filter { $0[2] == "1" }.map { Double($0[3]) ?? .nan }
    let second = rows.filter { $0[2] == "2" }.map { Double($0[3]) ?? .nan }
    let row =
      expected.quantity == "within-subject-sd"
      ? Repeatability.withinUnits(moments) : Repeatability.pairs(PairMoments(first, second))
    #expect(row.quantity == expected.quantity && isClose(row.estimate, value, within: expected.tolerance))
  }
}

import FidelityComponents
import FidelityData
import FidelityMeasurement
import FidelityProbability
import FidelityTesting
import Testing

@Suite("Agreement within groups")
struct WithinGroupAgreementTests {
  struct Cohesion {
    var ratings: GroupRatings
    let groups: [String]
    let items: [String]
    /// Group and answers of each person.
    let persons: [(group: Int, answers: [Double])]
  }

  static func cohesion() throws -> Cohesion {
    let (_, rows) = try Datasets.rows("group-agreement")
    var (groups, items, names): ([String], [String], [String]) = ([], [], [])
    for row in rows {
      if !names.contains(row[0]) { names.append(row[0]) }
      if !groups.contains(row[1]) { groups.append(row[1]) }
      if !items.contains(row[2]) { items.append(row[2]) }
    }
    let persons = names.map { name in
      let own = rows.filter { $0[0] == name }
      return (
        group: groups.firstIndex(of: own[0][1]) ?? 0,
        answers: items.map { item in own.first { $0[2] == item }.flatMap { Double($0[3]) } ?? .nan }
      )
    }
    var ratings = GroupRatings(scale: ResponseScale(1, 5), itemCount: items.count)
    for person in persons { ratings.add(group: person.group, ratings: person.answers.span) }
    return Cohesion(ratings: ratings, groups: groups, items: items, persons: persons)
  }

  @Test("Cohesion in platoons", arguments: try Datasets.cases("group-agreement"))
  func published(_ expected: ExpectedCase) throws {
    let cohesion = try Self.cohesion()
    guard let name = expected.options["group"]?.text else { return }
    let group = try #require(cohesion.groups.firstIndex(of: name))
    let rows = WithinGroupAgreement().estimates(
      cohesion.ratings, group: group, items: cohesion.items)
    let term = expected.options["item"]?.text ?? "items"
    let row = try #require(rows.first { $0.quantity == expected.quantity && $0.term == term })
    if let value = expected.value {
      #expect(row.status == .ok && isClose(row.estimate, value, within: expected.tolerance))
    } else {
      #expect(row.status.rawValue == expected.options["status"]?.text && row.note?.isEmpty == false)
    }
  }

  /// R multilevel 2.7 `ad.m` of five items, and about the median of the first.
  @Test("Average deviations are R multilevel's")
  func averageDeviations() throws {
    let cohesion = try Self.cohesion()
    let agreement = WithinGroupAgreement()
    for (group, (items, median)) in [
      (1.0, 2.0 / 3), (0.7111111111111111, 1.0 / 3), (0.4, 0), (0.4888888888888889, 2.0 / 3),
    ].enumerated() {
      let rows = agreement.estimates(cohesion.ratings, group: group, items: cohesion.items)
        .filter { $0.quantity == "average-deviation" }
      #expect(isClose(rows.first { $0.term == "items" && $0.form == "mean" }?.estimate, items, within: 1e-12))
      #expect(isClose(rows.first { $0.term == "COH01" && $0.form == "median" }?.estimate, median, within: 1e-12))
    }
  }

  @Test("merge = whole, in any order of persons, under other codes")
  func merge() throws {
    let cohesion = try Self.cohesion()
    let empty = GroupRatings(scales: cohesion.ratings.scales)
    for split in 0...cohesion.persons.count {
      var (low, high) = (empty, empty)
      for person in cohesion.persons[..<split] { low.add(group: person.group, ratings: person.answers.span) }
      // The other part counts its groups from the end.
      for person in cohesion.persons[split...].reversed() {
        high.add(group: 3 - person.group, ratings: person.answers.span)
      }
      low.merge(high, groups: [3, 2, 1, 0])
      let agreement = WithinGroupAgreement()
      for group in 0..<4 {
        #expect(
          agreement.estimates(low, group: group) == agreement.estimates(cohesion.ratings, group: group), "\(split)")
      }
    }
  }

  @Test("A scale that starts elsewhere, or is turned round, has the same agreement")
  func moved() throws {
    let cohesion = try Self.cohesion()
    var (shifted, turned) = (
      GroupRatings(scale: ResponseScale(-2, 2), itemCount: 5), GroupRatings(scale: ResponseScale(1, 5), itemCount: 5)
    )
    for person in cohesion.persons {
      let (lower, mirrored) = (person.answers.map { $0 - 3 }, person.answers.map { 6 - $0 })
      shifted.add(group: person.group, ratings: lower.span)
      turned.add(group: person.group, ratings: mirrored.span)
    }
    for group in 0..<4 {
      let rows = WithinGroupAgreement().estimates(cohesion.ratings, group: group)
      for other in [shifted, turned] {
        for (a, b) in zip(rows, WithinGroupAgreement().estimates(other, group: group)) {
          #expect(a.quantity == b.quantity && a.status == b.status)
          #expect(
            a.estimate.isNaN == b.estimate.isNaN && (a.estimate.isNaN || isClose(a.estimate, b.estimate, within: 1e-13))
          )
        }
      }
    }
  }

  @Test("Published shares have the published variances")
  func nulls() throws {
    let uniform = try #require(AgreementNull.uniform.variance(optionCount: 7))
    #expect(uniform == 4 && AgreementNull.maximum.variance(optionCount: 5) == 4)
    for null in AgreementNull.named {
      let shares = try #require(null.shares(optionCount: 5))
      #expect(isClose(shares.reduce(0, +), 1, within: 1e-12))
      let mean = shares.enumerated().reduce(0) { $0 + Double($1.offset) * $1.element }
      let variance = shares.enumerated().reduce(0) {
        $0 + (Double($1.offset) - mean) * (Double($1.offset) - mean) * $1.element
      }
      // The table's triangular variance is of shares with two decimals.
      let tolerance = null == .triangular ? 0.015 : 1e-9
      #expect(isClose(variance, try #require(null.variance(optionCount: 5)), within: tolerance), "\(null.name)")
      for count in 5...11 { #expect(null.variance(optionCount: count) ?? 0 > 0) }
    }
    #expect(
      AgreementNull.normal.variance(optionCount: 4) == nil && AgreementNull.heavySkew.variance(optionCount: 12) == nil)
    #expect(AgreementNull.variance(-1).variance(optionCount: 5) == nil)
    let answers = try Self.cohesion().ratings.answers(group: 0, item: 0)
    let row = WithinGroupAgreement([.slightSkew]).estimates(answers)[0]
    #expect(isClose(row.estimate, 1 - 1 / 1.34, within: 1e-14) && row.form == "slight-skew")
  }

  @Test("Groups of nobody, of one, and of those who choose an end")
  func degenerate() {
    func rows(_ values: [Double], _ null: AgreementNull = .uniform, highest: Int = 5) -> [Estimate] {
      var ratings = GroupRatings(scale: ResponseScale(1, highest))
      let groups = [UInt32](repeating: 0, count: values.count)
      ratings.add(groups: groups.span, values: values.span)
      return WithinGroupAgreement([null]).estimates(ratings, group: 0)
    }
    #expect(rows([]).allSatisfy { $0.status == .tooFewObservations && $0.estimate.isNaN && $0.note != nil })
    #expect(rows([.nan]).allSatisfy { $0.status == .tooFewObservations })
    #expect(rows([3]).allSatisfy { $0.status == .tooFewRaters && $0.note != nil })
    let end = rows([5, 5, 5])
    #expect(end[0].estimate == 1 && end[1].estimate == 0 && end[3].status == .noVariation)
    #expect(rows([1, 5])[0].estimate == 0 && rows([1, 5])[0].note?.contains("cut at 0") == true)
    #expect(rows([1, 2], .normal, highest: 4)[0].status == .tooFewCategories)
    #expect(rows([1, 2], .normal, highest: 12)[0].status == .tooManyCategories)
    var ratings = GroupRatings(scale: ResponseScale(1, 5))
    let (groups, values): ([UInt32], [Double]) = ([0, 0, missingKey, 0], [2.5, 6, 1, 4])
    ratings.add(groups: groups.span, values: values.span)
    #expect(ratings.refusedCount == 2 && ratings.firstRefused == 2.5 && ratings.answers(group: 0, item: 0).count == 1)
  }

  @Test("Steps of a half have the agreement of whole ones, and half the deviation; a variance is one of ratings")
  func steps() throws {
    let halves = try #require(ResponseScale(points: [2, 1.5, 1, 2.5]))
    #expect(halves.lowest == 1 && halves.highest == 2.5 && halves.step == 0.5 && halves.optionCount == 4)
    for points in [[1], [1, 2, 4], [1, 1, 2], [1, .nan], [0, .infinity]] {
      #expect(ResponseScale(points: points) == nil)
    }
    var (wide, narrow) = (GroupRatings(scale: ResponseScale(1, 4)), GroupRatings(scales: [halves]))
    let (groups, values): ([UInt32], [Double]) = ([0, 0, 0, 0], [1, 2, 4, 4])
    let shrunk = values.map { ($0 + 1) / 2 }
    wide.add(groups: groups.span, values: values.span)
    narrow.add(groups: groups.span, values: shrunk.span)
    #expect(narrow.refusedCount == 0)
    let (a, b) = (wide.answers(group: 0, item: 0), narrow.answers(group: 0, item: 0))
    #expect(isClose(b.variance, a.variance / 4, within: 1e-14) && isClose(b.mean, (a.mean + 1) / 2, within: 1e-14))
    #expect(b.median == (a.median + 1) / 2)
    for (row, other) in zip(WithinGroupAgreement().estimates(a), WithinGroupAgreement().estimates(b)) {
      let factor = row.quantity == "average-deviation" ? 0.5 : 1
      #expect(isClose(other.estimate, factor * row.estimate, within: 1e-14), "\(row.quantity)")
    }
    let own = WithinGroupAgreement([.variance(1)]).estimates(b)[0]
    #expect(isClose(own.estimate, 1 - b.variance, within: 1e-14) && own.form == "variance 1")
    #expect(WithinGroupAgreement.practicalDeviation(halves) == 0.5 * 4 / 6)
  }

  @Test("Items of different scales count each against its own chance, and a note says so")
  func differentScales() throws {
    var ratings = GroupRatings(scales: [ResponseScale(1, 5), ResponseScale(0, 10)])
    for row in [[1, 2], [3, 6], [4.0, 10]] { ratings.add(group: 0, ratings: row.span) }
    let rows = WithinGroupAgreement().estimates(ratings, group: 0, items: ["a", "b"])
    let single = rows.filter { $0.quantity == "rwg" }
    let raw = (0..<2).map { WithinGroupAgreement.raw(ratings.answers(group: 0, item: $0), against: .uniform) }
    let lindell = try #require(rows.first { $0.quantity == "rwg-j-lindell" })
    #expect(single.map(\.term) == ["a", "b"])
    #expect(isClose(lindell.estimate, max(0, (raw[0] + raw[1]) / 2), within: 1e-14))
    #expect(lindell.note?.contains("different scales") == true)
    let normal = WithinGroupAgreement([.normal]).estimates(
      GroupRatings(scales: [ResponseScale(1, 5), ResponseScale(0, 20)]), group: 0)
    #expect(normal.allSatisfy { $0.status == .tooFewObservations })
  }

  @Test("Raters who left items out count for the items they answered, and not for items together")
  func incomplete() {
    var ratings = GroupRatings(scale: ResponseScale(1, 5), itemCount: 2)
    for row in [[1, .nan], [.nan, 5.0]] { ratings.add(group: 0, ratings: row.span) }
    let rows = WithinGroupAgreement().estimates(ratings, group: 0)
    #expect(rows.filter { $0.term == "items" }.allSatisfy { $0.status == .tooFewObservations })
    #expect(rows.last?.note == "nobody in the group answered all items")
    #expect(rows.filter { $0.term != "items" }.allSatisfy { $0.status == .tooFewRaters })
  }

  @Test("aWG of items together is their mean, where every one can be read")
  func awgOfItems() throws {
    var ratings = GroupRatings(scale: ResponseScale(1, 5), itemCount: 2)
    for row in [[3, 3], [2, 3], [4.0, 3]] { ratings.add(group: 0, ratings: row.span) }
    let rows = WithinGroupAgreement().estimates(ratings, group: 0).filter { $0.quantity == "awg" }
    #expect(rows.map(\.term) == ["item 1", "item 2", "items"])
    #expect(isClose(rows[2].estimate, (rows[0].estimate + rows[1].estimate) / 2, within: 1e-14))
    ratings.add(group: 0, ratings: [5.0, 5].span)
    ratings.add(group: 1, ratings: [5.0, 3].span)
    ratings.add(group: 1, ratings: [5.0, 3].span)
    #expect(WithinGroupAgreement().estimates(ratings, group: 1).last?.status == .noVariation)
  }

  @Test("Names of null distributions")
  func names() {
    for null in AgreementNull.named { #expect(AgreementNull(null.name) == null) }
    #expect(AgreementNull("1.5") == .variance(1.5) && AgreementNull("1.5")?.name == "variance 1.5")
    for text in ["", "skew", "0", "-1", "nan", "inf"] { #expect(AgreementNull(text) == nil) }
  }

  @Test("A summary of many groups")
  func summary() {
    let summary = AgreementSummary([0.7, .nan, 0.2, 1, 0.5], cut: 0.7)
    #expect(summary.count == 4 && summary.undefinedCount == 1 && summary.share == 0.5)
    #expect(isClose(summary.mean, 0.6, within: 1e-14) && isClose(summary.median, 0.6, within: 1e-14))
    #expect(isClose(summary.deviation, (0.34 / 3).squareRoot(), within: 1e-14))
    #expect(summary.smallest == 0.2 && summary.largest == 1)
    #expect(AgreementSummary([0.7, 0.2, 1], cut: 0.7, lessIsBetter: true).share == 2.0 / 3)
    let none = AgreementSummary([.nan], cut: 0.7)
    #expect(none.count == 0 && none.mean.isNaN && none.share.isNaN)
    #expect(AgreementSummary([0.5], cut: .nan).share.isNaN && AgreementSummary([0.5], cut: 0.5).deviation.isNaN)
  }

  @Test("Full disagreement has aWG -1 at the middle and full agreement 1")
  func awg() throws {
    for count in [2, 4, 10] {
      let half = (0..<count).map { $0 % 2 == 0 ? 1.0 : 5 }
      var ratings = GroupRatings(scale: ResponseScale(1, 5))
      let groups = [UInt32](repeating: 0, count: count)
      ratings.add(groups: groups.span, values: half.span)
      #expect(isClose(WithinGroupAgreement.awg(ratings.answers(group: 0, item: 0)), -1, within: 1e-12))
    }
    let means = try #require(WithinGroupAgreement.interpretableMeans(raterCount: 3, scale: ResponseScale(1, 5)))
    #expect(isClose(means.lowerBound, 7.0 / 3, within: 1e-14) && isClose(means.upperBound, 11.0 / 3, within: 1e-14))
  }
}

@Suite("Groups against chance")
struct GroupChanceTests {
  static func sherif(time: String) throws -> (groups: [UInt32], values: [Double]) {
    let rows = try Datasets.rows("group-agreement", "sherif.csv").rows.filter { $0[1] == time }
    return (rows.map { UInt32($0[2]) ?? 0 }, rows.map { Double($0[3]) ?? .nan })
  }

  @Test("ICC(1) and ICC(2) of groups", arguments: try Datasets.cases("group-agreement"))
  func intraclass(_ expected: ExpectedCase) throws {
    guard let time = expected.options["time"]?.text, let value = expected.value else { return }
    let (groups, values) = try Self.sherif(time: time)
    var moments = OneWayMoments()
    moments.add(groups: groups.span, values: values.span)
    for size in GroupIntraclass.Size.allCases {
      let icc = GroupIntraclass(OneWayAnova(moments), size: size)
      let figure = expected.quantity == "icc-1" ? icc.single : icc.average
      #expect(isClose(figure, value, within: expected.tolerance))
      // The reliability of means is the step of the correlation.
      let stepped = icc.groupSize * icc.single / (1 + (icc.groupSize - 1) * icc.single)
      #expect(relativeError(icc.average, stepped) < 1e-12)
    }
    let rows = GroupIntraclass(OneWayAnova(moments)).estimates()
    for row in rows { #expect(row.lower < row.estimate && row.estimate < row.upper && row.status == .ok) }
  }

  @Test("Degenerate groups", arguments: GroupIntraclass.Size.allCases)
  func degenerate(size: GroupIntraclass.Size) {
    for (groups, values, status) in [
      ([], [], .tooFewObservations), ([0, 0], [1, 2], .tooFewUnits), ([0, 1, 2], [1, 2, 3], .tooFewObservations),
      ([0, 0, 1, 1], [2, 2, 2, 2], .noVariation),
    ] as [([UInt32], [Double], Status)] {
      var moments = OneWayMoments()
      moments.add(groups: groups.span, values: values.span)
      for row in GroupIntraclass(OneWayAnova(moments), size: size).estimates() {
        #expect(row.status == status && row.note?.isEmpty == false && row.estimate.isNaN)
      }
      let chance = RandomGroups(groups: groups, values: values, Bootstrap(resamples: 10, seed: 1)).estimates[0]
      #expect(chance.status == status && chance.note?.isEmpty == false && chance.estimate.isNaN)
    }
  }

  @Test("Random groups vary as all ratings do; real ones less, as in R multilevel")
  func randomGroups() throws {
    let (groups, values) = try Self.sherif(time: "0")
    let chance = RandomGroups(groups: groups, values: values, Bootstrap(resamples: 4_000, seed: 3))
    // rgr.agree: real 0.295, random 1.087.
    #expect(isClose(chance.observed, 0.295, within: 1e-12))
    let mean = values.reduce(0, +) / 24
    let total = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 23
    #expect(isClose(chance.expected, total, within: 5 * chance.deviation / 4_000.0.squareRoot()))
    #expect(chance.estimates.map(\.status) == [.ok, .ok, .ok, .ok])
    // At most one in twenty resamples lies at or below the critical value, and some do.
    #expect(chance.critical > chance.observed && chance.critical < chance.expected - chance.deviation)
    let lone = RandomGroups(groups: groups, values: values, Bootstrap(resamples: 1, seed: 3)).estimates
    #expect(lone.map(\.status) == [.ok, .ok, .tooFewObservations, .tooFewObservations])
    #expect(chance.pValue < 0.01 && chance.estimates[0].statistic < -2)
    let again = RandomGroups(
      groups: groups.reversed(), values: values.reversed(), Bootstrap(resamples: 4_000, seed: 4))
    #expect(isClose(again.observed, 0.295, within: 1e-12) && again.pValue < 0.01)
  }

  /// Every answer of four raters.
  @Test("Simulated critical values are those of full enumeration", arguments: [AgreementNull.uniform, .slightSkew])
  func critical(null: AgreementNull) throws {
    let shares = try #require(null.shares(optionCount: 5))
    let simulated = try #require(
      AgreementCritical(null, raterCount: 4, scale: ResponseScale(1, 5), Bootstrap(resamples: 40_000, seed: 5)))
    let centre = shares.enumerated().reduce(0) { $0 + Double($1.offset) * $1.element }
    let variance = shares.enumerated().reduce(0) {
      $0 + $1.element * (Double($1.offset) - centre) * (Double($1.offset) - centre)
    }
    var exact: [(value: Double, share: Double)] = []
    for code in 0..<625 {
      let answers = [code % 5, code / 5 % 5, code / 25 % 5, code / 125].map(Double.init)
      let mean = answers.reduce(0, +) / 4
      let spread = answers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 3
      exact.append((1 - spread / variance, answers.reduce(1) { $0 * shares[Int($1)] }))
    }
    let mean = exact.reduce(0) { $0 + $1.value * $1.share }
    let deviation = exact.reduce(0) { $0 + ($1.value - mean) * ($1.value - mean) * $1.share }.squareRoot()
    #expect(isClose(mean, 0, within: 1e-12) && isClose(simulated.mean, 0, within: 5 * deviation / 200))
    #expect(isClose(simulated.deviation, deviation, within: 0.02 * deviation))
    // At most 5 % reach the critical value, and more the value below it.
    let values = Set(exact.filter { $0.share > 0 }.map { ($0.value * 1e9).rounded() / 1e9 }).sorted()
    let reach = values.map { value in exact.filter { $0.value >= value - 1e-8 }.reduce(0) { $0 + $1.share } }
    if let place = reach.firstIndex(where: { $0 <= 0.05 }) {
      #expect(isClose(simulated.critical, values[place], within: 1e-6))
    } else {
      #expect(simulated.critical.isNaN)
    }
  }

  /// R multilevel 2.7 `rwg.sim(gsize = 10, nresp = 5)`: 0.5278.
  @Test("The critical rWG of ten raters is R multilevel's")
  func rwgOfTen() throws {
    let critical = try #require(
      AgreementCritical(raterCount: 10, scale: ResponseScale(1, 5), Bootstrap(resamples: 20_000, seed: 6)))
    #expect(isClose(critical.critical, 0.5277778, within: 1e-6))
    let pair = try #require(
      AgreementCritical(raterCount: 2, scale: ResponseScale(1, 5), Bootstrap(resamples: 1_000, seed: 6)))
    #expect(pair.critical.isNaN && pair.estimates.map(\.status) == [.tooFewRaters, .tooFewRaters, .ok, .ok])
    let items = try #require(
      AgreementCritical(raterCount: 10, scale: ResponseScale(1, 5), itemCount: 5, Bootstrap(resamples: 2_000, seed: 6)))
    #expect(items.critical > critical.critical && items.criticalDeviation > critical.criticalDeviation)
    #expect(AgreementCritical(.normal, raterCount: 10, scale: ResponseScale(1, 7), Bootstrap(seed: 1)) == nil)
    #expect(AgreementCritical(raterCount: 1, scale: ResponseScale(1, 7), Bootstrap(seed: 1)) == nil)
  }
}

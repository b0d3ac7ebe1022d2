import FidelityComponents
import FidelityData
import FidelityDrivers
import FidelityMeasurement
import FidelityTesting
import Testing

@Suite("Selection")
struct SelectionTests {
  typealias Rating = (candidate: String, criterion: String, interviewer: String, rating: Double)
  typealias Criterion = (criterion: String, kind: String, minimum: Double)
  typealias Candidate = (candidate: String, hired: Double, fidelity: Double)

  static func tables(
    _ ratings: [Rating], _ criteria: [Criterion] = [], _ candidates: [Candidate] = [], building: [String]? = nil
  ) -> DriverTables {
    var names = ["candidate": NameColumn(candidates.map(\.candidate))]
    names["building"] = building.map { NameColumn($0) }
    return DriverTables([
      DriverTable(
        .selectionRatings, file: "ratings.csv", rowCount: ratings.count,
        names: [
          "candidate": NameColumn(ratings.map(\.candidate)), "criterion": NameColumn(ratings.map(\.criterion)),
          "interviewer": NameColumn(ratings.map(\.interviewer)),
        ], numbers: ["rating": ratings.map(\.rating)]),
      DriverTable(
        .selectionCriteria, file: "criteria.csv", rowCount: criteria.count,
        names: ["criterion": NameColumn(criteria.map(\.criterion)), "kind": NameColumn(criteria.map(\.kind))],
        numbers: ["minimum": criteria.map(\.minimum)]),
      DriverTable(
        .selectionCandidates, file: "candidates.csv", rowCount: candidates.count, names: names,
        numbers: ["hired": candidates.map(\.hired), "fidelity": candidates.map(\.fidelity)]),
    ])
  }

  static func rows(_ tables: DriverTables, cluster: String? = nil) -> [DriverRow] {
    var options = DriverOptions(asOf: 0)
    options.cluster = cluster
    return SelectionDriver.rows(tables, options)
  }

  static func row(
    _ rows: [DriverRow], _ quantity: String, term: String? = nil, form: String? = nil, unit: String? = nil
  ) -> Estimate? {
    rows.estimate(quantity, term: term, form: form, unit: unit)
  }

  /// Candidates C0, C1, ... on criteria a (a prerequisite), b (another) and t (trainable) by three interviewers, of
  /// whom some leave a criterion out.
  struct Study {
    var ratings: [Rating] = []
    var criteria: [Criterion] = [("a", "prerequisite", 3), ("b", "prerequisite", 2.5), ("t", "trainable", 3)]
    var candidates: [Candidate] = []
    var buildings: [String] = []

    init(seed: UInt64, count: Int = 24, hasGaps: Bool = true) {
      var random = SeededGenerator(seed: seed)
      for place in 0..<count {
        let ability = Double.random(in: 1...5, using: &random)
        let isHired = place % 3 != 0
        candidates.append(
          ("C\(place)", isHired ? 1 : 0, isHired && place % 5 != 0 ? Double.random(in: 0...1, using: &random) : .nan))
        buildings.append("B\(place % 4)")
        for criterion in ["a", "b", "t"] {
          for interviewer in ["I1", "I2", "I3"] {
            let rating = (ability + Double.random(in: -1...1, using: &random)).rounded()
            let isMissing = hasGaps && Int.random(in: 0..<5, using: &random) == 0
            if !isMissing { ratings.append(("C\(place)", criterion, interviewer, rating)) }
          }
        }
      }
    }

    var tables: DriverTables { SelectionTests.tables(ratings, criteria, candidates, building: buildings) }

    func mean(_ candidate: String, _ criterion: String) -> Double? {
      let own = ratings.filter { $0.candidate == candidate && $0.criterion == criterion }.map(\.rating)
      return own.isEmpty ? nil : own.reduce(0, +) / Double(own.count)
    }
  }

  @Test("Prerequisites and needs agree with counting them one by one", arguments: [1, 2, 3, 4, 5])
  func bruteForce(seed: UInt64) throws {
    let study = Study(seed: seed)
    let rows = Self.rows(study.tables)
    let hires = study.candidates.filter { $0.hired == 1 }.map(\.candidate)
    var (allMet, allRated, everyOne, complete) = (0, 0, 0, 0)
    for hire in hires {
      let means = [study.mean(hire, "a"), study.mean(hire, "b")]
      let met = [means[0].map { $0 >= 3 }, means[1].map { $0 >= 2.5 }].compactMap { $0 }
      allMet += met.count { $0 }
      allRated += met.count
      if met.count == 2 { complete += 1 }
      if met == [true, true] { everyOne += 1 }
    }
    let all = try #require(Self.row(rows, "prerequisites-met", term: "all"))
    #expect(isClose(all.estimate, Double(allMet) / Double(allRated), within: 1e-14))
    let every = try #require(Self.row(rows, "prerequisites-met", term: "all", form: "every-one"))
    #expect(every.unitCount == complete)
    #expect(isClose(every.estimate, Double(everyOne) / Double(complete), within: 1e-14))
    for (criterion, minimum) in [("a", 3.0), ("b", 2.5)] {
      let means = hires.compactMap { study.mean($0, criterion) }
      let row = try #require(Self.row(rows, "prerequisites-met", term: criterion))
      #expect(isClose(row.estimate, Double(means.count { $0 >= minimum }) / Double(means.count), within: 1e-14))
      #expect(row.unitCount == means.count && row.method == "wilson")
    }
    let needs = hires.compactMap { study.mean($0, "t") }.map { max(0, 3 - $0) }
    let share = try #require(Self.row(rows, "training-need", term: "t", form: "share"))
    #expect(isClose(share.estimate, Double(needs.count { $0 > 0 }) / Double(needs.count), within: 1e-14))
    let points = try #require(Self.row(rows, "training-need", term: "t", form: "points"))
    #expect(isClose(points.estimate, needs.reduce(0, +) / Double(needs.count), within: 1e-12))
    let listed = rows.filter { $0.unitKind == "candidate" && $0.estimate.term == "t" }
    #expect(listed.count == needs.count { $0 > 0 } && listed.allSatisfy { $0.estimate.estimate > 0 })
  }

  @Test("Unmet prerequisites stand above what can be trained")
  func listOrder() throws {
    let study = Study(seed: 3)
    let terms = Self.rows(study.tables).filter { $0.estimate.quantity == "training-need" }.map(\.estimate.term)
    let first = try #require(terms.firstIndex(of: "a"))
    #expect(try first < #require(terms.firstIndex(of: "t")))
  }

  @Test("Neither the order of rows nor the names matter", arguments: [11, 12])
  func invariance(seed: UInt64) {
    let study = Study(seed: seed)
    let rows = Self.rows(study.tables)
    var random = SeededGenerator(seed: seed + 100)
    var other = study
    other.ratings.shuffle(using: &random)
    other.criteria.reverse()
    other.candidates.reverse()
    other.buildings.reverse()
    expectSame(rows, Self.rows(other.tables))
    // Names that sort the other way round.
    var renamed = study
    let new = Dictionary(
      uniqueKeysWithValues: study.candidates.enumerated().map { ($1.candidate, "X\(999 - $0)") })
    renamed.ratings = study.ratings.map { (new[$0.candidate] ?? "", $0.criterion, $0.interviewer, $0.rating) }
    renamed.candidates = study.candidates.map { (new[$0.candidate] ?? "", $0.hired, $0.fidelity) }
    expectSame(rows.filter { $0.unit == nil }, Self.rows(renamed.tables).filter { $0.unit == nil })
  }

  private func expectSame(_ a: [DriverRow], _ b: [DriverRow]) {
    #expect(a.count == b.count)
    for (a, b) in zip(a, b) {
      #expect(a.unit == b.unit && a.estimate.status == b.estimate.status && a.estimate.term == b.estimate.term)
      #expect(a.estimate.quantity == b.estimate.quantity && a.estimate.form == b.estimate.form)
      for field in [\Estimate.estimate, \.standardError] {
        let (x, y) = (a.estimate[keyPath: field], b.estimate[keyPath: field])
        #expect((x.isNaN && y.isNaN) || isClose(x, y, within: 1e-9))
      }
    }
  }

  @Test("Means that meet the minimum as fractions meet it, whatever rounding makes of them")
  func exactCuts() {
    // .1 + .1 + 1 is less than 3 x .4 in binary numbers.
    let ratings: [Rating] = [("C", "a", "I1", 0.1), ("C", "a", "I2", 0.1), ("C", "a", "I3", 1)]
    let rows = Self.rows(Self.tables(ratings, [("a", "prerequisite", 0.4)], [("C", 1, .nan)]))
    #expect(Self.row(rows, "prerequisites-met", term: "a")?.estimate == 1)
    let less = Self.rows(Self.tables(ratings, [("a", "prerequisite", 0.400001)], [("C", 1, .nan)]))
    #expect(Self.row(less, "prerequisites-met", term: "a")?.estimate == 0)
    #expect(isClose(Self.row(less, "training-need", term: "a", form: "points")?.estimate, 1e-6, within: 1e-12))
  }

  @Test("Where a cluster is said, hires of one are counted together")
  func clusters() throws {
    let study = Study(seed: 8, hasGaps: false)
    let plain = try #require(Self.row(Self.rows(study.tables), "prerequisites-met", term: "all"))
    let rows = Self.rows(study.tables, cluster: "building")
    let row = try #require(Self.row(rows, "prerequisites-met", term: "all"))
    #expect(row.estimate == plain.estimate && row.unitCount == 4 && row.degreesOfFreedom == 3)
    let one = try #require(Self.row(rows, "prerequisites-met", term: "a"))
    #expect(one.unitCount == 4 && one.method == "ratio of totals")
  }

  @Test("Interviewers with gaps: restricted likelihood, whichever side is larger")
  func gaps() throws {
    var random = SeededGenerator(seed: 21)
    // Four candidates, seven interviewers: the sides are swapped inside.
    var ratings: [Rating] = []
    var moments = CrossedMoments(raterCount: 7)
    for candidate in 0..<4 {
      let raters = (0..<7).filter { $0 != candidate }
      let values = raters.map { _ in Double(candidate) + Double.random(in: -1...1, using: &random) }
      for (rater, value) in zip(raters, values) { ratings.append(("C\(candidate)", "a", "I\(rater)", value)) }
      let codes = raters.map { UInt32($0) }
      moments.add(raters: codes.span, values: values.span)
    }
    let form = IntraclassCorrelation(model: .twoWayRandom, agreement: .absolute, unit: .average)
    let expected = form.estimate(moments.fit(), raterCount: 6)
    let row = try #require(Self.row(Self.rows(Self.tables(ratings)), "interviewer-icc", term: "a", form: "ICC(2,k)"))
    #expect(isClose(row.estimate, expected.estimate, within: 1e-6))
    #expect(isClose(row.lower, expected.lower, within: 1e-5))
    #expect(row.note?.contains("4 ratings are missing") == true)
  }

  @Test("Interviewers that always agree, and one interviewer")
  func degenerateInterviewers() throws {
    let names = ["C1", "C2", "C3"]
    let alone = Self.rows(Self.tables(names.enumerated().map { ($1, "a", "I1", Double($0)) }))
    #expect(Self.row(alone, "interviewer-icc", term: "a", form: "ICC(2,1)")?.status == .tooFewRaters)
    let agreeing = names.enumerated().flatMap { place, name -> [Rating] in
      [(name, "a", "I1", Double(place)), (name, "a", "I2", Double(place))]
    }
    let row = try #require(
      Self.row(Self.rows(Self.tables(agreeing)), "interviewer-icc", term: "a", form: "ICC(2,1)"))
    #expect(row.estimate == 1 && row.status == .exactFit)
    let equal = names.flatMap { name -> [Rating] in [(name, "a", "I1", 3), (name, "a", "I2", 3)] }
    let rows = Self.rows(Self.tables(equal))
    #expect(Self.row(rows, "interviewer-icc", term: "a", form: "ICC(2,1)")?.status == .noVariation)
    #expect(Self.row(rows, "interviewer-icc", term: "all", form: "ICC(2,k)")?.status == .noVariation)
    let nothing = Self.rows(Self.tables([("C1", "a", "I1", .nan)], [("a", "prerequisite", 3)], [("C1", 1, 0.5)]))
    #expect(Self.row(nothing, "interviewer-icc", term: "a", form: "ICC(2,1)")?.status == .tooFewObservations)
    #expect(Self.row(nothing, "prerequisites-met", term: "all")?.status == .nothingPlanned)
    for row in nothing { #expect(row.estimate.estimate.isNaN && row.estimate.status != .ok) }
  }

  @Test("More interviewers than likelihood can compare: a status, at once")
  func manyInterviewers() {
    // Each candidate has two of 300 interviewers.
    let ratings = (0..<300).flatMap { place -> [Rating] in
      [("C\(place)", "a", "I\(place)", Double(place % 4)), ("C\(place)", "a", "I\((place + 1) % 300)", 2)]
    }
    let row = Self.row(Self.rows(Self.tables(ratings)), "interviewer-icc", term: "a", form: "ICC(2,1)")
    #expect(row?.status == .outOfRange && row?.estimate.isNaN == true)
  }

  @Test("Three hires or fewer have no correlation; equal selection scores have none to correct")
  func undefined() {
    let scores: [Rating] = (0..<6).map { ("C\($0)", "a", "I1", Double($0 % 3 + 1)) }
    func candidates(_ hires: Set<Int>) -> [Candidate] {
      (0..<6).map { ("C\($0)", hires.contains($0) ? 1 : 0, hires.contains($0) ? 0.5 + 0.1 * Double($0) : .nan) }
    }
    let few = Self.rows(Self.tables(scores, [], candidates([0, 1, 2])))
    for form in ["hired", "corrected"] {
      let row = Self.row(few, "selection-fidelity-correlation", form: form)
      #expect(row?.status == .tooFewUnits && row?.estimate.isNaN == true)
    }
    // Means of 10/3 and its like in different orders: one score but for rounding.
    let equal: [Rating] = (0..<6).flatMap { place -> [Rating] in
      let own = [[10.0, 8, 9], [8, 9, 10], [9, 10, 8]][place % 3]
      return zip(["a", "b", "c"], own).map { ("C\(place)", $0, "I1", place < 4 ? $1 / 3 : Double(place)) }
    }
    let same = Self.rows(Self.tables(equal, [], candidates([0, 1, 2, 3])))
    for form in ["hired", "corrected"] {
      let row = Self.row(same, "selection-fidelity-correlation", form: form)
      #expect(row?.status == .noVariation && row?.estimate.isNaN == true)
    }
    #expect(Self.row(same, "range-ratio")?.status == .noVariation)
  }

  @Test("Without a table one row says which to fill, and the rest is computed")
  func missingTables() {
    let study = Study(seed: 5)
    let empty = Self.rows(DriverTables())
    #expect(empty.count == 1 && empty[0].estimate.status == .noTable)
    #expect(empty[0].estimate.note == "fill selection-ratings.csv")
    let ratings = Self.rows(Self.tables(study.ratings))
    let missing = ratings.filter { $0.estimate.status == .noTable }
    #expect(missing.count == 1)
    #expect(missing.first?.estimate.note == "fill selection-criteria.csv and selection-candidates.csv")
    #expect(Self.row(ratings, "interviewer-icc", term: "all", form: "ICC(2,1)")?.estimate.isNaN == false)
    let people = Self.rows(Self.tables(study.ratings, [], study.candidates))
    #expect(people.filter { $0.estimate.status == .noTable }.map(\.estimate.note) == ["fill selection-criteria.csv"])
    #expect(Self.row(people, "selection-fidelity-correlation", form: "hired")?.estimate.isNaN == false)
  }

  @Test("Nobody hired, nothing required, a criterion that nobody was rated on: rows with a status")
  func nothing() {
    let study = Study(seed: 6)
    let none = Self.rows(
      Self.tables(study.ratings, study.criteria, study.candidates.map { ($0.candidate, 0, .nan) }))
    #expect(Self.row(none, "prerequisites-met", term: "all")?.status == .nothingPlanned)
    #expect(Self.row(none, "training-need", term: "t", form: "points")?.status == .nothingPlanned)
    #expect(Self.row(none, "selection-fidelity-correlation", form: "hired")?.status == .tooFewUnits)
    let trainable = Self.rows(Self.tables(study.ratings, [("t", "trainable", 3)], study.candidates))
    #expect(Self.row(trainable, "prerequisites-met", term: "all")?.note == "no criterion is a prerequisite")
    let unrated = Self.rows(
      Self.tables(study.ratings, study.criteria + [("z", "prerequisite", 1)], study.candidates))
    #expect(Self.row(unrated, "prerequisites-met", term: "z")?.status == .nothingPlanned)
    #expect(Self.row(unrated, "prerequisites-met", term: "all", form: "every-one")?.status == .nothingPlanned)
    for row in none + trainable + unrated { #expect(!row.estimate.estimate.isNaN || row.estimate.status != .ok) }
  }

  @Test("Ratings of what the other tables do not know are errors, one for each name")
  func errors() throws {
    let ratings: [Rating] = [
      ("C1", "a", "I1", 3), ("C1", "x", "I1", 3), ("C9", "a", "I1", 3), ("C9", "x", "I1", 3),
    ]
    let tables = Self.tables(ratings, [("a", "prerequisite", 3)], [("C1", 1, .nan)])
    let errors = SelectionDriver.errors(tables, DriverOptions(asOf: 0))
    #expect(errors.map(\.column) == ["criterion", "candidate"])
    #expect(errors.map(\.row) == [2, 3] && errors.map(\.value) == ["x", "C9"])
    #expect(try #require(errors.first?.hint).contains("criteria.csv"))
    #expect(SelectionDriver.errors(Self.tables(ratings), DriverOptions(asOf: 0)).isEmpty)
    let study = Study(seed: 9)
    #expect(SelectionDriver.errors(study.tables, DriverOptions(asOf: 0)).isEmpty)
  }

  @Test("Candidates who are decided on later leave, and are counted")
  func later() throws {
    let ratings = CoachingTestTables.table(
      .selectionRatings, "candidate,criterion,interviewer,rating\nK1,a,I1,4\nK2,a,I1,2")
    let criteria = CoachingTestTables.table(.selectionCriteria, "criterion,kind,minimum\na,prerequisite,3")
    let candidates = CoachingTestTables.table(
      .selectionCandidates, "candidate,hired,date\nK1,1,2025-01-01\nK2,1,2025-05-01\nK3,0,2025-05-01")
    let options = DriverOptions(asOf: CoachingTestTables.day("2025-03-31"))
    let rows = SelectionDriver.rows(DriverTables([ratings, criteria, candidates]), options)
    let met = try #require(rows.estimate("prerequisites-met", term: "all"))
    #expect(met.estimate == 1 && met.unitCount == 1)
    #expect(rows.estimate("rows-after-as-of", term: "selection-candidates")?.estimate == 2)
  }
}

@Suite("Range restriction")
struct RangeRestrictionTests {
  @Test("No restriction, no correction")
  func none() {
    for r in stride(from: -0.95, through: 0.95, by: 0.05) {
      let restriction = RangeRestriction(correlation: r, allDeviation: 3, selectedDeviation: 3)
      #expect(isClose(restriction.value, r, within: 1e-15))
      #expect(isClose(restriction.standardError(pairCount: 50), (1 - r * r) / 7, within: 1e-15))
    }
  }

  @Test("The error is that of r times the slope of the formula", arguments: [0.6, 1.4, 2.5])
  func slope(ratio: Double) {
    for r in [-0.8, -0.3, 0, 0.2, 0.9] {
      func value(_ r: Double) -> Double {
        RangeRestriction(correlation: r, allDeviation: ratio, selectedDeviation: 1).value
      }
      let slope = (value(r + 1e-5) - value(r - 1e-5)) / 2e-5
      let error = RangeRestriction(correlation: r, allDeviation: ratio, selectedDeviation: 1)
        .standardError(pairCount: 26)
      #expect(isClose(error, slope * (1 - r * r) / 5, within: 1e-8))
    }
  }

  @Test("Undoing the selection: restricting the corrected correlation again gives r")
  func inverse() throws {
    for r in [-0.7, 0.1, 0.5, 0.99] {
      let there = RangeRestriction(correlation: r, allDeviation: 2, selectedDeviation: 1)
      let back = RangeRestriction(correlation: there.value, allDeviation: 1, selectedDeviation: 2)
      #expect(isClose(back.value, r, within: 1e-14))
      let limits = try #require(there.limits(pairCount: 20))
      #expect(limits.lower < there.value && there.value < limits.upper && limits.lower > -1 && limits.upper < 1)
      let mirror = try #require(
        RangeRestriction(correlation: -r, allDeviation: 2, selectedDeviation: 1).limits(pairCount: 20))
      #expect(isClose(mirror.lower, -limits.upper, within: 1e-14))
    }
  }

  @Test("What cannot be corrected has a status")
  func statuses() {
    func row(_ r: Double, _ all: Double, _ selected: Double, _ count: Int = 20) -> Estimate {
      RangeRestriction(correlation: r, allDeviation: all, selectedDeviation: selected).estimate(pairCount: count)
    }
    #expect(row(0.5, 1, 0).status == .noVariation && row(0.5, 0, 0).status == .noVariation)
    #expect(row(0.5, .nan, 1).status == .tooFewUnits && row(.nan, 2, 1).status == .tooFewUnits)
    #expect(row(1.5, 2, 1).status == .tooFewUnits && row(0.5, 2, 1, 3).status == .tooFewUnits)
    let line = row(1, 2, 1)
    #expect(line.estimate == 1 && line.status == .noSpread && line.standardError.isNaN && line.lower.isNaN)
    let wide = row(0.5, 1e300, 1e-5)
    #expect(wide.estimate.isFinite && wide.estimate <= 1 && wide.standardError.isFinite)
    for r in [0.5, 1.5, .nan] { #expect(row(r, 1, 0).estimate.isNaN) }
  }
}

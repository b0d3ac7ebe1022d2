import FidelityData
import FidelityDrivers
import FidelityTesting
import Testing

@Suite("Training")
struct TrainingTests {
  typealias Session = (session: String, component: String, minutes: Double, practice: Double, feedback: Double)
  typealias Attendance = (session: String, participant: String, minutes: Double)
  typealias Score = (participant: String, trainer: String?, before: Double, after: Double, fidelity: Double)

  static func plan(_ plan: [(String, Double)]) -> DriverTable {
    DriverTable(
      .trainingPlan, file: "plan.csv", rowCount: plan.count, names: ["component": NameColumn(plan.map(\.0))],
      numbers: ["planned_minutes": plan.map(\.1)])
  }

  static func sessions(_ sessions: [Session]) -> DriverTable {
    DriverTable(
      .trainingSessions, file: "sessions.csv", rowCount: sessions.count,
      names: [
        "session": NameColumn(sessions.map(\.session)), "component": NameColumn(sessions.map(\.component)),
      ],
      numbers: [
        "minutes": sessions.map(\.minutes), "practice_minutes": sessions.map(\.practice),
        "feedback": sessions.map(\.feedback),
      ])
  }

  static func attendance(_ rows: [Attendance], building: [String]? = nil) -> DriverTable {
    var names = [
      "session": NameColumn(rows.map(\.session)), "participant": NameColumn(rows.map(\.participant)),
    ]
    names["building"] = building.map { NameColumn($0) }
    return DriverTable(
      .trainingAttendance, file: "attendance.csv", rowCount: rows.count, names: names,
      numbers: ["minutes": rows.map(\.minutes)])
  }

  static func scores(_ rows: [Score], maximum: Double = 20) -> DriverTable {
    DriverTable(
      .trainingScores, file: "scores.csv", rowCount: rows.count,
      names: ["participant": NameColumn(rows.map(\.participant)), "trainer": NameColumn(rows.map(\.trainer))],
      numbers: [
        "before": rows.map(\.before), "after": rows.map(\.after), "fidelity": rows.map(\.fidelity),
        "maximum": Array(repeating: maximum, count: rows.count),
      ])
  }

  static func rows(_ tables: [DriverTable], _ change: (inout DriverOptions) -> Void = { _ in }) -> [DriverRow] {
    var options = DriverOptions(asOf: 0)
    change(&options)
    return TrainingDriver.rows(DriverTables(tables), options)
  }

  static func row(
    _ rows: [DriverRow], _ quantity: String, term: String? = nil, form: String? = nil, unit: String? = nil
  ) -> Estimate? {
    rows.estimate(quantity, term: term, form: form, unit: unit)
  }

  /// A season of training with components c0...c4, of which one is not planned.
  struct Season {
    var plan: [(String, Double)] = []
    var sessions: [Session] = []
    var attendance: [Attendance] = []
    var scores: [Score] = []

    init(seed: UInt64, participants: Int = 15) {
      var random = SeededGenerator(seed: seed)
      plan = (0..<4).map { ("c\($0)", Double(30 * Int.random(in: 1...4, using: &random))) }
      for place in 0..<12 {
        let minutes = Double(10 * Int.random(in: 3...9, using: &random))
        let isEmpty = place % 5 == 0
        sessions.append(
          (
            "s\(place)", "c\(Int.random(in: 0..<5, using: &random))", minutes,
            isEmpty ? .nan : (minutes / 2).rounded(), isEmpty ? .nan : Double(place % 2)
          ))
        for participant in 0..<participants where Bool.random(using: &random) || place == participant % 12 {
          attendance.append(("s\(place)", "P\(participant)", Bool.random(using: &random) ? minutes : minutes - 20))
        }
      }
      for participant in 0..<participants {
        let before = Double(Int.random(in: 2...18, using: &random))
        let after = min(20, max(0, before + Double(Int.random(in: -3...9, using: &random))))
        let fidelity = participant % 4 == 0 ? .nan : Double.random(in: 0...1, using: &random)
        scores.append(("P\(participant)", participant % 7 == 3 ? nil : "T\(participant % 3)", before, after, fidelity))
      }
    }

    var tables: [DriverTable] {
      [
        TrainingTests.plan(plan), TrainingTests.sessions(sessions), TrainingTests.attendance(attendance),
        TrainingTests.scores(scores),
      ]
    }
  }

  @Test("What was held and received agrees with adding it up one by one", arguments: [1, 2, 3, 4, 5, 6])
  func bruteForce(seed: UInt64) throws {
    let season = Season(seed: seed)
    let rows = Self.rows(season.tables)
    let planned = Dictionary(uniqueKeysWithValues: season.plan)
    let total = planned.values.reduce(0, +)
    func held(_ component: String) -> Double {
      season.sessions.filter { $0.component == component }.map(\.minutes).reduce(0, +)
    }
    let capped = planned.map { min($1, held($0)) }.reduce(0, +)
    #expect(isClose(Self.row(rows, "training-adherence", form: "capped")?.estimate, capped / total, within: 1e-14))
    let dose = planned.keys.map { held($0) }.reduce(0, +)
    #expect(isClose(Self.row(rows, "training-dose", form: "uncapped")?.estimate, dose / total, within: 1e-14))
    #expect(Self.row(rows, "unplanned-minutes")?.estimate == held("c4"))
    let covered = planned.count { 10 * held($0) >= 8 * $1 }
    #expect(
      Self.row(rows, "component-coverage", form: "at least .8 of the plan")?.estimate
        == Double(covered) / Double(planned.count))
    let component = Dictionary(uniqueKeysWithValues: season.sessions.map { ($0.session, $0.component) })
    let participants = Set(season.attendance.map(\.participant)).sorted()
    var doses: [Double] = []
    for participant in participants {
      var own: [String: Double] = [:]
      for row in season.attendance where row.participant == participant {
        own[component[row.session] ?? "", default: 0] += row.minutes
      }
      let dose = own.map { min($1, planned[$0] ?? 0) }.reduce(0, +) / total
      doses.append(dose)
      let row = rows.first { $0.unit == participant && $0.estimate.quantity == "dose-received" }
      #expect(row?.unitKind == "participant" && isClose(row?.estimate.estimate, dose, within: 1e-14))
    }
    let mean = try #require(Self.row(rows, "dose-received", term: "mean over participants", form: "capped"))
    #expect(isClose(mean.estimate, doses.reduce(0, +) / Double(doses.count), within: 1e-14))
    let full = try #require(Self.row(rows, "share-with-full-dose"))
    #expect(isClose(full.estimate, Double(doses.count { $0 >= 0.8 - 1e-12 }) / Double(doses.count), within: 1e-14))
    let offered = season.sessions.map(\.minutes).reduce(0, +) * Double(participants.count)
    let attended = season.attendance.map(\.minutes).reduce(0, +)
    #expect(isClose(Self.row(rows, "attendance")?.estimate, attended / offered, within: 1e-14))
    let practised = season.sessions.filter { !$0.practice.isNaN }
    #expect(
      isClose(
        Self.row(rows, "practice-share")?.estimate,
        practised.map(\.practice).reduce(0, +) / practised.map(\.minutes).reduce(0, +), within: 1e-14))
    #expect(Self.row(rows, "feedback-share")?.unitCount == practised.count)
  }

  @Test("Capped never exceeds uncapped, and more of one component makes up for no other")
  func capping() throws {
    for seed in UInt64(1)...20 {
      let rows = Self.rows(Season(seed: seed).tables)
      let adherence = try #require(Self.row(rows, "training-adherence", form: "capped")?.estimate)
      let dose = try #require(Self.row(rows, "training-dose", form: "uncapped")?.estimate)
      #expect(adherence <= dose + 1e-15 && adherence <= 1)
    }
    let over = Self.rows([
      Self.plan([("a", 60), ("b", 60)]), Self.sessions([("s1", "a", 120, .nan, .nan)]),
    ])
    #expect(Self.row(over, "training-adherence", form: "capped")?.estimate == 0.5)
    #expect(Self.row(over, "training-dose", form: "uncapped")?.estimate == 1)
  }

  @Test("Neither the order of rows nor the names matter", arguments: [1, 2, 3])
  func invariance(seed: UInt64) {
    let season = Season(seed: seed)
    let rows = Self.rows(season.tables)
    var random = SeededGenerator(seed: seed + 50)
    var other = season
    other.plan.reverse()
    other.sessions.shuffle(using: &random)
    other.attendance.shuffle(using: &random)
    other.scores.shuffle(using: &random)
    expectSame(rows, Self.rows(other.tables))
    var renamed = season
    func name(_ participant: String) -> String { "Z\(100 - (Int(participant.dropFirst()) ?? 0))" }
    renamed.attendance = season.attendance.map { ($0.session, name($0.participant), $0.minutes) }
    renamed.scores = season.scores.map { (name($0.participant), $0.trainer, $0.before, $0.after, $0.fidelity) }
    expectSame(rows.filter { $0.unit == nil }, Self.rows(renamed.tables).filter { $0.unit == nil })
  }

  private func expectSame(_ a: [DriverRow], _ b: [DriverRow]) {
    #expect(a.count == b.count)
    for (a, b) in zip(a, b) {
      #expect(a.unit == b.unit && a.estimate.status == b.estimate.status && a.estimate.term == b.estimate.term)
      #expect(a.estimate.quantity == b.estimate.quantity && a.estimate.form == b.estimate.form)
      for field in [\Estimate.estimate, \.standardError, \.lower, \.upper] {
        let (x, y) = (a.estimate[keyPath: field], b.estimate[keyPath: field])
        #expect((x.isNaN && y.isNaN) || isClose(x, y, within: 1e-12 * max(1, abs(x))))
      }
    }
  }

  @Test("A plan of 0 minutes: shares of it are undefined, what was held is unplanned")
  func nothingPlanned() {
    let rows = Self.rows([
      Self.plan([("A", 0)]), Self.sessions([("s1", "A", 30, .nan, .nan)]), Self.attendance([("s1", "P1", 30)]),
    ])
    #expect(Self.row(rows, "training-adherence", form: "capped")?.status == .nothingPlanned)
    #expect(Self.row(rows, "training-dose", form: "uncapped")?.status == .nothingPlanned)
    #expect(
      Self.row(rows, "dose-received", term: "mean over participants", form: "capped")?.status == .nothingPlanned)
    #expect(Self.row(rows, "component-coverage", form: "any")?.status == .nothingPlanned)
    #expect(Self.row(rows, "share-with-full-dose")?.status == .nothingPlanned)
    #expect(Self.row(rows, "unplanned-minutes")?.estimate == 30)
    #expect(Self.row(rows, "attendance")?.estimate == 1)
    #expect(Self.row(rows, "practice-share")?.status == .nothingPlanned)
    for row in rows { #expect(!row.estimate.estimate.isNaN || row.estimate.status != .ok) }
  }

  @Test("Without a table one row says which to fill, and the rest is computed")
  func missingTables() {
    func notes(_ tables: [DriverTable]) -> [String?] {
      Self.rows(tables).filter { $0.estimate.status == .noTable }.map(\.estimate.note)
    }
    let season = Season(seed: 7)
    let all = season.tables
    #expect(
      notes([]) == [
        "fill training-plan.csv and training-sessions.csv", "fill training-attendance.csv",
        "fill training-scores.csv",
      ])
    #expect(notes([all[1], all[2], all[3]]) == ["fill training-plan.csv"])
    #expect(notes([all[0], all[2], all[3]]) == ["fill training-sessions.csv"])
    #expect(notes([all[0], all[1], all[3]]) == ["fill training-attendance.csv"])
    #expect(notes(all).isEmpty)
    let withoutPlan = Self.rows([all[1], all[2]])
    #expect(Self.row(withoutPlan, "attendance")?.status == .ok && Self.row(withoutPlan, "practice-share") != nil)
    #expect(!withoutPlan.contains { $0.estimate.quantity == "dose-received" })
  }

  @Test("Full dose and mastery at their cuts as exact fractions")
  func cuts() {
    // .55 x 20 is more than 11 in binary numbers.
    let rows = Self.rows(
      [
        Self.plan([("a", 10), ("b", 10)]), Self.sessions([("s1", "a", 10, .nan, .nan), ("s2", "b", 10, .nan, .nan)]),
        Self.attendance([("s1", "P1", 10), ("s2", "P1", 1)]), Self.scores([("P1", nil, 10.999, 11, .nan)]),
      ]
    ) {
      $0.threshold = 0.55
      $0.mastery = 0.55
    }
    #expect(Self.row(rows, "share-with-full-dose")?.estimate == 1)
    #expect(Self.row(rows, "share-at-mastery", term: "before")?.estimate == 0)
    #expect(Self.row(rows, "share-at-mastery", term: "after")?.estimate == 1)
  }

  @Test("Where a cluster is said, participants of one are counted together")
  func clusters() throws {
    let season = Season(seed: 12)
    let buildings = season.attendance.map { "B\((Int($0.participant.dropFirst()) ?? 0) % 4)" }
    let tables = [
      season.tables[0], season.tables[1], Self.attendance(season.attendance, building: buildings),
    ]
    let plain = try #require(Self.row(Self.rows(tables), "attendance"))
    let rows = Self.rows(tables) { $0.cluster = "building" }
    let row = try #require(Self.row(rows, "attendance"))
    #expect(isClose(row.estimate, plain.estimate, within: 1e-14) && row.unitCount == 4 && plain.unitCount == 15)
    #expect(Self.row(rows, "share-with-full-dose")?.method == "ratio of totals")
  }

  @Test("Everybody at the ceiling before, and one score before")
  func undefinedScores() {
    let top = Self.rows([Self.scores([("P1", "T1", 20, 20, .nan), ("P2", "T1", 20, 18, .nan)])])
    #expect(Self.row(top, "normalised-gain", form: "class")?.status == .atCeiling)
    #expect(Self.row(top, "normalised-gain", form: "individual")?.status == .atCeiling)
    let same = Self.rows([
      Self.scores([("P1", "T1", 10, 14, 0.5), ("P2", "T1", 10, 17, 0.7), ("P3", "T1", 10, 12, 0.6)])
    ])
    let g = Self.row(same, "hedges-g", form: "pre-sd")
    #expect(g?.status == .noVariation && g?.estimate.isNaN == true)
    #expect(Self.row(same, "hedges-g", form: "change-sd")?.status == .ok)
    #expect(Self.row(same, "trainer-icc", form: "ICC(1)")?.status == .tooFewUnits)
    for row in top + same { #expect(!row.estimate.estimate.isNaN || row.estimate.status != .ok) }
  }

  @Test("One participant, nobody with both scores, no trainers, no fidelity: rows with a status")
  func degenerateScores() {
    let one = Self.rows([Self.scores([("P1", "T1", 5, 10, 0.5)])])
    #expect(isClose(Self.row(one, "normalised-gain", form: "class")?.estimate, 1.0 / 3, within: 1e-15))
    #expect(Self.row(one, "hedges-g", form: "pre-sd")?.status == .tooFewUnits)
    #expect(Self.row(one, "transfer-slope")?.status == .tooFewObservations)
    let none = Self.rows([Self.scores([("P1", nil, .nan, 10, .nan), ("P2", nil, 5, .nan, .nan)])])
    #expect(Self.row(none, "normalised-gain", form: "change")?.status == .tooFewUnits)
    #expect(Self.row(none, "trainer-icc", form: "ICC(1)")?.note == "fill trainer in training-scores.csv")
    #expect(Self.row(none, "transfer-slope")?.note == "fill fidelity in training-scores.csv")
    #expect(Self.row(none, "share-at-mastery", term: "after")?.unitCount == 1)
    let flat = Self.rows([Self.scores((0..<4).map { ("P\($0)", "T\($0 % 2)", 10, 12, 0.5) })])
    #expect(Self.row(flat, "trainer-icc", form: "ICC(1)")?.status == .noVariation)
    #expect(Self.row(flat, "transfer-slope")?.status == .constantPredictor)
    #expect(Self.row(flat, "transfer-correlation")?.status == .noVariation)
    #expect(Self.row(flat, "normalised-gain", form: "class")?.status == .noSpread)
    for row in one + none + flat { #expect(!row.estimate.estimate.isNaN || row.estimate.status != .ok) }
  }

  @Test("Trainers that differ less than chance: the component is 0, the ICC negative as it comes")
  func negativeComponent() throws {
    let gains = [0.0, 6, 1, 5, 2, 4.5]
    let rows = Self.rows([
      Self.scores(gains.enumerated().map { ("P\($0)", "T\($0 / 2)", 5, 5 + $1, .nan) })
    ])
    let component = try #require(Self.row(rows, "variance-component", term: "trainer"))
    #expect(component.estimate == 0 && component.status == .singularFit)
    #expect(try #require(Self.row(rows, "trainer-icc", form: "ICC(1)")).estimate < 0)
  }

  @Test("Tests of several components: a participant has the sum of the points, a trainer those of the own tests")
  func testsOfComponents() throws {
    let scores = CoachingTestTables.table(
      .trainingScores,
      """
      participant,trainer,before,after,maximum,fidelity,component
      P1,T1,2,6,10,,feedback
      P1,T2,4,4,10,0.7,routines
      P2,T1,5,10,10,,feedback
      P2,T2,1,,10,,routines
      """)
    let rows = Self.rows([scores])
    // P1 gains 4 of 14, P2 5 of 5: what has no score after is in no sum.
    let gain = try #require(Self.row(rows, "normalised-gain", form: "class"))
    #expect(isClose(gain.estimate, 9.0 / 19, within: 1e-15) && gain.unitCount == 2)
    let individual = Self.row(rows, "normalised-gain", form: "individual")
    #expect(isClose(individual?.estimate, (4.0 / 14 + 1) / 2, within: 1e-15))
    #expect(Self.row(rows, "share-at-mastery", term: "after")?.unitCount == 2)
    #expect(Self.row(rows, "trainer-gain", term: "T1")?.estimate == 4.5)
    #expect(Self.row(rows, "trainer-gain", term: "T2")?.estimate == 0)
    let wrong = CoachingTestTables.table(
      .trainingScores,
      "participant,before,after,maximum,fidelity,component\nP1,2,6,10,0.6,a\nP1,4,4,10,,b\nP1,4,4,10,0.7,c")
    let errors = TrainingDriver.errors(DriverTables([wrong]), DriverOptions(asOf: 0))
    #expect(errors.map(\.row) == [3] && errors.map(\.column) == ["fidelity"] && errors.first?.hint != nil)
    #expect(TrainingDriver.errors(DriverTables([scores]), DriverOptions(asOf: 0)).isEmpty)
  }

  @Test("The class gain is a ratio over clusters where one is said")
  func clusteredGain() throws {
    let scores = CoachingTestTables.table(
      .trainingScores,
      """
      participant,before,after,maximum,building
      P1,2,6,10,B1
      P2,8,9,10,B1
      P3,0,3,10,B2
      """)
    let rows = Self.rows([scores]) { $0.cluster = "building" }
    let gain = try #require(Self.row(rows, "normalised-gain", form: "class"))
    // B1 5 of 10, B2 3 of 10: residuals 1 and -1 about .4.
    #expect(gain.estimate == 0.4 && gain.unitCount == 2 && isClose(gain.standardError, 0.1, within: 1e-15))
  }

  @Test("A participant's cluster is that of most tests, in any order of them", arguments: [false, true])
  func clusterOfParticipant(isReversed: Bool) throws {
    let rows = [
      "P1,1,3,5,a,", "P1,1,3,5,b,B1", "P2,4,5,5,a,B2", "P2,4,4,5,b,B1", "P2,4,4,5,c,B1", "P3,0,3,10,a,B2",
    ]
    let text = (["participant,before,after,maximum,component,building"] + (isReversed ? rows.reversed() : rows)).joined(
      separator: "\n")
    let found = Self.rows([CoachingTestTables.table(.trainingScores, text)]) { $0.cluster = "building" }
    let gain = try #require(Self.row(found, "normalised-gain", form: "class"))
    // B1: 4 of 8 and 1 of 3; B2: 3 of 10.
    #expect(gain.estimate == 8.0 / 21 && gain.unitCount == 2)
  }

  @Test("What contradicts itself is an error that names the cell")
  func errors() {
    func found(_ tables: [DriverTable]) -> [DataError] {
      TrainingDriver.errors(DriverTables(tables), DriverOptions(asOf: 0))
    }
    let sessions = Self.sessions([("s1", "a", 60, 61, 1), ("s2", "a", 45, 45, 0), ("s3", "a", 30, .nan, .nan)])
    let attendance = Self.attendance([
      ("s1", "P1", 60), ("s2", "P1", 46), ("s9", "P1", 10), ("s9", "P2", 10), ("s3", "P2", 30),
    ])
    let errors = found([sessions, attendance])
    #expect(errors.map(\.column) == ["practice_minutes", "minutes", "session"])
    #expect(errors.map(\.row) == [1, 2, 3] && errors.map(\.value) == ["61", "46", "s9"])
    #expect(errors.map(\.file) == ["sessions.csv", "attendance.csv", "attendance.csv"])
    #expect(errors.allSatisfy { $0.hint != nil })
    let scores = Self.scores([("P1", nil, 21, 20, .nan), ("P2", nil, 3, 20.5, .nan), ("P3", nil, 3, .nan, .nan)])
    #expect(found([scores]).map(\.column) == ["before", "after"] && found([scores]).map(\.row) == [1, 2])
    #expect(found(Season(seed: 4).tables).isEmpty && found([attendance]).isEmpty && found([]).isEmpty)
  }
}

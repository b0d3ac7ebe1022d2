import FidelityData
import FidelityDrivers
import FidelityTesting
import Testing

@Suite("Fidelity gain beside coaching")
struct CoachingGainTests {
  typealias Tables = CoachingTestTables

  struct Columns {
    var coaches: [UInt32] = []
    var hours: [Double] = []
    var first: [Double] = []
    var last: [Double] = []

    var gain: CoachingGain { CoachingGain(coaches: coaches, hours: hours, first: first, last: last) }

    func rows(_ order: [Int]) -> Columns {
      Columns(
        coaches: order.map { coaches[$0] }, hours: order.map { hours[$0] }, first: order.map { first[$0] },
        last: order.map { last[$0] })
    }
  }

  static func example() throws -> Columns {
    let slug = "drivers-coaching-gain"
    let (header, rows) = try Datasets.rows(slug)
    let coach = try #require(header.firstIndex(of: "coach"))
    return Columns(
      coaches: NameColumn(rows.map { $0[coach] }).codes, hours: try Datasets.numbers(slug, "hours"),
      first: try Datasets.numbers(slug, "first"), last: try Datasets.numbers(slug, "last"))
  }

  static func find(_ rows: [Estimate], _ quantity: String, _ form: String? = nil) -> Estimate? {
    rows.first { $0.quantity == quantity && (form == nil || $0.form == form) }
  }

  @Test("All have the same hours: no slope, but a ratio")
  func constantHours() throws {
    var columns = try Self.example()
    columns.hours = columns.hours.map { _ in 3 }
    let rows = columns.gain.estimates()
    #expect(Self.find(rows, "gain-per-coaching-hour", "slope")?.status == .constantPredictor)
    #expect(Self.find(rows, "gain-per-coaching-hour", "ratio")?.status == .ok)
  }

  @Test("One coach: nothing varies between coaches")
  func oneCoach() throws {
    var columns = try Self.example()
    columns.coaches = columns.coaches.map { _ in 7 }
    let rows = columns.gain.estimates()
    #expect(Self.find(rows, "coach-icc")?.status == .tooFewUnits)
    let slope = try #require(Self.find(rows, "gain-per-coaching-hour", "slope"))
    #expect(slope.status == .tooFewClusters && slope.standardError.isNaN && slope.estimate.isFinite)
    let ratio = try #require(Self.find(rows, "gain-per-coaching-hour", "ratio"))
    #expect(ratio.standardError.isNaN && ratio.note == "one group: no error")
  }

  @Test("The order of coachees and the codes of coaches change no digit that counts", arguments: [UInt64(1), 2, 3])
  func invariance(seed: UInt64) throws {
    let columns = try Self.example()
    var generator = SeededGenerator(seed: seed)
    var other = columns.rows(columns.hours.indices.shuffled(using: &generator))
    #expect(other.gain.estimates() == columns.gain.estimates())
    other.coaches = other.coaches.map { 900_000_000 - $0 }
    for (a, b) in zip(other.gain.estimates(), columns.gain.estimates()) {
      #expect(isClose(a.estimate, b.estimate, within: 1e-13), "\(a.quantity)")
      #expect(a.status == b.status)
    }
  }

  @Test("Gains in other units and hours in minutes scale the slope")
  func scale() throws {
    let columns = try Self.example()
    var other = columns
    other.first = other.first.map { 100 * $0 + 3 }
    other.last = other.last.map { 100 * $0 + 3 }
    other.hours = other.hours.map { 60 * $0 }
    for form in ["slope", "ratio"] {
      let a = try #require(Self.find(columns.gain.estimates(), "gain-per-coaching-hour", form))
      let b = try #require(Self.find(other.gain.estimates(), "gain-per-coaching-hour", form))
      #expect(relativeError(b.estimate * 60 / 100, a.estimate) < 1e-12)
      #expect(relativeError(b.standardError * 60 / 100, a.standardError) < 1e-10)
    }
  }

  @Test("Nothing, one coachee, nobody coached, missing cells: a status and no trap")
  func degenerate() {
    let none = CoachingGain(coaches: [], hours: [], first: [], last: [])
    #expect(none.coacheeCount == 0 && none.coachCount == 0)
    #expect(none.estimates().allSatisfy { $0.estimate.isNaN && $0.status != .ok })
    let one = CoachingGain(coaches: [0], hours: [2], first: [0.5], last: [0.6])
    #expect(one.estimates().allSatisfy { $0.estimate.isNaN && $0.status != .ok })
    let idle = CoachingGain(coaches: [0, 0, 1, 1], hours: [0, 0, 0, 0], first: [1, 1, 1, 1], last: [2, 3, 4, 6])
    #expect(Self.find(idle.estimates(), "gain-per-coaching-hour", "ratio")?.status == .nothingPlanned)
    #expect(Self.find(idle.estimates(), "gain-per-coaching-hour", "slope")?.status == .constantPredictor)
    let gaps = CoachingGain(
      coaches: [0, missingKey, 1, 1], hours: [1, 1, .nan, 2], first: [1, 1, 1, .nan], last: [2, 2, 2, 2])
    #expect(gaps.skippedCount == 3 && gaps.coacheeCount == 1)
    let equal = CoachingGain(coaches: [0, 0, 1, 1], hours: [1, 2, 3, 4], first: [1, 1, 1, 1], last: [2, 2, 2, 2])
    #expect(Self.find(equal.estimates(), "coach-icc")?.status == .noVariation)
  }

  @Test("From tables: hours of attended minutes, scores of one source, the coach with most minutes")
  func tables() throws {
    let log = Tables.table(
      .coachingLog,
      """
      coachee,coach,date,minutes,status
      A1,C1,2025-01-08,60,attended
      A1,C2,2025-01-09,90,attended
      A1,C1,2025-01-10,600,missed
      A2,C2,2025-01-09,90,attended
      A3,C3,2025-01-09,30,attended
      A4,C3,2025-01-09,60,attended
      A5,C3,2025-01-09,60,attended
      """)
    let plan = Tables.table(
      .coachingPlan,
      """
      coachee,coach,start,end,cadence_days,minutes
      A6,C3,2025-01-06,2025-06-13,14,45
      """)
    let scores = Tables.table(
      .fidelityAssessment,
      """
      unit,source,occasion,score,date
      A1,self,1,0.1,2025-01-01
      A1,observation,1,0.5,2025-01-02
      A1,observation,2,0.9,2025-03-02
      A1,observation,3,0.7,2025-03-02
      A1,self,2,1,2025-03-03
      A1,observation,4,1,2025-04-03
      A2,product,1,0.4,2025-01-02
      A2,product,2,0.5,2025-03-02
      A3,observation,1,0.2,2025-01-02
      A3,observation,2,0.6,2025-03-02
      A4,observation,1,0.3,2025-01-02
      A4,self,2,0.6,2025-03-02
      A6,observation,1,0.3,2025-01-02
      A6,observation,2,0.4,2025-03-02
      A9,observation,1,0.3,2025-01-02
      A9,observation,2,0.4,2025-03-02
      """)
    let rows = Tables.rows(CoachingDriver.self, [log, plan, scores], CoachingTests.options)
    // A1 (C2) 0.3 in 2.5 h, A2 (C2) 0.1 in 1.5 h, A3 (C3) 0.4 in 0.5 h, A6 (C3, planned) 0.1 in 0 h; A4 has one
    // observation, A5 no score, A9 no coach.
    let ratio = try #require(Tables.find(rows, "gain-per-coaching-hour", form: "ratio"))
    #expect(isClose(ratio.estimate, 0.9 / 4.5, within: 1e-14) && ratio.unitCount == 2)
    let icc = try #require(Tables.find(rows, "coach-icc", form: "ICC(1)"))
    #expect(icc.observationCount == 4 && icc.unitCount == 2)
    #expect(Tables.speechless(rows).isEmpty)
  }
}

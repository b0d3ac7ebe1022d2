import FidelityData
import FidelityDrivers
import FidelityTesting
import Testing

@Suite("Leadership")
struct LeadershipTests {
  struct Answer {
    var leader = "L1"
    var strategy = "technical"
    var item = "t1"
    var rater = "S1"
    var group = "staff"
    var value = 4.0
  }

  static let balance = "(adaptive - technical)/(adaptive + technical)"

  static func tables(_ answers: [Answer]) -> DriverTables {
    DriverTables([
      DriverTable(
        .leadership, file: "leadership.csv", rowCount: answers.count,
        names: [
          "leader": NameColumn(answers.map(\.leader)), "strategy": NameColumn(answers.map(\.strategy)),
          "item": NameColumn(answers.map(\.item)), "rater": NameColumn(answers.map(\.rater)),
          "rater_group": NameColumn(answers.map(\.group)),
        ], numbers: ["value": answers.map(\.value)])
    ])
  }

  static func rows(_ answers: [Answer]) -> [DriverRow] {
    let options = DriverOptions(asOf: 0)
    return LeadershipDriver.rows(tables(answers), options)
  }

  static func find(
    _ rows: [DriverRow], _ quantity: String, _ term: String? = nil, form: String? = nil, leader: String? = nil
  ) -> Estimate? {
    rows.first {
      $0.estimate.quantity == quantity && $0.estimate.term == term && $0.estimate.form == form && $0.unit == leader
    }?.estimate
  }

  /// Three leaders, two items each, of four others and the leader; the second leader's raters disagree.
  static var example: [Answer] {
    var answers: [Answer] = []
    for (leader, base) in [("L1", 4.0), ("L2", 3), ("L3", 2)] {
      for strategy in ["technical", "adaptive"] {
        for item in ["1", "2"] {
          let own = Answer(
            leader: leader, strategy: strategy, item: item, rater: leader, group: "self", value: base + 1)
          answers.append(own)
          for (place, rater) in ["S1", "S2", "P1", "B1"].enumerated() {
            var value = base + (strategy == "adaptive" ? 0 : Double(place % 2))
            if leader == "L2", strategy == "adaptive" { value = place % 2 == 0 ? 1 : 5 }
            answers.append(
              Answer(
                leader: leader, strategy: strategy, item: item, rater: rater, group: place < 2 ? "staff" : "peer",
                value: value))
          }
        }
      }
    }
    return answers
  }

  @Test("One rater has no agreement, and a score without an error")
  func oneRater() throws {
    let rows = Self.rows([Answer(), Answer(item: "t2", value: 2)])
    #expect(Self.find(rows, "rwg-j", "technical", leader: "L1")?.status == .tooFewRaters)
    #expect(Self.find(rows, "average-deviation", "technical", leader: "L1")?.status == .tooFewRaters)
    let score = try #require(Self.find(rows, "leadership-score", "technical", leader: "L1"))
    #expect(score.estimate == 0.5 && score.standardError.isNaN)
    #expect(Self.find(rows, "leadership-score", "adaptive", leader: "L1")?.status == .tooFewRaters)
    #expect(Self.find(rows, "leadership-balance", form: Self.balance, leader: "L1")?.status == .tooFewRaters)
    #expect(Self.find(rows, "self-other-gap", "technical", leader: "L1")?.status == .tooFewRaters)
    #expect(Self.find(rows, "rwg-j", "technical", form: "median")?.status == .tooFewRaters)
  }

  @Test("The leader's own answers are in no score, and in the gap alone")
  func ownAnswers() throws {
    let rows = Self.rows(Self.example)
    let score = try #require(Self.find(rows, "leadership-score", "adaptive", leader: "L1"))
    #expect(score.estimate == 0.75 && score.unitCount == 4)
    let gap = try #require(Self.find(rows, "self-other-gap", "adaptive", leader: "L1"))
    #expect(gap.estimate == 0.25)
    var others = Self.example
    for row in others.indices where others[row].group == "self" { others[row].value = 1 }
    let changed = Self.rows(others)
    #expect(Self.find(changed, "leadership-score", "adaptive", leader: "L1") == score)
    #expect(Self.find(changed, "self-other-gap", "adaptive", leader: "L1")?.estimate == -0.75)
  }

  @Test("Where raters agree too little, a roll-up stands with that status")
  func gate() throws {
    let rows = Self.rows(Self.example)
    let intraclass = try #require(Self.find(rows, "icc-2", "adaptive"))
    #expect(intraclass.estimate < 0.7)
    let score = try #require(Self.find(rows, "leadership-score", "adaptive"))
    #expect(score.status == .belowAgreementGate && isClose(score.estimate, 0.5, within: 1e-12))
    #expect(Self.find(rows, "leadership-balance", form: Self.balance)?.status == .belowAgreementGate)
    // Both strategies decide where a leader stands.
    #expect(Self.find(rows, "self-other-gap", "adaptive")?.status == .belowAgreementGate)
    #expect(Self.find(rows, "self-other-gap", "technical")?.status != .belowAgreementGate)
    for quadrant in ["both", "technical", "adaptive", "neither"] {
      let share = Self.find(rows, "leadership-quadrant", quadrant)
      #expect(share?.status == .belowAgreementGate && share?.estimate.isNaN == false)
    }
    // Of one leader the score is no roll-up.
    #expect(Self.find(rows, "leadership-score", "adaptive", leader: "L2")?.status == .ok)
    let technical = try #require(Self.find(rows, "leadership-score", "technical"))
    #expect(technical.status == .ok && technical.unitCount == 3)
  }

  @Test("An item left out: complete raters for agreement, what was answered for the score")
  func missingItem() throws {
    var answers = Self.example
    let place = try #require(
      answers.firstIndex { $0.leader == "L1" && $0.strategy == "technical" && $0.item == "2" && $0.rater == "B1" })
    answers[place].value = .nan
    let rows = Self.rows(answers)
    #expect(Self.find(rows, "rwg-j", "technical", leader: "L1")?.raterCount == 3)
    #expect(Self.find(rows, "leadership-score", "technical", leader: "L1")?.unitCount == 4)
    answers.remove(at: place)
    #expect(Self.rows(answers) == rows)
  }

  @Test("The order of rows and the names change nothing", arguments: [UInt64(1), 2, 3])
  func invariance(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let first = Self.rows(Self.example)
    var shuffled = Self.example.shuffled(using: &generator)
    for place in shuffled.indices {
      shuffled[place].leader = "leader " + shuffled[place].leader
      shuffled[place].rater = "r" + shuffled[place].rater
      shuffled[place].item = "item " + shuffled[place].item
    }
    let second = Self.rows(shuffled)
    #expect(first.count == second.count)
    for (a, b) in zip(first, second) {
      #expect(a.estimate.quantity == b.estimate.quantity && a.estimate.status == b.estimate.status)
      #expect(b.unit == a.unit.map { "leader " + $0 })
      for path in [\Estimate.estimate, \.standardError, \.lower, \.upper] {
        let (x, y) = (a.estimate[keyPath: path], b.estimate[keyPath: path])
        #expect((x.isNaN && y.isNaN) || isClose(x, y, within: 1e-12))
      }
    }
  }

  @Test("Contradictions name the row and the column")
  func errors() {
    let options = DriverOptions(asOf: 0)
    func errors(_ answers: [Answer]) -> [DataError] { LeadershipDriver.errors(Self.tables(answers), options) }
    #expect(errors(Self.example).isEmpty)
    let beyond = errors([Answer(), Answer(item: "t2", value: 6), Answer(item: "t3", value: 2.5)])
    #expect(beyond.map(\.row) == [2, 3] && beyond.allSatisfy { $0.column == "value" && $0.hint != nil })
    let group = errors([Answer(), Answer(item: "t2", group: "peer")])
    #expect(group.map(\.row) == [2] && group.first?.column == "rater_group")
    // The same person may be a peer of another leader.
    #expect(errors([Answer(), Answer(leader: "L2", group: "peer")]).isEmpty)
    let selves = errors([Answer(rater: "L1", group: "self"), Answer(item: "t2", rater: "L9", group: "self")])
    #expect(selves.map(\.row) == [2] && selves.first?.column == "rater")
  }

  @Test("No table, no answers, both scores 0")
  func degenerate() {
    let none = Self.rows([])
    #expect(none.count == 1 && none[0].estimate.status == .noTable)
    #expect(none[0].estimate.note?.contains("leadership.csv") == true)
    let blank = Self.rows(
      Self.example.map { answer in
        var answer = answer
        answer.value = .nan
        return answer
      })
    #expect(!blank.isEmpty && blank.allSatisfy { $0.estimate.status != .ok && $0.estimate.estimate.isNaN })
    let lowest = Self.rows(
      Self.example.map { answer in
        var answer = answer
        answer.value = 1
        return answer
      })
    #expect(Self.find(lowest, "leadership-balance", form: Self.balance, leader: "L1")?.status == .noVariation)
  }
}

import FidelityData
import FidelityDrivers
import FidelityProbability
import FidelitySystem

/// The tables of all drivers of some made districts, with a known truth: the same seed gives the same tables.
///
/// | table | the truth behind it |
/// |---|---|
/// | selection | criterion ratings = candidate + interviewer + residual; the best are hired; fidelity correlates |
/// | training | sessions held and attended with given probabilities; a given share of the room above before is gained |
/// | coaching | a session in a cycle with a given probability; observation, feedback after exponential days |
/// | fidelity | nested normal effects of district, building, teacher, occasion; self-reports are too high by a bias |
/// | records | entered with a given probability, after exponential days |
/// | barriers, issues | resolved after exponential days, closed and passed on with given probabilities |
/// | leadership | items = leader + rater + residual on a scale of 1 to 5 |
/// | components | ratings about a mean for each driver |
/// | driver scores | the outcome is .05 + .9 M_p of three drivers, with normal error |
package struct DriverSimulation: Sendable {
  package var districts = 2
  package var buildings = 4
  package var teachers = 5
  package var truth = Truth()
  private let seed: UInt64

  package struct Truth: Sendable, Equatable {
    package var interviewerReliability = 0.6
    package var selectionValidity = 0.4
    package var sessionsHeld = 0.85
    package var attendance = 0.9
    package var normalisedGain = 0.5
    package var coachingDelivered = 0.75
    package var directObservation = 0.85
    package var feedbackDays = 4.0
    package var fidelity = 0.75
    package var districtDeviation = 0.03
    package var buildingDeviation = 0.05
    package var teacherDeviation = 0.06
    package var occasionDeviation = 0.05
    package var selfBias = 0.1
    package var praise = 3.0
    package var corrective = 1.0
    package var recordsEntered = 0.9
    package var entryDays = 5.0
    package var barrierDays = 30.0
    package var reportedBack = 0.75
    package var recurrence = 0.1
    package var passedOn = 0.25
    package var issueDays = 25.0
    package var technical = 3.9
    package var adaptive = 3.3
    package var raterReliability = 0.5
    package var power = -0.5
    package var outcomeDeviation = 0.02

    package init() {}
  }

  package init(seed: UInt64) { self.seed = seed }

  // MARK: - Where and when

  /// A teacher with the units that they belong to.
  private struct Teacher {
    let name: String
    let building: String
    let district: String
    let coach: String
    /// True fidelity.
    let fidelity: Double
  }

  private static let start = CalendarDate.day(year: 2024, month: 9, day: 2) ?? 0
  private static let asOf = CalendarDate.day(year: 2025, month: 6, day: 13) ?? 0
  private static let components = ["goal-setting", "modelling", "feedback", "progress-data", "family-voice"]

  private func date(_ day: Double) -> String { CalendarDate.text(ofDay: Int(day)) }

  /// A day as a cell: empty where it lies after the end.
  private func known(_ day: Double?) -> String {
    guard let day, day <= Double(Self.asOf) else { return "" }
    return date(day)
  }

  private func number(_ value: Double, _ digits: Int = 2) -> String { DecimalText.fixed(value, digits: digits) }

  /// A stream of its own for each table: changing one leaves the others.
  private func stream(_ role: DriverRole) -> RandomStream {
    RandomStream(seed: seed, stream: UInt64(DriverRole.allCases.firstIndex(of: role) ?? 0) + 1)
  }

  private var staff: [Teacher] {
    var stream = stream(.units)
    var staff: [Teacher] = []
    for district in 1...districts {
      let ofDistrict = truth.fidelity + truth.districtDeviation * stream.normal()
      for building in 1...buildings {
        let ofBuilding = ofDistrict + truth.buildingDeviation * stream.normal()
        for teacher in 1...teachers {
          let own = ofBuilding + truth.teacherDeviation * stream.normal()
          staff.append(
            Teacher(
              name: "D\(district)B\(building)T\(teacher)", building: "D\(district)B\(building)",
              district: "D\(district)", coach: "D\(district)C\((building + 1) / 2)", fidelity: own))
        }
      }
    }
    return staff
  }

  // MARK: - The files

  /// The study, its tables, and the truth behind them, by their paths.
  package var files: [(path: String, text: String)] {
    let staff = staff
    var tables: [(role: DriverRole, text: String)] = [(.units, units(staff))]
    tables += selection
    tables += training(staff)
    tables += coaching(staff)
    tables += [
      (.fidelityAssessment, fidelityAssessment(staff)), (.dataRecords, records(staff)),
      (.dataDecisions, decisions), (.dataAccess, access(staff)), (.barriers, barriers), (.loops, loops),
      (.escalations, escalations), (.leadership, leadership), (.components, components),
    ]
    tables += compensation
    var files = [(path: "study.yaml", text: study(tables.map { $0.role }))]
    files += tables.map { ("tables/\($0.role.rawValue).csv", $0.text) }
    files.append(("truth.csv", truthTable))
    return files
  }

  private func study(_ roles: [DriverRole]) -> String {
    """
    # A made district: every table of the drivers. truth.csv has what was put into them.
    study: An example district
    as-of: \(CalendarDate.text(ofDay: Self.asOf))
    periods: term
    levels: [building, district]
    tables:
    \(roles.map { "  - {role: \($0.rawValue), file: tables/\($0.rawValue).csv}" }.joined(separator: "\n"))
    analyses:
      - drivers: {systems: all, threshold: 0.8, cut: 0.8, critical: ["coaching:0.5"],
          required-compensation: ["training:0.2:coaching"]}

    """
  }

  private var truthTable: String {
    let rows: [(String, Double)] = [
      ("interviewer-reliability", truth.interviewerReliability), ("selection-validity", truth.selectionValidity),
      ("sessions-held", truth.sessionsHeld), ("attendance", truth.attendance),
      ("normalised-gain", truth.normalisedGain), ("coaching-delivered", truth.coachingDelivered),
      ("direct-observation", truth.directObservation), ("feedback-days", truth.feedbackDays),
      ("fidelity", truth.fidelity), ("district-deviation", truth.districtDeviation),
      ("building-deviation", truth.buildingDeviation), ("teacher-deviation", truth.teacherDeviation),
      ("occasion-deviation", truth.occasionDeviation), ("self-bias", truth.selfBias),
      ("positive-ratio", truth.praise / truth.corrective), ("records-entered", truth.recordsEntered),
      ("entry-days", truth.entryDays), ("barrier-days", truth.barrierDays), ("reported-back", truth.reportedBack),
      ("recurrence", truth.recurrence), ("passed-on", truth.passedOn), ("issue-days", truth.issueDays),
      ("technical", truth.technical), ("adaptive", truth.adaptive), ("power", truth.power),
      ("outcome-deviation", truth.outcomeDeviation),
    ]
    return "quantity,value\n" + rows.map { "\($0.0),\(CategoryDictionary.label($0.1))\n" }.joined()
  }

  private func units(_ staff: [Teacher]) -> String {
    "unit,building,district\n" + staff.map { "\($0.name),\($0.building),\($0.district)\n" }.joined()
  }

  // MARK: - Competency

  private static let criteria = [
    ("content", "prerequisite"), ("relationships", "prerequisite"), ("data-use", "trainable"),
    ("openness-to-coaching", "trainable"),
  ]

  private var selection: [(DriverRole, String)] {
    var stream = stream(.selectionRatings)
    var ratings = "candidate,criterion,interviewer,rating\n"
    var people: [(name: String, quality: Double, mean: Double)] = []
    for person in 1...(districts * 20) {
      let name = "K" + (person < 10 ? "0" : "") + "\(person)"
      let quality = stream.normal()
      var sum = 0.0
      for (criterion, _) in Self.criteria {
        let own = (truth.interviewerReliability).squareRoot() * (0.8 * quality + 0.6 * stream.normal())
        for interviewer in 1...3 {
          let latent = 3.2 + own + (1 - truth.interviewerReliability).squareRoot() * stream.normal()
          let rating = min(max(latent.rounded(), 1), 5)
          sum += rating
          ratings += "\(name),\(criterion),I\(interviewer),\(Int(rating))\n"
        }
      }
      people.append((name, quality, sum))
    }
    let hired = Set(people.sorted { $0.mean > $1.mean }.prefix(people.count / 2).map(\.name))
    var candidates = "candidate,hired,fidelity\n"
    for person in people {
      let r = truth.selectionValidity
      let score = 0.75 + 0.1 * (r * person.quality + (1 - r * r).squareRoot() * stream.normal())
      let isHired = hired.contains(person.name)
      candidates += "\(person.name),\(isHired ? 1 : 0),\(isHired ? number(min(max(score, 0), 1)) : "")\n"
    }
    let criteria = "criterion,kind,minimum\n" + Self.criteria.map { "\($0.0),\($0.1),3\n" }.joined()
    return [(.selectionRatings, ratings), (.selectionCriteria, criteria), (.selectionCandidates, candidates)]
  }

  private func training(_ staff: [Teacher]) -> [(DriverRole, String)] {
    var stream = stream(.trainingSessions)
    var plan = "component,planned_minutes\n"
    var sessions = "session,component,trainer,minutes,practice_minutes,feedback\n"
    var attendance = "session,participant,minutes\n"
    var number = 0
    for component in Self.components {
      plan += "\(component),180\n"
      for trainer in 1...3 where stream.uniform() < truth.sessionsHeld {
        number += 1
        let practice = 5 * stream.next(upperBound: 8)
        sessions += "s\(number),\(component),TR\(trainer),60,\(practice),\(stream.uniform() < 0.7 ? 1 : 0)\n"
        for teacher in staff where stream.uniform() < truth.attendance {
          let minutes = stream.uniform() < 0.9 ? 60 : 30
          attendance += "s\(number),\(teacher.name),\(minutes)\n"
        }
      }
    }
    var scores = "participant,trainer,before,after,maximum,fidelity\n"
    for (place, teacher) in staff.enumerated() {
      let before = min(max((9 + 2.5 * stream.normal()).rounded(), 0), 19)
      let gained = (20 - before) * (truth.normalisedGain + 0.12 * stream.normal())
      let after = min(max((before + gained).rounded(), 0), 20)
      scores += "\(teacher.name),TR\(place % 3 + 1),\(Int(before)),\(Int(after)),20,"
      scores += "\(self.number(min(max(teacher.fidelity, 0), 1)))\n"
    }
    return [
      (.trainingPlan, plan), (.trainingSessions, sessions), (.trainingAttendance, attendance),
      (.trainingScores, scores),
    ]
  }

  private func coaching(_ staff: [Teacher]) -> [(DriverRole, String)] {
    var stream = stream(.coachingLog)
    let end = CalendarDate.text(ofDay: Self.asOf)
    var plan = "coachee,coach,start,end,cadence_days,minutes,mode,purpose\n"
    var log =
      "coachee,coach,date,minutes,mode,purpose,direct_observation,data_sources,feedback_date,component,status\n"
    for teacher in staff {
      plan +=
        "\(teacher.name),\(teacher.coach),\(CalendarDate.text(ofDay: Self.start)),\(end),14,45,in-person,fluency\n"
      var cycle = Double(Self.start)
      while cycle + 13 <= Double(Self.asOf) {
        if stream.uniform() < truth.coachingDelivered {
          let day = cycle + Double(stream.next(upperBound: 5))
          let minutes = stream.uniform() < 0.8 ? 45 : 30
          let mode = stream.uniform() < 0.85 ? "in-person" : "virtual"
          let observed = stream.uniform() < truth.directObservation ? 1 : 0
          let feedback = known(day + (truth.feedbackDays * stream.exponential()).rounded())
          let component = Self.components[stream.next(upperBound: Self.components.count)]
          log += "\(teacher.name),\(teacher.coach),\(date(day)),\(minutes),\(mode),fluency,\(observed),"
          log += "\(1 + stream.next(upperBound: 3)),\(feedback),\(component),attended\n"
        }
        cycle += 14
      }
    }
    var worksheet = "item,level,status,owner,due,done\n"
    for (place, item) in CoachingWorksheetItems.all.enumerated() {
      let status = stream.next(upperBound: 3)
      let due = date(Double(Self.start + 12 * (place + 2)))
      worksheet += "\(item.id),\(item.level),\(status),"
      worksheet += "\(stream.uniform() < 0.8 ? "AP\(place % 4 + 1)" : ""),\(due),\(status == 2 ? due : "")\n"
    }
    return [(.coachingPlan, plan), (.coachingLog, log), (.coachingWorksheet, worksheet)]
  }

  private func fidelityAssessment(_ staff: [Teacher]) -> String {
    var stream = stream(.fidelityAssessment)
    var text = "unit,source,occasion,score,praise,corrective,date,feedback_date\n"
    func score(_ value: Double) -> String { number(min(max(value, 0), 1), 3) }
    for teacher in staff {
      for occasion in 1...3 {
        let day = Double(Self.start + 80 * (occasion - 1) + 20 + stream.next(upperBound: 20))
        let seen = teacher.fidelity + truth.occasionDeviation * stream.normal()
        let praise = stream.poisson(truth.praise)
        let corrective = stream.poisson(truth.corrective)
        let feedback = known(day + (truth.feedbackDays * stream.exponential()).rounded())
        text +=
          "\(teacher.name),observation,\(occasion),\(score(seen)),\(praise),\(corrective),\(date(day)),\(feedback)\n"
      }
      let own = teacher.fidelity + truth.selfBias + truth.occasionDeviation * stream.normal()
      text += "\(teacher.name),self,1,\(score(own)),,,\(date(Double(Self.start + 200))),\n"
    }
    return text
  }

  // MARK: - Organization

  private func records(_ staff: [Teacher]) -> String {
    var stream = stream(.dataRecords)
    var text = "record,unit,level,type,due,event,entered\n"
    var number = 0
    for teacher in staff {
      for month in 0..<9 {
        number += 1
        let type = ["quality", "fidelity", "outcome"][month % 3]
        let event = Double(Self.start + 30 * month + stream.next(upperBound: 7))
        let entered =
          stream.uniform() < truth.recordsEntered
          ? known(event + (truth.entryDays * stream.exponential()).rounded()) : ""
        text += "R\(number),\(teacher.name),classroom,\(type),\(date(event + 14)),\(date(event)),\(entered)\n"
      }
    }
    return text
  }

  private var decisions: String {
    var stream = stream(.dataDecisions)
    var text = "decision,level,data_used\n"
    for decision in 1...(24 * districts) {
      let level = ["student", "teacher", "building"][decision % 3]
      let used = ["outcome;fidelity", "outcome", "quality;fidelity;outcome", ""][stream.next(upperBound: 4)]
      text += "E\(decision),\(level),\(used)\n"
    }
    return text
  }

  private func access(_ staff: [Teacher]) -> String {
    var stream = stream(.dataAccess)
    var text = "unit,level,date\n"
    for teacher in staff where stream.uniform() < 0.7 {
      for visit in 0..<(1 + stream.next(upperBound: 3)) {
        text += "\(teacher.name),classroom,\(date(Double(Self.start + 40 * visit + stream.next(upperBound: 30))))\n"
      }
    }
    return text
  }

  private var barriers: String {
    var stream = stream(.barriers)
    let categories = ["schedule", "staffing", "materials", "policy"]
    var text = "barrier,category,level,owner,raised,resolved,reported_back,recurrence_of,building,district\n"
    var resolved: [(name: String, end: Double)] = []
    for barrier in 1...(30 * districts) {
      let raised = Double(Self.start + stream.next(upperBound: 250))
      let end = raised + (truth.barrierDays * stream.exponential()).rounded()
      let isOver = end <= Double(Self.asOf)
      let told = isOver && stream.uniform() < truth.reportedBack ? known(end + Double(stream.next(upperBound: 5))) : ""
      // One that was resolved before comes again.
      var again = ""
      if stream.uniform() < truth.recurrence, let place = resolved.firstIndex(where: { $0.end <= raised }) {
        again = resolved.remove(at: place).name
      }
      let (district, building) = (1 + barrier % districts, 1 + stream.next(upperBound: buildings))
      text += "N\(barrier),\(categories[stream.next(upperBound: 4)]),building,"
      text += "\(stream.uniform() < 0.8 ? "AP\(building)" : ""),\(date(raised)),\(known(end)),\(told),\(again),"
      text += "D\(district)B\(building),D\(district)\n"
      if isOver { resolved.append(("N\(barrier)", end)) }
    }
    return text
  }

  private var loops: String {
    var stream = stream(.loops)
    var text = "team,planned,held,months\n"
    for team in 1...(3 * districts) { text += "team-\(team),9,\(4 + stream.next(upperBound: 6)),9\n" }
    return text
  }

  private var escalations: String {
    var stream = stream(.escalations)
    var text = "issue,from_level,to_level,sent,acknowledged,resolved\n"
    for issue in 1...(15 * districts) {
      var sent = Double(Self.start + stream.next(upperBound: 200))
      var seen = sent + (6 * stream.exponential()).rounded()
      if stream.uniform() < truth.passedOn {
        text += "S\(issue),building,district,\(date(sent)),\(known(seen)),\n"
        sent = seen + 2
        guard sent <= Double(Self.asOf) else { continue }
        seen = sent + (12 * stream.exponential()).rounded()
        let end = seen + (truth.issueDays * stream.exponential()).rounded()
        text += "S\(issue),district,state,\(date(sent)),\(known(seen)),\(known(end))\n"
      } else {
        let end = seen + (truth.issueDays * stream.exponential()).rounded()
        text += "S\(issue),building,district,\(date(sent)),\(known(seen)),\(known(end))\n"
      }
    }
    return text
  }

  // MARK: - Leadership, integration, compensation

  private var leadership: String {
    var stream = stream(.leadership)
    var text = "leader,strategy,item,rater,rater_group,value,building,district\n"
    for district in 1...districts {
      for building in 1...buildings {
        for (strategy, mean) in [("technical", truth.technical), ("adaptive", truth.adaptive)] {
          let own = mean + (truth.raterReliability * 0.5).squareRoot() * stream.normal()
          for rater in 0...6 {
            let group = rater == 0 ? "self" : rater < 5 ? "staff" : rater == 5 ? "peer" : "supervisor"
            let seen =
              own + ((1 - truth.raterReliability) * 0.5).squareRoot() * stream.normal() + (rater == 0 ? 0.3 : 0)
            for item in 1...4 {
              let value = min(max((seen + 0.5 * stream.normal()).rounded(), 1), 5)
              text +=
                "L\(district)\(building),\(strategy),\(strategy.prefix(1))\(item),R\(rater),\(group),\(Int(value)),"
              text += "D\(district)B\(building),D\(district)\n"
            }
          }
        }
      }
    }
    return text
  }

  private static let matrixDrivers = ["selection", "training", "coaching", "fidelity", "data", "leadership"]

  private var components: String {
    var stream = stream(.components)
    var text = "component,driver,rating,maximum,rater\n"
    for component in Self.components {
      for (place, driver) in Self.matrixDrivers.enumerated() {
        for rater in 1...4 {
          let latent = 3.2 - 0.25 * Double(place) + 0.8 * stream.normal()
          text += "\(component),\(driver),\(Int(min(max(latent.rounded(), 0), 4))),4,M\(rater)\n"
        }
      }
    }
    return text
  }

  private var compensation: [(DriverRole, String)] {
    var stream = stream(.driverScores)
    let drivers = ["training", "coaching", "data-use"]
    var scores = "unit,driver,score\n"
    var outcomes = "unit,outcome\n"
    for unit in 1...(30 * districts) {
      let own = drivers.map { _ in min(max(0.62 + 0.2 * stream.normal(), 0.05), 1) }.map {
        ($0 * 1000).rounded() / 1000
      }
      for (driver, score) in zip(drivers, own) { scores += "U\(unit),\(driver),\(number(score, 3))\n" }
      let mean = PowerMean(p: truth.power).value(of: own, weights: [1, 1, 1])
      let outcome = 0.05 + 0.9 * mean + truth.outcomeDeviation * stream.normal()
      outcomes += "U\(unit),\(number(outcome, 4))\n"
    }
    let weights = "driver,weight,critical_minimum\n" + drivers.map { "\($0),1,\n" }.joined()
    return [(.driverScores, scores), (.driverWeights, weights), (.driverOutcomes, outcomes)]
  }
}

extension RandomStream {
  /// A count with the Poisson distribution of a small mean, by products of uniforms.
  fileprivate mutating func poisson(_ mean: Double) -> Int {
    var (count, product) = (0, openUniform())
    let least = exp(-mean)
    while product > least {
      count += 1
      product *= openUniform()
    }
    return count
  }
}

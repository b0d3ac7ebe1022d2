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
  package var seed: UInt64

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

    /// Of those who come to training, this share stays for this share of the minutes.
    static let partialAttendance = (share: 0.1, minutes: 0.5)
    /// Of sessions of coaching, this share has this share of the minutes.
    static let shortCoaching = (share: 0.2, minutes: 30.0 / 45)

    /// What the figure of a number's name is expected to be: the number itself, but for minutes, since some of those
    /// who come leave early, and some sessions are short.
    /// - Parameter key: of ``DriverSimulation/effects``; NaN for another one.
    package func expectation(_ key: String) -> Double {
      guard let path = DriverSimulation.effects.first(where: { $0.key == key })?.path else { return .nan }
      let part: (share: Double, minutes: Double)
      switch key {
      case "attendance": part = Self.partialAttendance
      case "coaching-delivered": part = Self.shortCoaching
      default: return self[keyPath: path]
      }
      // To ten digits, so that .7 is no .7000000000000001.
      let expected = self[keyPath: path] * (1 - part.share * (1 - part.minutes))
      return (expected * 1e10).rounded() / 1e10
    }
  }

  package init(seed: UInt64) { self.seed = seed }

  // MARK: - Where and when

  /// A teacher with the units that they belong to.
  struct Teacher {
    let name: String
    let building: String
    let district: String
    let coach: String
    /// True fidelity.
    let fidelity: Double
  }

  static let start = CalendarDate.day(year: 2024, month: 9, day: 2) ?? 0
  static let asOf = CalendarDate.day(year: 2025, month: 6, day: 13) ?? 0
  static let components = ["goal-setting", "modelling", "feedback", "progress-data", "family-voice"]

  func date(_ day: Double) -> String { CalendarDate.text(ofDay: Int(day)) }

  /// A day as a cell: empty where it lies after the end.
  func known(_ day: Double?) -> String {
    guard let day, day <= Double(Self.asOf) else { return "" }
    return date(day)
  }

  func number(_ value: Double, _ digits: Int = 2) -> String { DecimalText.fixed(value, digits: digits) }

  /// A stream of its own for each table: changing one leaves the others.
  func stream(_ role: DriverRole) -> RandomStream {
    RandomStream(seed: seed, stream: UInt64(DriverRole.allCases.firstIndex(of: role) ?? 0) + 1)
  }

  var staff: [Teacher] {
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

  func study(_ roles: [DriverRole]) -> String {
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

  var truthTable: String {
    let rows = Self.effects.map { ($0.key, truth.expectation($0.key)) }
    return "quantity,value\n" + rows.map { "\($0.0),\(CategoryDictionary.label($0.1))\n" }.joined()
  }

  func units(_ staff: [Teacher]) -> String {
    "unit,building,district\n" + staff.map { "\($0.name),\($0.building),\($0.district)\n" }.joined()
  }
}

/// A column of a table of the drivers.
public struct DriverColumn: Sendable, Hashable {
  /// What its cells are.
  public enum Kind: Sendable, Hashable {
    /// A name, or any text.
    case name
    /// One of some words.
    case words([String])
    /// A number within limits.
    case number(ClosedRange<Double>)
    /// A date.
    case day
    /// 0 or 1.
    case flag
  }

  public let name: String
  public let kind: Kind
  /// Whether the key columns of a table together name a row: none is empty, no two rows have all of them equal.
  public let isKey: Bool
  /// Whether the column, or a cell of it, may be missing.
  public let isOptional: Bool
  /// What it holds, in a line.
  public let meaning: String
  /// A cell that might stand in it.
  public let example: String

  init(
    _ name: String, _ kind: Kind, key: Bool = false, optional: Bool = false, _ meaning: String, _ example: String
  ) {
    (self.name, self.kind, self.isKey, self.isOptional) = (name, kind, key, optional)
    (self.meaning, self.example) = (meaning, example)
  }

  /// Numbers beyond this are a mistake, and would overflow in squares.
  private static let most = 1e15
  static let count: Kind = .number(0...most)
  static let positive: Kind = .number(1e-9...most)
  static let share: Kind = .number(0...1)
  static let anyNumber: Kind = .number(-most...most)
}

/// A table that the drivers are computed from, by what it is about.
public enum DriverRole: String, Sendable, Hashable, Codable, CaseIterable {
  case units
  case selectionRatings = "selection-ratings"
  case selectionCriteria = "selection-criteria"
  case selectionCandidates = "selection-candidates"
  case trainingPlan = "training-plan"
  case trainingSessions = "training-sessions"
  case trainingAttendance = "training-attendance"
  case trainingScores = "training-scores"
  case coachingPlan = "coaching-plan"
  case coachingLog = "coaching-log"
  case coachingWorksheet = "coaching-worksheet"
  case fidelityAssessment = "fidelity-assessment"
  case dataRecords = "data-records"
  case dataDecisions = "data-decisions"
  case dataAccess = "data-access"
  case barriers
  case loops
  case escalations
  case leadership
  case components
  case driverScores = "driver-scores"
  case driverWeights = "driver-weights"
  case driverOutcomes = "driver-outcomes"

  /// Whether rows are events of which several may be alike: only rows equal throughout are duplicates.
  public var isLog: Bool { [.coachingLog, .dataAccess, .escalations].contains(self) }

  /// Whether the table says once for all what holds in every building: what is planned, asked for, weighed.
  public var isForAll: Bool {
    [.trainingPlan, .trainingSessions, .selectionCriteria, .driverWeights].contains(self)
  }

  /// The column whose date puts a row into a period; nil where rows stand for the whole time.
  public var periodColumn: String? {
    switch self {
    case .coachingLog, .fidelityAssessment, .dataAccess: "date"
    case .dataRecords: "due"
    case .barriers: "raised"
    case .escalations: "sent"
    // Where they have the column.
    case .selectionCandidates, .dataDecisions, .loops: "date"
    default: nil
    }
  }
}

/// The systems of the Implementation Drivers framework that are computed, in the order of its text.
public enum DriverSystem: String, Sendable, Hashable, Codable, CaseIterable {
  case selection
  case training
  case coaching
  /// The administrators' commitments to coaching: the Coaching System Development Worksheet.
  case coachingWorksheet = "coaching-worksheet"
  case fidelityAssessment = "fidelity-assessment"
  case decisionSupportData = "decision-support-data"
  case facilitativeAdministration = "facilitative-administration"
  case systemsInterventions = "systems-interventions"
  case leadership
  case levels
  case integrated
  case compensatory
}

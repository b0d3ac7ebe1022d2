import FidelityDrivers

extension DriverRole {
  /// Which questions of ``DriverQuestion/all`` a column serves, by number; else the question that the system asks
  /// beside them.
  package func question(of column: String) -> String {
    switch (self, column) {
    case (.units, _): "11"
    case (.selectionCandidates, "fidelity"): "Do ratings foretell fidelity?"
    case (.selectionRatings, "interviewer"): "Do interviewers agree?"
    case (.selectionRatings, _), (.selectionCriteria, _), (.selectionCandidates, _): "1, 2"
    case (.trainingScores, "participant"), (.trainingScores, "before"), (.trainingScores, "after"),
      (.trainingScores, "maximum"):
      "2"
    case (.trainingScores, _): "What was learnt, and is it used?"
    case (.trainingSessions, "practice_minutes"), (.trainingSessions, "feedback"): "Was there practice with feedback?"
    case (.trainingPlan, _), (.trainingSessions, _), (.trainingAttendance, _): "Was training held, and who was there?"
    case (.coachingLog, "feedback_date"): "How soon is feedback given?"
    case (.coachingLog, "data_sources"): "Does coaching draw on several sources?"
    case (.coachingLog, "component"): "Does coaching take up what training left?"
    case (.coachingPlan, _), (.coachingLog, _): "3"
    case (.coachingWorksheet, _): "Have administrators done their part?"
    case (.fidelityAssessment, "praise"), (.fidelityAssessment, "corrective"): "What do people hear?"
    case (.fidelityAssessment, "feedback_date"): "How soon is feedback given?"
    case (.fidelityAssessment, _): "4, 11"
    case (.dataRecords, _), (.dataDecisions, _), (.dataAccess, _): "5"
    case (.barriers, "owner"): "Does somebody see to it?"
    case (.barriers, "recurrence_of"): "Does it come again?"
    case (.barriers, _): "6"
    case (.loops, _): "Do teams meet to hear from practice?"
    case (.escalations, _): "7"
    case (.leadership, _): "8"
    case (.components, _): "9"
    case (.driverScores, _), (.driverWeights, _), (.driverOutcomes, _): "10"
    }
  }
}

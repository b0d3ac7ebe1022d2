/// The systems that are computed: the only list of them, in the order of the page.
package enum DriverSystems {
  package static let all: [any DriverAnalysis.Type] = [
    SelectionDriver.self, TrainingDriver.self, CoachingDriver.self, CoachingWorksheetDriver.self,
    FidelityAssessmentDriver.self, DecisionSupportDataDriver.self, FacilitativeAdministrationDriver.self,
    SystemsInterventionsDriver.self, LeadershipDriver.self, LevelsDriver.self, IntegratedDriver.self,
    CompensatoryDriver.self,
  ]

  /// Systems of the whole organisation: they are not computed once more for each building.
  private static let ofTheWhole: Set<DriverSystem> = [.levels, .integrated, .compensatory, .coachingWorksheet]

  /// Whether a system is computed for the units of a level too.
  package static func rollsUp(_ system: DriverSystem) -> Bool { !ofTheWhole.contains(system) }
}

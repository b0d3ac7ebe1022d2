/// A commitment that coaching needs from administrators.
public struct CoachingWorksheetItem: Sendable, Hashable, Codable {
  /// The name in the column `item`.
  public let id: String
  /// What it is about.
  public let topic: Topic
  /// Who most often sees to it: building, district or state.
  public let level: String
  /// What is in place where it is in place.
  public let text: String

  /// What commitments are about.
  public enum Topic: String, Sendable, Hashable, Codable, CaseIterable {
    case time, space, roles, selection, training, coaching, data, funding, policy
  }

  init(_ id: String, _ topic: Topic, _ level: String, _ text: String) {
    (self.id, self.topic, self.level, self.text) = (id, topic, level, text)
  }
}

/// The items that a new worksheet begins with, in our own words; a district takes out what does not apply and adds
/// its own.
public enum CoachingWorksheetItems {
  public static let all: [CoachingWorksheetItem] = [
    CoachingWorksheetItem(
      "time-to-coach", .time, "building", "Coaches have hours in the week that nothing else takes."),
    CoachingWorksheetItem("time-to-meet", .time, "building", "Teachers have time to meet their coach within the day."),
    CoachingWorksheetItem("schedule", .time, "building", "The calendar of visits is fixed for the term and kept."),
    CoachingWorksheetItem("space", .space, "building", "There is a quiet place for feedback."),
    CoachingWorksheetItem("equipment", .space, "district", "Coaches have what they need to observe and to record."),
    CoachingWorksheetItem(
      "roles-written", .roles, "building", "It is written down what a coach does, and does not do."),
    CoachingWorksheetItem("no-appraisal", .roles, "district", "Coaching is kept apart from the appraisal of teachers."),
    CoachingWorksheetItem("principal-support", .roles, "building", "The principal says why there is coaching."),
    CoachingWorksheetItem(
      "criteria-for-coaches", .selection, "district", "There are criteria for who becomes a coach."),
    CoachingWorksheetItem("selection-of-coaches", .selection, "district", "Coaches are chosen by these criteria."),
    CoachingWorksheetItem("coach-training", .training, "district", "Coaches are trained before they begin."),
    CoachingWorksheetItem("training-in-practice", .training, "district", "Coaches know the practice that they coach."),
    CoachingWorksheetItem("coach-of-coaches", .coaching, "district", "Each coach has a coach."),
    CoachingWorksheetItem("fidelity-of-coaching", .coaching, "district", "Coaching itself is observed and scored."),
    CoachingWorksheetItem("delivery-plan", .coaching, "building", "Each teacher has a plan of when, where and why."),
    CoachingWorksheetItem("observation-tool", .data, "district", "All coaches observe with the same form."),
    CoachingWorksheetItem("data-access", .data, "building", "Coaches see the data of those whom they coach."),
    CoachingWorksheetItem("coaching-log", .data, "building", "Each session is entered in a log within a week."),
    CoachingWorksheetItem(
      "feedback-to-administrators", .data, "building", "What coaches see goes to those who plan training and support."),
    CoachingWorksheetItem("funding", .funding, "district", "Positions of coaches are paid for next year too."),
    CoachingWorksheetItem("substitutes", .funding, "district", "There is money for cover while teachers are coached."),
    CoachingWorksheetItem("policy", .policy, "state", "Rules of the state allow time for coaching."),
    CoachingWorksheetItem(
      "written-commitment", .policy, "district", "The district has written that it wants coaching."),
  ]
}

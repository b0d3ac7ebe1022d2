import FidelityData
import FidelityDrivers

/// The questions that a team asks of its drivers, answered from data.
package struct DriverQuestion: Sendable {
  package let words: String
  /// The figures that answer it: quantity, term, form.
  let figures: [(system: DriverSystem, quantity: String, term: String?, form: String?)]

  /// Our own wording.
  package static let all: [DriverQuestion] = [
    DriverQuestion(
      words: "Are people chosen by what the work needs?",
      figures: [(.selection, "prerequisites-met", "all", nil)]),
    DriverQuestion(
      words: "Does training supply what selection leaves?",
      figures: [(.selection, "training-need", nil, "share"), (.training, "normalised-gain", nil, "class")]),
    DriverQuestion(
      words: "Are people coached as planned, and always observed?",
      figures: [
        (.coaching, "coaching-adherence", nil, "by cycle"), (.coaching, "direct-observation-share", nil, nil),
      ]),
    DriverQuestion(
      words: "How sure are we of fidelity?",
      figures: [
        (.fidelityAssessment, "probability-at-criterion", nil, "normal"),
        (.fidelityAssessment, "share-at-criterion", nil, nil), (.fidelityAssessment, "self-observer-bias", nil, nil),
      ]),
    DriverQuestion(
      words: "Are data complete, in time and used?", figures: [(.decisionSupportData, "data-health", nil, nil)]),
    DriverQuestion(
      words: "Are barriers answered, and how soon?",
      figures: [
        (.facilitativeAdministration, "closed-loop-rate", "all", nil),
        (.facilitativeAdministration, "median-days", nil, nil),
      ]),
    DriverQuestion(
      words: "What goes up, and what comes back?",
      figures: [(.systemsInterventions, "stuck-above", nil, nil), (.systemsInterventions, "passed-on", nil, nil)]),
    DriverQuestion(
      words: "Is there leadership of both kinds?",
      figures: [(.leadership, "leadership-balance", nil, nil), (.leadership, "rwg-j", nil, nil)]),
    DriverQuestion(
      words: "Is every component in every driver?",
      figures: [(.integrated, "integration-coverage", nil, nil), (.integrated, "integration-level", nil, nil)]),
    DriverQuestion(
      words: "What makes up for what, and what cannot?",
      figures: [
        (.compensatory, "power-mean", nil, nil), (.compensatory, "required-compensation", nil, nil),
        (.compensatory, "nca-effect-size", nil, "ce-fdh"),
      ]),
    DriverQuestion(
      words: "Is it the teacher alone, or the system?", figures: [(.levels, "system-share", nil, "of lasting")]),
  ]
}

/// How a question is answered by a figure.
struct DriverAnswer: Sendable {
  /// The first question is 1.
  let number: Int
  let question: String
  let row: DriverRow
  let verdict: Verdict

  enum Verdict: String, Sendable {
    case answered
    /// Of fewer than five units, or with limits more than .4 apart.
    case thin
    case noData = "no data"
  }
}

extension DriverRun {
  /// A row for each figure that answers a question; a question without any figure has a row without a number.
  var answers: [DriverAnswer] {
    let computed = Set(chosenSystems.map { $0.system })
    // There may be a million rows of units.
    let ofWhole = whole.filter { $0.unit == nil }
    var answers: [DriverAnswer] = []
    for (place, question) in DriverQuestion.all.enumerated() {
      let figures = question.figures.filter { computed.contains($0.system) }
      guard let first = figures.first else { continue }
      let rows = figures.compactMap { figure in
        // Of the whole where there is such a row, else the mean over units.
        func isAnswer(_ row: DriverRow) -> Bool {
          row.system == figure.system && row.estimate.quantity == figure.quantity
            && (figure.term == nil || row.estimate.term == figure.term)
            && (figure.form == nil || row.estimate.form == figure.form) && !row.estimate.estimate.isNaN
        }
        return ofWhole.first(where: isAnswer) ?? Self.mean(whole.filter(isAnswer))
      }
      if rows.isEmpty {
        var row = DriverRow(first.system, Estimate(first.quantity))
        (row.estimate.term, row.estimate.form, row.estimate.status) = (first.term, first.form, .noTable)
        let said = whole.first { $0.system == first.system && $0.estimate.quantity == first.quantity }
        if let said { row.estimate.status = said.estimate.status }
        answers.append(DriverAnswer(number: place + 1, question: question.words, row: row, verdict: .noData))
      }
      for row in rows {
        answers.append(
          DriverAnswer(number: place + 1, question: question.words, row: row, verdict: Self.verdict(row.estimate)))
      }
    }
    return answers
  }

  /// The mean of a figure over units, without an error; no unit speaks for all.
  private static func mean(_ rows: [DriverRow]) -> DriverRow? {
    guard var row = rows.first else { return nil }
    let values = rows.filter {
      $0.estimate.term == row.estimate.term && $0.estimate.form == row.estimate.form
        && [.ok, .noSpread].contains($0.estimate.status)
    }
    guard !values.isEmpty else { return nil }
    (row.unitKind, row.unit) = (nil, nil)
    var estimate = Estimate(row.estimate.quantity)
    (estimate.term, estimate.form) = (row.estimate.term, row.estimate.form)
    estimate.estimate = values.reduce(0) { $0 + $1.estimate.estimate } / Double(values.count)
    estimate.unitCount = values.count
    estimate.note = "mean over units"
    row.estimate = estimate
    return row
  }

  private static func verdict(_ estimate: Estimate) -> DriverAnswer.Verdict {
    // The parts of a composite are no units.
    if let count = estimate.unitCount, count < 5, estimate.quantity != "data-health" { return .thin }
    // Days have no such width.
    let isWide = estimate.quantity != "median-days" && estimate.upper - estimate.lower > 0.4
    return isWide ? .thin : .answered
  }
}

import FidelityData
import FidelityDrivers

/// The questions that a team asks of its drivers, answered from data.
package struct DriverQuestion: Sendable {
  /// A figure that answers a question.
  struct Figure: Sendable {
    /// Which rows of the figure answer.
    enum Terms: Sendable, Hashable {
      /// The row of a term; nil: the one without a term, or the first where all have one.
      case one(String?)
      /// Every row, or the largest where there are more than a few.
      case each
      /// The row of the term that the system's headline has.
      case headline
    }

    let system: DriverSystem
    let quantity: String
    let terms: Terms
    /// Nil for the first form that there is.
    let form: String?

    init(_ system: DriverSystem, _ quantity: String, _ terms: Terms = .one(nil), form: String? = nil) {
      (self.system, self.quantity, self.terms, self.form) = (system, quantity, terms, form)
    }
  }

  package let words: String
  let figures: [Figure]

  /// Our own wording.
  package static let all: [DriverQuestion] = [
    DriverQuestion(
      words: "Are people chosen by what the work needs?",
      figures: [Figure(.selection, "prerequisites-met", .one("all"))]),
    DriverQuestion(
      words: "Does training supply what selection leaves?",
      figures: [
        Figure(.selection, "training-need", .each, form: "share"), Figure(.training, "normalised-gain", form: "class"),
      ]),
    DriverQuestion(
      words: "Are people coached as planned, and always observed?",
      figures: [
        Figure(.coaching, "coaching-adherence", form: "by cycle"), Figure(.coaching, "direct-observation-share"),
      ]),
    DriverQuestion(
      words: "How sure are we of fidelity?",
      figures: [
        Figure(.fidelityAssessment, "probability-at-criterion", form: "regressed"),
        Figure(.fidelityAssessment, "self-observer-bias"),
      ]),
    DriverQuestion(
      words: "Are data complete, in time and used?", figures: [Figure(.decisionSupportData, "data-health")]),
    DriverQuestion(
      words: "Are barriers answered, and how soon?",
      figures: [
        Figure(.facilitativeAdministration, "closed-loop-rate", .one("all")),
        Figure(.facilitativeAdministration, "median-days", .one("all")),
      ]),
    DriverQuestion(
      words: "What goes up, and what comes back?",
      figures: [
        Figure(.systemsInterventions, "stuck-above", .headline), Figure(.systemsInterventions, "passed-on", .headline),
      ]),
    DriverQuestion(
      words: "Is there leadership of both kinds?",
      figures: [Figure(.leadership, "leadership-balance"), Figure(.leadership, "rwg-j", .each)]),
    DriverQuestion(
      words: "Is every component in every driver?",
      figures: [Figure(.integrated, "integration-coverage"), Figure(.integrated, "integration-level")]),
    DriverQuestion(
      words: "What makes up for what, and what cannot?",
      figures: [
        Figure(.compensatory, "required-compensation"), Figure(.compensatory, "nca-bottleneck", .each),
      ]),
    DriverQuestion(
      words: "Is it the teacher alone, or the system?", figures: [Figure(.levels, "system-share", form: "of lasting")]),
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
  /// The rows of each figure that answers a question; a figure without any has a row without a number.
  var answers: [DriverAnswer] {
    let computed = Set(chosenSystems.map { $0.system })
    // There may be a million rows of units.
    let ofWhole = whole.filter { $0.unit == nil }
    var answers: [DriverAnswer] = []
    for (place, question) in DriverQuestion.all.enumerated() {
      let figures = question.figures.filter { computed.contains($0.system) }
      func answer(_ row: DriverRow, _ verdict: DriverAnswer.Verdict) {
        answers.append(DriverAnswer(number: place + 1, question: question.words, row: row, verdict: verdict))
      }
      for figure in figures {
        let rows = rows(of: figure, ofWhole)
        if rows.isEmpty { answer(unanswered(figure), .noData) }
        for row in rows { answer(row, Self.verdict(row.estimate)) }
      }
    }
    return answers
  }

  /// A row of a figure that there is none of, with the status that says why.
  private func unanswered(_ figure: DriverQuestion.Figure) -> DriverRow {
    var row = DriverRow(figure.system, Estimate(figure.quantity))
    (row.estimate.form, row.estimate.status) = (figure.form, .noTable)
    if case .one(let term) = figure.terms { row.estimate.term = term }
    let said = whole.first { $0.system == figure.system && $0.estimate.quantity == figure.quantity }
    if let said { row.estimate.status = said.estimate.status }
    return row
  }

  /// How a row's note begins that speaks for all of a figure.
  static let largestOf = "the largest of"

  /// More rows of a figure than these would fill a page: the largest speaks.
  private static let mostRows = 5

  /// What answers without a number.
  private static let words: Set<Status> = [
    .notReached, .notCompensable, .nothingRequired, .notNecessary, .notAvailable,
  ]

  private static func isAnswer(_ row: DriverRow) -> Bool {
    !row.estimate.estimate.isNaN || words.contains(row.estimate.status)
  }

  private func rows(of figure: DriverQuestion.Figure, _ ofWhole: [DriverRow]) -> [DriverRow] {
    if figure.quantity == "required-compensation" { return [required].compactMap(\.self) }
    if figure.quantity == "nca-bottleneck" { return Self.few(bottlenecks) }
    func isOfFigure(_ row: DriverRow) -> Bool {
      row.system == figure.system && row.estimate.quantity == figure.quantity
        && (figure.form == nil || row.estimate.form == figure.form)
    }
    let own = ofWhole.filter(isOfFigure)
    switch figure.terms {
    case .each: return Self.few(own.filter(Self.isAnswer))
    case .one(let term):
      if let row = own.first(where: { $0.estimate.term == term }) { return Self.isAnswer(row) ? [row] : [] }
      if term != nil { return [] }
      // Of the whole where there is such a row, else the mean over units.
      let row = own.first(where: Self.isAnswer) ?? Self.mean(whole.filter { isOfFigure($0) && Self.isAnswer($0) })
      return [row].compactMap(\.self)
    case .headline:
      let headlines = chosenSystems.first { $0.system == figure.system }?.headlines ?? []
      let terms = headlines.filter { $0.quantity == figure.quantity }.compactMap(\.term)
      let ofPage = own.first { terms.contains($0.estimate.term ?? "") && Self.isAnswer($0) }
      return [ofPage ?? own.first(where: Self.isAnswer)].compactMap(\.self)
    }
  }

  /// Every row, or the largest of many.
  private static func few(_ rows: [DriverRow]) -> [DriverRow] {
    let numbers = rows.filter { !$0.estimate.estimate.isNaN }
    guard rows.count > mostRows, var largest = numbers.max(by: { $0.estimate.estimate < $1.estimate.estimate }) else {
      return Array(rows.prefix(mostRows))
    }
    let of = "\(largestOf) \(rows.count)"
    largest.estimate.note = largest.estimate.note.map { "\(of); \($0)" } ?? of
    return [largest]
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

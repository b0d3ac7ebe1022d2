import FidelityData

/// Leadership: how technical and how adaptive others see a leader lead, and whether they agree enough for a mean.
package enum LeadershipDriver: DriverAnalysis {
  package static let system = DriverSystem.leadership
  package static let roles: [DriverRole] = [.leadership]
  package static let headlines = [
    DriverHeadline(
      "leadership-balance", form: balanceForm, "adaptive against technical (0: balanced)"),
    DriverHeadline("leadership-score", term: "adaptive", "adaptive leading, of 1"),
    DriverHeadline("leadership-score", term: "technical", "technical leading, of 1"),
  ]

  static let balanceForm = "(adaptive - technical)/(adaptive + technical)"

  package static func compute(_ tables: DriverTables, _ options: DriverOptions, _ rows: inout SystemRows) {
    let headline = DriverFigure("leadership-balance", form: balanceForm)
    guard let table = tables[.leadership] else {
      return rows.missing(headline, .noTable, note: "fill leadership.csv")
    }
    let answers = LeadershipAnswers(table, options)
    var places = answers.places
    var leaders: [LeaderScores] = []
    for leader in answers.leaders.order {
      guard let firstRow = answers.firstRow(leader) else { continue }
      var scores = LeaderScores(name: answers.leaders.labels[leader], firstRow: firstRow)
      for strategy in LeadershipStrategy.allCases {
        scores.add(strategy, answers.answers(leader, strategy, &places), &rows)
      }
      scores.addBalance(options, &rows)
      leaders.append(scores)
    }
    rollUp(leaders, table, options, &rows)
  }
}

/// What was computed of one leader, for the roll-up.
struct LeaderScores {
  let name: String
  let firstRow: Int
  /// By strategy: the score of the others, each rater's, the leader's own less theirs, rWG(J); NaN for none.
  private(set) var score: [LeadershipStrategy: Double] = [:]
  private(set) var raterScores: [LeadershipStrategy: [Double]] = [:]
  private(set) var gap: [LeadershipStrategy: Double] = [:]
  private(set) var rwg: [LeadershipStrategy: Double] = [:]

  init(name: String, firstRow: Int) { (self.name, self.firstRow) = (name, firstRow) }

  private func figure(_ quantity: String, _ strategy: LeadershipStrategy?, form: String? = nil) -> DriverFigure {
    DriverFigure(quantity, term: strategy?.rawValue, form: form, unitKind: "leader", unit: name)
  }

  /// The rows of a strategy.
  mutating func add(_ strategy: LeadershipStrategy, _ answers: StrategyAnswers, _ rows: inout SystemRows) {
    let scores = answers.raterScores
    raterScores[strategy] = scores
    if scores.isEmpty {
      rows.missing(figure("leadership-score", strategy), .tooFewRaters, note: "nobody else answered")
    } else {
      score[strategy] = scores.reduce(0, +) / Double(scores.count)
      rows.mean(figure("leadership-score", strategy), scores, within: 0...1)
    }
    addGap(strategy, scores, own: answers.own, &rows)
    addAgreement(strategy, answers, &rows)
  }

  /// The leader's own score less the others'; the error is that of the others' mean.
  private mutating func addGap(
    _ strategy: LeadershipStrategy, _ scores: [Double], own: Double, _ rows: inout SystemRows
  ) {
    let figure = figure("self-other-gap", strategy)
    if own.isNaN || scores.isEmpty {
      let note = own.isNaN ? "the leader did not answer" : "nobody else answered"
      return rows.missing(figure, .tooFewRaters, note: note)
    }
    gap[strategy] = own - scores.reduce(0, +) / Double(scores.count)
    rows.mean(figure, scores.map { own - $0 }, within: -1...1)
  }

  private mutating func addAgreement(
    _ strategy: LeadershipStrategy, _ answers: StrategyAnswers, _ rows: inout SystemRows
  ) {
    let figures = (figure("rwg-j", strategy), figure("average-deviation", strategy))
    guard let agreement = answers.agreement else {
      let hasOptions = answers.scale.options != nil
      for figure in [figures.0, figures.1] {
        rows.missing(
          figure, hasOptions ? .tooFewRaters : .tooManyCategories,
          note: hasOptions ? "nobody else answered" : "the scale has no options 1 apart")
      }
      return
    }
    if agreement.rwg.status == .ok { rwg[strategy] = agreement.rwg.estimate }
    for (figure, estimate) in [(figures.0, agreement.rwg), (figures.1, agreement.deviation)] {
      var row = rows.row(figure)
      row.estimate.estimate = estimate.estimate
      row.estimate.raterCount = estimate.raterCount
      row.estimate.method = figure.quantity == "rwg-j" ? "uniform null, complete raters" : "mean, complete raters"
      (row.estimate.status, row.estimate.note) = (estimate.status, estimate.note)
      rows.append(row)
    }
  }

  /// (A - T)/(A + T); nil where a score is missing or both are 0.
  var balance: Double? {
    guard let technical = score[.technical], let adaptive = score[.adaptive], technical + adaptive > 0 else {
      return nil
    }
    return (adaptive - technical) / (adaptive + technical)
  }

  /// Which of both reach the threshold; nil where a score is missing.
  func quadrant(_ threshold: Double) -> LeadershipQuadrant? {
    guard let technical = score[.technical], let adaptive = score[.adaptive] else { return nil }
    switch (CutScore.isReached(technical, threshold), CutScore.isReached(adaptive, threshold)) {
    case (true, true): return .both
    case (true, false): return .technical
    case (false, true): return .adaptive
    case (false, false): return .neither
    }
  }

  func addBalance(_ options: DriverOptions, _ rows: inout SystemRows) {
    let figure = figure("leadership-balance", nil, form: LeadershipDriver.balanceForm)
    guard let quadrant = quadrant(options.threshold) else {
      return rows.missing(figure, .tooFewRaters, note: "nobody else answered on both strategies")
    }
    guard let balance else { return rows.missing(figure, .noVariation, note: "both scores are 0") }
    let threshold = CategoryDictionary.label(options.threshold)
    rows.whole(figure, balance, note: "\(threshold) or more: \(quadrant.rawValue)")
  }
}

/// Where a leader stands on both scores.
enum LeadershipQuadrant: String, Sendable, CaseIterable {
  case both
  case technical
  case adaptive
  case neither
}

import FidelityData

/// The rows of the service delivery plan: how often, when, with whom, where and why.
enum CoachingFigures {
  static let adherence = DriverFigure("coaching-adherence", form: "by cycle")

  /// The rows of all coachees together.
  /// - Parameters:
  ///   - places: of the coachees among those that the records and clusters are of, in the order of results.
  static func whole(
    _ all: [CoachingRecord], _ places: [Int], _ clusters: CoacheeClusters, hasPlan: Bool, _ rows: inout SystemRows
  ) {
    if hasPlan {
      let due = places.filter { all[$0].planned > 0 }
      let cycles = places.filter { all[$0].cyclesDue > 0 }
      func ratio(
        _ figure: DriverFigure, _ places: [Int], isShare: Bool, _ part: (CoachingRecord) -> (y: Double, x: Double)
      ) {
        let parts = clusters.parts(places) { part(all[$0]) }
        rows.ratio(figure, parts.parts, isShare: isShare, note: parts.withoutCluster())
      }
      ratio(adherence, due, isShare: true) { ($0.deliveredByCycle, $0.planned) }
      ratio(DriverFigure("coaching-adherence", form: "by coachee"), due, isShare: true) {
        ($0.deliveredAtMost, $0.planned)
      }
      ratio(DriverFigure("coaching-dose", form: "uncapped"), due, isShare: false) { ($0.delivered, $0.planned) }
      ratio(DriverFigure("contact-ratio", term: "how often"), cycles, isShare: false) { ($0.contacts, $0.cyclesDue) }
      ratio(DriverFigure("cycle-coverage", term: "when"), cycles, isShare: true) { ($0.coveredCycles, $0.cyclesDue) }
      var (with, without) = ((outside: 0, count: 0), (outside: 0, count: 0))
      for place in places {
        if all[place].hasPlan {
          with = (with.outside + all[place].outside, with.count + 1)
        } else {
          without = (without.outside + all[place].outside, without.count + 1)
        }
      }
      rows.whole(
        DriverFigure("sessions-outside-plan", form: "before, after or in an unfinished cycle"), Double(with.outside),
        count: with.count)
      rows.whole(
        DriverFigure("sessions-outside-plan", form: "coachee without a plan"), Double(without.outside),
        count: without.count)
    } else {
      rows.missing(adherence, .noTable, note: "fill coaching-plan.csv")
    }
    let variations = places.map { all[$0].gaps.variation }.filter { !$0.isNaN }.sorted()
    let figure = DriverFigure("gap-variation", term: "median over coachees")
    guard !variations.isEmpty else {
      return rows.missing(figure, .tooFewObservations, note: "no coachee has three sessions")
    }
    let middle = variations.count / 2
    rows.whole(
      figure,
      variations.count % 2 == 1 ? variations[middle] : (variations[middle - 1] + variations[middle]) / 2,
      count: variations.count)
  }

  /// The rows of a coachee.
  static func coachee(_ name: String, _ record: CoachingRecord, hasPlan: Bool, _ rows: inout SystemRows) {
    func figure(_ quantity: String, form: String? = nil) -> DriverFigure {
      DriverFigure(quantity, form: form, unitKind: "coachee", unit: name)
    }
    func share(_ quantity: String, form: String, _ minutes: Double) {
      guard record.planned > 0 else { return rows.missing(figure(quantity, form: form), .nothingPlanned) }
      rows.whole(figure(quantity, form: form), minutes / record.planned)
    }
    if record.hasPlan {
      rows.whole(figure("cycles-due"), record.cyclesDue)
      share("coaching-adherence", form: "by cycle", record.deliveredByCycle)
      share("coaching-adherence", form: "by coachee", record.deliveredAtMost)
      share("coaching-dose", form: "uncapped", record.delivered)
    }
    if record.gaps.variation.isNaN {
      rows.missing(
        figure("gap-variation"), record.gaps.count < 2 ? .tooFewObservations : .noVariation,
        note: record.gaps.count < 2 ? "fewer than two gaps between sessions" : "all sessions are of one day")
    } else {
      rows.whole(figure("gap-variation"), record.gaps.variation, count: record.gaps.count)
    }
    if !record.longestGap.isNaN {
      let note = record.isWithoutSession ? "no session yet: at least so long" : nil
      rows.whole(figure("longest-gap-days"), record.longestGap, note: note)
    }
    if !record.overdue.isNaN { rows.whole(figure("overdue-days"), record.overdue) }
  }

  /// With whom, where and why sessions are: the column of each in plan and log.
  private static let aspects = [("with whom", "coach"), ("where", "mode"), ("why", "purpose")].map { term, column in
    (figure: DriverFigure("plan-match", term: term), column: column)
  }

  /// The columns of ``aspects`` that plan and log have.
  static func columns(_ plan: DriverTable, _ log: DriverTable) -> [String] {
    aspects.map(\.column).filter { plan.has($0) && log.has($0) }
  }

  /// Whether sessions were with whom, where and why they were planned: all sessions of coachees who have a plan, each
  /// against the last plan that had begun.
  static func comparison(_ log: CoachingLog, _ plan: DriverTable, _ plans: CoachingPlans) -> PlanComparison {
    PlanComparison(
      plans: plans,
      columns: columns(plan, log.table).map { PlanComparison.Column($0, plan.names($0), log.table.names($0)) })
  }

  static func match(_ counts: SessionCounts, _ rows: inout SystemRows) {
    for aspect in aspects {
      if let counts = counts.asPlanned(aspect.column) {
        let note = counts.total == 0 ? "no session has \(aspect.column) in plan and log" : nil
        rows.share(aspect.figure, counts, note: note)
      } else {
        let note = "fill the column \(aspect.column) of coaching-plan.csv and coaching-log.csv"
        rows.missing(aspect.figure, .nothingPlanned, note: note)
      }
    }
  }
}

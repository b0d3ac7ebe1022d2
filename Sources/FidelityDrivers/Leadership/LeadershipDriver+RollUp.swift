import FidelityComponents
import FidelityData
import FidelityMeasurement

extension LeadershipDriver {
  /// What rWG(J) and ICC(2) have to reach before a score is rolled up (LeBreton & Senter 2008).
  private static let gate = 0.7

  /// The rows of all leaders together.
  static func rollUp(
    _ leaders: [LeaderScores], _ table: DriverTable, _ options: DriverOptions, _ rows: inout SystemRows
  ) {
    var gates: [LeadershipStrategy: Gate] = [:]
    for strategy in LeadershipStrategy.allCases {
      let gate = Gate(leaders, strategy, options)
      gates[strategy] = gate
      gate.append(&rows)
      rows.append(
        gated([gate], options) {
          $0.mean(
            DriverFigure("leadership-score", term: strategy.rawValue), leaders.compactMap { $0.score[strategy] },
            within: 0...1)
        })
      rows.append(
        gated([gate], options) {
          $0.mean(
            DriverFigure("self-other-gap", term: strategy.rawValue), leaders.compactMap { $0.gap[strategy] },
            within: -1...1)
        })
    }
    let both = LeadershipStrategy.allCases.compactMap { gates[$0] }
    rows.append(
      gated(both, options) {
        $0.mean(
          DriverFigure("leadership-balance", form: balanceForm), leaders.compactMap(\.balance), within: -1...1)
      })
    for quadrant in LeadershipQuadrant.allCases {
      var counts = table.counts(options)
      for leader in leaders {
        guard let own = leader.quadrant(options.threshold) else { continue }
        counts.add(own == quadrant, row: leader.firstRow)
      }
      let note = "score \(CategoryDictionary.label(options.threshold)) or more"
      let figure = DriverFigure("leadership-quadrant", term: quadrant.rawValue)
      rows.append(gated(both, options) { $0.share(figure, counts, empty: .tooFewUnits, note: note) })
    }
  }

  /// A mean or share of leaders; where raters agree too little it stands with that status.
  private static func gated(
    _ gates: [Gate], _ options: DriverOptions, _ add: (inout SystemRows) -> Void
  ) -> DriverRow {
    var part = SystemRows(system, options)
    add(&part)
    var row = part.rows[0]
    guard !row.estimate.estimate.isNaN else { return row }
    if let closed = gates.first(where: { !$0.isOpen }) {
      row.estimate.status = .belowAgreementGate
      row.estimate.add(note: closed.words)
    } else if gates.contains(where: { !$0.isKnown }) {
      row.estimate.add(note: "whether raters agree could not be judged")
    }
    return row
  }

  /// Whether raters agree on a strategy.
  private struct Gate {
    let strategy: LeadershipStrategy
    /// The median over leaders; NaN where there is none.
    let rwg: Double
    let leaderCount: Int
    let intraclass: [Estimate]

    init(_ leaders: [LeaderScores], _ strategy: LeadershipStrategy, _ options: DriverOptions) {
      self.strategy = strategy
      let agreement = AgreementSummary(leaders.map { $0.rwg[strategy] ?? .nan }, cut: LeadershipDriver.gate)
      (rwg, leaderCount) = (agreement.median, agreement.count)
      var moments = OneWayMoments()
      for (place, leader) in leaders.enumerated() {
        let scores = leader.raterScores[strategy] ?? []
        let codes = [UInt32](repeating: UInt32(place), count: scores.count)
        moments.add(groups: codes.span, values: scores.span)
      }
      intraclass = GroupIntraclass(OneWayAnova(moments, term: "leader")).estimates(level: options.level)
    }

    private var reliability: Double { intraclass.first { $0.quantity == "icc-2" }?.estimate ?? .nan }
    private var hasLowRWG: Bool { !rwg.isNaN && !CutScore.isReached(rwg, LeadershipDriver.gate) }
    private var hasLowReliability: Bool {
      !reliability.isNaN && !CutScore.isReached(reliability, LeadershipDriver.gate)
    }
    var isOpen: Bool { !hasLowRWG && !hasLowReliability }
    var isKnown: Bool { !rwg.isNaN && !reliability.isNaN }

    var words: String {
      let low = hasLowRWG && hasLowReliability ? "median rWG(J) and ICC(2)" : hasLowRWG ? "median rWG(J)" : "ICC(2)"
      return "\(low) below .70 (\(strategy.rawValue))"
    }

    func append(_ rows: inout SystemRows) {
      let median = DriverFigure("rwg-j", term: strategy.rawValue, form: "median")
      if rwg.isNaN {
        rows.missing(median, .tooFewRaters, note: "no leader has two raters who answered all items")
      } else {
        rows.whole(median, rwg, count: leaderCount)
      }
      for estimate in intraclass {
        var row = rows.row(DriverFigure(estimate.quantity, term: strategy.rawValue))
        row.estimate = estimate
        (row.estimate.term, row.estimate.form) = (strategy.rawValue, nil)
        rows.append(row)
      }
    }
  }
}

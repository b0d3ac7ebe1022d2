import FidelityComponents
import FidelityData
import FidelityMeasurement
import FidelityProbability

extension FidelityAssessmentDriver {
  /// How far the sources say the same of the units.
  static func convergence(_ scores: AssessmentScores, _ options: DriverOptions, _ rows: inout SystemRows) {
    let sources = scores.sources
    guard sources.count > 1 else {
      return rows.missing(
        DriverFigure("source-convergence"), .tooFewRaters, note: "there is one source: \(sources.first ?? "")")
    }
    all(scores, options, &rows)
    for (place, first) in sources.enumerated() {
      for second in sources[(place + 1)...] {
        let (x, y) = (scores.means(of: first), scores.means(of: second))
        let moments = PairMoments(scores.order.map { x[$0] }, scores.order.map { y[$0] })
        let lin = LinConcordance(moments).estimates(level: options.level).first
        let pearson = PairCorrelation(moments).estimate(level: options.level)
        for (form, estimate) in [("lin-ccc", lin), ("pearson", pearson)] {
          guard let estimate else { continue }
          append(estimate, DriverFigure("source-convergence", term: "\(first), \(second)", form: form), &rows)
        }
      }
    }
  }

  /// ICC(2,1) over the units that have all sources.
  private static func all(_ scores: AssessmentScores, _ options: DriverOptions, _ rows: inout SystemRows) {
    let sources = scores.sources
    let means = sources.map { scores.means(of: $0) }
    let raters = Array(0..<UInt32(sources.count))
    var moments = CrossedMoments(raterCount: sources.count)
    var isEmpty = true
    for unit in scores.order {
      let values = means.map { $0[unit] }
      if values.contains(where: \.isNaN) { continue }
      moments.add(raters: raters.span, values: values.span)
      isEmpty = false
    }
    let form = IntraclassCorrelation(model: .twoWayRandom, agreement: .absolute, unit: .single)
    let figure = DriverFigure("source-convergence", term: sources.joined(separator: ", "), form: form.name)
    if isEmpty { return rows.missing(figure, .tooFewUnits, note: "no unit has all sources") }
    append(form.estimate(TwoWayAnova(moments), level: options.level), figure, &rows)
  }

  /// An estimate of a library type under the name of a figure.
  private static func append(_ estimate: Estimate, _ figure: DriverFigure, _ rows: inout SystemRows) {
    var row = rows.row(figure)
    row.estimate = estimate
    (row.estimate.quantity, row.estimate.term, row.estimate.form) = (figure.quantity, figure.term, figure.form)
    rows.append(row)
  }

  /// By how much units rate themselves above what was observed.
  static func bias(_ scores: AssessmentScores, _ rows: inout SystemRows) {
    let figure = DriverFigure("self-observer-bias", term: "self - observation")
    let missing = ["self", "observation"].filter { !scores.sources.contains($0) }
    guard missing.isEmpty else {
      return rows.missing(figure, .noEvents, note: "there is no score of the source \(missing.joined(separator: ", "))")
    }
    let (own, observed) = (scores.means(of: "self"), scores.means(of: "observation"))
    let units = scores.order.filter { !own[$0].isNaN && !observed[$0].isNaN }
    rows.pairedMean(figure, units.map { own[$0] - observed[$0] })
  }

  /// Positive and corrective remarks, over all and by unit.
  static func remarks(
    _ scores: AssessmentScores, _ table: DriverTable, _ options: DriverOptions, _ rows: inout SystemRows
  ) {
    let (ratio, share) = ("positive-ratio", "positive-share")
    guard table.has("praise"), table.has("corrective") else {
      return rows.missing(
        DriverFigure(ratio, form: RemarkCounts.form), .noTable,
        note: "fill the columns praise and corrective of fidelity-assessment.csv")
    }
    let (dates, units) = (table.numbers("date"), scores.units)
    let (praise, corrective) = (table.numbers("praise"), table.numbers("corrective"))
    var counts = Array(repeating: RemarkCounts(), count: units.labels.count)
    for row in 0..<table.rowCount where units.codes[row] != missingKey && !(dates[row] > options.asOf) {
      let remarks = RemarkCounts(positive: praise[row], corrective: corrective[row])
      if !remarks.total.isNaN { counts[Int(units.codes[row])].add(remarks) }
    }
    var all = RemarkCounts()
    for unit in scores.order { all.add(counts[unit]) }
    rows.remarkRatio(DriverFigure(ratio, form: RemarkCounts.form), all)
    if let cluster = options.cluster, table.has(cluster), all.total > 0 {
      rows.ratio(DriverFigure(share), Self.parts(counts, scores, table.names(cluster)), isShare: true)
    } else {
      rows.remarkShare(DriverFigure(share), all, note: table.counts(options).withoutCluster(nil))
    }
    for unit in scores.order where counts[unit].total > 0 {
      let name = units.labels[unit]
      rows.remarkRatio(DriverFigure(ratio, form: RemarkCounts.form, unitKind: "unit", unit: name), counts[unit])
      rows.remarkShare(DriverFigure(share, unitKind: "unit", unit: name), counts[unit])
    }
  }

  /// Positive and all remarks by cluster; a unit without one is one of its own.
  private static func parts(
    _ counts: [RemarkCounts], _ scores: AssessmentScores, _ clusters: NameColumn
  ) -> [(y: Double, x: Double)] {
    var parts = Array(repeating: (y: 0.0, x: 0.0), count: clusters.labels.count)
    var alone: [(y: Double, x: Double)] = []
    for unit in scores.order where counts[unit].total > 0 && scores.rowOfUnit[unit] >= 0 {
      let code = clusters.codes[scores.rowOfUnit[unit]]
      if code == missingKey {
        alone.append((counts[unit].positive, counts[unit].total))
      } else {
        parts[Int(code)].y += counts[unit].positive
        parts[Int(code)].x += counts[unit].total
      }
    }
    return clusters.order.map { parts[$0] }.filter { $0.x > 0 } + alone
  }
}

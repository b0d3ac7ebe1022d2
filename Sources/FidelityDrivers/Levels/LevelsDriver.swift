import FidelityComponents
package import FidelityData
import FidelityProbability
import FidelitySystem

/// Levels: how much of the lasting variation in fidelity lies above the classroom. Teachers are not in it alone.
package enum LevelsDriver: DriverAnalysis {
  package static let system = DriverSystem.levels
  package static let roles: [DriverRole] = [.fidelityAssessment, .units]
  package static let headlines = [
    DriverHeadline("system-share", form: "of lasting", "lasting variation above the classroom")
  ]

  /// The levels that are the teacher's own, and not the system's.
  private static let own: Set<String> = ["unit", "classroom", "teacher", LevelVariances.occasion]

  /// Groups that lie in two groups of the level above.
  package static func errors(_ tables: DriverTables, _ options: DriverOptions) -> [DataError] {
    guard let table = tables[.fidelityAssessment] else { return [] }
    let columns = LevelScores.columns(table, options)
    var errors: [DataError] = []
    for (inner, outer) in zip(columns, columns.dropFirst()) {
      var parents = [UInt32](repeating: missingKey, count: inner.names.labels.count)
      var isReported = [Bool](repeating: false, count: parents.count)
      for row in 0..<table.rowCount {
        let (group, parent) = (inner.names.codes[row], outer.names.codes[row])
        guard group != missingKey, parent != missingKey else { continue }
        let place = Int(group)
        if parents[place] == missingKey { parents[place] = parent }
        guard parents[place] != parent, !isReported[place] else { continue }
        isReported[place] = true
        errors.append(
          table.error(
            "the \(inner.name) \(inner.names.labels[place]) lies in another \(outer.name) in a row before", row: row,
            column: outer.name, hint: "Correct it, or give different groups different names."))
      }
    }
    return errors
  }

  package static func compute(_ tables: DriverTables, _ options: DriverOptions, _ rows: inout SystemRows) {
    let headline = DriverFigure("system-share", form: "of lasting")
    guard let table = tables[.fidelityAssessment] else {
      return rows.missing(headline, .noTable, note: "fill fidelity-assessment.csv")
    }
    let data = LevelScores(table, options)
    variances(data, options, &rows)
    scores(data, options, &rows)
    rows.later(.fidelityAssessment, table.laterCount("date", asOf: options.asOf))
  }

  // MARK: - Variances

  private static func variances(_ data: LevelScores, _ options: DriverOptions, _ rows: inout SystemRows) {
    let variances = LevelVariances(data)
    for name in variances.single {
      for figure in [
        DriverFigure("variance-component", term: name), DriverFigure("variance-share", term: name, form: "of total"),
      ] { rows.missing(figure, .tooFewUnits, note: "there is one \(name)") }
    }
    for block in variances.blocks {
      for name in block.names { component(name, block, variances, options, &rows) }
    }
    systemShares(data, variances, options, &rows)
  }

  private static func component(
    _ name: String, _ block: LevelVariances.Block, _ variances: LevelVariances, _ options: DriverOptions,
    _ rows: inout SystemRows
  ) {
    let figure = DriverFigure("variance-component", term: name)
    var row = rows.row(figure)
    row.estimate.method = "reml"
    row.estimate.unitCount = variances.unitCount
    if let component = block.component, block.names.count == 1 {
      row.estimate.estimate = component.value
      row.estimate.standardError = component.standardError
      row.estimate.status = component.isAtBoundary ? .singularFit : .ok
      if let fit = variances.fit, fit.status != .ok { row.estimate.note = fit.note }
    } else if block.names.count > 1 {
      (row.estimate.status, row.estimate.note) = (.confounded, variances.confusion(block))
    } else {
      row.estimate.status = variances.fit?.status ?? .tooFewUnits
      row.estimate.note = variances.fit?.note ?? "no level has two groups"
    }
    rows.append(row)
    let forms = name == LevelVariances.occasion ? ["of total"] : ["of total", "of lasting"]
    for form in forms {
      append(
        variances.share(ofLasting: form == "of lasting") { $0 == name },
        DriverFigure("variance-share", term: name, form: form), variances, options, &rows)
    }
  }

  private static func systemShares(
    _ data: LevelScores, _ variances: LevelVariances, _ options: DriverOptions, _ rows: inout SystemRows
  ) {
    for form in ["of lasting", "of total"] {
      let figure = DriverFigure("system-share", form: form)
      let system = data.levels.map(\.name).filter { !own.contains($0) }
      if system.isEmpty {
        rows.missing(
          figure, .noTable, note: "fill units.csv: the building, the district and further levels of each unit")
        continue
      }
      if system.allSatisfy(variances.single.contains) {
        rows.missing(figure, .tooFewUnits, note: "there is one \(system[0])")
        continue
      }
      var share = variances.share(ofLasting: form == "of lasting") { !own.contains($0) }
      if data.isOfObservations { share.note = share.note.map { "\($0); observations alone" } ?? "observations alone" }
      append(share, figure, variances, options, &rows)
    }
  }

  /// A share with limits from its logit, which stay in 0...1.
  private static func append(
    _ share: LevelVariances.Share, _ figure: DriverFigure, _ variances: LevelVariances, _ options: DriverOptions,
    _ rows: inout SystemRows
  ) {
    var row = rows.row(figure)
    row.estimate.estimate = share.value
    row.estimate.standardError = share.standardError
    row.estimate.unitCount = variances.unitCount
    row.estimate.method = "reml"
    (row.estimate.status, row.estimate.note) = (share.status, share.note)
    if share.standardError > 0, share.value > 0, share.value < 1 {
      let z = Normal.standard.quantile(upperTail: (1 - options.level) / 2)
      let reach = z * share.standardError / (share.value * (1 - share.value))
      let odds = log(share.value / (1 - share.value))
      row.estimate.lower = 1 / (1 + exp(reach - odds))
      row.estimate.upper = 1 / (1 + exp(-reach - odds))
      row.estimate.level = options.level
      row.estimate.method = "reml, logit limits"
    }
    rows.append(row)
  }

  // MARK: - Scores

  private static func scores(_ data: LevelScores, _ options: DriverOptions, _ rows: inout SystemRows) {
    for level in data.levels {
      var counts = data.table.counts(options)
      for (group, score) in level.scores.enumerated() where !score.isNaN {
        counts.add(CutScore.isReached(score, options.cut), row: level.rows[group])
      }
      rows.share(
        DriverFigure("share-at-criterion", term: level.name), counts, empty: .tooFewObservations,
        note: "\(CategoryDictionary.label(options.cut)) or more")
    }
    for place in data.levels.indices.dropFirst() {
      let (level, below) = (data.levels[place], data.levels[place - 1].name)
      let parts = data.parts(of: place)
      for group in level.names.order where !parts[group].isEmpty {
        let figure = DriverFigure(
          "fidelity-score", form: "mean of \(below)s", unitKind: level.name, unit: level.names.labels[group])
        mean(figure, parts[group], below, &rows)
      }
    }
    guard let outermost = data.levels.last else { return }
    mean(
      DriverFigure("fidelity-score", form: "mean of \(outermost.name)s"), outermost.scores.filter { !$0.isNaN },
      outermost.name, &rows)
  }

  /// The mean of the units just below; one of them has no error.
  private static func mean(_ figure: DriverFigure, _ values: [Double], _ below: String, _ rows: inout SystemRows) {
    if values.count == 1 {
      rows.whole(figure, values[0], count: 1, status: .tooFewUnits, note: "one \(below): no error")
    } else {
      let isShare = values.allSatisfy { (0...1).contains($0) }
      rows.mean(figure, values, within: isShare ? 0...1 : nil, empty: .tooFewObservations)
    }
  }
}

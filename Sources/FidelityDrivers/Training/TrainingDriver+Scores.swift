import FidelityComponents
import FidelityData
import FidelityMeasurement
import FidelityTrends

extension TrainingDriver {
  /// `normalised-gain`, `hedges-g` and `share-at-mastery`.
  static func gains(_ scores: TrainingScores, _ table: DriverTable, _ rows: inout SystemRows) {
    let persons = scores.participants
    let (before, after, maximum) = (persons.map(\.before), persons.map(\.after), persons.map(\.maximum))
    let gain = NormalisedGain(before: before, after: after, maximum: maximum)
    for form in NormalisedGain.Form.allCases {
      if form == .wholeClass {
        scores.classGain(persons, DriverFigure("normalised-gain", form: form.rawValue), &rows)
      } else {
        gain.append(form, &rows)
      }
    }
    let effect = PairedEffectSize(before: before, after: after)
    for kind in PairedEffectSize.Kind.allCases {
      var row = rows.row(DriverFigure("hedges-g", form: kind.rawValue))
      row.estimate = effect.estimate(kind, level: rows.options.level)
      rows.append(row)
    }
    for (term, points) in [("before", before), ("after", after)] {
      var counts = table.counts(rows.options)
      for place in points.indices where !points[place].isNaN && !maximum[place].isNaN {
        counts.add(
          CutScore.isReached(points[place], rows.options.mastery * maximum[place]), row: persons[place].row)
      }
      let share = CategoryDictionary.label(rows.options.mastery)
      rows.share(
        DriverFigure("share-at-mastery", term: term), counts, empty: .tooFewUnits,
        note: "at least \(share) of the points")
    }
  }

  /// `trainer-icc` and `variance-component` of gains, and `trainer-gain`.
  static func trainers(_ scores: TrainingScores, _ table: DriverTable, _ rows: inout SystemRows) {
    let trainers = table.names("trainer")
    let icc = DriverFigure("trainer-icc", form: "ICC(1)")
    if trainers.labels.isEmpty {
      return rows.missing(icc, .tooFewUnits, note: "fill trainer in training-scores.csv")
    }
    let byTrainer = scores.gains(trainers)
    var gains: [[Double]] = []
    var moments = OneWayMoments()
    for trainer in trainers.order {
      let own = byTrainer[trainer]
      let group = [UInt32](repeating: UInt32(gains.count), count: own.count)
      moments.add(groups: group.span, values: own.span)
      gains.append(own)
    }
    let anova = OneWayAnova(moments, term: "trainer")
    var row = rows.row(icc)
    if let estimate = GroupIntraclass(anova).estimates(level: rows.options.level).first { row.estimate = estimate }
    (row.estimate.quantity, row.estimate.form) = (icc.quantity, icc.form)
    rows.append(row)
    for (term, component) in zip(["trainer", "within trainers"], anova.components) {
      var row = rows.row(DriverFigure("variance-component", term: term))
      row.estimate.method = "anova"
      row.estimate.unitCount = gains.count { !$0.isEmpty }
      row.estimate.estimate = component.value
      if component.value.isNaN {
        row.estimate.status = anova.status == .ok ? .tooFewObservations : anova.status
      } else if component.raw < 0 {
        row.estimate.status = .singularFit
        row.estimate.note = "trainers differ less than chance would have them: \(component.raw)"
      }
      rows.append(row)
    }
    for (place, trainer) in trainers.order.enumerated() {
      rows.mean(DriverFigure("trainer-gain", term: trainers.labels[trainer]), gains[place])
    }
  }

  /// `transfer-slope` and `transfer-correlation` of fidelity on the points after training.
  static func transfer(_ scores: TrainingScores, _ rows: inout SystemRows) {
    let (after, fidelity) = (scores.participants.map(\.after), scores.fidelity)
    let pairs = after.indices.filter { !(after[$0] + fidelity[$0]).isNaN }
    let (x, y) = (pairs.map { after[$0] }, pairs.map { fidelity[$0] })
    var moments = GroupedMoments()
    moments.add(x: x.span, y: y.span)
    let estimates = GroupedTrend(predictor: "after", level: rows.options.level).estimates(moments, group: 0)
    let note = pairs.isEmpty ? "fill fidelity in training-scores.csv" : nil
    var slope = rows.row(DriverFigure("transfer-slope"))
    if let estimate = estimates.first(where: { $0.term == "after" }) { slope.estimate = estimate }
    (slope.estimate.quantity, slope.estimate.term) = ("transfer-slope", nil)
    slope.estimate.unitCount = pairs.count
    slope.estimate.note = note ?? "fidelity by point after training"
    rows.append(slope)
    var correlation = rows.row(DriverFigure("transfer-correlation"))
    correlation.estimate = PairCorrelation(PairMoments(x, y)).estimate(level: rows.options.level)
    correlation.estimate.quantity = "transfer-correlation"
    if let note { correlation.estimate.note = note }
    rows.append(correlation)
  }
}

import FidelityComponents
import FidelityData
import FidelityMeasurement

extension CoachingGain {
  /// The rows of how coaches differ.
  func variance(_ rows: inout SystemRows) {
    let figure = DriverFigure("coach-icc", form: "ICC(1)")
    if var found = GroupIntraclass(anova).estimates(level: rows.options.level).first {
      (found.quantity, found.form) = (figure.quantity, figure.form)
      if found.status == .tooFewUnits { found.note = "there is one coach: nothing varies between coaches" }
      if anova.status == .tooFewObservations, coacheeCount > 1 {
        found.note = "each coach has one coachee: nothing varies within coaches"
      }
      var row = rows.row(figure)
      row.estimate = found
      rows.append(row)
    }
    let terms: [(term: String, form: String?)] = [("coach", "raw"), ("within coaches", nil)]
    for (name, component) in zip(terms, anova.components) {
      var row = rows.row(DriverFigure("variance-component", term: name.term, form: name.form))
      row.estimate.estimate = component.raw.isFinite ? component.raw : .nan
      row.estimate.method = "anova"
      row.estimate.unitCount = coachCount
      row.estimate.observationCount = coacheeCount
      if row.estimate.estimate.isNaN { row.estimate.status = anova.status == .ok ? .noVariation : anova.status }
      rows.append(row)
    }
  }
}

import Fidelity

extension Subject {
  /// The standard error of measurement, of which the smallest detectable change is a multiple.
  static let measurementErrors = Subject(
    name: "Standard error of measurement and smallest detectable change",
    model: """
      Ratings as above, ICC(A,1) = .5. The smallest detectable change is a multiple of the SEM, and its limits cover
      alike.
      """,
    seed: 1_400,
    experiments: [(30, 4), (10, 3)].flatMap { units, raters in
      [(MeasurementError.Kind.oneWay, 0.0), (.consistency, 0.25), (.agreement, 0.25), (.agreement, 0.75)].map {
        error($0, units, raters, raterShare: $1)
      }
    })

  private static func error(
    _ kind: MeasurementError.Kind, _ units: Int, _ raters: Int, raterShare: Double
  ) -> Experiment {
    let model = RatingModel(units: units, raters: raters, correlation: 0.5, raterShare: raterShare)
    let variance = kind == .consistency ? model.residual : model.rater + model.residual
    let method = kind == .agreement ? "Graybill-Wang" : "chi-squared"
    let interval = Interval("SEM, \(kind.rawValue)", method, truth: variance.squareRoot())
    return Experiment(kind == .oneWay ? model.design : model.designWithRaters, [interval]) { stream in
      let error = MeasurementError(kind, TwoWayAnova(model.sample(&stream)))
      return [Limits(error.lower, error.upper)]
    }
  }
}

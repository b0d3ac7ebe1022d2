import Fidelity

extension Subject {
  /// The forms of the intraclass correlation where every rater rated every unit.
  static let completeRatings = Subject(
    name: "Intraclass correlation of complete ratings",
    model: """
      Rating = unit + rater + residual, normal; raters have a quarter of the variance that units leave, and are drawn
      anew for each sample, unless another share is said. ICC(1,1): raters differ from unit to unit.
      """,
    seed: 1_100,
    experiments: sizes.flatMap { units, raters in
      [0.1, 0.5, 0.9].flatMap { [oneWay(units, raters, $0), twoWay(units, raters, $0)] }
    } + (sizes + [(100, 3)]).map { twoWay($0, $1, 0.5, raterShare: 0.75) })

  private static let sizes = [(30, 4), (10, 3)]

  /// By test inversion at the true coefficient, and with the true degrees of freedom.
  private static func reason(raterShare: Double) -> String {
    raterShare > 0.5
      ? "degrees of freedom come from the raters' mean square, too many where it is small by chance; with the true "
        + "ones .97. `--method reml` has profile limits"
      : "degrees of freedom at the estimate; at the true coefficient .954"
  }

  private static func oneWay(_ units: Int, _ raters: Int, _ correlation: Double) -> Experiment {
    let model = RatingModel(units: units, raters: raters, correlation: correlation, raterShare: 0)
    let form = IntraclassCorrelation(model: .oneWay, agreement: .absolute, unit: .single)
    let interval = Interval("ICC(1,1)", "F", truth: correlation)
    return Experiment("\(units) units x \(raters) ratings, ICC(1,1) = \(decimal(correlation))", [interval]) { stream in
      [Limits(form.interval(TwoWayAnova(model.sample(&stream))))]
    }
  }

  private static func twoWay(
    _ units: Int, _ raters: Int, _ correlation: Double, raterShare: Double = 0.25
  ) -> Experiment {
    let model = RatingModel(units: units, raters: raters, correlation: correlation, raterShare: raterShare)
    let forms = IntraclassCorrelation.all.filter { $0.model == .twoWayRandom }
    let intervals = forms.map { form in
      Interval(
        form.mcGrawWongName, form.agreement == .absolute ? "F, Satterthwaite" : "F", truth: model.truth(form),
        reason: form.agreement == .absolute ? reason(raterShare: raterShare) : nil)
    }
    return Experiment(raterShare == 0.25 ? model.design : model.designWithRaters, intervals) { stream in
      let anova = TwoWayAnova(model.sample(&stream))
      return forms.map { Limits($0.interval(anova)) }
    }
  }
}

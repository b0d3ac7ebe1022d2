import Fidelity

extension Subject {
  /// One-way correlations of units with unequal numbers of ratings.
  static let unbalancedRatings = Subject(
    name: "Intraclass correlation of units with unequal numbers of ratings",
    model: """
      Rating = unit + residual, normal. Units have 1, 2, 3, 4, 8 ratings in turn. `exact` is the default of
      `fidelity icc`; `profile` by restricted likelihood.
      """,
    seed: 1_200,
    experiments: [30, 10].flatMap { units in [0.1, 0.5, 0.9].map { unbalanced(units, $0) } })

  /// Two-way correlations and components where ratings are missing.
  static let incompleteRatings = Subject(
    name: "Intraclass correlation where ratings are missing",
    model: """
      Rating = unit + rater + residual as above, each missing with probability .05; restricted likelihood, of which
      `fidelity icc` has profile limits alone. Those of ICC(A,k) and ICC(C,k) are the images of these and cover alike.
      """,
    seed: 1_300,
    experiments: [(30, 4), (10, 3)].flatMap { units, raters in
      [0.1, 0.5, 0.9].map { incomplete(units, raters, $0) }
    } + [(30, 4), (10, 3), (100, 3)].map { incomplete($0, $1, 0.5, raterShare: 0.75) })

  private static func reason(_ kind: OneWayIntraclassCorrelation.Interval) -> String? {
    switch kind {
    case .searle: "k0 stands for all sizes, which is right where units differ little: `exact` is right everywhere"
    case .thomasHultquist: "units weigh alike, which is right where they differ much: `exact` is right everywhere"
    case .wald: nil
    }
  }

  private static let atBound = "an estimate ends at 0, from where the fall of the likelihood is counted then"
  private static let fewRaters = "as of a variance with two degrees of freedom, whose profile limits have .932"
  private static let notFound = "the search for a limit fails where the profile has two minima in the raters' variance"

  private static func unbalanced(_ units: Int, _ correlation: Double) -> Experiment {
    let sizes = (0..<units).map { [1, 2, 3, 4, 8][$0 % 5] }
    let codes = sizes.enumerated().flatMap { [UInt32](repeating: UInt32($0), count: $1) }
    let kinds = OneWayIntraclassCorrelation.Interval.allCases
    let form = IntraclassCorrelation(model: .oneWay, agreement: .absolute, unit: .single)
    let intervals =
      kinds.map { Interval("ICC(1,1)", $0.rawValue, truth: correlation, reason: reason($0)) }
      + [Interval("ICC(1,1)", "profile", truth: correlation, reason: atBound)]
    return Experiment("\(units) units x 1 to 8 ratings, ICC(1,1) = \(decimal(correlation))", intervals) {
      stream in
      let levels = sizes.map { _ in correlation.squareRoot() * stream.normal() }
      let values = codes.map { levels[Int($0)] + (1 - correlation).squareRoot() * stream.normal() }
      var moments = OneWayMoments()
      moments.add(groups: codes.span, values: values.span)
      let sizes = moments.sizes
      let coefficient = OneWayIntraclassCorrelation(OneWayAnova(sizes, term: "unit"))
      let profile = form.estimate(sizes.fit(term: "unit"), raterCount: sizes.k0)
      return kinds.map { Limits(coefficient.interval($0)) } + [Limits(profile)]
    }
  }

  private static func incomplete(
    _ units: Int, _ raters: Int, _ correlation: Double, raterShare: Double = 0.25
  ) -> Experiment {
    let model = RatingModel(units: units, raters: raters, correlation: correlation, raterShare: raterShare)
    let forms = IntraclassCorrelation.all.filter { $0.model == .twoWayRandom && $0.unit == .single }
    let components = [("unit", model.unit), ("rater", model.rater), ("residual", model.residual)]
    let intervals =
      forms.map { form in
        Interval(
          form.mcGrawWongName, "profile", truth: model.truth(form), reason: raterShare > 0.5 ? fewRaters : atBound,
          absence: notFound)
      } + components.map { Interval("variance of \($0)", "profile", truth: $1, reason: atBound, absence: notFound) }
    let design = raterShare == 0.25 ? model.design : model.designWithRaters
    return Experiment(design, samples: 2_000, intervals) { stream in
      let fit = model.sample(missing: 0.05, &stream).fit()
      guard fit.criterion.isFinite else { return intervals.map { _ in nil } }
      return forms.map { Limits($0.estimate(fit, raterCount: Double(raters))) }
        + components.map { term, _ in Limits(fit.profileInterval(term).map { ($0.lower, $0.upper) }) }
    }
  }
}

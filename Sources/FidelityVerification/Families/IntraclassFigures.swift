import FidelityComponents
import FidelityData
import FidelityMeasurement

/// Intraclass correlations and errors of measurement.
struct IntraclassFigures: FigureFamily {
  func computation(of figure: PublishedFigure, in dataset: PublishedDataset) throws(DataError) -> Computation? {
    switch figure.quantity {
    case "icc" where dataset.slug == "one-way-ticks" || figure.options["rater"] != nil:
      return try oneWay(figure, DesignTable(dataset.table()))
    case "icc", "icc-test": return try twoWay(figure, DesignTable(dataset.table()))
    case "icc-inter-rater", "icc-intra-rater": return try replicated(figure, DesignTable(dataset.table()))
    case "sem", "smallest-detectable-change":
      let table = try DesignTable(dataset.table())
      return dataset.slug == "replicates-fat" ? try replicated(figure, table) : try error(figure, table)
    default: return nil
    }
  }

  private func form(_ figure: PublishedFigure) -> IntraclassCorrelation? {
    let (name, model) = (figure.options["form"], figure.options["model"])
    return IntraclassCorrelation.all.first {
      (name == $0.mcGrawWongName || name == $0.shroutFleissName) && (model == nil || model == $0.model.rawValue)
    }
  }

  private func twoWay(_ figure: PublishedFigure, _ table: DesignTable) throws(DataError) -> Computation {
    guard let form = form(figure) else { return .notComputed("there is no such form") }
    let raters = figure.options["raters"]?.split(separator: "|").map(String.init)
    let moments = try table.crossed(raters: raters)
    if figure.options["method"] == "REML" {
      let fit = form.model == .oneWay ? moments.unitSizes.fit(term: "unit") : moments.fit()
      return .computed(ComputedFigure(form.estimate(fit, raterCount: Double(moments.raterCount))))
    }
    let degrees: AgreementDegreesOfFreedom = figure.options["satterthwaite"] == "estimate" ? .estimate : .nullValue
    let rho0 = figure.options["rho0"].flatMap(Double.init) ?? 0
    guard rho0 >= 0, rho0 < 1 else { return .notComputed("rho0 lies in 0 ..< 1") }
    let anova = TwoWayAnova(moments)
    var computed = ComputedFigure(form.estimate(anova, rho0: rho0, degreesOfFreedom: degrees))
    if let test = form.test(anova, rho0: rho0, degreesOfFreedom: degrees) {
      computed.numbers[.degreesOfFreedom] = test.numeratorDegreesOfFreedom
      computed.numbers[.denominatorDegreesOfFreedom] = test.denominatorDegreesOfFreedom
    }
    if ["interval", "interval-convention"].contains(where: { figure.options[$0]?.hasPrefix("irr") == true }) {
      let limits = form.limitsOfIrr(anova)
      (computed.numbers[.lower], computed.numbers[.upper]) = (limits?.lower, limits?.upper)
    }
    return .computed(computed)
  }

  private func oneWay(_ figure: PublishedFigure, _ table: DesignTable) throws(DataError) -> Computation {
    if figure.options["method"] == "REML" {
      let fit = try table.oneWay("unit").fit(term: "unit")
      let form = IntraclassCorrelation(model: .oneWay, agreement: .absolute, unit: .single)
      return .computed(ComputedFigure(form.estimate(fit, raterCount: 1)))
    }
    let moments: OneWayMoments
    if let rater = figure.options["rater"] {
      moments = try table.oneWay("unit", rater: rater)
    } else {
      moments = try table.oneWay("unit")
    }
    let icc = OneWayIntraclassCorrelation(OneWayAnova(moments))
    let kinds: [String: OneWayIntraclassCorrelation.Interval] = [
      "searle-k0": .searle, "thomas-hultquist": .thomasHultquist,
    ]
    var computed = ComputedFigure(icc.estimates(kinds[figure.options["interval"] ?? ""] ?? .wald)[0])
    if let error = figure.options["standard-error"] {
      computed.numbers[.standardError] = error.hasPrefix("Smith") ? icc.smithError : icc.swigerError
    }
    return .computed(computed)
  }

  private func error(_ figure: PublishedFigure, _ table: DesignTable) throws(DataError) -> Computation {
    guard let kind = MeasurementError.Kind(rawValue: figure.options["type"] ?? "") else {
      return .notComputed("there is no such error of measurement")
    }
    let error = MeasurementError(kind, TwoWayAnova(try table.crossed()))
    let multiplier = figure.options["multiplier"].flatMap(Double.init)
    switch (figure.quantity, figure.options["level"]) {
    case ("sem", _): return .computed(ComputedFigure(value: error.value))
    case (_, "group"):
      return .computed(ComputedFigure(value: error.smallestDetectableGroupChange(multiplier: multiplier)))
    default: return .computed(ComputedFigure(value: error.smallestDetectableChange(multiplier: multiplier)))
    }
  }

  private func replicated(_ figure: PublishedFigure, _ table: DesignTable) throws(DataError) -> Computation {
    let reliability = ReplicatedReliability(ReplicatedAnova(try table.replicated()))
    let raters: ReplicatedReliability.Raters = figure.options["raters"]?.hasPrefix("fixed") == true ? .fixed : .random
    let isWithin = figure.options["type"] == "intra-rater"
    let error = isWithin ? reliability.errorWithinRaters : reliability.errorBetweenRaters
    switch figure.quantity {
    case "icc-inter-rater":
      let replicates = figure.options["replicates"].flatMap(Double.init) ?? 1
      return .computed(ComputedFigure(value: reliability.betweenRaters(raters, replicates: replicates)))
    case "icc-intra-rater": return .computed(ComputedFigure(value: reliability.withinRaters(raters)))
    case "sem": return .computed(ComputedFigure(value: error))
    default:
      let multiplier = figure.options["multiplier"].flatMap(Double.init) ?? 1.96
      return .computed(ComputedFigure(value: multiplier * 2.0.squareRoot() * error))
    }
  }
}

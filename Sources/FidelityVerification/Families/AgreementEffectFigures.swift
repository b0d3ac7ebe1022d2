import FidelityData
import FidelityReliability

/// The percent agreement of one unit: the quantity `unit-agreement`.
struct UnitAgreementFigures: FigureFamily {
  func computation(of figure: PublishedFigure, in dataset: PublishedDataset) throws(DataError) -> Computation? {
    guard figure.quantity == "unit-agreement", let unit = figure.options["unit"] else { return nil }
    let ratings = try AgreementRatings(figure, in: dataset)
    let analysis = AgreementAnalysis(
      [.percentAgreement(figure.weights ?? .identity)], declaredCategories: figure.declaredCategories)
    let found = analysis.influences(of: ratings.table, limit: ratings.units.count).first { influence in
      if case .unit(let code) = influence.subject { ratings.units[Int(code)] == unit } else { false }
    }
    guard let found else { return .notComputed("there is no unit \(unit)") }
    return .computed(ComputedFigure(value: found.agreement))
  }
}

/// What leaving out a unit, a rater or a category does to a coefficient: the quantity `effect`.
struct AgreementEffectFigures: FigureFamily {
  func computation(of figure: PublishedFigure, in dataset: PublishedDataset) throws(DataError) -> Computation? {
    guard figure.quantity == "effect", let name = figure.options["coefficient"], let what = figure.options["without"],
      let which = figure.options["which"]
    else { return nil }
    guard let coefficient = figure.coefficient(named: name) else {
      return .notComputed("there is no such variant of \(name)")
    }
    let ratings = try AgreementRatings(figure, in: dataset)
    let analysis = AgreementAnalysis([coefficient], declaredCategories: figure.declaredCategories)
    let influences = analysis.influences(of: ratings.table, limit: ratings.units.count)
    let found = influences.first { influence in
      switch influence.subject {
      case .unit(let code): what == "unit" && ratings.units[Int(code)] == which
      case .rater(let code): what == "rater" && ratings.raters[Int(code)] == which
      case .category(let code): what == "category" && ratings.table.dictionary.labels[Int(code)] == which
      }
    }
    // A unit that does not count for alpha has no row, and no effect.
    if found == nil, what == "unit", ratings.units.contains(which) { return .computed(ComputedFigure(value: 0)) }
    guard let found else { return .notComputed("there is no \(what) \(which)") }
    return .computed(ComputedFigure(value: found.effect))
  }
}

import FidelityData
import FidelityLinearAlgebra

extension CrossedMoments {
  /// What is left of the ratings beside units and raters as fixed effects.
  struct Residual: Sendable {
    var squares: Double
    /// N - units - raters + parts.
    var degreesOfFreedom: Double
    /// Parts of the ratings that share no unit and no rater.
    var partCount: Int
  }

  /// The residual of the additive model with fixed effects, by the raters' normal equations with units absorbed.
  /// - Complexity: O(raters^3).
  func residual() -> Residual {
    let model = CrossedLikelihood(self, terms: ["unit", "rater"])
    let r = model.raterCount
    let parts = model.parts()
    let partCount = (parts.max() ?? -1) + 1
    let degrees = observationCount - unitCount - Double(r) + Double(partCount)
    var sizes = [Double](repeating: 0, count: partCount)
    for part in parts { sizes[part] += 1 }
    // S is singular: a constant may be added to all raters of a part. With such a constant asked to be 0 it is not, and
    // the deviations, which sum to 0 in each part, have the same solution.
    var system = Matrix(columnMajor: model.within, rowCount: r, columnCount: r)
    let scale = max(1, system.diagonal.reduce(0, +) / Double(max(1, r)))
    for i in 0..<r {
      for j in 0..<r where parts[i] == parts[j] { system[i, j] += scale / sizes[parts[i]] }
    }
    guard let factors = try? Cholesky(system) else {
      return Residual(squares: .nan, degreesOfFreedom: degrees, partCount: partCount)
    }
    let effects = factors.solve(model.deviations)
    let explained = VectorProducts.dot(effects.span, model.deviations.span)
    let rest = withinSquares - explained
    return Residual(
      squares: rest <= Self.rounding * withinSquares ? 0 : rest, degreesOfFreedom: degrees, partCount: partCount)
  }

  /// Squares of so small a share of those they are the rest of are the rounding of none.
  static let rounding = 1e-12

  /// Components of units, raters and residual by likelihood, where cells are missing or not; units are absorbed.
  ///
  /// | data | status |
  /// |---|---|
  /// | no value | `too-few-observations` |
  /// | one unit | `too-few-units` |
  /// | one rater | `too-few-raters` |
  /// | nothing left beside units and raters | `too-few-observations` |
  /// | all values equal | `no-variation` |
  /// | the residual is 0 | `exact-fit`: the likelihood has no maximum |
  /// | parts that share no unit and no rater | as the fit has it, with a note |
  /// | a component is 0 | `singular-fit`, with all figures |
  ///
  /// - Parameter terms: the names of units and raters.
  /// - Complexity: O(distinct m x raters^2 + raters^3) per evaluation, some 30 of them; the number of units does not
  ///   matter. Where there are more raters than units, swap them.
  public func fit(
    _ method: LikelihoodMethod = .restricted, terms: (unit: String, rater: String) = ("unit", "rater")
  ) -> ComponentFit {
    let names = [terms.unit, terms.rater]
    func without(_ status: Status, _ note: String) -> ComponentFit {
      ComponentFit(without: names, method, observationCount: Int(observationCount), status, note: note)
    }
    if observationCount == 0 { return without(.tooFewObservations, "all ratings are missing") }
    let between = unitSizes.betweenSquares
    guard between.isFinite, withinSquares.isFinite else { return without(.outOfRange, "squares overflow") }
    if unitCount < 2 { return without(.tooFewUnits, "there is one \(terms.unit): nothing varies between them") }
    if activeRaterCount < 2 {
      return without(.tooFewRaters, "there is one \(terms.rater): nothing varies between them")
    }
    if between == 0 && withinSquares == 0 { return without(.noVariation, "all ratings are equal") }
    let residual = residual()
    if residual.degreesOfFreedom < 1 {
      return without(
        .tooFewObservations,
        "\(terms.unit) and \(terms.rater) leave no rating over: their variances cannot be told from the residual")
    }
    guard residual.squares > 0, withinSquares > GroupSizes.rounding * between else {
      return without(
        .exactFit,
        "\(terms.unit) and \(terms.rater) give every rating: the residual variance is 0 and the likelihood has no "
          + "maximum"
      )
    }
    var fit = ComponentFit(CrossedLikelihood(self, terms: names), method)
    if residual.partCount > 1 {
      fit.add(
        note: "the ratings fall into \(residual.partCount) parts that share no \(terms.unit) and no \(terms.rater): "
          + "they are compared only as samples of the same population")
    }
    return fit
  }
}

extension CrossedLikelihood {
  /// The part of each rater: two raters of a unit are in one.
  func parts() -> [Int] {
    var roots = Array(0..<raterCount)
    func root(_ rater: Int) -> Int {
      var rater = rater
      while roots[rater] != rater { rater = roots[rater] }
      return rater
    }
    for (_, sums) in classes {
      for column in 0..<raterCount {
        for row in 0..<column where sums.pairs[row + column * raterCount] > 0 {
          let (a, b) = (root(row), root(column))
          if a != b { roots[max(a, b)] = min(a, b) }
        }
      }
    }
    var numbers: [Int: Int] = [:]
    return (0..<raterCount).map { rater in
      let found = root(rater)
      if let number = numbers[found] { return number }
      numbers[found] = numbers.count
      return numbers.count - 1
    }
  }
}

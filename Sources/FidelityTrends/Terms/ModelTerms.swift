/// The right-hand side of a regression: numeric variables, factors, polynomials, splines and their products.
///
/// Factors have treatment coding: a column of 0 and 1 for each level but the reference, as R's `contr.treatment`.
/// Without an intercept the first factor has a column for every level.
public struct ModelTerms: Sendable, Hashable, Codable {
  public enum Term: Sendable, Hashable, Codable {
    /// A numeric variable.
    case variable(Int)
    /// Powers 1 to degree of a numeric variable, as they are.
    case polynomial(Int, degree: Int)
    /// A natural cubic spline of a numeric variable.
    case spline(Int, degreesOfFreedom: Int)
    /// A factor.
    case factor(Int)
    /// The products of the columns of several terms.
    indirect case interaction([Term])
  }

  public var terms: [Term]
  public var hasIntercept: Bool

  public init(_ terms: [Term], hasIntercept: Bool = true) {
    self.terms = terms
    self.hasIntercept = hasIntercept
  }

  /// What the names of columns are made of.
  public struct Names: Sendable {
    public var variables: [String]
    public var factors: [String]
    /// For each factor, its levels in order, each with its code; the first is the reference.
    public var levels: [[(code: UInt32, label: String)]]

    public init(variables: [String], factors: [String] = [], levels: [[(code: UInt32, label: String)]] = []) {
      self.variables = variables
      self.factors = factors
      self.levels = levels
    }
  }

  /// The columns in order, without the intercept.
  public func columns(_ names: Names) -> [DesignColumn] {
    var hasConstant = hasIntercept
    return terms.flatMap { term in
      let columns = Self.columns(term, names, allLevels: !hasConstant)
      if case .factor = term { hasConstant = true }
      return columns
    }
  }

  private static func columns(_ term: Term, _ names: Names, allLevels: Bool = false) -> [DesignColumn] {
    switch term {
    case .variable(let index):
      return [DesignColumn(names.variables[index], parts: [.value(variable: index)])]
    case .polynomial(let index, let degree):
      return (1...max(1, degree)).map { power in
        power == 1
          ? DesignColumn(names.variables[index], parts: [.value(variable: index)])
          : DesignColumn("\(names.variables[index])^\(power)", parts: [.power(variable: index, power)])
      }
    case .spline(let index, let count):
      return (0..<count).map { column in
        DesignColumn(
          "ns(\(names.variables[index]), \(count))\(column + 1)", parts: [.spline(variable: index, column: column)])
      }
    case .factor(let index):
      return names.levels[index].dropFirst(allLevels ? 0 : 1).map { level in
        DesignColumn(
          names.factors[index] + level.label, levels: [DesignColumn.Level(factor: index, level: level.code)])
      }
    case .interaction(let terms):
      var result = [DesignColumn]()
      for (place, term) in terms.enumerated() {
        let own = columns(term, names)
        // As R: the first term runs fastest.
        result = place == 0 ? own : own.flatMap { later in result.map { $0.times(later) } }
      }
      return result
    }
  }

  /// Whether all columns are linear in the numeric variables, whatever the levels.
  package var isLinear: Bool { terms.allSatisfy(Self.isLinear) }

  private static func isLinear(_ term: Term) -> Bool {
    switch term {
    case .variable, .factor: true
    case .polynomial(_, let degree): degree == 1
    case .spline: false
    case .interaction(let terms):
      terms.allSatisfy(isLinear) && terms.count { if case .factor = $0 { false } else { true } } <= 1
    }
  }
}

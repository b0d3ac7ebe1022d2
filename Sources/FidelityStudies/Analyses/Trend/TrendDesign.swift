import FidelityData
import FidelityTrends

/// The predictors of a trend with their names resolved: numeric variables, factors, terms.
struct TrendDesign: Sendable {
  /// The numeric variables; the first is time where `hasTime`.
  let variables: [String]
  let hasTime: Bool
  let factors: [String]
  let terms: ModelTerms
  /// The spline of time, by its degrees of freedom.
  let spline: Int?
  private let references: [String: String]

  init(_ trend: Trend, time: String?) throws(DataError) {
    hasTime = time != nil
    variables = [time].compactMap(\.self) + trend.covariates.names
    factors = trend.categorical.names
    references = trend.references
    spline = trend.spline
    var terms: [ModelTerms.Term] = []
    if time != nil {
      if let degree = trend.polynomial {
        terms.append(.polynomial(0, degree: degree))
      } else if let count = trend.spline {
        terms.append(.spline(0, degreesOfFreedom: count))
      } else {
        terms.append(.variable(0))
      }
    }
    for index in trend.covariates.names.indices { terms.append(.variable(index + (time == nil ? 0 : 1))) }
    for index in factors.indices { terms.append(.factor(index)) }
    for text in trend.interactions.names { terms.append(try Self.interaction(text, variables, factors, terms)) }
    guard !terms.isEmpty || !trend.noIntercept else {
      throw DataError(.usage(reason: "a trend without a predictor and without an intercept has no term"))
    }
    self.terms = ModelTerms(terms, hasIntercept: !trend.noIntercept && trend.absorb.names.isEmpty)
  }

  /// `time:phase` as a term; its parts are predictors of their own.
  private static func interaction(
    _ text: String, _ variables: [String], _ factors: [String], _ terms: [ModelTerms.Term]
  ) throws(DataError) -> ModelTerms.Term {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { part in
      String(part.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
    guard parts.count >= 2 else {
      throw DataError(
        .usage(reason: "an interaction is a product of predictors, as in time:phase"), value: text)
    }
    var product: [ModelTerms.Term] = []
    for part in parts {
      if let index = factors.firstIndex(of: part) {
        product.append(.factor(index))
      } else if let index = variables.firstIndex(of: part) {
        // Time in the form that it has as a term.
        product.append(terms.first { $0.variable == index } ?? .variable(index))
      } else {
        throw DataError(
          .usage(reason: "a part of an interaction is no predictor"), value: part,
          hint: "the predictors are \((variables + factors).joined(separator: ", "))")
      }
    }
    return .interaction(product)
  }

  /// The columns of the design, once the levels of factors are known.
  /// - Parameters:
  ///   - levels: for each factor, the codes of its levels in order and their labels.
  func columns(_ levels: [[(code: UInt32, label: String)]]) throws(DataError) -> [DesignColumn] {
    var ordered = levels
    for (place, factor) in factors.enumerated() {
      guard let reference = references[factor] else { continue }
      guard let first = ordered[place].firstIndex(where: { $0.label == reference }) else {
        throw DataError(
          .usage(reason: "no row has the level of reference"), column: factor, value: reference,
          hint: "the levels are \(ordered[place].prefix(10).map(\.label).joined(separator: ", "))")
      }
      ordered[place].insert(ordered[place].remove(at: first), at: 0)
    }
    return terms.columns(ModelTerms.Names(variables: variables, factors: factors, levels: ordered))
  }

  /// The places of what a test or a contrast names: a term, or all terms of a predictor.
  func places(of name: String, among terms: [String], _ columns: [DesignColumn]) -> [Int] {
    if let place = terms.firstIndex(of: name) { return [place] }
    let shift = terms.count - columns.count
    let factor = factors.firstIndex(of: name)
    let variable = variables.firstIndex(of: name)
    return columns.indices.filter { index in
      let column = columns[index]
      if let factor { return column.parts.isEmpty && column.levels.map(\.factor) == [factor] }
      if let variable {
        return column.levels.isEmpty && column.parts.count == 1 && column.parts[0].variable == variable
      }
      // An interaction as it was named.
      return isInteraction(name, column)
    }.map { $0 + shift }
  }

  private func isInteraction(_ name: String, _ column: DesignColumn) -> Bool {
    let parts = name.split(separator: ":").map(String.init)
    guard parts.count >= 2, parts.count == column.parts.count + column.levels.count else { return false }
    return parts.allSatisfy { part in
      if let factor = factors.firstIndex(of: part) { return column.levels.contains { $0.factor == factor } }
      return column.parts.contains { variables[$0.variable] == part }
    }
  }
}

extension ModelTerms.Term {
  /// The variable of a term of one.
  fileprivate var variable: Int? {
    switch self {
    case .variable(let index), .polynomial(let index, _), .spline(let index, _): index
    case .factor, .interaction: nil
    }
  }
}

extension DesignColumn.Part {
  var variable: Int {
    switch self {
    case .value(let variable), .power(let variable, _), .spline(let variable, _): variable
    }
  }
}

/// `level + 12 * slope - 0.5 * treated`: terms with weights.
struct TermSum {
  private(set) var parts: [(weight: Double, term: String)] = []

  /// Nil where the text is none.
  init?(_ text: String) {
    var rest = Substring(text)
    var sign = 1.0
    var isFirst = true
    while true {
      rest = rest.drop(while: \.isWhitespace)
      if rest.isEmpty { break }
      if let character = rest.first, "+-".contains(character) {
        sign = character == "-" ? -1 : 1
        rest = rest.dropFirst().drop(while: \.isWhitespace)
      } else if !isFirst {
        return nil
      }
      isFirst = false
      var weight = 1.0
      if let star = rest.firstIndex(of: "*") {
        let number = rest[..<star].trimmingBlanks
        if let value = Double(number), value.isFinite {
          weight = value
          rest = rest[rest.index(after: star)...].drop(while: \.isWhitespace)
        }
      }
      // A term goes up to the next sign that has a blank before it.
      var end = rest.endIndex
      var before: Character?
      for index in rest.indices {
        if "+-".contains(rest[index]), before?.isWhitespace == true {
          end = index
          break
        }
        before = rest[index]
      }
      let term = rest[..<end].trimmingBlanks
      guard !term.isEmpty else { return nil }
      parts.append((sign * weight, term))
      rest = rest[end...]
    }
    if parts.isEmpty { return nil }
  }
}

extension Substring {
  fileprivate var trimmingBlanks: String {
    String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
  }
}

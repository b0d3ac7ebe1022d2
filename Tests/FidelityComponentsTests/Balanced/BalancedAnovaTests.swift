import FidelityComponents
import FidelityData
import FidelityTesting
import Testing

@Suite("Balanced designs")
struct BalancedAnovaTests {
  static let datasets: [(slug: String, columns: [String], levels: [Int])] = [
    ("brennan-1", ["person", "item"], [10, 12]), ("brennan-3", ["person", "item", "occasion"], [10, 4, 2]),
    ("brennan-4", ["person", "rater", "task"], [10, 4, 3]),
    ("gtheory-p-in-c-x-i", ["person", "class", "item"], [2, 5, 4]),
  ]

  static func anova(_ slug: String) throws -> BalancedAnova {
    let (_, columns, levels) = try #require(datasets.first { $0.slug == slug })
    let table = try ComponentTable(slug)
    let design = try StudyDesign(try #require(Datasets.cases(slug)[0].options["design"]?.text))
    var values = [Double](repeating: .nan, count: levels.reduce(1, *))
    for row in table.values.indices {
      // Nested facets may be numbered through: their levels come in order within each facet above.
      let place = columns.indices.reduce(0) { $0 * levels[$1] + Int(table.column(columns[$1])[row]) % levels[$1] }
      #expect(values[place].isNaN)
      values[place] = table.values[row]
    }
    return BalancedAnova(design, levelCounts: levels, values: values)
  }

  static func cases() throws -> [(String, ExpectedCase)] {
    try datasets.flatMap { dataset in
      try Datasets.cases(dataset.slug).filter { $0.options["method"] == nil }.map { (dataset.slug, $0) }
    }
  }

  @Test("Sums of squares, components, errors and intervals", arguments: try BalancedAnovaTests.cases())
  func published(_ slug: String, _ expected: ExpectedCase) throws {
    let anova = try Self.anova(slug)
    let effect = try #require(expected.options["effect"]?.text)
    let place = try #require(anova.design.effects.firstIndex { $0.name == effect }, "\(effect)")
    let (line, component) = (anova.meanSquares[place], anova.components[place])
    #expect(anova.status == .ok)
    switch expected.quantity {
    case "sum-of-squares": #expect(isClose(line.squares, try #require(expected.value), within: expected.tolerance))
    case "mean-square": #expect(isClose(line.meanSquare, try #require(expected.value), within: expected.tolerance))
    case "satterthwaite-df":
      let value = try #require(expected.value)
      #expect(isClose(anova.satterthwaiteDegreesOfFreedom(place), value, within: expected.tolerance))
    default:
      #expect(expected.quantity == "variance-component")
      let isTruncated = expected.options["truncated"] != nil
      let value = try #require(expected.value)
      #expect(isClose(isTruncated ? component.value : component.raw, value, within: expected.tolerance))
      if let error = expected.standardError {
        let variance: MeanSquareVariance =
          expected.options["standard-error"]?.text.hasSuffix("+2") == true
          ? .degreesOfFreedomPlusTwo : .degreesOfFreedom
        #expect(isClose(anova.standardErrors(variance)[place], error, within: expected.tolerance))
      }
      if let limits = expected.interval {
        let isLargeSample = expected.options["interval"]?.text.hasPrefix("MLS") == true
        let interval = try #require(
          isLargeSample ? anova.modifiedLargeSampleInterval(place) : anova.satterthwaiteInterval(place))
        #expect(relativeError(interval.lower, limits[0]) < 1e-8 && relativeError(interval.upper, limits[1]) < 1e-8)
      }
    }
  }

  @Test("Components by expected mean squares solve the expectations", arguments: datasets.map(\.slug))
  func expectations(slug: String) throws {
    let anova = try Self.anova(slug)
    for (line, factors) in zip(anova.meanSquares, anova.expectations) {
      let expected = zip(factors, anova.components).reduce(0) { $0 + $1.0 * $1.1.raw }
      #expect(relativeError(line.meanSquare, expected) < 1e-10)
    }
    let total = anova.meanSquares.reduce(0) { $0 + $1.squares }
    let table = try ComponentTable(slug)
    let mean = table.values.reduce(0, +) / Double(table.values.count)
    #expect(relativeError(total, table.values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }) < 1e-12)
    #expect(isClose(anova.mean, mean, within: 1e-12))
  }

  @Test("A large origin costs no digits")
  func origin() throws {
    let table = try ComponentTable("brennan-1")
    let design = try StudyDesign("p x i")
    let near = BalancedAnova(design, levelCounts: [10, 12], values: table.values)
    let far = BalancedAnova(design, levelCounts: [10, 12], values: table.values.map { $0 + 1e9 })
    for (a, b) in zip(near.meanSquares, far.meanSquares) { #expect(relativeError(a.squares, b.squares) < 1e-11) }
  }

  @Test("What cannot be computed has a status")
  func degenerate() throws {
    let design = try StudyDesign("p x i")
    func status(_ levels: [Int], _ values: [Double]) -> Status {
      BalancedAnova(design, levelCounts: levels, values: values).status
    }
    #expect(status([2, 2], [1, 2, 3, .nan]) == .unbalanced)
    #expect(status([1, 3], [1, 2, 3]) == .tooFewObservations)
    #expect(status([2, 2], [3, 3, 3, 3]) == .noVariation)
    #expect(status([2, 2], [1e200, 3, 3, 3]) == .outOfRange)
    let alone = BalancedAnova(design, levelCounts: [1, 3], values: [1, 2, 3])
    #expect(alone.meanSquares[0].meanSquare.isNaN && alone.components[0].raw.isNaN)
    #expect(alone.modifiedLargeSampleInterval(0) == nil && alone.satterthwaiteInterval(0) == nil)
  }
}

@Suite("Design formulas")
struct StudyDesignTests {
  @Test(
    "Effects of a formula",
    arguments: [
      ("p x i", ["p", "i", "pi"]), ("p", ["p"]), ("i:p", ["p", "i:p"]),
      ("p x (r:t)", ["p", "t", "r:t", "pt", "pr:t"]), ("p × r:t", ["p", "t", "r:t", "pt", "pr:t"]),
      ("(p:c) x i", ["c", "i", "p:c", "ci", "pi:c"]), ("r:(p x o)", ["p", "o", "po", "r:po"]),
      ("r:b:a", ["a", "b:a", "r:ba"]), ("(i x o):p", ["p", "i:p", "o:p", "io:p"]),
      ("p * i * o", ["p", "i", "o", "pi", "po", "io", "pio"]),
      (
        "person x lesson_2:school",
        ["person", "school", "person x school", "lesson_2:school", "person x lesson_2:school"]
      ),
    ])
  func effects(formula: String, names: [String]) throws {
    let design = try StudyDesign(formula)
    #expect(Set(design.effects.map(\.name)) == Set(names))
    #expect(design.effects.count == names.count)
  }

  @Test(
    "What is no design is refused, with the formula",
    arguments: ["", "p x", "p x x i", "(p x i", "p x i)", "p:p", "p x i x p", "p + i", "2p", ":p", "p i", "a b:"])
  func refused(formula: String) {
    do throws(DataError) {
      _ = try StudyDesign(formula)
      Issue.record("\(formula) was taken")
    } catch {
      #expect(error.value == formula && error.exitStatus == 65 && error.hint?.isEmpty == false)
    }
  }
}

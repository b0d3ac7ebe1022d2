import FidelityComponents
import FidelityData
import FidelityTesting
import Testing

@Suite("Nested levels")
struct NestedMomentsTests {
  static let levels = ["a", "b", "c"]

  @Test("merge = whole, in any split", arguments: [0, 1, 60, 1_000])
  func merge(split: Int) throws {
    let table = try ComponentTable("variance-components", "nested-three.csv")
    let split = min(split, table.values.count)
    let columns = Self.levels.map(table.column)
    var (first, second) = (NestedMoments(terms: Self.levels), NestedMoments(terms: Self.levels))
    first.add(groups: columns.map { Array($0[..<split]) }, values: Array(table.values[..<split]))
    second.add(groups: columns.map { Array($0[split...]) }, values: Array(table.values[split...]))
    first.merge(second)
    CrossedMomentsTests.expectSame(try table.nested(Self.levels).fit(), try first.fit())
  }

  @Test("Rows and codes in another order give the same")
  func permuted() throws {
    let table = try ComponentTable("variance-components", "nested-three.csv")
    let columns = Self.levels.map { name in
      let codes = table.column(name)
      let last = codes.max() ?? 0
      return Array(codes.map { last - $0 }.reversed())
    }
    var moments = NestedMoments(terms: Self.levels)
    moments.add(groups: columns, values: table.values.reversed())
    CrossedMomentsTests.expectSame(try table.nested(Self.levels).fit(), try moments.fit())
  }

  @Test("One level is the one-way design", arguments: ["one-way.csv", "one-way-none.csv"])
  func oneLevel(file: String) throws {
    let table = try ComponentTable("variance-components", file)
    CrossedMomentsTests.expectSame(try table.nested(["a"]).fit(), table.oneWay("a").fit(term: "a"))
  }

  @Test("Balanced levels: restricted likelihood is the analysis of variance")
  func balanced() throws {
    var generator = SeededGenerator(seed: 21)
    var (a, b, values): ([UInt32], [UInt32], [Double]) = ([], [], [])
    for i in 0..<8 {
      let outer = 3 * generator.normal()
      for j in 0..<4 {
        let inner = 2 * generator.normal()
        for _ in 0..<3 {
          a.append(UInt32(i))
          b.append(UInt32(4 * i + j))
          values.append(outer + inner + generator.normal())
        }
      }
    }
    let anova = BalancedAnova(try StudyDesign("r:b:a"), levelCounts: [3, 4, 8], values: Self.turned(values))
    let fit = try ComponentTable(codes: ["a": a, "b": b], values: values).nested(["a", "b"]).fit()
    for (component, name) in zip(fit.components, ["a", "b:a", "r:ba"]) {
      let other = try #require(anova.components.first { $0.term == name })
      #expect(other.raw > 0 && relativeError(component.value, other.raw) < 1e-8, "\(name)")
    }
  }

  /// From a, b, r running with r fastest to a fastest.
  static func turned(_ values: [Double]) -> [Double] {
    (0..<3).flatMap { r in (0..<4).flatMap { b in (0..<8).map { a in values[(a * 4 + b) * 3 + r] } } }
  }

  /// Innermost groups of one to three values, and variances of very different weight.
  private static func uneven(outer: Int, middle: Int, inner: Int) -> ComponentTable {
    var generator = SeededGenerator(seed: 8)
    var codes: [[UInt32]] = [[], [], []]
    var values: [Double] = []
    for i in 0..<outer {
      let outerEffect = 0.03 * generator.normal()
      for j in 0..<middle {
        let middleEffect = 0.05 * generator.normal()
        for k in 0..<inner {
          let mean = outerEffect + middleEffect + 0.08 * generator.normal()
          for _ in 0..<Int.random(in: 1...3, using: &generator) {
            let places = [i, i * middle + j, (i * middle + j) * inner + k]
            for level in 0..<3 { codes[level].append(UInt32(places[level])) }
            values.append(mean + 0.06 * generator.normal())
          }
        }
      }
    }
    return ComponentTable(codes: ["a": codes[0], "b": codes[1], "c": codes[2]], values: values)
  }

  @Test("Where the criterion is not convex at first, few steps lead to its lowest point")
  func steps() throws {
    let fit = try Self.uneven(outer: 12, middle: 40, inner: 12).nested(Self.levels).fit()
    #expect(fit.record.isConverged && fit.record.iterationCount < 15, "\(fit.record)")
    #expect(fit.record.gradientLength < 1e-3)
  }

  @Test("Innermost groups of one size are summed up: the general design finds the same")
  func classes() throws {
    let table = Self.uneven(outer: 4, middle: 5, inner: 6)
    let fit = try table.nested(Self.levels).fit()
    let rows = (0..<table.values.count).map { UInt32($0) }
    let general = try FactorialData(
      StudyDesign("r:c:b:a"), facets: [rows] + Self.levels.reversed().map(table.column), values: table.values
    ).fit()
    for (term, name) in [("a", "a"), ("b", "b:a"), ("c", "c:ba"), ("residual", "residual")] {
      #expect(abs(fit.component(term).value - general.component(name).value) < 1e-9, "\(term)")
    }
    #expect(abs(fit.criterion - general.criterion) < 1e-7)
  }

  @Test("Degenerate data have a status and a sentence")
  func degenerate() throws {
    let cases: [(a: [UInt32], b: [UInt32], values: [Double], status: Status)] = [
      ([], [], [], .tooFewObservations),
      ([0, 0], [0, 0], [.nan, .nan], .tooFewObservations),
      ([0, 0, 0, 0], [0, 0, 1, 1], [1, 2, 3, 4], .tooFewUnits),
      ([0, 0, 1, 1], [0, 0, 1, 1], [1, 2, 3, 4], .tooFewObservations),
      ([0, 0, 1, 1], [0, 1, 2, 3], [1, 2, 3, 4], .tooFewObservations),
      ([0, 0, 0, 1, 1], [0, 0, 1, 2, 2], [5, 5, 5, 5, 5], .noVariation),
      ([0, 0, 0, 1, 1], [0, 0, 1, 2, 2], [1, 1, 2, 3, 3], .exactFit),
      ([0, 0, 0, 1, 1], [0, 0, 1, 2, 2], [1e200, 1, 2, 3, 4], .outOfRange),
      ([0, 0, 0, 1, 1, missingKey], [0, 0, 1, 2, 2, 2], [1, 3, 2, 1, 3, 1], .singularFit),
    ]
    for (a, b, values, status) in cases {
      let fit = try ComponentTable(codes: ["a": a, "b": b], values: values).nested(["a", "b"]).fit()
      #expect(fit.status == status && fit.note?.isEmpty == false, "\(values): \(fit.status)")
      #expect(fit.components.map(\.term) == ["a", "b", "residual"])
    }
  }

  @Test("A group in two groups above is refused, with its number")
  func notNested() {
    let moments = ComponentTable(codes: ["a": [0, 1, 1], "b": [0, 0, 1]], values: [1, 2, 3]).nested(["a", "b"])
    #expect(moments.conflict?.level == 1 && moments.conflict?.group == 0)
    #expect(throws: DataError.self) { try moments.fit() }
  }
}

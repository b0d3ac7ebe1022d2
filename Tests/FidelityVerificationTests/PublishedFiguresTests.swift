import FidelityData
import FidelityVerification
import Testing

/// Every figure of the datasets folder, computed as `fidelity verify` computes it.
@Suite("Published figures")
struct PublishedFiguresTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let dataset: PublishedDataset
    let figure: PublishedFigure

    var testDescription: String { "\(dataset.slug): \(figure.quantity) \(figure.optionText) (\(figure.origin))" }
  }

  static let cases: [Case] = PublishedDatasets.carried.slugs.flatMap { slug in
    guard let dataset = try? PublishedDatasets.carried.dataset(slug) else { return [Case]() }
    return dataset.figures.map { Case(dataset: dataset, figure: $0) }
  }

  /// Of how many figures of each dataset at least a number is computed. A dataset that is not here has none.
  static let fewest = [
    "agreement-inference": 300, "agreement-traps": 578, "cohen-1968-weighted": 6, "conventions": 50, "fleiss-1971": 40,
    "gwet-abstractors-3x3": 24, "gwet-paired-15x4": 30, "gwet-raw4raters": 55, "hayes-krippendorff-2007": 7,
    "krippendorff-12x4": 9, "marginal-homogeneity": 16, "nist-filip": 29, "nist-longley": 21, "nist-noint1": 9,
    "nist-noint2": 9, "nist-norris": 11, "nist-pontius": 13, "nist-wampler1": 18, "nist-wampler2": 18,
    "nist-wampler3": 19, "nist-wampler4": 19, "nist-wampler5": 19, "pooled-trend-small": 40, "raters-gold": 188,
    "sas-weighted-kappa-3x3": 10, "shrout-fleiss-1979": 39, "nist-anova-sirstv": 14, "nist-anova-smls01": 14,
    "nist-anova-smls04": 14, "nist-anova-smls07": 14, "nist-anova-atmwtag": 14, "brennan-1": 32, "brennan-3": 41,
    "brennan-4": 53, "gtheory-p-in-c-x-i": 37, "gtheory-p-x-i-x-o-missing": 8, "one-way-ticks": 23,
    "two-way-missing": 13, "replicates-fat": 38, "icc-ten-forms": 62, "icc-wine-8x4": 16, "variance-components": 164,
    "bland-altman-1986": 16, "bland-altman-plasma": 24, "bland-altman-cardiac": 20, "lin-ccc": 6, "kendall-w": 4,
    "group-agreement": 33, "multiple-testing": 137, "tost-sleep": 14, "meta-bcg": 177, "empirical-bayes-slopes": 238,
    "its-24-months": 14, "its-uk-drivers": 125, "newey-west-investment": 83, "serial-correlation": 101,
  ]

  @Test("Each figure is met, or the reason why it is not computed is said", arguments: cases)
  func figure(_ each: Case) throws {
    let rows = try Verification.rows(each.figure, in: each.dataset)
    #expect(rows.count == each.figure.expected.count + (each.figure.expectedStatus == nil ? 0 : 1))
    for row in rows {
      let name = row.field?.rawValue ?? "status"
      #expect(row.result != .fail, "\(name): \(row.computed) where \(row.expected) is expected; \(row.note ?? "")")
      if row.result == .notComputed { #expect(row.note?.isEmpty == false, "\(name)") }
    }
  }

  @Test("No dataset lost its figures")
  func figuresAreThere() throws {
    let computed = try Self.cases.filter { each in
      try Verification.rows(each.figure, in: each.dataset).contains { $0.result == .pass }
    }
    let counts = Dictionary(grouping: computed, by: \.dataset.slug).mapValues(\.count)
    for (slug, fewest) in Self.fewest { #expect(counts[slug, default: 0] >= fewest, "\(slug)") }
  }

  @Test("An expected number that is altered is not met", arguments: cases)
  func altered(_ each: Case) throws {
    let rows = try Verification.rows(each.figure, in: each.dataset)
    for row in rows where row.result == .pass {
      guard let field = row.field else {
        let other = try Verification.rows(each.figure.expecting(status: "too-few-items"), in: each.dataset)
        // `undefined` is met by any status.
        #expect(each.figure.options["undefined"] != nil || other.contains { $0.field == nil && $0.result == .fail })
        continue
      }
      let step = 1.01 * each.figure.tolerance(of: field) + 1e-15 * abs(row.computed) + 1e-300
      for altered in [row.computed + step, row.computed - step] {
        let figure = each.figure.expecting(altered, of: field)
        let result = try Verification.rows(figure, in: each.dataset).first { $0.field == field }?.result
        #expect(result == .fail, "\(field.rawValue): \(altered) is met by \(row.computed)")
      }
    }
  }

  @Test("An expected number of an undefined quantity is not met, and an undefined one of a defined quantity neither")
  func undefined() throws {
    let dataset = try PublishedDatasets.carried.dataset("agreement-traps")
    let undefined = try #require(dataset.figures.first { $0.expectedStatus == "no-variation" })
    let defined = try #require(dataset.figures.first { $0.expectedStatus == nil })
    let first = try Verification.rows(undefined.expecting(1, of: .value), in: dataset)
    #expect(first.map(\.result) == [.fail, .fail])
    let second = try Verification.rows(defined.expecting(status: "no-variation"), in: dataset)
    #expect(second.last?.result == .fail)
  }

  @Test("The table has a row for each number, and only failures where they are asked for")
  func table() throws {
    let verification = try Verification(slugs: ["krippendorff-12x4", "nist-norris"])
    let table = verification.table()
    #expect(
      table.columns.map(\.name) == [
        "dataset", "quantity", "options", "field", "expected", "computed", "difference", "tolerance", "from", "result",
        "note",
      ])
    #expect(table.rowCount == verification.rows.count)
    #expect(verification.count(.fail) == 0)
    #expect(verification.table(failuresOnly: true).rowCount == 0)
    let results = try #require(table.texts("result"))
    let differences = try #require(table.numbers("difference"))
    let tolerances = try #require(table.numbers("tolerance"))
    for row in 0..<table.rowCount {
      #expect((results[row] == "pass") == (abs(differences[row]) <= tolerances[row]))
      #expect((results[row] == "not-computed") == differences[row].isNaN)
    }
    #expect(verification.summary.hasPrefix("2 datasets, 30 cases, "))
  }
}

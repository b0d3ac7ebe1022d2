import FidelityData
import FidelityFiles
import FidelityProbability
import FidelityReliability
import FidelityReports
import FidelityStudies
import FidelityTesting
import Testing

@Suite("Raters in a study")
struct RatersStateTests {
  /// Four raters, fourteen units, two items, gold standard; every sixth rating is missing.
  private static let ratings: [(unit: Int, rater: String, item: String, value: Int, gold: Int)] = {
    var generator = SeededGenerator(seed: 12)
    var rows: [(Int, String, String, Int, Int)] = []
    for unit in 1...14 {
      for item in ["x", "y"] {
        let gold = Int.random(in: 1...4, using: &generator)
        for rater in ["A", "B", "C", "D"] where Int.random(in: 0..<6, using: &generator) > 0 {
          let value = min(4, max(1, gold + Int.random(in: -1...1, using: &generator)))
          rows.append((unit, rater, item, value, gold))
        }
      }
    }
    return rows
  }()

  private static let long =
    "unit,rater,item,value,gold\n"
    + ratings.map { "u\($0.unit),\($0.rater),\($0.item),\($0.value),\($0.gold)\n" }.joined()

  private static func study(
    _ options: String, columns: String = "unit: unit, rater: rater, item: item, value: value", data: String = ""
  ) -> String {
    "data: {files: data.csv, columns: {\(columns)}\(data)}\nanalyses: [raters: {\(options)}]\n"
  }

  private static func tables(_ options: String, _ text: String = long) throws -> StudyResults {
    try results(of: study(options), ["data.csv": text])
  }

  /// The ratings of one item with the gold standard as the last rater.
  private static func table(_ item: String, withGold: Bool) throws -> RatingTable {
    let rows = ratings.filter { $0.item == item }
    var (units, raters, values) = (rows.map { "u\($0.unit)" }, rows.map(\.rater), rows.map { Double($0.value) })
    var seen: Set<Int> = []
    for row in rows where withGold && seen.insert(row.unit).inserted {
      units.append("u\(row.unit)")
      raters.append("gold")
      values.append(Double(row.gold))
    }
    return try RatingTable(units: units, raters: raters, values: values)
  }

  @Test("rows are the library's, item by item", arguments: ["x", "y"])
  func againstTheLibrary(item: String) throws {
    let found = try Self.tables(
      "by: item, scale: interval, gold: gold, tolerance: 1, pairs: true, margins: true, by-category: true")
    let table = try #require(found["raters"])
    var analysis = RaterAnalysis(weights: [.identity, .quadratic], tolerance: 1)
    // Weights that nobody asked for have kappas alone.
    analysis.hasWeightedAgreement = false
    let ratings = try Self.table(item, withGold: true)
    let rows =
      analysis.againstGold(4, of: ratings, byCategory: true) + analysis.againstOthers(of: ratings, excluding: 4)
    for row in rows {
      guard case .rater(let rater) = row.subject else { continue }
      let key: KeyValuePairs = [
        "item": item, "rater": ["A", "B", "C", "D"][Int(rater)], "quantity": row.estimate.quantity,
        "form": row.estimate.form ?? "", "weights": row.estimate.weights ?? "", "term": row.estimate.term ?? "",
      ]
      for (name, value) in [
        ("estimate", row.estimate.estimate), ("standard_error", row.estimate.standardError),
        ("lower", row.estimate.lower), ("p_value", row.estimate.pValue),
      ] {
        let cell = try #require(table.number(name, key))
        #expect(cell == value || (cell.isNaN && value.isNaN))
      }
    }
    #expect(table.cells("item").count { $0 == item } == rows.count)
    let pairs = try #require(found["rater-pairs"])
    for row in analysis.pairs(of: ratings, tests: true, excluding: 4) {
      guard case .pair(let first, let second) = row.subject else { continue }
      let names = ["A", "B", "C", "D"]
      let term = "\(names[Int(first)]) - \(names[Int(second)])"
      let key: KeyValuePairs = [
        "item": item, "term": term, "quantity": row.estimate.quantity, "weights": row.estimate.weights ?? "",
      ]
      let cell = try #require(pairs.number("estimate", key))
      #expect(cell == row.estimate.estimate || (cell.isNaN && row.estimate.estimate.isNaN))
    }
  }

  @Test("rows in another order: the same tables to the last bit")
  func shuffled() throws {
    let options = "by: item, scale: interval, gold: gold, pairs: true, certify: \"within-1>=0.9\""
    let expected = try Self.tables(options)
    let found = try Self.tables(options, Self.long.shuffled(seed: 4))
    #expect(found.tables.map(\.name) == ["raters", "rater-pairs", "rater-certification"])
    for (a, b) in zip(found.tables, expected.tables) { #expect(a.table.csv == b.table.csv, "\(a.name)") }
  }

  @Test("the standard as one of the raters gives what its column gives")
  func goldRater() throws {
    var text = "unit,rater,item,value\n"
    text += Self.ratings.map { "u\($0.unit),\($0.rater),\($0.item),\($0.value)\n" }.joined()
    var seen: Set<String> = []
    for row in Self.ratings where seen.insert("\(row.unit) \(row.item)").inserted {
      text += "u\(row.unit),expert,\(row.item),\(row.gold)\n"
    }
    let options = "by: item, scale: interval, tolerance: 1, pairs: true"
    let found = try Self.tables(options + ", gold-rater: expert", text)
    let expected = try Self.tables(options + ", gold: gold")
    #expect(found["raters"]?.csv == expected["raters"]?.csv)
    #expect(found["rater-pairs"]?.csv == expected["rater-pairs"]?.csv)
  }

  @Test("raters in columns, gold standard beside them")
  func wide() throws {
    let rows = Self.ratings.filter { $0.item == "x" }
    var text = "unit,rate_A,rate_B,rate_C,rate_D,gold\n"
    for unit in 1...14 {
      let cells = ["A", "B", "C", "D"].map { rater in
        rows.first { $0.unit == unit && $0.rater == rater }.map { String($0.value) } ?? ""
      }
      let gold = rows.first { $0.unit == unit }.map { String($0.gold) } ?? ""
      text += "u\(unit),\(cells.joined(separator: ",")),\(gold)\n"
    }
    let study = Self.study(
      "scale: interval, gold: gold, pairs: true", columns: "unit: unit", data: ", layout: {wide: \"rate_{rater}\"}")
    let found = try results(of: study, ["data.csv": text])
    let long = try Self.tables(
      "scale: interval, gold: gold, pairs: true",
      "unit,rater,value,gold\n" + rows.map { "u\($0.unit),\($0.rater),\($0.value),\($0.gold)\n" }.joined())
    #expect(found["raters"]?.csv == long["raters"]?.csv)
    #expect(found["rater-pairs"]?.csv == long["rater-pairs"]?.csv)
  }

  @Test("who is certified")
  func certification() throws {
    let text = """
      unit,rater,value,gold
      1,A,1,1\n2,A,2,2\n3,A,3,3\n4,A,1,1\n1,B,2,1\n2,B,2,2\n3,B,1,3\n4,B,1,1\n1,C,1,1\n

      """
    let options = "scale: interval, gold: gold, certify: [accuracy>=0.8, kappa>=0.6], minimum-units: 2"
    let study = Self.study(options, columns: "unit: unit, rater: rater, value: value")
    let table = try #require(try results(of: study, ["data.csv": text])["rater-certification"])
    #expect(
      table.csv == """
        rater,n_units,accuracy,kappa,rule,using,verdict,note
        A,4,1,1,"accuracy>=0.8,kappa>=0.6",estimate,certified,
        B,4,0.5,0.2,"accuracy>=0.8,kappa>=0.6",estimate,not-certified,accuracy fails; kappa fails
        C,1,1,,"accuracy>=0.8,kappa>=0.6",estimate,too-few-units,

        """)
    let limit = try results(
      of: Self.study(
        "scale: interval, gold: gold, certify: within-1>=0.5, using: limit",
        columns: "unit: unit, rater: rater, value: value"), ["data.csv": text])["rater-certification"]
    #expect(limit?.columns.map(\.name).contains("within-1-limit") == true)
    #expect(limit?.cells("verdict") == ["certified", "not-certified", "not-certified"])
  }

  @Test("raters that several columns name have these columns")
  func compositeRaters() throws {
    let text = """
      country,id,unit,value
      Chile,10,1,1\nChile,9,1,2\nChile,10,2,2\nChile,9,2,2\nMadrid,10,3,1\nMadrid,9,3,1\nMadrid,10,4,3\nMadrid,9,4,3\n
      """
    let study = Self.study(
      "scale: interval, pairs: true", columns: "unit: unit, rater: [country, id], value: value")
    let found = try results(of: study, ["data.csv": text])
    let raters = try #require(found["raters"])
    #expect(raters.columns.prefix(3).map(\.name) == ["country", "id", "quantity"])
    #expect(raters.cells("id").first == "9")
    #expect(
      Set(try #require(found["rater-pairs"]).cells("term")) == [
        "Chile / 9 - Chile / 10", "Chile / 9 - Madrid / 9", "Chile / 9 - Madrid / 10", "Chile / 10 - Madrid / 9",
        "Chile / 10 - Madrid / 10", "Madrid / 9 - Madrid / 10",
      ])
    let by = try results(
      of: Self.study("by: country, scale: interval", columns: "unit: unit, rater: [country, id], value: value"),
      ["data.csv": text])
    #expect(try #require(by["raters"]).columns.prefix(3).map(\.name) == ["country", "id", "quantity"])
  }

  @Test("text categories, and a group in which nothing can be said")
  func textAndBadGroup() throws {
    let text = """
      unit,rater,item,value,gold
      1,A,x,yes,yes\n1,B,x,no,yes\n2,A,x,no,no\n2,B,x,no,no\n3,A,x,NA,no\n3,B,x,yes,no\n1,A,y,yes,yes\n
      """
    let found = try Self.tables("by: item, gold: gold, by-category: true, pairs: true, margins: true", text)
    let table = try #require(found["raters"])
    #expect(table.number("estimate", ["item": "x", "rater": "A", "quantity": "accuracy"]) == 1)
    #expect(
      table.number("estimate", ["item": "x", "rater": "B", "quantity": "sensitivity", "term": "no"]) == 0.5)
    let lonely = (0..<table.rowCount).filter {
      table.cells("item")[$0] == "y" && table.cells("form")[$0] == "against others"
    }
    #expect(!lonely.isEmpty)
    #expect(lonely.allSatisfy { ["too-few-units", "not-numeric"].contains(table.cells("status")[$0]) })
    let pairs = try #require(found["rater-pairs"])
    #expect(Set(pairs.cells("item")) == ["x"])
    #expect(pairs.cells("quantity").contains("mcnemar-exact"))
  }

  @Test("gold-standard codes that contradict each other")
  func conflicts() throws {
    let text = "unit,rater,value,gold\nu1,A,1,1\nu1,B,1,2\nu2,A,2,2\nu2,B,2,\n"
    let study = Self.study("gold: gold", columns: "unit: unit, rater: rater, value: value")
    let error = try #require(failure(of: study, ["data.csv": text]))
    #expect(
      error.description
        == "data.csv: column \"gold\": 1 rows contradict the gold-standard code of their unit: unit u1 has 1 and 2")
    #expect(error.exitStatus == 65)
  }

  @Test("gold standard off the declared scale, and none at all")
  func badGold() throws {
    let columns = "unit: unit, rater: rater, value: value"
    let text = "unit,rater,value,gold\nu1,A,1,7\nu1,B,1,7\n"
    let off = try #require(
      failure(of: Self.study("gold: gold, categories: [1, 2]", columns: columns), ["data.csv": text]))
    #expect(off.description == "data.csv:2: column \"gold\": \"7\" is not on the scale 1, 2")
    let none = try #require(
      failure(
        of: Self.study("gold: gold", columns: columns), ["data.csv": "unit,rater,value,gold\nu1,A,1,\nu1,B,1,NA\n"]))
    #expect(none.description == "data.csv: column \"gold\": there is no gold-standard code in the column")
  }

  @Test(
    "what cannot be asked for",
    arguments: [
      ("by: item, gold-rater: expert", "", "\"expert\"", 65),
      ("gold: none", "", "there is no such column", 65),
      ("gold: value", "", "the column holds ratings", 64),
      ("by: value", "", "the column holds ratings", 64),
    ])
  func refusals(options: String, data: String, words: String, status: Int32) throws {
    let error = try #require(failure(of: Self.study(options, data: data), ["data.csv": Self.long]))
    #expect(error.description.contains(words), "\(error.description)")
    #expect(error.exitStatus == status)
  }

  @Test("a wide table of items does not tell of which item a gold-standard code is")
  func goldOfItems() throws {
    let study = Self.study(
      "by: item, gold: gold", columns: "unit: unit, rater: rater", data: ", layout: {wide: \"q{item}\"}")
    let error = try #require(
      failure(of: study, ["data.csv": "unit,rater,q1,q2,gold\nu1,A,1,2,1\nu1,B,1,2,1\n"]))
    #expect(error.description.contains("one gold-standard code does not tell of which"))
    #expect(error.remedy?.studyFileText.contains("name it with gold-rater:") == true)
  }

  @Test("every key of a study file, and its mistakes")
  func reading() throws {
    func requests(_ yaml: String) throws -> [AnalysisRequest] {
      try Study(yaml: "data: {files: a}\nanalyses:\n" + yaml).analyses
    }
    let found = try requests(
      """
      - raters:
          by: [item, site]
          scale: ordinal
          weights: [linear]
          pairs: true
          margins: true
          gold-rater: 7
          tolerance: 0.5
          by-category: true
          certify: [within-1>=0.8, kappa>=0.6]
          using: limit
          minimum-units: 10
          share-limits: exact
          adjust: holm
          level: 0.9
          categories: [1, 2, 3]
      - raters:
      - raters: {gold: master}
      """)
    let rule = try CertificationRule("within-1>=0.8,kappa>=0.6", evidence: .limit, minimumUnits: 10)
    #expect(
      found == [
        .raters(
          scale: .ordinal, by: ["item", "site"], weights: ["linear"], pairs: true, margins: true, gold: .rater("7"),
          tolerance: 0.5, byCategory: true, certification: rule, shareLimits: .exact, adjustment: .holm, level: 0.9,
          categories: ["1", "2", "3"]),
        .raters(), .raters(gold: .column("master")),
      ])
    let interval = try #require(AnalysisRequest.raters(scale: .interval).analysis as? Raters)
    #expect(try interval.agreementWeights() == [.identity, .quadratic])
    for (yaml, words) in [
      ("certify: accuracy>=0.8", "needs a gold standard"), ("gold: a, gold-rater: b", "not both"),
      ("gold: a, certify: accuracy>0.8", "no condition of a certification"), ("using: limit", "goes with \"certify\""),
      ("margins: true", "are those of pairs"), ("weights: cubic", "no family of weights"),
      ("tolerance: -1", "from 0 on"),
      ("by-category: true", "need a gold standard"), ("weights: [linear, linear]", "named twice"),
      ("categories: [1, 1]", "named twice"), ("scores: x", "scores"),
    ] {
      let error = #expect(throws: DataError.self) { try requests("- raters: {\(yaml)}") }
      #expect(error?.description.contains(words) == true, "\(yaml): \(error?.description ?? "")")
    }
    let both = #expect(throws: DataError.self) { try requests("- {raters: {}, score: {}}") }
    let names = "one of score, reliability, raters, icc, concordance, group-agreement, trend and drivers"
    #expect(both?.description.contains(names) == true)
  }

  @Test("weights by a matrix go by the names of text categories")
  func customWeights() throws {
    var text = "unit,rater,value,gold\n"
    let labels = ["none", "some", "all"]
    for row in Self.ratings where row.item == "x" {
      text += "u\(row.unit),\(row.rater),\(labels[min(row.value, 3) - 1]),\(labels[min(row.gold, 3) - 1])\n"
    }
    let weights = AgreementWeights.custom(
      try CustomWeights(
        categories: ["all", "none", "some"], agreement: [[1, 0.1, 0.6], [0, 1, 0.3], [0.9, 0.5, 1]]))
    let results = try withTemporaryFolder { folder in
      _ = try folder.write(text, to: "data.csv")
      var study = try Study(
        contentsOfFile: folder.write(
          Self.study("pairs: true", columns: "unit: unit, rater: rater, value: value"), to: "study.yaml"))
      let matrix = "[[1, 0.1, 0.6], [0, 1, 0.3], [0.9, 0.5, 1]]"
      study.analyses = [
        .raters(
          weights: ["custom:{categories: [all, none, some], matrix: \(matrix)}"], pairs: true, gold: .column("gold"))
      ]
      return try StudyRunner(study).run()
    }
    let pairs = try #require(results["rater-pairs"])
    #expect(pairs.rowCount == 12 && pairs.cells("status").allSatisfy { $0 == "ok" })
    #expect(pairs.cells("weights").allSatisfy { $0 == "custom" })
    let rows = Self.ratings.filter { $0.item == "x" }
    let table = try RatingTable(
      units: rows.map { "\($0.unit)" }, raters: rows.map(\.rater), labels: rows.map { labels[min($0.value, 3) - 1] })
    let expected = RaterAnalysis(weights: [weights]).pairs(of: table).map(\.estimate)
    #expect(pairs.numbers("estimate") == expected.map(\.estimate))
    #expect(pairs.numbers("standard_error") == expected.map(\.standardError))
    let gold = try #require(results["raters"])
    let notes = zip(gold.cells("form"), gold.cells("note")).filter { $0.0 == "against gold" && !$0.1.isEmpty }
    #expect(notes.count == 4 && notes.allSatisfy { $0.1.contains("columns the gold standard") })
  }

  @Test("So many raters that not all pairs of them can be compared")
  func manyRaters() throws {
    let text = "unit,rater,item,value\n" + (0..<1_500).map { "u,r\($0),x,\($0 % 3)\n" }.joined()
    let error = try #require(failure(of: Self.study("pairs: true"), ["data.csv": text]))
    #expect(error.exitStatus == 65)
    #expect("\(error)".contains("1124250 pairs of raters"), "\(error)")
    let results = try results(of: Self.study("weights: [identity]"), ["data.csv": text])
    let quantities = Set(try #require(results["raters"]).cells("quantity"))
    #expect(quantities.contains("majority-agreement") && !quantities.contains("mean-pairwise-kappa"))
    #expect(results.warnings.contains { $0.contains("mean-pairwise-kappa was left out") })
  }
}

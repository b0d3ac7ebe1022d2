import FidelityData
import FidelityMeasurement
import FidelityStudies
import FidelityTesting
import Foundation
import Testing

/// Figures of Bland and Altman (1986, 1999), Zou (2013), Lin (1989), Siegel and Castellan (1988), as `datasets/` has
/// them.
@Suite("Concordance in a study")
struct ConcordanceStateTests {
  private static func text(of slug: String, _ file: String = "data.csv") throws -> String {
    try String(contentsOf: Datasets.projectFolder.appending(path: "datasets/\(slug)/\(file)"), encoding: .utf8)
  }

  private static func table(
    _ options: String, _ data: String, columns: String = "unit: unit, rater: rater, value: value",
    layout: String = "", named: String = "concordance"
  ) throws -> Table {
    let study = "data: {files: d.csv, columns: {\(columns)}\(layout)}\nanalyses: [concordance: {\(options)}]\n"
    return try #require(try results(of: study, ["d.csv": data])[named])
  }

  private static func plasma(_ options: String, named: String = "concordance") throws -> Table {
    try table(
      "reference: hurley, \(options)", text(of: "bland-altman-plasma"), columns: "unit: unit",
      layout: ", layout: {wide: \"{rater}\"}", named: named)
  }

  private static func cardiac(_ options: String, named: String = "concordance") throws -> Table {
    try table(
      "reference: IC, replicate: replicate, \(options)", text(of: "bland-altman-cardiac"),
      columns: "unit: unit, rater: method, value: value", named: named)
  }

  private static let normal = 1.959963984540054

  @Test(
    "Limits of agreement of two methods, a column each",
    arguments: [
      ("", "bland-altman-bias", "", [9.262626262626261, 8.783373456170072, 9.74187906908245], 1e-9),
      ("", "bland-altman-limit", "lower", [4.553000784498874, 3.6300092600497242, 5.279325142193486], 1e-6),
      ("", "bland-altman-limit", "upper", [13.972251740753649, 13.245927383059037, 14.895243265202797], 1e-6),
      (
        "interval: mover", "bland-altman-limit", "lower",
        [4.553000784498874, 3.6526211198951013, 5.299383951343058], 1e-8
      ),
      (
        "transform: log", "bland-altman-limit", "upper",
        [0.1414326836713741, 0.13487321434004182, 0.1497682634072934], 1e-7
      ),
      (
        "transform: log", "bland-altman-ratio", "lower",
        [1.0579858791642613, exp(0.04803140688546905), exp(0.06292645595272064)], 1e-6
      ),
      ("", "bland-altman-sd", "", [2.4029142960158008], 1e-9),
      ("proportional-bias: true", "bland-altman-regression", "slope", [0.08899797381632323], 1e-9),
      ("proportional-bias: true", "bland-altman-regression-spread", "slope", [0.020650608104039757], 1e-9),
    ] as [(String, String, String, [Double], Double)])
  func plasma(options: String, quantity: String, term: String, expected: [Double], tolerance: Double) throws {
    let table = try Self.plasma("multiplier: \(Self.normal)\(options.isEmpty ? "" : ", ")\(options)")
    for (column, value) in zip(["estimate", "lower", "upper"], expected) {
      #expect(
        isClose(table.number(column, ["quantity": quantity, "term": term]), value, within: tolerance), "\(column)")
    }
    #expect(Set(table.cells("rater_1")) == ["nadler", ""] && Set(table.cells("rater_2")) == ["hurley", ""])
  }

  @Test(
    "Replicates: not linked and linked",
    arguments: [
      ("", "bland-altman-bias", "", [0.7092361111111112, 0.10223650123554706, 1.3162357209866753]),
      ("", "bland-altman-sd", "", [1.0518506032198356]),
      ("", "bland-altman-limit", "lower", [-1.352353188316497, -2.6991454408133593, -0.6283340877709941]),
      ("linked: true", "bland-altman-sd", "", [1.0235246107922769]),
      ("linked: true", "bland-altman-limit", "upper", [2.71530748555435, 1.9795055351836588, 4.081383434550328]),
    ])
  func cardiac(options: String, quantity: String, term: String, expected: [Double]) throws {
    let table = try Self.cardiac("multiplier: \(Self.normal)\(options.isEmpty ? "" : ", ")\(options)")
    for (column, value) in zip(["estimate", "lower", "upper"], expected) {
      #expect(isClose(table.number(column, ["quantity": quantity, "term": term]), value, within: 1e-8), "\(column)")
    }
    let within = table.number("estimate", ["quantity": "within-subject-sd", "rater_1": "RV"])
    #expect(isClose(within, 0.10722777777777776.squareRoot(), within: 1e-9))
  }

  @Test("Replicates in any order; one without a partner is counted; one that comes twice is refused")
  func replicateRows() throws {
    let data = try Self.text(of: "bland-altman-cardiac")
    let columns = "unit: unit, rater: method, value: value"
    for options in ["replicate: replicate", "replicate: replicate, linked: true"] {
      let (a, b) = (
        try Self.table(options, data, columns: columns),
        try Self.table(options, data.shuffled(seed: 3), columns: columns)
      )
      let pairs = zip(a.numbers("estimate") ?? [], b.numbers("estimate") ?? [])
      #expect(pairs.allSatisfy { isClose($0, $1, within: 1e-12) } && a.rowCount == b.rowCount)
    }
    let lines = data.split(separator: "\n")
    let fewer = try Self.table(
      "replicate: replicate, linked: true", lines.dropLast().joined(separator: "\n") + "\n", columns: columns)
    #expect(fewer.cells("note").first?.contains("1 reading of one of the two is left out") == true)
    let twice = failure(
      of: "data: {files: d.csv, columns: {\(columns)}}\nanalyses: [concordance: {replicate: replicate}]\n",
      ["d.csv": data + (lines.last ?? "") + "\n"])
    #expect(twice?.description.contains("repeat") == true)
  }

  @Test("Lin's coefficient and correlations of the two meters")
  func lin() throws {
    let columns = "unit: subject"
    let data = try Self.text(of: "lin-ccc")
    let table = try Self.table("", data, columns: columns, layout: ", layout: {wide: \"{rater}\"}")
    let row: KeyValuePairs = ["quantity": "lin-ccc", "rater_1": "x"]
    #expect(isClose(table.number("estimate", row), 0.9427424314274846, within: 1e-9))
    #expect(isClose(table.number("standard_error", row), 0.028616737460648994, within: 1e-9))
    #expect(isClose(table.number("lower", row), 0.8504918731685608, within: 1e-9))
    #expect(isClose(table.number("upper", row), 0.9787262791701224, within: 1e-9))
    #expect(isClose(table.number("estimate", ["quantity": "pearson"]), 0.9432794468909462, within: 1e-9))
    // R 4.2 cor.test.
    #expect(isClose(table.number("estimate", ["quantity": "spearman"]), 0.89950980392157, within: 1e-12))
    #expect(isClose(table.number("estimate", ["quantity": "lin-bias-correction"]), 0.9994306931363429, within: 1e-9))
    #expect(isClose(table.number("estimate", ["quantity": "overall-ccc"]), 0.9427424314274846, within: 1e-9))
    let other = try Self.table(
      "divisor: n-1", data, columns: columns, layout: ", layout: {wide: \"{rater}\"}")
    #expect(isClose(other.number("estimate", row), 0.9427524674224534, within: 1e-9))
  }

  @Test("Kendall's W over all raters", arguments: [("data.csv", 0.656084656084656), ("ties.csv", 0.9360902255639098)])
  func kendall(file: String, value: Double) throws {
    let table = try Self.table("", Self.text(of: "kendall-w", file))
    #expect(isClose(table.number("estimate", ["quantity": "kendall-w"]), value, within: 1e-9))
    let alone = try Self.table("overall: true", Self.text(of: "kendall-w", file))
    #expect(
      Set(alone.cells("quantity")) == ["overall-ccc", "overall-ccc-precision", "overall-ccc-accuracy", "kendall-w"])
    #expect(alone.number("p_value", ["quantity": "kendall-w"]) == table.number("p_value", ["quantity": "kendall-w"]))
  }

  /// irr 0.84.1 `finn`, levels of ten (`datasets/icc-ten-forms`).
  @Test("Finn's coefficient, of a number of categories and of a list")
  func finn() throws {
    let data = try Self.text(of: "icc-ten-forms")
    let table = try Self.table("categories: 10", data)
    let listed = try Self.table("categories: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]", data)
    for form in ["one-way", "two-way"] {
      let row: KeyValuePairs = ["quantity": "finn", "form": form]
      #expect(isClose(listed.number("estimate", row), table.number("estimate", row) ?? .nan, within: 1e-14))
    }
    let cases = try Datasets.cases("icc-ten-forms").filter { $0.quantity == "finn" }
    #expect(cases.count == 2)
    for expected in cases {
      let row: KeyValuePairs = ["quantity": "finn", "form": expected.options["model"]?.text ?? ""]
      #expect(isClose(table.number("estimate", row), try #require(expected.value), within: expected.tolerance))
    }
    // Twice as far apart: the same coefficient.
    let doubled = data.split(separator: "\n").enumerated().map { place, line in
      var cells = line.split(separator: ",").map(String.init)
      if place > 0, let value = Int(cells[2]) { cells[2] = String(2 * value) }
      return cells.joined(separator: ",")
    }
    let wide = try Self.table(
      "categories: [2, 4, 6, 8, 10, 12, 14, 16, 18, 20]", doubled.joined(separator: "\n") + "\n")
    let row: KeyValuePairs = ["quantity": "finn", "form": "two-way"]
    #expect(isClose(wide.number("estimate", row), table.number("estimate", row) ?? .nan, within: 1e-13))
    // Ratings that four categories do not reach, and one that is off the list.
    let few = try Self.table("categories: 4", data)
    #expect(few.cells("status").filter { $0 == "out-of-range" }.count == 2)
    let study = "data: {files: d.csv, columns: {unit: unit, rater: rater, value: value}}\n"
    let off = failure(of: study + "analyses: [concordance: {categories: [1, 2, 3]}]\n", ["d.csv": data])
    #expect(off?.description.contains("not on the scale") == true)
    #expect(try !Self.table("", data).cells("quantity").contains("finn"))
  }
}

// MARK: - Pairs, groups, what cannot be

extension ConcordanceStateTests {
  /// Six units, four judges (Shrout and Fleiss 1979).
  private static let ratings: [[Int?]] = [
    [9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7],
  ]
  private static let header = "group,unit,rater,value\n"

  private static func long(_ ratings: [[Int?]], group: String = "g") -> String {
    ratings.enumerated().flatMap { unit, row in
      row.enumerated().compactMap { rater, value in value.map { "\(group),u\(unit),\(Array("abcd")[rater]),\($0)\n" } }
    }.joined()
  }

  @Test("Long and wide, in any order of rows; raters are paired by name")
  func layouts() throws {
    let long = try Self.table("", Self.header + Self.long(Self.ratings))
    let wide =
      "unit,d,c,b,a\n"
      + Self.ratings.enumerated().map { unit, row in
        "u\(unit)," + row.reversed().map { "\($0 ?? 0)" }.joined(separator: ",") + "\n"
      }.joined()
    let other = try Self.table("", wide, columns: "unit: unit", layout: ", layout: {wide: \"{rater}\"}")
    #expect(long == other)
    let shuffled = try Self.table("", (Self.header + Self.long(Self.ratings)).shuffled(seed: 5))
    #expect(shuffled.cells("quantity") == long.cells("quantity") && shuffled.cells("rater_2") == long.cells("rater_2"))
    for column in ["estimate", "lower", "upper", "p_value"] {
      let pairs = zip(shuffled.numbers(column) ?? [], long.numbers(column) ?? [])
      #expect(pairs.allSatisfy { isClose($0, $1, within: 1e-12) || $0.isNaN && $1.isNaN }, "\(column)")
    }
    let subjects = zip(long.cells("rater_1"), long.cells("rater_2")).map { "\($0)-\($1)" }
    #expect(
      subjects.filter { $0 != "-" }.reduce(into: []) { if $0.last != $1 { $0.append($1) } }
        == ["a-b", "a-c", "a-d", "b-c", "b-d", "c-d"])
  }

  @Test("Units without a rating of both are left out of the pair and counted, ranks among those that stay")
  func missing() throws {
    var ratings = Self.ratings
    ratings[0][0] = nil
    ratings[3][3] = nil
    let table = try Self.table("", Self.header + Self.long(ratings))
    // The pair of a and d alone, from the four units that both rated.
    let alone = try Self.table(
      "", Self.header + Self.long([1, 2, 4, 5].map { [ratings[$0][0], nil, nil, ratings[$0][3]] }))
    for quantity in ["bland-altman-bias", "bland-altman-sd", "lin-ccc", "pearson", "spearman"] {
      let row: KeyValuePairs = ["quantity": quantity, "rater_1": "a", "rater_2": "d"]
      let value = try #require(table.number("estimate", row))
      #expect(isClose(alone.number("estimate", row), value, within: 1e-14), "\(quantity)")
      #expect(table.number("n_units", row) == 4)
    }
    let notes = Set(zip(table.cells("rater_1"), table.cells("note")).filter { $0.0 == "b" }.map(\.1))
    #expect(notes.contains("1 unit with a rating of one of the two is left out"))
    #expect(table.cells("note").contains { $0.contains("2 units with a rating of one of the two are left out") })
    #expect(table.number("n_units", ["quantity": "kendall-w"]) == 4)
    #expect(table.cells("note").contains { $0.contains("2 units without a rating of every rater are left out") })
  }

  @Test("By group, as from the ratings alone")
  func groups() throws {
    let second = Self.ratings.map { $0.map { $0.map { ($0 * 7) % 11 } } }
    let table = try Self.table("by: group", Self.header + Self.long(Self.ratings) + Self.long(second, group: "h"))
    for (group, ratings) in [("g", Self.ratings), ("h", second)] {
      let alone = try Self.table("", Self.header + Self.long(ratings))
      let places = (0..<table.rowCount).filter { table.cells("group")[$0] == group }
      #expect(places.count == alone.rowCount)
      let found = try #require(table.numbers("estimate"))
      for (place, value) in zip(places, alone.numbers("estimate") ?? []) {
        #expect(found[place] == value || found[place].isNaN && value.isNaN)
      }
    }
  }

  @Test(
    "What cannot be has a status, by group too",
    arguments: [
      ([[5, 5], [5, 5]], "lin-ccc", "no-variation"), ([[1, 2]], "lin-ccc", "too-few-units"),
      ([[1], [2], [4]], "lin-ccc", "too-few-raters"), ([[1], [2], [4]], "bland-altman-bias", "too-few-raters"),
      ([[1], [2], [4]], "kendall-w", "too-few-raters"), ([[1], [2], [4]], "finn", "too-few-raters"),
      ([[1, 2], [2, 3], [4, 5]], "bland-altman-limit", "no-spread"),
      ([[1, nil], [nil, 2], [3, nil]], "bland-altman-bias", "too-few-observations"),
      ([[1, nil], [nil, 2], [3, nil]], "kendall-w", "too-few-observations"),
      ([[5, 5], [5, 5]], "pearson", "no-variation"), ([[3, 1], [3, 2], [3, 4]], "spearman", "no-variation"),
    ] as [([[Int?]], String, String)])
  func degenerate(ratings: [[Int?]], quantity: String, status: String) throws {
    let rows = Self.header + Self.long(ratings, group: "bad") + Self.long(Self.ratings)
    let table = try Self.table("by: group, categories: 10, proportional-bias: true", rows)
    let places = (0..<table.rowCount).filter {
      table.cells("group")[$0] == "bad" && table.cells("quantity")[$0] == quantity
    }
    #expect(!places.isEmpty && places.allSatisfy { table.cells("status")[$0] == status }, "\(table.csv)")
    #expect(places.allSatisfy { !table.cells("note")[$0].isEmpty })
    let good = table.number("estimate", ["group": "g", "quantity": "kendall-w"])
    #expect(good.map { $0 > 0 } == true)
  }

  @Test("A level of a million million costs no digits")
  func offsets() throws {
    func data(_ offset: Double) -> String {
      "unit,rater,value\n"
        + (0..<40).map { unit in
          let (a, b) = (Double((unit * 7) % 11) / 8192, Double((unit * 5) % 13) / 8192)
          return "\(unit),a,\(offset + a)\n\(unit),b,\(offset + b)\n"
        }.joined()
    }
    let (near, far) = (try Self.table("", data(0)), try Self.table("", data(1e12)))
    let values = zip(near.numbers("estimate") ?? [], far.numbers("estimate") ?? [])
    #expect(
      near.rowCount == far.rowCount && values.allSatisfy { isClose($0, $1, within: 1e-12) || $0.isNaN && $1.isNaN })
  }

  @Test("Logarithms of what has none, and a reference that is no rater, are refused with the place")
  func refusals() throws {
    let study = "data: {files: d.csv, columns: {unit: unit, rater: rater, value: value}}\n"
    let data = "unit,rater,value\nu1,a,3\nu1,b,0\nu2,a,-2.5\nu2,b,4\n"
    for options in ["transform: log", "transform: log, replicate: unit"] {
      let error = failure(of: study + "analyses: [concordance: {\(options)}]\n", ["d.csv": data])
      #expect(error?.row == 2 && error?.value == "0" && error?.column == "value" && error?.others.count == 1)
      #expect(error?.description.contains("no logarithm") == true)
    }
    let error = failure(of: study + "analyses: [concordance: {reference: c}]\n", ["d.csv": data])
    #expect(error?.description.contains("there is no rater \"c\"") == true)
  }

  @Test("Points of the picture: a row for each unit, of many one for each cell of a grid")
  func points() throws {
    let table = try Self.table("points: true", Self.header + Self.long(Self.ratings), named: "concordance-points")
    #expect(table.rowCount == 6 * 6 && Set(table.cells("n_units")) == ["1"])
    let row: KeyValuePairs = ["rater_1": "a", "rater_2": "d", "unit": "u3"]
    #expect(table.number("mean", row) == 6.5 && table.number("difference", row) == 1)
    let many =
      "unit,rater,value\n"
      + (0..<5_000).map { unit in
        "\(unit),a,\((unit * 17) % 101)\n\(unit),b,\((unit * 13) % 97)\n"
      }.joined()
    let binned = try Self.table("", many, named: "concordance-points")
    #expect(binned.rowCount <= 2_000 && (binned.numbers("n_units") ?? []).reduce(0, +) == 5_000)
    #expect(try Self.table("", many.shuffled(seed: 8), named: "concordance-points") == binned)
    let bias = try Self.table("", many).number("estimate", ["quantity": "bland-altman-bias"])
    let weighted = zip(binned.numbers("n_units") ?? [], binned.numbers("difference") ?? []).reduce(0) {
      $0 + $1.0 * $1.1
    }
    #expect(isClose(bias, weighted / 5_000, within: 1e-10))
    let replicated = try Self.cardiac("linked: true", named: "concordance-points")
    #expect(replicated.rowCount == 12)
  }

  @Test("Pairs beyond a hundred thousand are refused, not all raters together")
  func explosion() throws {
    let data =
      "unit,rater,value\n"
      + (0..<2).flatMap { unit in
        (0..<500).map { "\(unit),r\($0),\(($0 * 7 + unit) % 11)\n" }
      }.joined()
    let study = "data: {files: d.csv, columns: {unit: unit, rater: rater, value: value}}\n"
    let error = failure(of: study + "analyses: [concordance: {}]\n", ["d.csv": data])
    #expect(error?.description.contains("more than 100000 pairs") == true)
    let table = try Self.table("overall: true", data)
    #expect(table.number("n_raters", ["quantity": "kendall-w"]) == 500)
    #expect(try Self.table("reference: r7", data).cells("quantity").count { $0 == "lin-ccc" } == 499)
  }

  @Test("A request in code is what the study file says")
  func request() throws {
    let text = """
      data: {files: d.csv, columns: {unit: unit, rater: rater, value: value}}
      analyses:
        - concordance: {by: g, reference: a, multiplier: 2, interval: mover, transform: log, proportional-bias: true,
            replicate: time, linked: true, level: 0.9}
        - concordance: {divisor: n-1, categories: [1, 2, 3], overall: true}
      """
    try withTemporaryFolder { folder in
      _ = try folder.write("g,unit,rater,time,value\n", to: "d.csv")
      let study = try Study(contentsOfFile: folder.write(text, to: "study.yaml"))
      #expect(
        study.analyses == [
          .concordance(
            by: ["g"], reference: "a", multiplier: 2, interval: .mover, scale: .log, proportionalBias: true,
            replicates: .init(column: "time", isLinked: true), level: 0.9),
          .concordance(divisor: .nMinus1, categories: ["1", "2", "3"], overall: true),
        ])
    }
  }
}

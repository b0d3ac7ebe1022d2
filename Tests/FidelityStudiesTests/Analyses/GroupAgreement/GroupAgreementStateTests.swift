import FidelityData
import FidelityMeasurement
import FidelityStudies
import FidelityTesting
import Foundation
import Testing

/// Figures of `datasets/group-agreement`: R multilevel 2.7 and own.
@Suite("Agreement within groups in a study")
struct GroupAgreementStateTests {
  private static func text(_ file: String) throws -> String {
    try String(contentsOf: Datasets.url("group-agreement", file), encoding: .utf8)
  }

  private static let roles = "columns: {rater: person, item: item, value: value}"

  private static func cohesion(
    _ options: String = "", named: String = "group-agreement", data: String? = nil
  ) throws -> Table {
    let study =
      "data: {files: d.csv, \(roles)}\nseed: 3\nanalyses: [group-agreement: {group: group, range: [1, 5]\(options)}]\n"
    return try #require(try results(of: study, ["d.csv": data ?? text("data.csv")])[named])
  }

  private static func sherif(_ options: String) throws -> Table {
    let study =
      "data: {files: d.csv, columns: {rater: person, value: value}}\nseed: 3\n"
      + "analyses: [group-agreement: {group: group\(options)}]\n"
    return try #require(try results(of: study, ["d.csv": text("sherif.csv")])["group-agreement"])
  }

  @Test("Published figures, by group, by item and of items together", arguments: try Datasets.cases("group-agreement"))
  func published(_ expected: ExpectedCase) throws {
    let time = expected.options["time"]?.text
    let size = expected.options["k"]?.text == "mean group size" ? "mean-size" : "k0"
    let table =
      time == nil ? try Self.cohesion(", group-size: \(size)") : try Self.sherif(", by: time, group-size: \(size)")
    let isIntraclass = expected.quantity.hasPrefix("icc-")
    let form: String =
      switch expected.quantity {
      case "icc-1", "icc-2": size
      case "average-deviation": "mean"
      case "awg": ""
      default: "uniform"
      }
    var row: [(String, String)] = [
      ("quantity", expected.quantity), ("form", form), ("group", expected.options["group"]?.text ?? ""),
      ("term", time == nil ? expected.options["item"]?.text ?? "items" : ""),
    ]
    if let time { row.append(("time", time)) }
    let places = (0..<table.rowCount).filter { place in row.allSatisfy { table.cells($0.0)[place] == $0.1 } }
    let place = try #require(places.count == 1 ? places[0] : nil, "\(row) \(table.csv)")
    let estimate = try #require(table.numbers("estimate"))[place]
    if let value = expected.value {
      #expect(isClose(estimate, value, within: expected.tolerance) && table.cells("status")[place] == "ok")
    } else {
      #expect(estimate.isNaN && table.cells("status")[place] == expected.options["status"]?.text)
    }
    if isIntraclass {
      #expect(!table.cells("statistic")[place].isEmpty && !table.cells("p_value")[place].isEmpty)
      #expect(table.cells("lower")[place].isEmpty == (size == "mean-size"))
    }
  }

  @Test("Each null distribution has rows of its own, and what needs none comes once")
  func nulls() throws {
    let table = try Self.cohesion(", null: [uniform, slight-skew, 1.5]")
    let row: KeyValuePairs = ["group": "1044B-1ST", "term": "COH01", "quantity": "rwg", "form": "slight-skew"]
    #expect(isClose(table.number("estimate", row), 1 - 1 / 1.34, within: 1e-12))
    let own: KeyValuePairs = ["group": "1044B-1ST", "term": "COH01", "quantity": "rwg", "form": "variance 1.5"]
    #expect(isClose(table.number("estimate", own), 1 - 1 / 1.5, within: 1e-12))
    let places = (0..<table.rowCount).filter { table.cells("group")[$0] == "1044B-1ST" }
    func count(_ quantity: String) -> Int { places.count { table.cells("quantity")[$0] == quantity } }
    #expect(count("rwg") == 15 && count("rwg-j") == 3 && count("rwg-j-lindell") == 3)
    #expect(count("average-deviation") == 12 && count("awg") == 6)
    #expect(Set(try Self.cohesion(", null: all").cells("form")).count == 7 + 3 + 1)
  }

  @Test("The summary: mean, median, and the share of groups that agree")
  func summary() throws {
    let table = try Self.cohesion(named: "group-agreement-summary")
    // rWG of COH01 is .5, .8333, 1, .5.
    let rwg: KeyValuePairs = ["term": "COH01", "quantity": "rwg"]
    let (mean, median): (Double, Double) = (17.0 / 24, 2.0 / 3)
    #expect(isClose(table.number("mean", rwg), mean, within: 1e-12))
    #expect(isClose(table.number("median", rwg), median, within: 1e-12))
    #expect(table.number("share", rwg) == 0.5 && table.number("n_groups", rwg) == 4)
    // Average deviations are .667, .444, 0, .667; a sixth of five options is .833.
    let deviation: KeyValuePairs = ["term": "COH01", "quantity": "average-deviation", "form": "mean"]
    #expect(isClose(table.number("cut", deviation), 5.0 / 6, within: 1e-12))
    #expect(table.number("share", deviation) == 1)
    let awg: KeyValuePairs = ["term": "COH01", "quantity": "awg"]
    #expect(table.number("n_groups", awg) == 3 && table.number("n_undefined", awg) == 1)
  }

  @Test("Order of rows, wide tables and an instrument's range give the same rows")
  func layouts() throws {
    let data = try Self.text("data.csv")
    let table = try Self.cohesion()
    #expect(try Self.cohesion(data: data.shuffled(seed: 5)).csv == table.csv)
    var persons: [String: [String: String]] = [:]
    for line in data.split(separator: "\n").dropFirst() {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      persons["\(cells[0]),\(cells[1])", default: [:]][cells[2]] = cells[3]
    }
    let items = (1...5).map { "COH0\($0)" }
    let wide =
      "person,group,\(items.joined(separator: ","))\n"
      + persons.sorted { $0.key < $1.key }.map { person in
        "\(person.key),\(items.map { person.value[$0] ?? "" }.joined(separator: ","))\n"
      }.joined()
    let layout = "data: {files: d.csv, layout: {wide: 'COH0{item}'}, columns: {rater: person}}\n"
    let pattern = try #require(
      try results(
        of: layout + "analyses: [group-agreement: {group: group, range: [1, 5]}]\n",
        ["d.csv": wide])["group-agreement"])
    #expect(pattern.cells("estimate") == table.cells("estimate"))
    let instrument = """
      id: cohesion
      defaults: {range: [1, 5], step: 1}
      items: [{id: COH01}, {id: COH02}, {id: COH03}, {id: COH04}, {id: COH05}]
      scales: [{id: front, items: [COH01, COH02, COH03], aggregate: mean}]
      """
    let byItem = "data: {files: d.csv, layout: {wide: '{item}'}, columns: {rater: person}}\ninstrument: c.yaml\n"
    let scored = try #require(
      try results(
        of: byItem + "analyses: [group-agreement: {group: group}]\n", ["d.csv": wide, "c.yaml": instrument])[
          "group-agreement"])
    func rows(_ table: Table) -> [String] {
      let columns = ["group", "quantity", "term", "form", "estimate", "n_raters", "status"].map { table.cells($0) }
      return (0..<table.rowCount).filter { table.cells("term")[$0] != "front" }.map { row in
        columns.map { $0[row] }.joined(separator: ",")
      }
    }
    #expect(rows(scored) == rows(table))
    // Three items together.
    let front: KeyValuePairs = ["group": "1044B-2ND", "quantity": "rwg-j-lindell", "term": "front"]
    #expect(isClose(scored.number("estimate", front), 5.0 / 6, within: 1e-12))
  }

  @Test("By a variable, as from its rows alone; by item, as from the item")
  func by() throws {
    let data = try Self.text("data.csv")
    let two = data.split(separator: "\n").enumerated().map { place, line in
      place == 0 ? "school," + line : "b," + line
    }
    // The second school has other ratings, and groups of the same names.
    let other = data.split(separator: "\n").dropFirst().map { line -> String in
      var cells = line.split(separator: ",").map(String.init)
      cells[3] = "\(6 - (Int(cells[3]) ?? 3))"
      return "a," + cells.joined(separator: ",")
    }
    let both = try Self.cohesion(
      ", by: school, resamples: 50", data: (two + other).joined(separator: "\n") + "\n")
    let alone = try Self.cohesion(", resamples: 50", data: data)
    let places = (0..<both.rowCount).filter { both.cells("school")[$0] == "b" }
    let chance = ["random-group-null-mean", "random-group-null-sd", "random-group-critical", "random-group-variance"]
    for (row, place) in places.enumerated() where !chance.contains(both.cells("quantity")[place]) {
      for column in ["group", "quantity", "term", "form", "estimate", "lower", "p_value", "status"] {
        #expect(both.cells(column)[place] == alone.cells(column)[row], "\(column)")
      }
    }
    #expect(places.count == alone.rowCount)
    let byItem = try Self.cohesion(", by: item")
    let row: KeyValuePairs = ["item": "COH01", "group": "1044B-2ND", "quantity": "rwg"]
    #expect(isClose(byItem.number("estimate", row), 5.0 / 6, within: 1e-12))
    let icc: KeyValuePairs = ["item": "COH01", "quantity": "icc-1"]
    #expect(isClose(byItem.number("estimate", icc), 0.1509433962264151, within: 1e-9))
  }

  @Test("Random groups and simulated raters")
  func resamples() throws {
    let table = try Self.sherif(", by: time, resamples: 2000")
    // R multilevel 2.7, rgr.agree: .295 in real groups, 1.087 in random ones.
    let real: KeyValuePairs = ["time": "0", "quantity": "random-group-variance"]
    #expect(isClose(table.number("estimate", real), 0.295, within: 1e-12))
    let chance: KeyValuePairs = ["time": "0", "quantity": "random-group-null-mean"]
    #expect(isClose(table.number("estimate", chance), 1.087, within: 0.02))
    let critical: KeyValuePairs = ["time": "0", "quantity": "random-group-critical"]
    let bound = try #require(table.number("estimate", critical))
    #expect(bound > 0.295 && bound < 1.087 && (table.number("p_value", real) ?? 1) < 0.01)
    let cohesion = try Self.cohesion(", resamples: 400")
    let places = (0..<cohesion.rowCount).filter { cohesion.cells("quantity")[$0] == "rwg-critical" }
    #expect(places.map { cohesion.cells("n_raters")[$0] } == ["2", "3"])
    #expect(try Self.cohesion(", resamples: 400").csv == cohesion.csv)
  }

  @Test("What cannot be has a status")
  func degenerate() throws {
    let rows = """
      person,group,item,value
      1,one,a,3
      2,empty,a,
      3,empty,a,
      4,end,a,5
      5,end,a,5
      6,end,a,5
      7,same,a,3
      8,same,a,3
      9,same,a,3

      """
    let table = try Self.cohesion(data: rows)
    func status(_ group: String, _ quantity: String) -> [String] {
      (0..<table.rowCount).filter {
        table.cells("group")[$0] == group && table.cells("quantity")[$0] == quantity
      }.map { table.cells("status")[$0] }
    }
    #expect(status("one", "rwg") == ["too-few-raters"] && status("empty", "rwg") == ["too-few-observations"])
    #expect(status("one", "average-deviation") == ["too-few-raters", "too-few-raters"])
    #expect(status("end", "rwg") == ["ok"] && status("end", "awg") == ["no-variation"])
    #expect(status("same", "awg") == ["ok"])
    // Nothing varies within groups: F has no denominator.
    #expect(status("", "icc-1") == ["exact-fit"])
    let notes = (0..<table.rowCount).filter { table.cells("status")[$0] != "ok" }.map { table.cells("note")[$0] }
    #expect(!notes.isEmpty && !notes.contains(""))
  }

  @Test("A scale with other steps, one of words, and none")
  func scales() throws {
    let halves = "person,group,item,value\n1,g,a,1\n2,g,a,1.5\n3,g,a,2.5\n4,h,a,1\n5,h,a,1\n"
    let whole = "person,group,item,value\n1,g,a,1\n2,g,a,2\n3,g,a,4\n4,h,a,1\n5,h,a,1\n"
    let words = "person,group,item,value\n1,g,a,never\n2,g,a,rarely\n3,g,a,often\n4,h,a,never\n5,h,a,never\n"
    func table(_ options: String, _ data: String) throws -> StudyResults {
      try results(
        of: "data: {files: d.csv, \(Self.roles)}\nanalyses: [group-agreement: {group: group\(options)}]\n",
        ["d.csv": data])
    }
    let plain = try #require(try table(", categories: [1, 2, 3, 4]", whole)["group-agreement"])
    let stepped = try #require(try table(", categories: [1, 1.5, 2, 2.5]", halves)["group-agreement"])
    let named = try #require(
      try table(", categories: [never, rarely, sometimes, often]", words)["group-agreement"])
    #expect(named.cells("estimate") == plain.cells("estimate"))
    for (place, quantity) in plain.cells("quantity").enumerated() {
      let (a, b) = (plain.numbers("estimate")?[place] ?? 0, stepped.numbers("estimate")?[place] ?? 0)
      let expected = quantity == "average-deviation" ? a / 2 : a
      #expect(expected.isNaN && b.isNaN || isClose(b, expected, within: 1e-12), "\(quantity)")
    }
    let bare = try table("", whole)
    #expect(Set(bare["group-agreement"]?.cells("quantity") ?? []) == ["icc-1", "icc-2"])
    #expect(bare.warnings.contains { $0.contains("need the scale of ratings") && $0.contains("from 1 to 4") })
  }

  @Test(
    "Mistakes in the data have their place",
    arguments: [
      ("1,g,a,6\n", "3", "\"6\" is not on the scale 1, 2, 3, 4, 5"),
      ("1,g,a,2.5\n", "3", "\"2.5\" is not on the scale"),
      ("9,g,a,2\n", "", "item a, rater 9 (g) (row 1 and row 2)"), ("1,g,a,x\n", "3", "is not a number"),
    ])
  func mistakes(row: String, line: String, words: String) {
    let study =
      "data: {files: d.csv, \(Self.roles)}\nanalyses: [group-agreement: {group: group, range: [1, 5]}]\n"
    let error = failure(of: study, ["d.csv": "person,group,item,value\n9,g,a,3\n" + row])
    #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    #expect(line.isEmpty || error?.line.map(String.init) == line)
  }

  @Test("Duplicates by a rule")
  func duplicates() throws {
    let data = "person,group,item,value\n1,g,a,3\n1,g,a,5\n2,g,a,3\n"
    func study(_ rule: String) -> String {
      "data: {files: d.csv, \(Self.roles), duplicates: \(rule)}\n"
        + "analyses: [group-agreement: {group: group, range: [1, 5]}]\n"
    }
    for (rule, value) in [("first", 1.0), ("last", 0)] {
      let table = try #require(try results(of: study(rule), ["d.csv": data])["group-agreement"])
      #expect(table.number("estimate", ["group": "g", "quantity": "rwg"]) == value)
    }
    #expect(failure(of: study("mean"), ["d.csv": data])?.description.contains("no points of the scale") == true)
  }

  @Test(
    "Options that contradict themselves",
    arguments: [
      ("range: [1]", "two whole numbers"), ("range: [5, 1]", "the lower one first"),
      ("range: [1, 5], categories: [1, 2]", "leave out one"), ("categories: [1, 2, 4]", "equally far apart"),
      ("categories: [1]", "2 to 1000"), ("null: [skew]", "null distribution"), ("null: [-1]", "a number above 0"),
      ("resamples: 0", "a whole number"), ("level: 1", "confidence level"), ("range: [0, 100000]", "at most 1000"),
      ("by: group", "leave it out of"), ("group: []", "the list is empty"),
    ])
  func contradictions(options: String, words: String) throws {
    let group = options.hasPrefix("group") ? "" : "group: group, "
    let study =
      "data: {files: d.csv, \(Self.roles)}\nanalyses: [group-agreement: {\(group)\(options)}]\n"
    let error = failure(of: study, ["d.csv": try Self.text("data.csv")])
    let text = error.map { "\($0) \($0.hint ?? "") \($0.remedy?.description ?? "")" } ?? ""
    #expect(text.contains(words), "\(text)")
  }

  @Test("A request in code is that of a study file")
  func request() throws {
    try withTemporaryFolder { folder in
      let path = try folder.write(try Self.text("data.csv"), to: "d.csv")
      let data = DataDescription(
        files: [path], roles: ["rater": ["person"], "item": ["item"], "value": ["value"]])
      let request = AnalysisRequest.groupAgreement(group: ["group"], range: 1...5, nulls: ["normal"], cut: 0.8)
      let table = try StudyRunner(Study(data: data, analyses: [request])).run()["group-agreement"]
      #expect(try table?.csv == Self.cohesion(", null: normal, cut: 0.8").csv)
    }
  }

  @Test("Many groups in pieces are those of a few")
  func pieces() throws {
    var lines = "person,group,item,value\n"
    for group in 0..<4_500 {
      for rater in 0..<3 { lines += "r\(rater),g\(group),a,\(1 + (group * 7 + rater * (group % 3)) % 5)\n" }
    }
    let table = try Self.cohesion(data: lines)
    for group in [0, 2_047, 2_048, 4_499] {
      let alone = lines.split(separator: "\n").filter { $0.hasPrefix("person") || $0.contains(",g\(group),") }
      let few = try Self.cohesion(data: alone.joined(separator: "\n") + "\n")
      for quantity in ["rwg", "awg"] {
        let row: KeyValuePairs = ["group": "g\(group)", "quantity": quantity]
        let (a, b) = (table.number("estimate", row), few.number("estimate", row))
        #expect(a == b || a?.isNaN == true && b?.isNaN == true)
      }
    }
    #expect(table.cells("quantity").count { $0 == "rwg" } == 4_500)
  }
}

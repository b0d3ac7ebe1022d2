import FidelityTesting
import Foundation
import Testing

@Suite("Reliability and raters, as they are asked for", .serialized)
struct ReliabilityCommandTests {
  private static let roles = ["--unit", "unit", "--rater", "rater", "--value", "value"]

  private static let ordinal =
    "unit,rater,value\n" + (1...8).map { "\($0),A,\($0 % 3)\n\($0),B,\(($0 + $0 / 5) % 3)\n" }.joined()

  private static func run(_ arguments: [String], _ ratings: String = ordinal) throws -> CommandRun {
    try withTemporaryFolder { folder in
      _ = try folder.write(ratings, to: "r.csv")
      return try CommandRun(all: [arguments[0], "r.csv"] + roles + arguments.dropFirst(), in: folder)
    }
  }

  /// Quantity and weights of each row.
  private static func rows(_ arguments: [String]) throws -> [String] {
    let run = try run(arguments)
    #expect(run.status == 0, "\(run.messages)")
    let lines = run.output.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    let place = try #require(lines.first?.firstIndex(of: "weights"))
    let quantity = try #require(lines.first?.firstIndex(of: "quantity"))
    return lines.dropFirst().map { "\($0[quantity]) \($0[place])" }
  }

  @Test("weighted percent agreement is printed where its weights are asked for, and else not")
  func weightedAgreement() throws {
    for command in [["reliability"], ["raters", "--pairs"]] {
      for scale in ["ordinal", "interval"] {
        let plain = try Self.rows(command + ["--scale", scale])
        #expect(plain.contains("percent-agreement identity") && !plain.contains("percent-agreement quadratic"))
        #expect(plain.contains { $0.hasSuffix("-kappa quadratic") })
        let asked = try Self.rows(command + ["--scale", scale, "--weights", "quadratic"])
        #expect(asked.contains("percent-agreement quadratic"))
      }
    }
    let named = try Self.rows(["reliability", "--scale", "ordinal", "--coefficients", "percent-agreement,gwet-ac"])
    #expect(named == ["percent-agreement identity", "gwet-ac identity", "gwet-ac quadratic"])
  }

  @Test(
    "all coefficients and further ones", arguments: ["all,cohen-kappa", "cohen-kappa,all", "all,cohen-kappa,gwet-ac"])
  func allAndOthers(list: String) throws {
    let common = try Self.rows(["reliability", "--scale", "nominal", "--coefficients", "all"])
    let found = try Self.rows(["reliability", "--scale", "nominal", "--coefficients", list])
    #expect(found.sorted() == (common + ["cohen-kappa identity"]).sorted())
  }

  @Test("categories that have commas")
  func categories() throws {
    let ratings =
      "unit,rater,value\n1,A,\"no, never\"\n1,B,\"no, never\"\n2,A,yes\n2,B,\"no, never\"\n3,A,yes\n3,B,yes\n"
    let options = ["reliability", "--scale", "ordinal", "--weights", "linear"]
    let run = try Self.run(options + ["--categories", "\"no, never\",sometimes,yes"], ratings)
    #expect(run.status == 0, "\(run.messages)")
    let plain = ratings.replacing("\"no, never\"", with: "no")
    #expect(try run.output == Self.run(options + ["--categories", "no,sometimes,yes"], plain).output)
    let wrong = try Self.run(options + ["--categories", "no, never,sometimes,yes"], ratings)
    #expect(wrong.status == 65 && wrong.messages.contains("no, never"), "\(wrong.messages)")
    try withTemporaryFolder { folder in
      _ = try folder.write(ratings, to: "r.csv")
      let yaml = """
        data: {files: r.csv, columns: {unit: unit, rater: rater, value: value}}
        analyses: [reliability: {scale: ordinal, weights: linear, categories: ["no, never", sometimes, "yes"]}]
        """
      _ = try folder.write(yaml, to: "s.yaml")
      #expect(try CommandRun("run", "s.yaml", "--output", "out", in: folder).status == 0)
      #expect(String(decoding: try folder.bytes(of: "out/reliability.csv"), as: UTF8.self) == run.output)
    }
  }

  @Test("pairs of raters without common units have a row")
  func unpaired() throws {
    let ratings = "unit,rater,value\n1,A,1\n1,B,1\n2,A,2\n2,B,1\n3,C,1\n4,C,2\n"
    let run = try Self.run(["raters", "--scale", "nominal", "--pairs"], ratings)
    let lines = run.output.split(separator: "\n")
    for pair in ["A - C", "B - C"] {
      for quantity in ["percent-agreement", "cohen-kappa"] {
        let line = lines.first { $0.hasPrefix("\(quantity),\(pair),") }
        #expect(line?.contains(",0,2,,too-few-units,") == true, "\(run.output)")
      }
    }
    #expect(lines.count == 7)
  }

  @Test("many raters who share nothing: a warning in place of rows")
  func manyUnpaired() throws {
    let ratings = "unit,rater,value\n" + (1...500).map { "\($0),r\($0),1\n" }.joined() + "1,r2,1\n"
    let run = try Self.run(["raters", "--scale", "nominal", "--pairs"], ratings)
    #expect(run.status == 0)
    #expect(run.output.split(separator: "\n").count == 3)
    #expect(run.messages.contains("without common units have no rows: 124750 pairs"), "\(run.messages)")
  }

  @Test("a coefficient of two raters says what others have")
  func notTwoRaters() throws {
    let three = Self.ordinal + (1...8).map { "\($0),C,\($0 % 3)\n" }.joined()
    let run = try Self.run(["reliability", "--scale", "nominal", "--coefficients", "cohen-kappa"], three)
    #expect(run.output.contains("not-two-raters,\"3 raters, and it is one of two: use conger-kappa, fleiss-kappa or"))
  }

  @Test("limits of shares have one name; the former one is read too")
  func shareLimits() throws {
    let ratings = "unit,rater,value,gold\n" + (1...9).map { "\($0),A,\($0 % 3),\($0 % 2)\n" }.joined()
    let options = ["raters", "--scale", "nominal", "--gold", "gold", "--columns", "quantity,estimate,lower,method"]
    func accuracy(_ limits: [String]) throws -> String {
      let run = try Self.run(options + limits, ratings)
      #expect(run.status == 0, "\(run.messages)")
      return String(run.output.split(separator: "\n").first { $0.hasPrefix("accuracy,") } ?? "")
    }
    #expect(try accuracy([]).hasSuffix(",wilson"))
    #expect(try accuracy(["--share-limits", "exact"]) == accuracy(["--share-interval", "exact"]))
    #expect(try accuracy(["--share-limits", "exact"]).hasSuffix(",exact"))
    // k of 9: k/9 - t sqrt(p q / 8), cut at 0
    let t = try accuracy(["--share-limits", "t"]).split(separator: ",")
    #expect(t.last == "t")
    let share = try #require(t.dropFirst().first.flatMap { Double($0) })
    let lower = try #require(t.dropFirst(2).first.flatMap { Double($0) })
    #expect(isClose(lower, max(0, share - 2.306004135204166 * (share * (1 - share) / 8).squareRoot()), within: 1e-9))
    let help = try CommandRun("help", "raters").output
    #expect(help.contains("--share-limits") && help.components(separatedBy: "Limits of shares").count == 2)
  }

  @Test("a benchmark says by which rule it chose a level")
  func benchmark() throws {
    let run = try Self.run(["reliability", "--scale", "nominal", "--coefficients", "gwet-ac", "--benchmark", "altman"])
    #expect(run.output.contains("(by interval membership, cumulative probability "), "\(run.output)")
  }

  @Test("scores on a terminal are followed by their roll-up; a file and a pipe have the scores alone")
  func overall() throws {
    try withTemporaryFolder { folder in
      _ = try folder.write("id,a,b\n1,0,2\n2,2,2\n", to: "d.csv")
      let yaml = """
        id: two
        defaults: {range: [0, 2], step: 1}
        items: [{id: a}, {id: b}]
        scales: [{id: total, items: [a, b], aggregate: mean}]
        """
      _ = try folder.write(yaml, to: "two.yaml")
      let arguments = ["score", "d.csv", "--instrument", "two.yaml", "--unit", "id"]
      let table = try CommandRun(all: arguments + ["--format", "table"], in: folder)
      #expect(table.status == 0 && table.output.contains("\nscore-summary\n"), "\(table.messages)")
      #expect(table.output.contains("score-mean"))
      let plain = try CommandRun(all: arguments, in: folder)
      #expect(plain.output.hasPrefix("id,total,") && !plain.output.contains("score-mean"))
      let overall = try CommandRun(all: arguments + ["--overall"], in: folder)
      #expect(overall.output.hasPrefix("quantity,term,form,estimate,"))
      #expect(overall.output.contains("\nscore-mean,total,,1.5,"))
      let items = try CommandRun(all: arguments + ["--item-means"], in: folder)
      #expect(items.output.contains("\nitem-mean,a,,1,") && items.output.contains("\nitem-mean,b,,2,"))
      #expect(items.output.contains("\nscore-mean,total,,1.5,"))
      #expect(try CommandRun(all: arguments + ["--overall", "--by", "id"], in: folder).status == 64)
    }
  }
}

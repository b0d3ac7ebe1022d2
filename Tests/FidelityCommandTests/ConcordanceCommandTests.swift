import FidelityTesting
import Foundation
import Testing

@Suite("Concordance, as it is asked for", .serialized)
struct ConcordanceCommandTests {
  private static let roles = ["--unit", "unit", "--rater", "rater", "--value", "value"]

  private static func run(_ arguments: [String], _ data: String) throws -> CommandRun {
    try withTemporaryFolder { folder in
      _ = try folder.write(data, to: "r.csv")
      return try CommandRun(all: ["concordance", "r.csv"] + arguments, in: folder)
    }
  }

  private static let ratings =
    "unit,rater,time,value\n"
    + (1...9).map { "\($0),A,1,\($0 * 3 % 7 + 1)\n\($0),B,1,\($0 * 3 % 7 + $0 % 3)\n" }.joined()

  @Test("The columns of both tables are the same whatever the data")
  func columns() throws {
    let header =
      "rater_1,rater_2,quantity,term,form,metric,estimate,standard_error,lower,upper,level,degrees_of_freedom,"
      + "statistic,p_value,n_units,n_raters,n_observations,method,status,note\n"
    #expect(try Self.run(Self.roles, Self.ratings).output.hasPrefix(header))
    #expect(try Self.run(Self.roles + ["--overall"], Self.ratings).output.hasPrefix(header))
    #expect(try Self.run(Self.roles + ["--replicate", "time"], Self.ratings).output.hasPrefix(header))
    let points = try Self.run(Self.roles + ["--points"], Self.ratings)
    #expect(points.output.hasPrefix("rater_1,rater_2,unit,mean,difference,metric,n_units\nA,B,1,"))
    #expect(points.output.split(separator: "\n").count == 10)
  }

  @Test(
    "What contradicts itself is refused",
    arguments: [
      ("--linked", "--linked goes with --replicate"), ("--multiplier 0", "above 0"), ("--level 1", "--level"),
      ("--categories 1", "2 to 1000000"), ("--categories low,high", "numbers"), ("--categories 1,2,1", "twice"),
      ("--categories 5 --transform log", "no logarithms"), ("--replicate time --interval exact", "mover"),
      ("--replicate time --divisor n-1", "limits of agreement alone"), ("--overall --points", "no pairs"),
      ("--interval mvoer", "Did you mean 'mover'?"), ("--reference C", "there is no rater \"C\""),
    ])
  func refusals(options: String, message: String) throws {
    let run = try Self.run(Self.roles + options.split(separator: " ").map(String.init), Self.ratings)
    #expect(run.status == (options.hasPrefix("--reference") ? 65 : 64) && run.output.isEmpty)
    #expect(run.messages.contains(message), "\(run.messages)")
  }

  @Test(
    "Data that no figure comes from are refused with the place",
    arguments: [
      ("", "the file is empty"), ("unit,rater,value\n", "a header but no rows"),
      ("unit,rater,value\n1,A,\n1,B,\n", "there is no rating"),
      ("unit,rater,value\n1,A,good\n", "\"good\" is not a number"),
    ])
  func unusable(data: String, message: String) throws {
    let run = try Self.run(Self.roles, data)
    #expect(run.status == 65 && run.output.isEmpty && run.messages.contains(message), "\(run.messages)")
  }

  @Test("One rating, one unit, a rater without a name: rows with a status, and a warning")
  func degenerate() throws {
    let one = try Self.run(Self.roles, "unit,rater,value\n1,A,3\n")
    let lines = one.output.split(separator: "\n").dropFirst()
    #expect(one.status == 0 && !lines.isEmpty && lines.allSatisfy { $0.contains("too-few-raters") }, "\(one.output)")
    let nameless = try Self.run(Self.roles, "unit,rater,value\n1,A,3\n1,,4\n2,A,4\n2,B,5\n")
    #expect(nameless.status == 0 && nameless.messages.contains("1 ratings without unit, rater or group were left out"))
    #expect(nameless.output.contains("too-few-units"))
  }

  @Test("Logarithms of what has none are refused with row and value")
  func logarithms() throws {
    let run = try Self.run(Self.roles + ["--transform", "log"], "unit,rater,value\n1,A,3\n1,B,-4\n2,A,0\n2,B,5\n")
    #expect(run.status == 65 && run.messages.contains("r.csv:3"), "\(run.messages)")
    #expect(run.messages.contains("-4 has no logarithm") && run.messages.contains("0 has no logarithm"))
    #expect(run.messages.contains("--transform"))
  }
}

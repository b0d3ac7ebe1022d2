import FidelityTesting
import Testing

@Suite("Conventions and explanations", .serialized)
struct ConventionTests {
  private static let roles = ["--unit", "unit", "--rater", "rater", "--value", "value", "--scale", "nominal"]

  @Test("A convention is an option and a key of a study; explanations go to standard error")
  func convention() throws {
    try withTemporaryFolder { folder in
      _ = try folder.write(CommandLineTests.ratings, to: "r.csv")
      let arguments = ["reliability", "r.csv", "--coefficients", "cohen-kappa", "--weights", "identity"] + Self.roles
      let run = try CommandRun(all: arguments + ["--convention", "sas", "--explain"], in: folder)
      #expect(run.status == 0, "\(run.messages)")
      #expect(run.output.contains("fleiss-cohen-everitt"))
      #expect(run.messages.hasPrefix("cohen-kappa, identity weights\n  formula: "))
      #expect(run.messages.contains("convention: sas, as SAS PROC FREQ"))
      #expect(try CommandRun(all: arguments + ["--convention", "stata"], in: folder).status == 64)
      let study = """
        data: {files: r.csv, columns: {unit: unit, rater: rater, value: value}}
        analyses:
          - reliability: {scale: nominal, coefficients: cohen-kappa, weights: identity, convention: sas}
        """
      _ = try folder.write(study, to: "s.yaml")
      let whole = try CommandRun("run", "s.yaml", "--output", "out", in: folder)
      #expect(whole.status == 0, "\(whole.messages)")
      #expect(try folder.bytes(of: "out/reliability.csv") == Array(run.output.utf8))
      let provenance = String(decoding: try folder.bytes(of: "out/run.json"), as: UTF8.self)
      #expect(provenance.contains("reliability: convention sas (SAS PROC FREQ, option AGREE)"))
    }
  }

  @Test("fidelity explain")
  func explain() throws {
    let run = try CommandRun("explain", "krippendorff-alpha", "--metric", "ordinal", "--convention", "kalpha")
    #expect(run.status == 0)
    #expect(run.output.hasPrefix("krippendorff-alpha, metric ordinal\n"))
    #expect(run.output.contains("  standard error: none\n"))
    #expect(try CommandRun("explain").output.contains("gwet-ac, identity weights\n"))
    #expect(try CommandRun("explain", "gwet").status == 64)
  }
}

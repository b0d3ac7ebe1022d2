import FidelityFuzz
import FidelityTesting
import Testing

@Suite("A short fuzz run", .serialized)
struct FuzzTests {
  @Test(
    "the same cases every time",
    arguments: [(FuzzTarget.instrument, 300), (.study, 600), (.table, 400), (.dataset, 400), (.arguments, 60)])
  func short(target: FuzzTarget, count: Int) throws {
    try withTemporaryFolder { folder in
      let cases = try target.run(seed: 20_240_916, in: folder, executable: CommandRun.executable) { $0 == count }
      #expect(cases == count)
    }
  }
}

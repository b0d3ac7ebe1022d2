import FidelitySystem
import FidelityTesting
import Testing

@Suite("Child process")
struct ChildProcessTests {
  @Test("the exit status", arguments: [("true", [], 0), ("false", [], 1), ("sh", ["-c", "exit 42"], 42)])
  func status(program: String, arguments: [String], expected: Int32) {
    #expect(ChildProcess.run(program, arguments) == expected)
  }

  @Test("no such program, and one that a signal has ended")
  func none() {
    #expect(ChildProcess.run("no-such-program-anywhere", []) == nil)
    #expect(ChildProcess.run("sh", ["-c", "kill -9 $$"]) == nil)
  }

  @Test("arguments arrive as they are, whatever they hold")
  func arguments() throws {
    try withTemporaryFolder { folder in
      let name = folder.file("a 'b' $HOME ; c")
      #expect(ChildProcess.run("touch", [name]) == 0)
      let names = try folder.names
      #expect(names == ["a 'b' $HOME ; c"])
    }
  }
}

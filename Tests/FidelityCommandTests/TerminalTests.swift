import FidelityTesting
import Foundation
import Testing

@Suite("Colours and control sequences", .serialized)
struct TerminalTests {
  /// What the command writes to a terminal, which `script` gives it, under an environment.
  private static func messages(_ arguments: [String], _ environment: [String: String?]) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/script")
    process.arguments = ["-qec", ([CommandRun.executable] + arguments).joined(separator: " "), "/dev/null"]
    process.environment = ProcessInfo.processInfo.environment
    for (name, value) in environment { process.environment?[name] = value }
    let output = Pipe()
    process.standardOutput = output
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let text = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return String(decoding: text, as: UTF8.self)
  }

  private static let arguments = ["describe", "no-such-file.csv"]
  private static let plain = "error: no-such-file.csv: there is no such file\r\n"

  @Test("colours on a terminal")
  func coloured() throws {
    let said = try Self.messages(Self.arguments, ["TERM": "xterm", "NO_COLOR": String?.none])
    #expect(said.hasPrefix("\u{1B}[1;31merror:\u{1B}[0m no-such-file.csv"), "\(said)")
    #expect(said.replacing(#/\u{1B}\[[0-9;]*m/#, with: "").hasPrefix(Self.plain))
  }

  @Test(
    "none where NO_COLOR says anything, nor on a terminal that knows none",
    arguments: [("xterm", "1"), ("xterm", "0"), ("dumb", nil), (nil, nil), ("", nil)] as [(String?, String?)])
  func plain(terminal: String?, noColour: String?) throws {
    let said = try Self.messages(Self.arguments, ["TERM": terminal, "NO_COLOR": noColour])
    #expect(said.hasPrefix(Self.plain), "\(said)")
    #expect(!said.contains("\u{1B}"))
  }

  @Test("an empty NO_COLOR says nothing")
  func empty() throws {
    #expect(try Self.messages(Self.arguments, ["TERM": "xterm", "NO_COLOR": ""]).contains("\u{1B}[1;31m"))
  }

  @Test(
    "none in pipes, whatever is printed", arguments: [arguments, ["--help"], ["kappa"], ["reliability", "--scale"]])
  func pipes(arguments: [String]) throws {
    let run = try CommandRun(all: arguments)
    #expect(!run.output.contains("\u{1B}") && !run.messages.contains("\u{1B}"))
  }
}

import FidelityTesting
import Foundation
import Testing

@Suite("Manual page, completions, installation", .serialized)
struct InstallationTests {
  @Test("the manual page has every subcommand and option, and no line that is a request by accident")
  func manualPage() throws {
    let page = try CommandRun("reference", "man").output
    let requests: Set = [".\\\"", ".TH", ".SH", ".SS", ".PP", ".TP", ".B", ".I", ".EX", ".EE"]
    for line in page.split(separator: "\n") where line.hasPrefix(".") || line.hasPrefix("'") {
      #expect(requests.contains(String(line.prefix { $0 != " " })), "\(line)")
    }
    for section in ["NAME", "SYNOPSIS", "DESCRIPTION", "SUBCOMMANDS", "EXIT STATUS", "ENVIRONMENT", "EXAMPLES"] {
      #expect(page.contains("\n.SH \(section)\n"))
    }
    let plain = page.replacing("\\-", with: "-").replacing("\\fB", with: "").replacing("\\fI", with: "")
      .replacing("\\fR", with: "")
    for command in ["score", "reliability", "raters", "trend", "run", "instruments", "sample-size", "verify"] {
      #expect(plain.contains("\n.SS \"fidelity \(command)\"\n"))
      let help = try CommandRun("help", command).output
      for line in help.split(separator: "\n") where line.hasPrefix("  -") {
        let flags = line.split { $0 == " " || $0 == "," }.filter { $0.hasPrefix("--") }
        for flag in flags where flag != "--help" && flag != "--version" {
          #expect(plain.contains("\(flag) ") || plain.contains("\(flag)\n"), "\(command) \(flag)")
        }
      }
    }
    #expect(plain.contains("\nfidelity - Implementation fidelity"))
  }

  @Test("completions are scripts as they were made", arguments: ["bash", "zsh", "fish"])
  func completions(shell: String) throws {
    let run = try CommandRun("--generate-completion-script", shell)
    #expect(run.status == 0 && run.messages.isEmpty)
    for word in ["reliability", "share-limits", "landis-koch"] {
      #expect(run.output.contains(word), "\(word)")
    }
    // What is typed wrong is shown with its control characters escaped; a script is not.
    #expect(!run.output.contains("\\u{"))
  }

  @Test("an installation elsewhere runs, and leaves nothing behind")
  func installation() throws {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = [
      Datasets.projectFolder.appending(path: "scripts/check-install.sh").path(),
      URL(filePath: CommandRun.executable).deletingLastPathComponent().path(),
    ]
    let messages = Pipe()
    (process.standardOutput, process.standardError) = (messages, messages)
    try process.run()
    let said = String(decoding: try messages.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(said)")
  }
}

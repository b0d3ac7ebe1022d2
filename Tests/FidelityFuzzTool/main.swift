// fidelity-fuzz SECONDS COMMAND [SEED [TARGET]]: damages definitions, studies, tables and command lines.
// A crash, or a hang of a minute, ends it; the input at hand is then the file `case` in the folder that it names first.
import FidelityFuzz
import FidelityTesting
import Foundation

let arguments = CommandLine.arguments
let seconds = arguments.count > 1 ? Double(arguments[1]) ?? 60 : 60
let command = arguments.count > 2 ? arguments[2] : ".build/release/fidelity"
let seed = arguments.count > 3 ? UInt64(arguments[3]) ?? 1 : UInt64.random(in: 0...9_999_999)
let targets = arguments.count > 4 ? [FuzzTarget(rawValue: arguments[4])].compactMap(\.self) : FuzzTarget.allCases

let folder = FileManager.default.temporaryDirectory.appending(path: "fidelity-fuzz-\(seed)")
try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
var reproducer = folder.path(percentEncoded: false)
print("seed \(seed); the input at hand: \(reproducer)/case")
for target in targets {
  let end = Date().addingTimeInterval(seconds / Double(targets.count))
  do {
    let count = try target.run(
      seed: seed, in: TemporaryFolder(path: reproducer), executable: URL(filePath: command).path(percentEncoded: false)
    ) { _ in
      alarm(60)
      return Date() >= end
    }
    print("\(target.rawValue): \(count) cases, nothing found")
  } catch {
    print("\(target.rawValue): \(error)\nagain with: fidelity-fuzz \(seconds) \(command) \(seed) \(target.rawValue)")
    exit(1)
  }
}
try? FileManager.default.removeItem(at: folder)

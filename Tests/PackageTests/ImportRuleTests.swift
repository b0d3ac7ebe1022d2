import FidelityTesting
import Foundation
import Testing

/// Who may import whom: imports point down the layers only.
@Suite("Import rule")
struct ImportRuleTests {
  static let allowed: [String: Set<String>] = [
    "FidelitySystem": [],
    "FidelityLinearAlgebra": ["COpenBLAS"],
    "FidelityProbability": ["CBoostMath"],
    "FidelityData": ["FidelityProbability"],
    "FidelityDefinitions": ["FidelityData", "CYAML"],
    "FidelityInstruments": ["FidelityData", "FidelityDefinitions", "FidelityLinearAlgebra"],
    "FidelityFiles": ["FidelityData", "CArrow", "COpenSSL", "CWorkbook"],
    "FidelityComponents": ["FidelityData", "FidelityLinearAlgebra", "FidelityProbability"],
    "FidelityReliability": ["FidelityData", "FidelityLinearAlgebra", "FidelityProbability"],
    "FidelityMeasurement": ["FidelityComponents", "FidelityData", "FidelityProbability"],
    "FidelityTrends": ["FidelityData", "FidelityLinearAlgebra", "FidelityProbability", "CProcessor"],
    "FidelityReports": ["FidelityData", "FidelityFiles"],
    "FidelityCharts": ["FidelityData", "FidelityFiles", "FidelityReports"],
    "FidelityPages": [
      "FidelityCharts", "FidelityData", "FidelityDefinitions", "FidelityFiles", "FidelityProbability",
      "FidelityReports",
    ],
    "FidelityDrivers": [
      "FidelityComponents", "FidelityData", "FidelityLinearAlgebra", "FidelityMeasurement", "FidelityProbability",
      "FidelityTrends", "CProcessor",
    ],
    "FidelityStudies": [
      "FidelityComponents", "FidelityDrivers", "FidelityMeasurement", "FidelityData", "FidelityDefinitions",
      "FidelityFiles",
      "FidelityInstruments", "FidelityLinearAlgebra",
      "FidelityProbability", "FidelityReliability", "FidelityTrends", "FidelityReports", "ArgumentParser",
    ],
    "FidelityVerification": [
      "FidelityComponents", "FidelityData", "FidelityLinearAlgebra", "FidelityMeasurement", "FidelityProbability",
      "FidelityReliability", "FidelityTrends", "FidelityDrivers", "CDatasets",
    ],
    "FidelityCommand": [
      "FidelityCharts", "FidelityPages", "FidelityData", "FidelityFiles", "FidelityInstruments",
      "FidelityLinearAlgebra", "FidelityMeasurement", "FidelityReliability", "FidelityTrends", "FidelityReports",
      "FidelityStudies", "FidelityVerification", "CMemory", "ArgumentParser",
    ],
    "Fidelity": [
      "FidelityComponents", "FidelityData", "FidelityInstruments", "FidelityLinearAlgebra", "FidelityMeasurement",
      "FidelityProbability", "FidelityReliability", "FidelityTrends", "FidelityDrivers",
    ],
  ]

  /// What comes with the platform. The C library and Foundation come through FidelitySystem alone: a single import of
  /// the whole Foundation would make every program 35 MB larger.
  static let platform: Set<String> = ["FidelitySystem", "Dispatch", "Synchronization"]
  static let system: Set<String> = ["Foundation", "FoundationEssentials", "Glibc"]

  static func sources(of module: String) throws -> [(file: String, text: String)] {
    let folder = Datasets.projectFolder.appending(path: "Sources/\(module)")
    let files =
      FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.compactMap { $0 as? URL } ?? []
    return try files.filter { $0.pathExtension == "swift" }.map {
      ($0.lastPathComponent, try String(contentsOf: $0, encoding: .utf8))
    }
  }

  static func imports(_ text: String) -> [String] {
    text.split(separator: "\n").compactMap { line in
      line.firstMatch(of: /^\s*(?:@\w+ )*(?:public |package |internal |private |fileprivate )?import (?:\w+ )?(\w+)/)
        .map {
          String($0.1)
        }
    }
  }

  @Test("Every import is allowed", arguments: allowed.keys.sorted())
  func imports(module: String) throws {
    let sources = try Self.sources(of: module)
    #expect(!sources.isEmpty)
    let platform = module == "FidelitySystem" ? Self.system : Self.platform
    let permitted = try #require(Self.allowed[module]).union(platform)
    for (file, text) in sources {
      for name in Self.imports(text) { #expect(permitted.contains(name), "\(module)/\(file) imports \(name)") }
    }
  }

  @Test("No module escapes the rule")
  func allModules() throws {
    let folder = Datasets.projectFolder.appending(path: "Sources")
    let modules = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasPrefix("Fidelity") }
    #expect(Set(modules) == Set(Self.allowed.keys))
  }

  @Test("Only the linear algebra module knows BLAS, and only inside")
  func openBLAS() throws {
    for module in Self.allowed.keys {
      for (file, text) in try Self.sources(of: module) where text.contains("import COpenBLAS") {
        #expect(module == "FidelityLinearAlgebra")
        #expect(text.contains("internal import COpenBLAS") || text.contains("\nimport COpenBLAS"), "\(file)")
      }
    }
  }

  @Test("The rule's own reader sees the forms of import")
  func reader() {
    let text =
      "public import A\n@_exported public import B\ninternal import C\nimport struct D.E\n// import F\nimport G"
    #expect(Self.imports(text) == ["A", "B", "C", "D", "G"])
  }
}

// swift-tools-version: 6.2
import Foundation
import PackageDescription

// One settings array for every Swift target. FIDELITY_STRICT=1 (set by the Makefile and CI) turns warnings into errors;
// packages that depend on this one never see it.
let settings: [SwiftSetting] =
  [
    .swiftLanguageMode(.v6),
    .strictMemorySafety(),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
  ] + (Context.environment["FIDELITY_STRICT"] == "1" ? [.treatAllWarnings(as: .error)] : [])

/// A module with its tests; each may import FidelitySystem.
func module(
  _ name: String, _ dependencies: [Target.Dependency], testDependencies: [Target.Dependency] = [],
  exclude: [String] = [], testExclude: [String] = []
) -> [Target] {
  let dependencies = name == "FidelitySystem" ? dependencies : ["FidelitySystem"] + dependencies
  return [
    .target(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: settings),
    .testTarget(
      name: "\(name)Tests", dependencies: [.byName(name: name), "FidelityTesting"] + dependencies + testDependencies,
      exclude: testExclude, swiftSettings: settings),
  ]
}

/// What reads Excel workbooks, where it is installed; a build without it says so.
let workbookLibraries: [LinkerSetting] =
  ["zlib.h", "expat.h"].allSatisfy { FileManager.default.fileExists(atPath: "/usr/include/\($0)") }
  ? [.linkedLibrary("z"), .linkedLibrary("expat")]
  : [.linkedLibrary("z", .when(platforms: [.macOS])), .linkedLibrary("expat", .when(platforms: [.macOS]))]

let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "fidelity",
  platforms: [.macOS(.v26)],
  products: [
    .library(name: "Fidelity", targets: ["Fidelity"]),
    .library(name: "FidelityFiles", targets: ["FidelityFiles"]),
    .library(name: "FidelityStudies", targets: ["FidelityStudies"]),
    .library(name: "FidelityVerification", targets: ["FidelityVerification"]),
    .executable(name: "fidelity", targets: ["FidelityCommand"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    // L0: C and C++
    .systemLibrary(name: "COpenBLAS", providers: [.apt(["libopenblas-dev", "liblapacke-dev"]), .brew(["openblas"])]),
    .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]),
    .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"]), .brew(["openssl@3"])]),
    .systemLibrary(name: "ArrowLibraries", pkgConfig: "fidelity-arrow", providers: [.brew(["apache-arrow"])]),
    // Carries the flags of libxlsxwriter, without which CWorkbook is built as well and writes no workbooks.
    .systemLibrary(
      name: "XlsxWriterLibrary", pkgConfig: "xlsxwriter",
      providers: [.apt(["libxlsxwriter-dev"]), .brew(["libxlsxwriter"])]),
    .target(name: "CWorkbook", dependencies: ["XlsxWriterLibrary"]),
    .systemLibrary(name: "CProcessor"),
    .target(name: "CBoostMath", linkerSettings: [.linkedLibrary("m")]),
    .target(
      name: "CArrow", dependencies: ["ArrowLibraries"],
      // Its headers name each other with their folder.
      cxxSettings: [.headerSearchPath(".")], linkerSettings: workbookLibraries),
    // How a program ends where memory is short.
    .target(name: "CMemory"),
    // The published examples of datasets/ as bytes of the program.
    .target(name: "CDatasets"),
  ]
    // L0 in Swift: the operating system
    + module("FidelitySystem", [])
    // L1
    + module("FidelityLinearAlgebra", ["COpenBLAS"])
    + module("FidelityProbability", ["CBoostMath"])
    // L2
    + module("FidelityData", ["FidelityProbability"])
    + module("FidelityDefinitions", ["FidelityData", "CYAML"])
    // L3
    + module(
      "FidelityInstruments", ["FidelityData", "FidelityDefinitions", "FidelityLinearAlgebra"],
      exclude: ["Catalogue/README.md"])
    + module("FidelityFiles", ["FidelityData", "CArrow", "COpenSSL", "CWorkbook"], testDependencies: ["CArrowStreams"])
    + module("FidelityComponents", ["FidelityData", "FidelityLinearAlgebra", "FidelityProbability"])
    // L4
    + module("FidelityReliability", ["FidelityData", "FidelityLinearAlgebra", "FidelityProbability"])
    + module("FidelityMeasurement", ["FidelityData", "FidelityComponents", "FidelityProbability"])
    + module("FidelityTrends", ["FidelityData", "FidelityLinearAlgebra", "FidelityProbability", "CProcessor"])
    + module("FidelityReports", ["FidelityData", "FidelityFiles"])
    + module(
      "FidelityDrivers",
      [
        "FidelityData", "FidelityLinearAlgebra", "FidelityProbability", "FidelityComponents", "FidelityMeasurement",
        "FidelityTrends", "CProcessor",
      ])
    // L5
    + module("FidelityCharts", ["FidelityData", "FidelityFiles", "FidelityReports"], testExclude: ["Golden"])
    + module(
      "FidelityPages",
      [
        "FidelityCharts", "FidelityData", "FidelityDefinitions", "FidelityFiles", "FidelityProbability",
        "FidelityReports",
      ])
    + module(
      "FidelityStudies",
      [
        "FidelityData", "FidelityDefinitions", "FidelityFiles", "FidelityInstruments", "FidelityReliability",
        "FidelityComponents", "FidelityMeasurement", "FidelityTrends", "FidelityDrivers", "FidelityReports",
        "FidelityProbability", arguments,
      ], testDependencies: ["FidelityPages"])
    + module(
      "FidelityVerification",
      [
        "FidelityData", "FidelityLinearAlgebra", "FidelityProbability", "FidelityComponents", "FidelityReliability",
        "FidelityMeasurement", "FidelityTrends", "FidelityDrivers", "CDatasets",
      ])
    // L6
    + [
      .executableTarget(
        name: "FidelityCommand",
        dependencies: [
          "FidelityStudies", "FidelityVerification", "FidelityCharts", "FidelityPages", "FidelityReports",
          "FidelityFiles", "FidelityInstruments", "FidelityMeasurement", "FidelityData", "FidelityLinearAlgebra",
          "FidelitySystem", "CMemory", arguments,
        ], swiftSettings: settings,
        // The Swift libraries inside the command: it starts in two thirds of the time, and where there is no Swift. Its
        // tests run it and do not depend on it, or these flags would be theirs. Names of functions and debugging
        // information are three fifths of its bytes and stay out (-s), unless FIDELITY_SYMBOLS=1 asks for them. The end
        // that the Swift runtime makes of an allocation that failed goes to CMemory (--wrap).
        linkerSettings: [
          .unsafeFlags(
            [
              "-static-stdlib", "-l_FoundationCShims", "-l_FoundationCollections",
              "-Xlinker", "--wrap=_ZN5swift28swift_abortAllocationFailureEmm",
            ]
              + (Context.environment["FIDELITY_SYMBOLS"] == "1" ? [] : ["-Xlinker", "-s"]),
            .when(platforms: [.linux], configuration: .release))
        ].filter { _ in Context.environment["FIDELITY_SANITIZER"] == nil }),
      .testTarget(
        name: "FidelityCommandTests", dependencies: ["FidelityFuzz", "FidelityTesting"], exclude: ["Help", "Golden"],
        swiftSettings: settings),
      // The umbrella that a Swift program imports: the mathematics, no files and no reports.
      .target(
        name: "Fidelity",
        dependencies: [
          "FidelityLinearAlgebra", "FidelityProbability", "FidelityData", "FidelityInstruments", "FidelityComponents",
          "FidelityReliability", "FidelityMeasurement", "FidelityTrends", "FidelityDrivers",
        ], swiftSettings: settings),
      // What several test targets share: tolerances, the datasets folder, expected.json.
      .target(name: "FidelityTesting", path: "Tests/FidelityTesting", swiftSettings: settings),
      // Tables of other programs, as streams that Arrow C++ makes of them.
      .target(name: "CArrowStreams", dependencies: ["ArrowLibraries"], path: "Tests/CArrowStreams"),
      // Damaged input of every kind: a short run is a test, `make fuzz` a long one.
      .target(
        name: "FidelityFuzz",
        dependencies: [
          "FidelityStudies", "FidelityReports", "FidelityFiles", "FidelityInstruments", "FidelityData",
          "FidelityVerification", "FidelityTesting",
        ], path: "Tests/FidelityFuzz", swiftSettings: settings),
      .executableTarget(
        name: "fidelity-fuzz", dependencies: ["FidelityFuzz", "FidelityTesting"], path: "Tests/FidelityFuzzTool",
        swiftSettings: settings),
      // The modules beside the umbrella, whose own file stays as it is when they change: else a build that goes on from
      // an earlier one leaves these tests as they were.
      .testTarget(
        name: "PackageTests",
        dependencies: [
          "Fidelity", "FidelityTesting", "FidelitySystem", "FidelityLinearAlgebra", "FidelityProbability",
          "FidelityData", "FidelityDefinitions", "FidelityInstruments", "FidelityComponents", "FidelityReliability",
          "FidelityMeasurement", "FidelityTrends",
        ], swiftSettings: settings),
    ],
  cxxLanguageStandard: .cxx20
)

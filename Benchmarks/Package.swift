// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that users of the library never build it. The library's folder may have any name: it is
// the package `fidelity` here.
let settings: [SwiftSetting] =
  [
    .swiftLanguageMode(.v6),
    .strictMemorySafety(),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
  ] + (Context.environment["FIDELITY_STRICT"] == "1" ? [.treatAllWarnings(as: .error)] : [])

func product(_ name: String) -> Target.Dependency { .product(name: name, package: "fidelity") }

/// An executable that measures one subject.
func subject(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .executableTarget(
    name: name,
    dependencies: [.product(name: "Benchmark", package: "benchmark"), "Measuring"] + dependencies,
    path: "Benchmarks/\(name)",
    swiftSettings: settings,
    plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")])
}

let package = Package(
  name: "fidelity-benchmarks",
  platforms: [.macOS(.v26)],
  dependencies: [
    .package(name: "fidelity", path: "../"),
    // Without traits: nothing is put between the code and the system's allocator, and jemalloc is not needed.
    .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
  ],
  targets: [
    .target(
      name: "Measuring", dependencies: [.product(name: "Benchmark", package: "benchmark"), product("Fidelity")],
      path: "Benchmarks/Measuring", swiftSettings: settings),
    .target(
      name: "GeneratedFiles", dependencies: [product("Fidelity"), product("FidelityFiles")],
      path: "Benchmarks/GeneratedFiles", swiftSettings: settings),
    // Fidelity's side of the jobs in `peers/`; it measures itself. In `Benchmarks/`, it would be taken for a benchmark.
    .executableTarget(
      name: "PeerJobs", dependencies: [product("Fidelity"), product("FidelityFiles"), product("FidelityStudies")],
      path: "peers/PeerJobs", swiftSettings: settings),
    // The simulated coverage of confidence intervals, which COVERAGE.md holds.
    .executableTarget(
      name: "Coverage", dependencies: [product("Fidelity")], path: "simulated/Coverage", swiftSettings: settings),
    subject("GroupedTrend", [product("Fidelity")]),
    subject("Agreement", [product("Fidelity")]),
    subject("Raters", [product("Fidelity")]),
    subject("Scoring", [product("Fidelity")]),
    subject("Reading", [product("Fidelity"), product("FidelityFiles"), "GeneratedFiles"]),
    subject("Study", [product("Fidelity"), product("FidelityFiles"), product("FidelityStudies"), "GeneratedFiles"]),
  ]
)

// swift-tools-version: 6.2
import PackageDescription

// What a user's package looks like. It depends on the library product only, so it must build without Arrow on the
// machine.
let package = Package(
  name: "client",
  platforms: [.macOS(.v26)],
  dependencies: [.package(name: "fidelity", path: "../..")],
  targets: [
    .executableTarget(name: "Client", dependencies: [.product(name: "Fidelity", package: "fidelity")])
  ]
)

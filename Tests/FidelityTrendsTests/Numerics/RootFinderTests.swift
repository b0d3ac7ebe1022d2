import FidelityTesting
import FidelityTrends
import Foundation
import Testing

@Suite("Roots of a function of one variable")
struct RootFinderTests {
  @Test("Known roots to the last digits, also flat and steep ones")
  func known() throws {
    let functions: [(Double, Double, Double, @Sendable (Double) -> Double)] = [
      (0, 2, 2.0.squareRoot(), { $0 * $0 - 2 }), (0, 10, log(3), { exp($0) - 3 }), (-5, 3, 0.3, { pow($0 - 0.3, 3) }),
      (-1, 4, 1, { atan(1e6 * ($0 - 1)) }), (1, 1e9, 1e3, { 1 - 1e3 / $0 }), (0.1, 700, 500, { exp($0) - exp(500) }),
    ]
    for (start, end, expected, function) in functions {
      #expect(relativeError(try #require(RootFinder.root(between: start, end, function)), expected) < 1e-13)
      let mirrored = RootFinder.root(between: -start, -end) { -function(-$0) }
      #expect(relativeError(try #require(mirrored), -expected) < 1e-13)
    }
  }

  @Test("An end may be the root; without a change of sign there is none")
  func ends() {
    #expect(RootFinder.root(between: 0, 1) { $0 } == 0)
    #expect(RootFinder.root(between: -1, 0) { $0 } == 0)
    #expect(RootFinder.root(between: -1, 1) { $0 * $0 + 1 } == nil)
    #expect(RootFinder.root(between: -1, 1) { _ in .nan } == nil)
    #expect(RootFinder.root(between: 0, 1) { $0 - .infinity } == nil)
  }

  @Test("A jump is found where it is")
  func jump() throws {
    let root = try #require(RootFinder.root(between: 0, 1) { $0 < 0.7 ? -1 : 1 })
    #expect(relativeError(root, 0.7) < 1e-14)
  }
}

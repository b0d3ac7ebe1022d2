import FidelityCharts
import Testing

@Suite("Round ticks")
struct NiceScaleTests {
  @Test(
    "ends and steps",
    arguments: [
      ([0.0, 1], 0.0, 1.0, 0.2), ([0.42, 0.97], 0.4, 1.0, 0.1), ([-14.9, -3.6], -16, -2, 2.0), ([0, 99], 0, 100, 20.0),
      ([1e-7, 9e-7], 0, 1e-6, 2e-7), ([3, 3], 1.5, 4.5, 0.5), ([0, 0], -1, 1, 0.5), ([], 0, 1, 0.2),
      ([.nan, 2, .infinity, 4], 2, 4, 0.5),
    ] as [([Double], Double, Double, Double)])
  func ends(numbers: [Double], lower: Double, upper: Double, step: Double) {
    let scale = NiceScale(covering: numbers)
    #expect(abs(scale.lower - lower) < 1e-9 * step + 1e-12, "\(scale)")
    #expect(abs(scale.upper - upper) < 1e-9 * step + 1e-12, "\(scale)")
    #expect(abs(scale.step - step) < 1e-9 * step, "\(scale)")
  }

  @Test("all numbers lie within, ticks are few and their texts differ", arguments: 0..<200)
  func covering(seed: Int) {
    var random = SystemRandomNumberGenerator()
    let scaleOfNumbers = Double.random(in: -1e3...1e3, using: &random)
    let numbers = (0..<3).map { _ in Double.random(in: -1...1, using: &random) * scaleOfNumbers }
    let scale = NiceScale(covering: numbers, count: 2 + seed % 6)
    for number in numbers { #expect(number >= scale.lower - 1e-6 && number <= scale.upper + 1e-6) }
    #expect(scale.ticks.count <= 14 && scale.ticks.count >= 2)
    #expect(Set(scale.ticks.map { scale.text($0) }).count == scale.ticks.count)
  }

  @Test("numbers of any size", arguments: [1e-300, 1e-12, 1, 1e15, 1e300])
  func sizes(size: Double) {
    let scale = NiceScale(covering: [size, 2 * size, -size])
    #expect(scale.lower <= -size && scale.upper >= 2 * size && scale.ticks.count < 14)
  }
}

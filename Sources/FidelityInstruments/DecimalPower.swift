/// Powers of ten that make whole numbers of decimals: 0.25 and 1.5 are 25 and 150 hundredths.
package enum DecimalPower {
  private static let powers = [1, 10, 100, 1_000, 10_000]

  /// The least power of ten, up to 10^4, that makes all numbers whole but for rounding; nil where none does.
  package static func of(_ numbers: [Double]) -> Int? {
    powers.first { power in
      numbers.allSatisfy { number in
        let times = number * Double(power)
        return abs(times - times.rounded()) < 1e-9
      }
    }
  }
}

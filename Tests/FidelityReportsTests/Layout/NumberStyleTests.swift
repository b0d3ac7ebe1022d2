import FidelityReports
import Testing

@Suite struct NumberStyleTests {
  private static func texts(
    _ numbers: [Double], digits: Int = 4, reference: Double = 0, isProbability: Bool = false
  ) -> [String] {
    let style = NumberStyle(numbers, digits: digits, reference: reference, isProbability: isProbability)
    return numbers.map(style.text)
  }

  @Test func `the numbers of a column have the same decimals`() {
    #expect(Self.texts([0.5, 12, 1.0 / 3]) == ["0.5000", "12.0000", "0.3333"])
    #expect(Self.texts([0.5, 12, 1.0 / 3], digits: 1) == ["0.5", "12.0", "0.3"])
    #expect(Self.texts([1626, -3, .nan, 0]) == ["1626", "-3", "", "0"])
    #expect(Self.texts([1e14, 1]) == ["100000000000000", "1"])
    #expect(Self.texts([]) == [])
  }

  @Test func `rounding errors are 0`() {
    #expect(Self.texts([0.5, 1.49e-16, -3e-17]) == ["0.5000", "0.0000", "0.0000"])
    // A standard error of nothing, beside an estimate of 1.
    #expect(Self.texts([1.49e-16, .nan], reference: 1) == ["0", ""])
    #expect(Self.texts([1.49e-16, .nan]) == ["1.490e-16", ""])
    #expect(Self.texts([1, -2e-16]) == ["1", "0"])
  }

  @Test func `a number that is small is not 0`() {
    #expect(Self.texts([0.5, 0.00003, -0.00003, 0]) == ["0.5000", "3.000e-05", "-3.000e-05", "0.0000"])
    #expect(Self.texts([0.5, 0.00005]) == ["0.5000", "0.0001"])
    #expect(Self.texts([1234.5, 3e-8]) == ["1234.5000", "3.000e-08"])
    #expect(Self.texts([0.3, 0.04], digits: 0) == ["3e-01", "4e-02"])
  }

  @Test func `small numbers alone have significant digits`() {
    #expect(Self.texts([1.5e-7, 2e-8, 0]) == ["1.500e-07", "2.000e-08", "0"])
    #expect(Self.texts([0.00012, 0.00003]) == ["0.0001", "3.000e-05"])
  }

  @Test func `large numbers`() {
    #expect(Self.texts([1e9 + 0.5, 2.5]) == ["1.000e+09", "2.5000"])
    #expect(Self.texts([1e20, 0.5], digits: 2) == ["1.0e+20", "0.50"])
    #expect(Self.texts([.infinity, -.infinity, 1]) == ["Inf", "-Inf", "1"])
  }

  @Test func `p values`() {
    #expect(
      Self.texts([0.03125, 1e-16, 0, 1, 0.00009, 0.0001, .nan], isProbability: true)
        == ["0.0312", "<0.0001", "<0.0001", "1.0000", "<0.0001", "0.0001", ""])
    #expect(Self.texts([0.03125, 0.001], digits: 0, isProbability: true) == ["0.03", "<0.01"])
  }
}

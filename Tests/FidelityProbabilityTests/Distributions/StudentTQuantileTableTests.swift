import FidelityProbability
import FidelityTesting
import Testing

struct StudentTQuantileTableTests {
  @Test(arguments: [0.5, 0.95, 0.999]) func sameAsAskedDirectly(level: Double) {
    var table = StudentTQuantileTable(level: level)
    // Out of order and twice, beyond what is remembered too.
    for degreesOfFreedom in [7, 1, 3, 40, 7, 65_535, 65_536, 1_000_000, 2, 41, 1, 39] {
      let t = table.criticalValue(degreesOfFreedom: degreesOfFreedom)
      #expect(t == StudentT(degreesOfFreedom: Double(degreesOfFreedom)).quantile(upperTail: (1 - level) / 2))
    }
  }

  @Test func printedTable() {
    var table = StudentTQuantileTable(level: 0.95)
    #expect(isClose(table.criticalValue(degreesOfFreedom: 10), 2.228, within: 0.0005))
  }

  @Test(arguments: [0, -3]) func noDegreesOfFreedomGiveNaN(degreesOfFreedom: Int) {
    var table = StudentTQuantileTable(level: 0.95)
    #expect(table.criticalValue(degreesOfFreedom: degreesOfFreedom).isNaN)
  }
}

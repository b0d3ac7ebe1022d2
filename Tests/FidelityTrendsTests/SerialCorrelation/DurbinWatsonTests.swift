import FidelityTesting
import FidelityTrends
import Testing

@Suite("Durbin-Watson")
struct DurbinWatsonTests {
  @Test("Pairs within a series, one step apart")
  func pairs() throws {
    let residuals = [1.0, -1, 2, 0.5]
    #expect(isClose(DurbinWatson.statistic(residuals, TimeOrder(rowCount: 4)), (4 + 9 + 2.25) / 6.25, within: 1e-15))
    let gap = try TimeOrder(times: [1, 2, 4, 5])
    #expect(isClose(DurbinWatson.statistic(residuals, gap), (4 + 2.25) / 6.25, within: 1e-15))
    #expect(isClose(DurbinWatson.statistic(residuals, gap, gaps: .ignored), 15.25 / 6.25, within: 1e-15))
    let permuted = try TimeOrder(times: [4, 2, 5, 1])
    #expect(isClose(DurbinWatson.statistic([2, -1, 0.5, 1], permuted), 6.25 / 6.25, within: 1e-15))
    #expect(DurbinWatson.statistic([0, 0], TimeOrder(rowCount: 2)).isNaN)
    #expect(DurbinWatson.statistic([3], TimeOrder(rowCount: 1)).isNaN)
  }
}

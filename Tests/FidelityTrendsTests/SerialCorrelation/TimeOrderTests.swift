import FidelityData
import FidelityTesting
import FidelityTrends
import Testing

@Suite("The order of rows in time")
struct TimeOrderTests {
  @Test("Rows by series and time, with the steps between them")
  func order() throws {
    let order = try TimeOrder(times: [3, 1, 10, 2, 5, 4], series: [0, 0, 1, 0, 1, 1])
    #expect(order.rows == [1, 3, 0, 5, 4, 2])
    #expect(order.gaps == [0, 1, 1, 0, 1, 5])
    #expect(order.isRegular && order.longestSeries == 3 && order.seriesCount == 2)
  }

  @Test("A step is the unit of the gaps; times off the steps are no regular series")
  func step() throws {
    let weekly = try TimeOrder(times: [0, 7, 21, 28.000_000_1], step: 7)
    #expect(weekly.gaps == [0, 1, 2, 1] && weekly.isRegular)
    let irregular = try TimeOrder(times: [0, 1, 2.5])
    #expect(irregular.gaps == [0, 1, 1.5] && !irregular.isRegular)
    // Closer than a step is no neighbour either.
    #expect(try !TimeOrder(times: [0, 1e-9]).isRegular)
  }

  @Test("Rows in order already")
  func plain() throws {
    #expect(try TimeOrder(rowCount: 4) == TimeOrder(times: [1, 2, 3, 4]))
    #expect(TimeOrder(rowCount: 0).rows.isEmpty && TimeOrder(rowCount: 0).seriesCount == 0)
  }

  @Test("A time that stands twice in a series is an error with its row; in two series it is none")
  func duplicates() throws {
    let error = try #require(throws: DataError.self) { try TimeOrder(times: [2, 1, 3, 2]) }
    #expect(error.row == 4 && error.exitStatus == 65 && error.value == "2.0")
    #expect(error.problem == .unusable(reason: "two rows of a time series, 1 and 4, have the same time"))
    #expect(try TimeOrder(times: [2, 2], series: [0, 1]).gaps == [0, 0])
  }

  @Test("A missing time is an error", arguments: [Double.nan, .infinity])
  func missing(_ time: Double) throws {
    #expect(try #require(throws: DataError.self) { try TimeOrder(times: [1, time]) }.row == 2)
  }
}

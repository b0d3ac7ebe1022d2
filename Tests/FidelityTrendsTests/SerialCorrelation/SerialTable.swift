import FidelityTesting
import FidelityTrends

/// The tables of `datasets/serial-correlation` as regressions.
struct SerialTable {
  var outcome: [Double]
  var predictors: [(name: String, values: [Double])]
  var times: [Double]
  var series: [UInt32]

  init(_ file: String, time: String = "month", predictors names: [String] = ["month", "x"]) throws {
    func column(_ name: String) throws -> [Double] { try Datasets.numbers("serial-correlation", name, file: file) }
    outcome = try column("y")
    predictors = try names.map { ($0, try column($0)) }
    times = try column(time)
    series = file == "panel.csv" ? try column("site").map { UInt32($0) } : []
  }

  func regression() throws -> TimeSeriesRegression {
    try TimeSeriesRegression(
      outcome: outcome, predictors: predictors, order: TimeOrder(times: times, series: series))
  }

  /// The rows in another order.
  func permuted(_ order: [Int]) -> SerialTable {
    var result = self
    result.outcome = order.map { outcome[$0] }
    result.predictors = predictors.map { predictor in (predictor.name, order.map { predictor.values[$0] }) }
    result.times = order.map { times[$0] }
    result.series = series.isEmpty ? [] : order.map { series[$0] }
    return result
  }
}

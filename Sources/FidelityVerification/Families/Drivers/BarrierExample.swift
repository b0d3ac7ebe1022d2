import FidelityData
import FidelityDrivers

struct BarrierExample: DriverExample {
  let slug = "drivers-barriers"
  let analysis: any DriverAnalysis.Type = FacilitativeAdministrationDriver.self

  func files(_ figure: PublishedFigure) -> [(file: String, role: DriverRole)] {
    [("data.csv", .barriers), ("loops.csv", .loops)]
  }

  func figure(_ figure: PublishedFigure) -> DriverFigure {
    let by = figure.options["by"].map { "by \($0)" }
    return DriverFigure(
      figure.quantity, term: figure.options["term"] ?? figure.options["group"], form: figure.options["form"] ?? by)
  }

  func rows(_ figure: PublishedFigure, _ dataset: PublishedDataset) throws(DataError) -> [DriverRow] {
    guard figure.options["table"] == "gehan.csv" else {
      return try rows(try tables(figure, dataset), options(figure))
    }
    return try Self.remissions(try dataset.table("gehan.csv"), options(figure))
  }

  /// Weeks in remission (Gehan 1965), which are no table of a district's.
  private static func remissions(_ table: DatasetTable, _ options: DriverOptions) throws(DataError) -> [DriverRow] {
    let (times, ends) = (try table.numbers("time"), try table.numbers("resolved"))
    let groups = NameColumn(try table.texts("group"))
    var clocks = Array(repeating: ProductLimit(), count: groups.labels.count)
    for row in 0..<table.rowCount {
      clocks[Int(groups.codes[row])].add(days: times[row], isOver: ends[row] == 1)
    }
    var rows = SystemRows(FacilitativeAdministrationDriver.system, options)
    for (label, clock) in zip(groups.labels, clocks) { rows.clock(clock, term: label) }
    let test = LogRankTest(clocks)
    var row = rows.row(DriverFigure("log-rank", form: "by group"))
    (row.estimate.estimate, row.estimate.statistic) = (test.statistic, test.statistic)
    (row.estimate.degreesOfFreedom, row.estimate.pValue) = (test.degreesOfFreedom, test.pValue)
    rows.append(row)
    return rows.rows
  }
}

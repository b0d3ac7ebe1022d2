import Benchmark
import Fidelity
import Measuring

/// Straight lines of 20,000 sites: taking rows in, finishing the lines; and one pooled model by QR.
let benchmarks: @Sendable () -> Void = {
  for order in RowOrder.allCases {
    for rowCount in Effort.sizes(100_000, 1_000_000, 10_000_000, 100_000_000, smoke: 10_000) {
      measure("GroupedMoments.add, \(order.rawValue)", rowCount, .rows) {
        SiteScores(rowCount: rowCount, order)
      } job: { scores in
        scores.moments()
      }
    }
  }

  measure("GroupedTrend.append", SiteScores.siteCount, .groups) {
    SiteScores(rowCount: Effort.current == .full ? 1_000_000 : 100_000, .random).moments()
  } job: { moments in
    var table = EstimateTable()
    GroupedTrend(predictor: "month").append(moments, order: Array(0..<moments.groupCount), to: &table)
    return table
  }

  for rowCount in Effort.sizes(1_000_000, 10_000_000, smoke: 10_000) {
    measure("GroupedCrossProducts.add, 4 columns", rowCount, .rows) {
      ClusteredRows(rowCount: rowCount)
    } job: { rows in
      rows.sums()
    }
  }

  measure("ClusteredRegression, CR2 of 20,000 clusters", SiteScores.siteCount, .groups) {
    ClusteredRows(rowCount: Effort.current == .full ? 1_000_000 : 40_000).sums()
  } job: { sums in
    ClusteredRegression(sums, predictors: ["month", "dosage", "size"], correction: .cr2).estimates()
  }

  for rowCount in Effort.sizes(1_000_000, 10_000_000, smoke: 20_000) {
    measure("AbsorbedEffects, 2 factors, 4 columns", rowCount, .rows) {
      ClusteredRows(rowCount: rowCount)
    } job: { rows in
      let effects = AbsorbedEffects([rows.sites, rows.teams])
      var values = effects.rows.count == rows.sites.count ? rows.values : rows.values(of: effects.rows)
      return effects.residualise(&values, width: 4)
    }
  }

  for rowCount in Effort.sizes(100_000, 1_000_000, smoke: 1_000) {
    measure("LeastSquares, 3 predictors", rowCount, .rows) {
      PooledDesign(rowCount: rowCount)
    } job: { design in
      try LeastSquares(outcome: design.outcome, predictors: design.predictors)
    }
  }
}

enum RowOrder: String, CaseIterable {
  case random = "random order"
  case sorted = "sorted by group"
}

/// Site, month and score of each row, in batches as a scan delivers them.
struct SiteScores {
  static let siteCount = 20_000
  private static let batchSize = 1 << 16

  private var batches: [(sites: Buffer<UInt32>, months: Buffer<Double>, scores: Buffer<Double>)] = []

  init(rowCount: Int, _ order: RowOrder) {
    var stream = RandomStream(seed: 1)
    for start in stride(from: 0, to: rowCount, by: Self.batchSize) {
      let rows = start..<min(start + Self.batchSize, rowCount)
      let sites = rows.map { row in
        UInt32(order == .random ? stream.next(upperBound: Self.siteCount) : row * Self.siteCount / rowCount)
      }
      let months = rows.map { _ in Double(stream.next(upperBound: 24)) }
      let scores = months.map { 50 + 0.5 * $0 + 40 * (stream.uniform() - 0.5) }
      batches.append((Buffer(sites), Buffer(months), Buffer(scores)))
    }
  }

  func moments() -> GroupedMoments {
    var moments = GroupedMoments()
    for batch in batches {
      batch.sites.withSpan { sites in
        batch.months.withSpan { months in
          batch.scores.withSpan { scores in moments.add(groups: sites, x: months, y: scores) }
        }
      }
    }
    return moments
  }
}

/// A score that depends on month, dosage and class size.
struct PooledDesign {
  let outcome: [Double]
  let predictors: [(name: String, values: [Double])]

  init(rowCount: Int) {
    var stream = RandomStream(seed: 2)
    let months = (0..<rowCount).map { _ in Double(stream.next(upperBound: 24)) }
    let dosages = (0..<rowCount).map { _ in 30 + 10 * stream.uniform() }
    let sizes = (0..<rowCount).map { _ in Double(15 + stream.next(upperBound: 15)) }
    outcome = (0..<rowCount).map { row in
      20 + 0.5 * months[row] + 0.8 * dosages[row] - 0.2 * sizes[row] + 10 * (stream.uniform() - 0.5)
    }
    predictors = [("month", months), ("dosage", dosages), ("size", sizes)]
  }
}

/// Month, dosage, class size and score, row by row, with the site and the team of each row.
struct ClusteredRows {
  private(set) var sites: [UInt32] = []
  private(set) var teams: [UInt32] = []
  private(set) var values: [Double] = []

  init(rowCount: Int) {
    var stream = RandomStream(seed: 3)
    values.reserveCapacity(4 * rowCount)
    for _ in 0..<rowCount {
      let site = stream.next(upperBound: SiteScores.siteCount)
      sites.append(UInt32(site))
      teams.append(UInt32(stream.next(upperBound: 1_000)))
      let month = Double(stream.next(upperBound: 24))
      let dosage = 30 + 10 * stream.uniform()
      let size = Double(15 + stream.next(upperBound: 15))
      let level = Double(site % 7)
      values += [month, dosage, size, level + 0.5 * month + 0.8 * dosage - 0.2 * size + stream.uniform()]
    }
  }

  func sums() -> GroupedCrossProducts {
    var sums = GroupedCrossProducts(width: 4)
    sums.add(groups: sites.span, rows: values.span)
    return sums
  }

  func values(of rows: [Int]) -> [Double] { rows.flatMap { values[4 * $0..<4 * $0 + 4] } }
}

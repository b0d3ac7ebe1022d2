import FidelityData
import FidelityProbability
import FidelityTrends

extension RegressionAnalysis {
  /// A cell with what it belongs to.
  private struct Cell {
    let clusters: (Int, Int)
    let absorbed: Int
    let products: CentredProducts
  }

  /// The regression of a group from the sums of its cells.
  func summed(
    _ members: [UInt32], _ sums: GroupedCrossProducts, _ quantiles: inout StudentTQuantileTable
  ) throws(DataError) -> GroupResult {
    let all = members.map { cell in self.cell(cell, sums) }
    var singletons = 0
    let fit: MomentRegression
    var clusterCells: [((Int, Int), CentredProducts)]
    var isNested = true
    if cells.layout.absorbed.isEmpty {
      var total = CentredProducts(width: columns.count + 1)
      for cell in all { total.add(cell.products) }
      fit = MomentRegression(total, hasIntercept: design.terms.hasIntercept)
      clusterCells = all.map { ($0.clusters, $0.products) }
    } else {
      let within = Within(all.map { ($0.absorbed, $0.clusters, $0.products) }, keepsSingletons: trend.like == .fixest)
      singletons = within.singletonCount
      isNested = within.isNested
      fit = MomentRegression(within.products, hasIntercept: false, absorbedCount: within.levelCount)
      clusterCells = within.cells
      if !isNested, trend.errors == .cluster(.cr2) || trend.errors == .cluster(.cr3) {
        throw DataError(
          .usage(reason: "\(trend.errors) needs each level of an absorbed effect within one cluster"),
          column: cells.layout.absorbed.first,
          hint: "say cr1s for the covariance, or make the effect a categorical term")
      }
    }
    let summary = RegressionSummary(fit, predictors: columns.map(\.name))
    var clusters: Clusters?
    if !cells.layout.clusters.isEmpty {
      // Levels within one cluster count as one parameter.
      let absorbed = fit.absorbedCount == 0 ? 0 : isNested ? 1 : fit.absorbedCount
      clusters = joined(&clusterCells, fit, parameterCount: Double(fit.order + absorbed))
    }
    var note: String?
    let errors = errors(summary, clusters, &note)
    var result = result(summary, errors, clusters, note: note, &quantiles)
    result.singletonCount = singletons
    result.losesDigits = fit.losesDigits
    return result
  }

  /// Whether some group's figures from sums lose digits that its rows would keep.
  static func losesDigits(
    _ data: RegressionData, _ sums: GroupedCrossProducts, _ design: TrendDesign, _ columns: [DesignColumn],
    _ cells: RegressionCells, _ scale: TrendScale
  ) -> Bool {
    let members = members(data, cells)
    let size = 256
    return WorkerThreads.map((members.count + size - 1) / size) { piece in
      members[piece * size..<min(members.count, (piece + 1) * size)].contains { members in
        let all = members.map { cell($0, sums, design, columns, cells, scale) }
        guard cells.layout.absorbed.isEmpty else {
          let within = Within(all.map { ($0.absorbed, $0.clusters, $0.products) }, keepsSingletons: false)
          return MomentRegression(within.products, hasIntercept: false, absorbedCount: within.levelCount).losesDigits
        }
        var total = CentredProducts(width: columns.count + 1)
        for cell in all { total.add(cell.products) }
        return MomentRegression(total, hasIntercept: design.terms.hasIntercept).losesDigits
      }
    }.contains(true)
  }

  private func cell(_ cell: UInt32, _ sums: GroupedCrossProducts) -> Cell {
    Self.cell(cell, sums, design, columns, cells, scale)
  }

  private static func cell(
    _ cell: UInt32, _ sums: GroupedCrossProducts, _ design: TrendDesign, _ columns: [DesignColumn],
    _ cells: RegressionCells, _ scale: TrendScale
  ) -> Cell {
    let layout = cells.layout
    var products = sums.products(Int(cell))
    if design.hasTime { products.rescale(0, origin: scale.origin, unit: scale.unit) }
    if !layout.factors.isEmpty { products = products.expanded(columns, levels: cells.levels(of: cell)) }
    return Cell(
      clusters: (
        layout.clusters.isEmpty ? 0 : cells.cluster(0, of: cell),
        layout.clusters.count < 2 ? 0 : cells.cluster(1, of: cell)
      ), absorbed: layout.absorbed.isEmpty ? 0 : cells.absorbed(0, of: cell), products: products)
  }

  /// The sums of clusters, in the order of their names.
  private func joined(
    _ parts: inout [((Int, Int), CentredProducts)], _ fit: MomentRegression, parameterCount: Double
  ) -> Clusters {
    parts.sort { $0.0 < $1.0 }
    var result = Clusters(sums: ClusterSums(order: fit.order), parameterCount: parameterCount)
    var (firsts, seconds) = ([Int: Int](), [Int: Int]())
    var start = 0
    while start < parts.count {
      let key = parts[start].0
      var own = parts[start].1
      start += 1
      while start < parts.count, parts[start].0 == key {
        own.add(parts[start].1)
        start += 1
      }
      guard !fit.isOutOfRange else { continue }
      result.sums.add(fit, own)
      if cells.layout.clusters.count == 2 {
        result.first.append(firsts[key.0, default: firsts.count])
        firsts[key.0] = result.first[result.first.count - 1]
        result.second.append(seconds[key.1, default: seconds.count])
        seconds[key.1] = result.second[result.second.count - 1]
      }
    }
    return result
  }
}

/// Cells about the means of the levels of one absorbed effect.
struct Within {
  /// Of all rows about the means of their levels; the means are 0.
  private(set) var products: CentredProducts
  /// Each cell about the means of its level.
  private(set) var cells: [((Int, Int), CentredProducts)] = []
  private(set) var levelCount = 0
  private(set) var singletonCount = 0
  /// Whether each level lies within one cluster.
  private(set) var isNested = true

  init(_ all: [(level: Int, clusters: (Int, Int), products: CentredProducts)], keepsSingletons: Bool) {
    let width = all.first?.products.width ?? 1
    products = CentredProducts(width: width)
    let sorted = all.sorted { ($0.level, $0.clusters.0, $0.clusters.1) < ($1.level, $1.clusters.0, $1.clusters.1) }
    let zeros = [Double](repeating: 0, count: width)
    var start = 0
    while start < sorted.count {
      var end = start
      var level = CentredProducts(width: width)
      while end < sorted.count, sorted[end].level == sorted[start].level {
        level.add(sorted[end].products)
        if sorted[end].clusters != sorted[start].clusters { isNested = false }
        end += 1
      }
      defer { start = end }
      if level.count == 1, !keepsSingletons {
        singletonCount += 1
        continue
      }
      levelCount += 1
      for cell in sorted[start..<end] {
        var about = cell.products
        about.products = cell.products.products(about: level.means)
        about.means = zeros
        cells.append((cell.clusters, about))
      }
      for index in level.products.indices { products.products[index] += level.products[index] }
      for column in 0..<width { products.scales[column] += level.scales[column] }
      products.count += level.count
      products.weight += level.weight
    }
  }
}

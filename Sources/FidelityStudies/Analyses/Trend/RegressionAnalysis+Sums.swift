import FidelityData
import FidelityProbability
import FidelitySystem
import FidelityTrends

extension RegressionAnalysis {
  /// The regression of a group from the sums of its cells.
  func summed(
    _ members: ArraySlice<UInt32>, _ reader: CellReader, _ work: inout CellReader.Work,
    _ quantiles: inout StudentTQuantileTable, _ rows: inout RowsOfGroups
  ) throws(DataError) -> GroupResult {
    guard cells.layout.absorbed.isEmpty else { return try summedWithin(members, reader, &work, &quantiles, &rows) }
    let fit = reader.fit(members, &work)
    var clusters: Clusters?
    if !cells.layout.clusters.isEmpty {
      let parts = members.map { (clusters: cells.clusters(of: $0), place: Int($0)) }
      clusters = joined(parts, fit, &work, parameterCount: Double(fit.order)) { reader.read(UInt32($0), into: &$1) }
    }
    return summed(fit, clusters, &quantiles, &rows)
  }

  /// The same with one absorbed effect.
  private func summedWithin(
    _ members: ArraySlice<UInt32>, _ reader: CellReader, _ work: inout CellReader.Work,
    _ quantiles: inout StudentTQuantileTable, _ rows: inout RowsOfGroups
  ) throws(DataError) -> GroupResult {
    let within = reader.within(members, keepsSingletons: like == .fixest)
    let fit = MomentRegression(within.products, hasIntercept: false, absorbedCount: within.levelCount)
    if !within.isNested, errorKind == .cluster(.cr2) || errorKind == .cluster(.cr3) {
      throw DataError(
        .usage(reason: "\(errorKind) needs each level of an absorbed effect within one cluster"),
        column: cells.layout.absorbed.first,
        hint: "say cr1s for the covariance, or make the effect a categorical term")
    }
    var clusters: Clusters?
    if !cells.layout.clusters.isEmpty {
      // Levels within one cluster count as one parameter.
      let absorbed = fit.absorbedCount == 0 ? 0 : within.isNested ? 1 : fit.absorbedCount
      let parts = within.cells.enumerated().map { (clusters: $1.clusters, place: $0) }
      clusters = joined(parts, fit, &work, parameterCount: Double(fit.order + absorbed)) {
        $1.take(within.cells[$0].products)
      }
    }
    var result = summed(fit, clusters, &quantiles, &rows)
    result.singletonCount = within.singletonCount
    return result
  }

  private func summed(
    _ fit: MomentRegression, _ clusters: Clusters?, _ quantiles: inout StudentTQuantileTable,
    _ rows: inout RowsOfGroups
  ) -> GroupResult {
    let summary = RegressionSummary(fit, terms: terms)
    var note: String?
    let errors = errors(summary, clusters, &note)
    var result = result(summary, errors, clusters, note: note, &quantiles) { rows.append($0) }
    result.losesDigits = fit.losesDigits
    return result
  }

  /// The sums of clusters, in the order of their names.
  /// - Parameters:
  ///   - parts: the cells, with a place each.
  ///   - read: writes the products of the cell at a place.
  private func joined(
    _ parts: [(clusters: (Int, Int), place: Int)], _ fit: MomentRegression, _ work: inout CellReader.Work,
    parameterCount: Double, _ read: (Int, inout CentredProducts) -> Void
  ) -> Clusters {
    let parts = parts.sorted { $0.clusters < $1.clusters }
    var result = Clusters(sums: ClusterSums(order: fit.order), parameterCount: parameterCount)
    guard !fit.isOutOfRange else { return result }
    result.sums.reserve(parts.count)
    var (firsts, seconds) = ([Int: Int](), [Int: Int]())
    var start = 0
    while start < parts.count {
      let key = parts[start].clusters
      read(parts[start].place, &work.total)
      start += 1
      while start < parts.count, parts[start].clusters == key {
        read(parts[start].place, &work.own)
        work.total.add(work.own)
        start += 1
      }
      result.sums.add(fit, work.total)
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

/// Reads the products of a design's columns from the sums of cells.
struct CellReader: Sendable {
  private let sums: GroupedCrossProducts
  private let columns: [DesignColumn]
  private let cells: RegressionCells
  private let scale: TrendScale
  private let hasTime: Bool
  private let hasIntercept: Bool

  init(
    _ sums: GroupedCrossProducts, _ design: TrendDesign, _ columns: [DesignColumn], _ cells: RegressionCells,
    _ scale: TrendScale
  ) {
    (self.sums, self.columns, self.cells, self.scale) = (sums, columns, cells, scale)
    (hasTime, hasIntercept) = (design.hasTime, design.terms.hasIntercept)
  }

  /// Values that a loop over groups keeps.
  struct Work {
    var total: CentredProducts
    var own: CentredProducts
  }

  var work: Work {
    let empty = CentredProducts(width: columns.count + 1)
    return Work(total: empty, own: empty)
  }

  /// Asks for the memory of cells whose turn comes.
  func prefetch(_ members: ArraySlice<UInt32>) {
    for cell in members { sums.prefetch(Int(cell)) }
  }

  /// Writes the products of a cell over a value that a loop keeps.
  func read(_ cell: UInt32, into products: inout CentredProducts) {
    if cells.layout.factors.isEmpty {
      sums.products(Int(cell), into: &products)
      if hasTime { products.rescale(0, origin: scale.origin, unit: scale.unit) }
    } else {
      var own = sums.products(Int(cell))
      if hasTime { own.rescale(0, origin: scale.origin, unit: scale.unit) }
      products.take(own.expanded(columns, levels: cells.levels(of: cell)))
    }
  }

  /// The regression of cells without absorbed effects.
  func fit(_ members: ArraySlice<UInt32>, _ work: inout Work) -> MomentRegression {
    work.total.clear()
    for cell in members {
      read(cell, into: &work.own)
      work.total.add(work.own)
    }
    return MomentRegression(work.total, hasIntercept: hasIntercept)
  }

  /// Cells about the means of the levels of the absorbed effect.
  func within(_ members: ArraySlice<UInt32>, keepsSingletons: Bool) -> Within {
    let all = members.map { cell in
      var products = CentredProducts(width: columns.count + 1)
      read(cell, into: &products)
      return (level: cells.absorbed(0, of: cell), clusters: cells.clusters(of: cell), products: products)
    }
    return Within(all, keepsSingletons: keepsSingletons)
  }
}

/// Cells about the means of the levels of one absorbed effect.
struct Within {
  /// Of all rows about the means of their levels; the means are 0.
  private(set) var products: CentredProducts
  /// Each cell about the means of its level.
  private(set) var cells: [(clusters: (Int, Int), products: CentredProducts)] = []
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

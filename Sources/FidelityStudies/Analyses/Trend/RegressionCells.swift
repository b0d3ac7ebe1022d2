import FidelityData
import FidelityTrends

/// What the cells of regressions stand for: group, clusters, absorbed effects, levels of factors.
struct RegressionCells: Sendable {
  /// Which of the entities is what.
  struct Layout: Sendable {
    let hasGroup: Bool
    let clusters: [String]
    let absorbed: [String]
    let factors: [String]

    var firstCluster: Int { hasGroup ? 1 : 0 }
    var firstAbsorbed: Int { firstCluster + clusters.count }
    var firstFactor: Int { firstAbsorbed + absorbed.count }
  }

  let layout: Layout
  /// The codes of the groups in the order of results; one group where there is none.
  let groups: [UInt32]
  /// The columns that name groups.
  let groupColumns: @Sendable (ArraySlice<UInt32>) -> [Table.Column]
  /// For each factor, its levels in order.
  let levels: [[(code: UInt32, label: String)]]
  /// For each entity, the rank of each code in the order of its values: what does not depend on the order of rows.
  private let ranks: [[Int]]
  private let cells: CompositeKeys?

  /// - Parameter rows: those that take part: a level that none of them has is none.
  init(
    _ layout: Layout, _ entities: [KeyCoder], _ cells: CompositeKeys?, _ rows: RegressionData, _ context: StudyContext
  ) {
    self.layout = layout
    self.cells = cells
    func sorted(_ entity: KeyCoder) -> [UInt32] {
      let codes = (0..<UInt32(entity.count)).map { $0 }
      return entity.sorted(codes, context.dictionaries, preferred: context.preferredOrder)
    }
    let orders = entities.map(sorted)
    ranks = orders.map { order in
      var own = [Int](repeating: 0, count: order.count)
      for (rank, code) in order.enumerated() { own[Int(code)] = rank }
      return own
    }
    let dictionaries = context.dictionaries
    if layout.hasGroup {
      let entity = entities[0]
      groups = orders[0]
      groupColumns = { entity.columns(Array($0), dictionaries) }
    } else {
      groups = [0]
      groupColumns = { _ in [] }
    }
    // Only levels that a row has, as R's `lm` drops the others.
    var present = layout.factors.map { _ in Set<UInt32>() }
    if let cells, !present.isEmpty {
      let isObserved = rows.isObserved(cells.count)
      for cell in 0..<UInt32(cells.count) where isObserved[Int(cell)] {
        for factor in layout.factors.indices {
          present[factor].insert(cells.part(layout.firstFactor + factor, of: cell))
        }
      }
    }
    levels = layout.factors.indices.map { factor in
      let entity = entities[layout.firstFactor + factor]
      return orders[layout.firstFactor + factor].filter(present[factor].contains).map {
        ($0, entity.label($0, dictionaries))
      }
    }
  }

  /// The code of a cell in one of the entities; 0 where there is none.
  func part(_ entity: Int, of cell: UInt32) -> UInt32 { cells?.part(entity, of: cell) ?? 0 }

  func group(of cell: UInt32) -> UInt32 { layout.hasGroup ? part(0, of: cell) : 0 }

  /// The rank of a cell's cluster among the values of the column.
  func cluster(_ place: Int, of cell: UInt32) -> Int {
    let entity = layout.firstCluster + place
    return ranks[entity][Int(part(entity, of: cell))]
  }

  func absorbed(_ place: Int, of cell: UInt32) -> Int {
    let entity = layout.firstAbsorbed + place
    return ranks[entity][Int(part(entity, of: cell))]
  }

  /// The ranks of a cell's clusters, 0 where there are fewer than two ways.
  func clusters(of cell: UInt32) -> (Int, Int) {
    (layout.clusters.isEmpty ? 0 : cluster(0, of: cell), layout.clusters.count < 2 ? 0 : cluster(1, of: cell))
  }

  /// The level of each factor in a cell.
  func levels(of cell: UInt32) -> [UInt32] {
    layout.factors.indices.map { part(layout.firstFactor + $0, of: cell) }
  }
}

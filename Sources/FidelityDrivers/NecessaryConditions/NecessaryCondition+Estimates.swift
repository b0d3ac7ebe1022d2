public import FidelityData

extension NecessaryCondition {
  /// The rows of a condition.
  ///
  /// | quantity | form |
  /// |---|---|
  /// | `nca-effect-size`, `nca-ceiling-zone` | `ce-fdh`, `cr-fdh` |
  /// | `nca-peers`, `nca-slope`, `nca-intercept` | |
  /// | `nca-accuracy` | `ce-fdh`, `cr-fdh` |
  /// | `nca-permutation`: p, beside the effect size | `ce-fdh`, `cr-fdh` |
  /// | `nca-bottleneck`: percent of the range of x | `ce-fdh at 20 %`: percent of the range of y |
  ///
  /// - Parameters:
  ///   - term: the name of the condition.
  ///   - levels: of the bottleneck table.
  ///   - permutations: how many random ones where there are more than 7 units; none at 0.
  public func estimates(
    term: String? = nil, levels: [Double] = [], permutations: Int = 10_000, seed: UInt64 = 1
  ) -> [Estimate] {
    var rows: [Estimate] = []
    for ceiling in Ceiling.allCases {
      rows.append(row("nca-effect-size", term, ceiling, effectSize(ceiling)))
      rows.append(row("nca-ceiling-zone", term, ceiling, zone(ceiling)))
      rows.append(row("nca-accuracy", term, ceiling, accuracy(ceiling)))
    }
    rows.append(row("nca-peers", term, nil, status == .ok ? Double(peers.count) : .nan))
    for (quantity, value) in [("nca-slope", line?.slope), ("nca-intercept", line?.intercept)] {
      var row = row(quantity, term, .line, value ?? .nan)
      row.form = nil
      rows.append(row)
    }
    if permutations > 0 { rows += permutationRows(term, permutations, seed) }
    for ceiling in Ceiling.allCases {
      for level in levels {
        let (needed, status) = bottleneck(ceiling, level: level)
        var row = row("nca-bottleneck", term, ceiling, needed)
        row.form = "\(ceiling.rawValue) at \(CategoryDictionary.label(level)) %"
        row.status = status
        if status == .notNecessary { row.note = "met at the least that there is" }
        if status == .notAvailable { row.note = "more would be needed than there is" }
        rows.append(row)
      }
    }
    return rows
  }

  private func row(_ quantity: String, _ term: String?, _ ceiling: Ceiling?, _ value: Double) -> Estimate {
    var row = Estimate(quantity)
    (row.term, row.form, row.estimate, row.unitCount) = (term, ceiling?.rawValue, value, unitCount)
    row.status = ceiling.map { status(of: $0) } ?? status
    switch row.status {
    case .noVariation: row.note = "nothing varies in the condition, or in the outcome"
    case .outOfRange: row.note = "a number lies outside the scope"
    case .tooFewObservations:
      row.note = unitCount == 0 ? "no unit has both numbers" : "a line needs two different peers"
    default: break
    }
    return row
  }

  private func permutationRows(_ term: String?, _ permutations: Int, _ seed: UInt64) -> [Estimate] {
    let test = permutationTest(permutations: permutations, seed: seed)
    return Ceiling.allCases.map { ceiling in
      var row = row("nca-permutation", term, ceiling, effectSize(ceiling))
      guard let test else { return row }
      row.pValue = test.pValue(ceiling)
      row.method = test.isExact ? "all \(test.permutationCount) permutations" : "random permutations"
      if !test.isExact { row.add(note: "\(test.permutationCount) permutations, seed \(seed)") }
      return row
    }
  }
}

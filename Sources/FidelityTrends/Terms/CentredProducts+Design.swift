import FidelityLinearAlgebra

extension CentredProducts {
  /// The products of a design's columns and the outcome, in rows that have the same levels of all factors.
  ///
  /// These are products of the numeric variables and, last, the outcome. A column of the design is one of the
  /// variables, or 1, where its factors have their levels, and 0 elsewhere: so its products follow without the rows.
  /// - Parameters:
  ///   - columns: linear ones (``DesignColumn/isLinear``).
  ///   - levels: the level of each factor in these rows.
  package func expanded(_ columns: [DesignColumn], levels: [UInt32]) -> CentredProducts {
    var result = CentredProducts(width: columns.count + 1)
    result.count = count
    result.weight = weight
    // The variable of each column; nil for a constant one, whose value is `constants`.
    var sources: [Int?] = []
    for (place, column) in columns.enumerated() {
      let isPresent = column.levels.allSatisfy { levels[$0.factor] == $0.level }
      if isPresent, case .value(let variable)? = column.parts.first {
        sources.append(variable)
        result.means[place] = means[variable]
        result.scales[place] = scales[variable]
      } else {
        sources.append(nil)
        result.means[place] = isPresent ? 1 : 0
      }
    }
    sources.append(width - 1)
    result.means[columns.count] = means[width - 1]
    result.scales[columns.count] = scales[width - 1]
    for column in sources.indices {
      guard let own = sources[column] else { continue }
      for row in 0...column {
        guard let other = sources[row] else { continue }
        result.products[SmallCholesky.index(row, column)] = self[other, own]
      }
    }
    return result
  }
}

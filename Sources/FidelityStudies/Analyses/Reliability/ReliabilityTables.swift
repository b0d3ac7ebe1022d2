import FidelityData
import FidelityReliability

/// The tables of a reliability analysis beside that of the estimates.
struct ReliabilityTables: Sendable {
  let analysis: AgreementAnalysis
  let ratings: ArrangedRatings

  /// The groups in the order of results.
  private var order: [UInt32] { ratings.groups }

  // MARK: - Comparison

  /// So many pairs take a minute at most.
  private static let mostPairs = 100_000

  /// Each pair of groups that differ in the last `width` variables only: the differences of their coefficients.
  /// - Throws: `unusable` for more than a hundred thousand pairs of one run of groups.
  func comparison(width: Int) throws(DataError) -> Table {
    let columns = ratings.names.groupColumns(order)
    let leading = Array(columns.dropLast(width))
    let labels = Self.labels(Array(columns.suffix(width)), count: order.count)
    let keys = Self.labels(leading, count: order.count)
    var (pairs, firsts) = ([(first: Int, second: Int, run: Int)](), [Int]())
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, keys[end] == keys[start] { end += 1 }
      guard (end - start) * (end - start - 1) / 2 <= Self.mostPairs else {
        throw DataError(
          .unusable(reason: "\(end - start) values to compare, each with each other, are too many"),
          column: ratings.names.group.names.suffix(width).joined(separator: ", "),
          remedy: .options(
            "at most \(Self.mostPairs) pairs are compared: choose a column with fewer values, or see them with `by`"))
      }
      for first in start..<end {
        for second in (first + 1)..<max(end, first + 1) { pairs.append((first, second, firsts.count)) }
      }
      firsts.append(start)
      start = end
    }
    let comparison = AgreementComparison(analysis)
    let (found, groups) = (pairs, order)
    let rows = WorkerThreads.map(pairs.count) { index in
      comparison.differences(
        of: ratings.table, first: Int(groups[found[index].first]), second: Int(groups[found[index].second]),
        stream: UInt64(index), clusters: ratings.clusters)
    }
    var result = EstimateTable(AgreementComparison.columns)
    for (pair, rows) in zip(pairs, rows) {
      for var row in rows {
        row.term = "\(labels[pair.second].joined(separator: " / ")) - \(labels[pair.first].joined(separator: " / "))"
        result.append(row, group: pair.run)
      }
    }
    return result.table(groups: leading.isEmpty ? [] : Table(columns: leading).rows(firsts).columns)
  }

  /// The cells of some columns as text, row by row.
  private static func labels(_ columns: [Table.Column], count: Int) -> [[String]] {
    (0..<count).map { row in
      columns.map { column in
        switch column.values {
        case .text(let codes, let labels): codes[row] == missingKey ? "" : labels[Int(codes[row])]
        case .integers(let integers): integers[row].map(String.init) ?? ""
        case .wholes(let integers): String(integers[row])
        case .numbers(let numbers): CategoryDictionary.label(numbers[row])
        }
      }
    }
  }

  // MARK: - Influence

  /// What each of the most influential units, each rater and each category does to each coefficient.
  ///
  /// Columns: the group columns, `quantity, weights, metric, subject` (unit, rater or category), `label, effect,
  /// estimate_without, agreement, ratings`.
  func influence(limit: Int) -> Table {
    let (order, unitRanks) = (order, ratings.names.unitRanks)
    let found = WorkerThreads.map(order.count) { index in
      analysis.influences(of: ratings.table, group: Int(order[index]), limit: limit, unitRanks: unitRanks)
    }
    var groups: [Int] = []
    for (index, rows) in found.enumerated() { groups += repeatElement(index, count: rows.count) }
    let rows = found.flatMap(\.self)
    let coefficients = rows.map { analysis.coefficients[$0.coefficient] }
    let columns = [
      Table.Column("quantity", text: coefficients.map(\.quantity)),
      Table.Column("weights", text: coefficients.map { $0.metric == nil ? $0.weights?.name : nil }),
      Table.Column("metric", text: coefficients.map { $0.metric?.name }),
      Table.Column("subject", text: rows.map(Self.kind)),
      Table.Column("label", text: rows.map(label)),
      Table.Column("effect", .numbers(rows.map(\.effect))),
      Table.Column("estimate_without", .numbers(rows.map(\.without))),
      Table.Column("agreement", .numbers(rows.map(\.agreement))),
      Table.Column(
        "ratings",
        text: rows.map { row in row.ratings.isEmpty ? nil : row.ratings.map(category).joined(separator: "|") }),
    ]
    let leading =
      ratings.names.group.names.isEmpty ? [] : Table(columns: ratings.names.groupColumns(order)).rows(groups).columns
    return Table(columns: leading + columns)
  }

  private static func kind(_ row: AgreementInfluence) -> String {
    switch row.subject {
    case .unit: "unit"
    case .rater: "rater"
    case .category: "category"
    }
  }

  private func label(_ row: AgreementInfluence) -> String {
    switch row.subject {
    case .unit(let code): ratings.names.unitLabel(code)
    case .rater(let code): ratings.names.raterLabel(code)
    case .category(let code): category(code)
    }
  }

  private func category(_ code: UInt32) -> String {
    let dictionary = ratings.table.dictionary
    return dictionary.kind == .numbers
      ? CategoryDictionary.label(dictionary.numbers[Int(code)]) : dictionary.labels[Int(code)]
  }
}

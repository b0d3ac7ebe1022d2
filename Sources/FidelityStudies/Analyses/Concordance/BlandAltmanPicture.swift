import FidelityData
import FidelityMeasurement

/// The points of one pair of raters: each unit, or where there are many, the mean of those that lie close together.
///
/// Up to ``most`` units have a row each, in the order of their names. More are put into the cells of a grid over means
/// and differences: a row for each cell that has any, at the mean of its units, which it counts. A unit alone in its
/// cell keeps its name, as the farthest ones mostly are. The order of the data does not matter.
struct BlandAltmanPicture: Sendable {
  /// So many units have a row each.
  static let most = 2_000
  private static let cells = (means: 50, differences: 40)

  private struct Row: Sendable {
    var unit: UInt32
    var mean: Double
    var difference: Double
    var count = 1
  }

  private let subject: Int
  private var rows: [Row] = []

  /// - Parameters:
  ///   - points: the unit's code and the point of each.
  ///   - ranks: the place of each unit in the order of names.
  init(_ subject: Int, _ points: [(unit: UInt32, BlandAltmanPoint)], ranks: [UInt32]) {
    self.subject = subject
    let ordered = points.sorted { ranks[Int($0.unit)] < ranks[Int($1.unit)] }.map {
      Row(unit: $0.unit, mean: $0.1.mean, difference: $0.1.difference)
    }
    rows = ordered.count > Self.most ? Self.binned(ordered) : ordered
  }

  private static func binned(_ rows: [Row]) -> [Row] {
    let (left, right) = (rows.map(\.mean).min() ?? 0, rows.map(\.mean).max() ?? 0)
    let (low, high) = (rows.map(\.difference).min() ?? 0, rows.map(\.difference).max() ?? 0)
    func cell(_ value: Double, _ least: Double, _ greatest: Double, _ count: Int) -> Int {
      // Halves, since a range may be larger than a number can be.
      let share = (value / 2 - least / 2) / (greatest / 2 - least / 2)
      return share.isFinite ? min(count - 1, Int(share * Double(count))) : 0
    }
    var found = [Row?](repeating: nil, count: cells.means * cells.differences)
    for row in rows {
      let column = cell(row.mean, left, right, cells.means)
      let place = column * cells.differences + cell(row.difference, low, high, cells.differences)
      guard var known = found[place] else {
        found[place] = row
        continue
      }
      known.unit = missingKey
      known.count += 1
      known.mean += (row.mean - known.mean) / Double(known.count)
      known.difference += (row.difference - known.difference) / Double(known.count)
      found[place] = known
    }
    return found.compactMap(\.self)
  }

  /// The table of some pictures: groups, `rater_1`, `rater_2`, `unit`, `mean`, `difference`, `metric`, `n_units`.
  static func table(
    _ pictures: [BlandAltmanPicture], _ subjects: PairSubjects, _ groups: [UInt32], _ names: RatingNames,
    _ scale: PairMoments.Scale
  ) -> Table {
    let places = pictures.flatMap { picture in repeatElement(picture.subject, count: picture.rows.count) }
    let rows = pictures.flatMap(\.rows)
    var labels: [UInt32: UInt32] = [:]
    var units: [String] = []
    let codes = rows.map { row -> UInt32 in
      if row.unit == missingKey { return missingKey }
      if let code = labels[row.unit] { return code }
      labels[row.unit] = UInt32(units.count)
      units.append(names.unitLabel(row.unit))
      return UInt32(units.count - 1)
    }
    let columns = Table(columns: subjects.columns(groups, names)).rows(places).columns
    let known = Set(columns.map(\.name))
    let own = [
      Table.Column("unit", .text(codes: codes, labels: units)),
      Table.Column("mean", .numbers(rows.map(\.mean))),
      Table.Column("difference", .numbers(rows.map(\.difference))),
      Table.Column("metric", text: rows.map { _ in scale == .log ? scale.rawValue : nil }),
      Table.Column("n_units", .wholes(rows.map(\.count))),
    ]
    return Table(columns: columns + own.filter { !known.contains($0.name) })
  }
}

import FidelityData

/// A level of the organisation in a table of scores.
struct OrganisationLevel {
  let name: String
  let names: NameColumn
  /// Of each group its place in the level above; `missingKey` where that is not said, or there is no level above.
  fileprivate(set) var parents: [UInt32]
  /// The mean of a group's units just below; NaN without scores.
  fileprivate(set) var scores: [Double]
  /// A row of each group; -1 without scores.
  fileprivate(set) var rows: [Int]
}

/// Scores of fidelity by the levels that they belong to, the innermost first.
///
/// The innermost level is the unit, or the level whose groups are the units one by one (classroom). Direct observations
/// alone are used where there are any: other sources lean another way.
struct LevelScores {
  let table: DriverTable
  private(set) var levels: [OrganisationLevel]
  let scores: [Double]
  /// The rows that are used.
  let rows: [Int]
  let isOfObservations: Bool

  init(_ table: DriverTable, _ options: DriverOptions) {
    self.table = table
    let scores = table.numbers("score")
    let (units, sources) = (table.names("unit"), table.names("source"))
    let dates = table.numbers("date")
    // What lies after the as-of date is not known yet.
    let known = scores.indices.filter {
      !scores[$0].isNaN && units.codes[$0] != missingKey && !(dates[$0] > options.asOf)
    }
    let observed = sources.code(of: "observation").map { code in known.filter { sources.codes[$0] == code } } ?? []
    let rows = observed.isEmpty ? known : observed
    (self.scores, self.rows, isOfObservations) = (scores, rows, !observed.isEmpty)
    var columns = Self.columns(table, options)
    if columns.count > 1, Self.isSame(columns[0].names, columns[1].names, rows) { columns.removeFirst() }
    levels = columns.map { column in
      let count = column.names.labels.count
      return OrganisationLevel(
        name: column.name, names: column.names, parents: Array(repeating: missingKey, count: count),
        scores: Array(repeating: .nan, count: count), rows: Array(repeating: -1, count: count))
    }
    linkGroups()
    scoreGroups()
  }

  /// The unit and the levels of the study that the table has, the innermost first.
  static func columns(_ table: DriverTable, _ options: DriverOptions) -> [(name: String, names: NameColumn)] {
    var columns = [(name: "unit", names: table.names("unit"))]
    for level in options.levels where level != "unit" && table.has(level) {
      let names = table.names(level)
      if !names.labels.isEmpty { columns.append((level, names)) }
    }
    return columns
  }

  /// Whether each group of a level is one of the other, in these rows.
  private static func isSame(_ inner: NameColumn, _ outer: NameColumn, _ rows: [Int]) -> Bool {
    var other = [UInt32](repeating: missingKey, count: outer.labels.count)
    var own = [UInt32](repeating: missingKey, count: inner.labels.count)
    for row in rows {
      let (a, b) = (inner.codes[row], outer.codes[row])
      if a == missingKey || b == missingKey { return false }
      if own[Int(a)] == missingKey { own[Int(a)] = b }
      if other[Int(b)] == missingKey { other[Int(b)] = a }
      if own[Int(a)] != b || other[Int(b)] != a { return false }
    }
    return !rows.isEmpty
  }

  private mutating func linkGroups() {
    for place in levels.indices {
      let codes = levels[place].names.codes
      let above = place + 1 < levels.count ? levels[place + 1].names.codes : nil
      for row in rows where codes[row] != missingKey {
        let group = Int(codes[row])
        if levels[place].rows[group] < 0 { levels[place].rows[group] = row }
        if let above, levels[place].parents[group] == missingKey { levels[place].parents[group] = above[row] }
      }
    }
  }

  private mutating func scoreGroups() {
    var sums = [Double](repeating: 0, count: levels[0].scores.count)
    var counts = sums
    for row in rows where levels[0].names.codes[row] != missingKey {
      let group = Int(levels[0].names.codes[row])
      sums[group] += scores[row]
      counts[group] += 1
    }
    levels[0].scores = zip(sums, counts).map { $1 > 0 ? $0 / $1 : .nan }
    for place in levels.indices.dropFirst() {
      sums = Array(repeating: 0, count: levels[place].scores.count)
      counts = sums
      for (child, parent) in levels[place - 1].parents.enumerated() where parent != missingKey {
        guard !levels[place - 1].scores[child].isNaN else { continue }
        sums[Int(parent)] += levels[place - 1].scores[child]
        counts[Int(parent)] += 1
      }
      levels[place].scores = zip(sums, counts).map { $1 > 0 ? $0 / $1 : .nan }
    }
  }

  /// The scores of the units just below each group of a level above the innermost.
  func parts(of place: Int) -> [[Double]] {
    var parts = [[Double]](repeating: [], count: levels[place].scores.count)
    for (child, parent) in levels[place - 1].parents.enumerated() where parent != missingKey {
      let score = levels[place - 1].scores[child]
      if !score.isNaN { parts[Int(parent)].append(score) }
    }
    return parts
  }
}

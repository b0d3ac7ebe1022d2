import FidelityData

/// What is looked for, by the criteria of the ratings.
struct SelectionRequirements {
  enum Kind {
    case prerequisite
    case trainable
  }

  /// Of each criterion of the ratings; nil for one that the table of criteria does not have.
  private(set) var kinds: [Kind?] = []
  private(set) var minimums: [Double] = []
  /// Prerequisites, and all criteria, in the order of their names.
  let prerequisites: [Int]
  let order: [Int]
  /// The criteria that nobody was rated on, in the order of their names.
  let unrated: [(name: String, kind: Kind)]

  init(_ table: DriverTable, _ ratings: SelectionRatings) {
    let (names, words, minimum) = (table.names("criterion"), table.names("kind"), table.numbers("minimum"))
    let rows = NameRows(names)
    func kind(row: Int?) -> Kind? {
      guard let row, !minimum[row].isNaN else { return nil }
      return words[row] == "prerequisite" ? .prerequisite : words[row] == "trainable" ? .trainable : nil
    }
    for code in ratings.criteria.codes(in: names) {
      let row = rows.first(code)
      minimums.append(row.map { minimum[$0] } ?? .nan)
      kinds.append(kind(row: row))
    }
    unrated = names.order.filter { ratings.criteria.code(of: names.labels[$0]) == nil }.compactMap { code in
      kind(row: rows.first(UInt32(code))).map { (names.labels[code], $0) }
    }
    let kinds = kinds
    order = ratings.criteria.order.filter { kinds[$0] != nil }
    prerequisites = order.filter { kinds[$0] == .prerequisite }
  }

  /// The prerequisites that nobody was rated on.
  var unratedPrerequisites: [String] { unrated.filter { $0.kind == .prerequisite }.map(\.name) }

  /// Whether the mean of ratings is at least the minimum, as exact fractions.
  func isMet(_ cell: SelectionRatings.Cell) -> Bool {
    CutScore.isReached(cell.sum, cell.count * minimums[cell.criterion])
  }

  /// By how much the mean falls short of the minimum.
  func shortfall(_ cell: SelectionRatings.Cell) -> Double {
    isMet(cell) ? 0 : minimums[cell.criterion] - cell.score
  }
}

extension SelectionDriver {
  /// `prerequisites-met`: of each prerequisite, of all of them by hire, and of hires who meet every one.
  static func prerequisites(
    _ requirements: SelectionRequirements, _ ratings: SelectionRatings, _ people: SelectionCandidates,
    _ rows: inout SystemRows
  ) {
    let table = people.table
    var each = Array(repeating: table.counts(rows.options), count: ratings.criteria.labels.count)
    var everyOne = table.counts(rows.options)
    var parts = GroupedParts(table, rows.options)
    var incomplete = 0
    let count = requirements.prerequisites.count + requirements.unratedPrerequisites.count
    for (candidate, row) in people.hires(ratings) {
      var (met, rated) = (0, 0)
      for cell in ratings.cells(of: candidate) where requirements.kinds[cell.criterion] == .prerequisite {
        let isMet = requirements.isMet(cell)
        each[cell.criterion].add(isMet, row: row)
        met += isMet ? 1 : 0
        rated += 1
      }
      if rated > 0 { parts.add(Double(met), of: Double(rated), row: row) }
      if rated == count, rated > 0 {
        everyOne.add(met == rated, row: row)
      } else {
        incomplete += 1
      }
    }
    for criterion in requirements.prerequisites {
      let figure = DriverFigure("prerequisites-met", term: ratings.criteria.labels[criterion])
      rows.share(figure, each[criterion], note: each[criterion].total == 0 ? "no hire was rated on it" : nil)
    }
    for name in requirements.unratedPrerequisites {
      rows.missing(DriverFigure("prerequisites-met", term: name), .nothingPlanned, note: "nobody was rated on it")
    }
    let empty =
      count == 0
      ? "no criterion is a prerequisite" : parts.parts.isEmpty ? "no hire was rated on a prerequisite" : nil
    rows.ratio(
      DriverFigure("prerequisites-met", term: "all"), parts.parts, isShare: true, note: parts.withoutCluster(empty))
    rows.share(
      DriverFigure("prerequisites-met", term: "all", form: "every-one"), everyOne,
      note: empty ?? (incomplete > 0 ? "left out: \(incomplete) not rated on every prerequisite" : nil))
  }

  /// `training-need`: prerequisites that some hires do not meet, then trainable criteria; after them who needs what.
  static func trainingNeed(
    _ requirements: SelectionRequirements, _ ratings: SelectionRatings, _ people: SelectionCandidates,
    _ rows: inout SystemRows
  ) {
    let hires = people.hires(ratings)
    var counts = Array(repeating: people.table.counts(rows.options), count: ratings.criteria.labels.count)
    var shortfalls = [[Double]](repeating: [], count: counts.count)
    var needs = [[(candidate: Int, points: Double)]](repeating: [], count: counts.count)
    for (candidate, row) in hires {
      for cell in ratings.cells(of: candidate) where requirements.kinds[cell.criterion] != nil {
        let points = requirements.shortfall(cell)
        counts[cell.criterion].add(points > 0, row: row)
        shortfalls[cell.criterion].append(points)
        if points > 0 { needs[cell.criterion].append((candidate, points)) }
      }
    }
    let listed =
      requirements.prerequisites.filter { !needs[$0].isEmpty }
      + requirements.order.filter { requirements.kinds[$0] == .trainable }
    for criterion in listed {
      let term = ratings.criteria.labels[criterion]
      let note =
        counts[criterion].total == 0
        ? "no hire was rated on it" : requirements.kinds[criterion] == .prerequisite ? "a prerequisite" : nil
      rows.share(DriverFigure("training-need", term: term, form: "share"), counts[criterion], note: note)
      rows.mean(
        DriverFigure("training-need", term: term, form: "points"), shortfalls[criterion], empty: .nothingPlanned,
        note: note)
    }
    for (name, kind) in requirements.unrated where kind == .trainable {
      for form in ["share", "points"] {
        let figure = DriverFigure("training-need", term: name, form: form)
        rows.missing(figure, .nothingPlanned, note: "nobody was rated on it")
      }
    }
    for criterion in listed {
      for need in needs[criterion] {
        let figure = DriverFigure(
          "training-need", term: ratings.criteria.labels[criterion], form: "points", unitKind: "candidate",
          unit: ratings.candidates.labels[need.candidate])
        rows.whole(
          figure, need.points, note: requirements.kinds[criterion] == .prerequisite ? "a prerequisite" : nil)
      }
    }
  }
}

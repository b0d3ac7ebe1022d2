import FidelityData

/// The ratings of candidates: their score on each criterion, the mean over interviewers, and on all of them.
struct SelectionRatings {
  /// A candidate's ratings on a criterion.
  struct Cell {
    let criterion: Int
    var sum = 0.0
    var count = 0.0

    var score: Double { sum / count }
  }

  let candidates: NameColumn
  let criteria: NameColumn
  let interviewers: NameColumn
  let ratings: [Double]
  /// A candidate's rows, in the order of the interviewers' names.
  let byCandidate: NameRows
  /// Candidates in the order of their names.
  let order: [Int]
  private var cells: [Cell] = []
  /// Where each candidate's cells begin, and the last's end.
  private var offsets = [0]

  init(_ table: DriverTable) {
    (candidates, criteria) = (table.names("candidate"), table.names("criterion"))
    (interviewers, ratings) = (table.names("interviewer"), table.numbers("rating"))
    byCandidate = NameRows(candidates, order: NameRows(interviewers).rows(in: interviewers.order))
    order = candidates.order
    let ranks = criteria.ranks
    var places = [Int](repeating: -1, count: criteria.labels.count)
    for candidate in candidates.labels.indices {
      var own: [Cell] = []
      for row in byCandidate[candidate] {
        let (criterion, rating) = (criteria.codes[Int(row)], ratings[Int(row)])
        guard criterion != missingKey, !rating.isNaN else { continue }
        if places[Int(criterion)] < 0 {
          places[Int(criterion)] = own.count
          own.append(Cell(criterion: Int(criterion)))
        }
        own[places[Int(criterion)]].sum += rating
        own[places[Int(criterion)]].count += 1
      }
      for cell in own { places[cell.criterion] = -1 }
      cells += own.sorted { ranks[$0.criterion] < ranks[$1.criterion] }
      offsets.append(cells.count)
    }
  }

  /// What a candidate was rated on, in the order of the criteria's names.
  func cells(of candidate: Int) -> ArraySlice<Cell> { cells[offsets[candidate]..<offsets[candidate + 1]] }

  /// The selection score: the mean of the criterion scores that there are; NaN without ratings.
  func score(of candidate: Int) -> Double {
    let cells = cells(of: candidate)
    return cells.isEmpty ? .nan : cells.reduce(0) { $0 + $1.score } / Double(cells.count)
  }
}

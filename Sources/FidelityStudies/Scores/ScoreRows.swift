import FidelityData
import FidelityInstruments
import FidelityLinearAlgebra

/// The ratings of a batch as a matrix of rows and items, for tables whose every row is an administration.
struct ScoreRows {
  /// At least as many rows as the batch has.
  private(set) var matrix: Matrix
  private let notApplicable: [[Double]]
  /// The scan's columns of each item.
  private let requests: [[Int]]
  private var counts: [Double] = []

  /// - Parameter items: the item of each column of ratings.
  init(_ instrument: Instrument, items: [Int?], valueRequests: [Int]) {
    // A condition may leave out every row of the first batch.
    matrix = Matrix(rowCount: 0, columnCount: instrument.items.count)
    notApplicable = instrument.items.map(\.notApplicable)
    var requests = Array(repeating: [Int](), count: instrument.items.count)
    for (item, request) in zip(items, valueRequests) { if let item { requests[item].append(request) } }
    self.requests = requests
  }

  /// Whether a row of the batch that was filled in last has a rating. Mostly its first item tells.
  func hasRating(_ row: Int) -> Bool { requests.indices.contains { !matrix[row, $0].isNaN } }

  /// A row's rating of an item, or the mean of its ratings; NaN without any.
  func rating(_ row: Int, _ item: Int) -> Double { matrix[row, item] }

  /// How many items of a row have a rating.
  func ratingCount(_ row: Int) -> Int { requests.indices.count { !matrix[row, $0].isNaN } }

  /// Fills the first rows of the matrix: the rating of each item, or the mean of its ratings.
  mutating func fill(_ batch: Batch) {
    if matrix.rowCount < batch.rowCount {
      matrix = Matrix(rowCount: batch.rowCount, columnCount: requests.count)
      counts = Array(repeating: 0, count: batch.rowCount)
    }
    let stride = matrix.rowCount
    matrix.withMutableElements { elements in
      for item in requests.indices {
        if requests[item].count == 1 {
          batch.copyNumbers(requests[item][0], to: &elements, from: item * stride)
        } else {
          let columns = requests[item].map { batch.numbers($0) }
          Self.average(columns, notApplicable[item], into: &elements, from: item * stride, &counts)
        }
      }
    }
  }

  /// The mean of a row's ratings of an item; a code where the item applied in none of them, NaN without any.
  private static func average(
    _ columns: [Buffer<Double>], _ codes: [Double], into elements: inout MutableSpan<Double>, from start: Int,
    _ counts: inout [Double]
  ) {
    for row in counts.indices {
      elements[start + row] = .nan
      counts[row] = 0
    }
    for column in columns {
      column.withSpan { values in
        for row in values.indices where !values[row].isNaN {
          if codes.contains(values[row]) {
            if counts[row] == 0 { elements[start + row] = values[row] }
          } else {
            elements[start + row] = counts[row] == 0 ? values[row] : elements[start + row] + values[row]
            counts[row] += 1
          }
        }
      }
    }
    for row in counts.indices where counts[row] > 1 { elements[start + row] /= counts[row] }
  }
}

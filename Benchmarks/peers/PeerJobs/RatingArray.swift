import Fidelity
import FidelityFiles

/// Ratings as an analyst has them in memory: one number for each unit and rater, unit after unit; NaN is missing.
struct RatingArray {
  let raterCount: Int
  private(set) var values: [Double] = []

  var unitCount: Int { values.count / raterCount }

  /// Reads a table with a unit a row and a rater a column.
  init(contentsOf path: String) throws {
    let file = try TableFile(path)
    raterCount = file.columnNames.count
    var scan = try TableScan([file], file.columnNames.map { ColumnRequest($0, .number) })
    while let batch = try scan.next() {
      let start = values.count
      values += repeatElement(.nan, count: batch.rowCount * raterCount)
      for rater in 0..<raterCount {
        batch.numbers(rater).withSpan { column in
          for row in column.indices { values[start + row * raterCount + rater] = column[row] }
        }
      }
    }
  }

  /// Ratings from 1 to 5 around each unit's true quality, 5 % missing.
  init(ratingCount: Int, raterCount: Int) {
    self.raterCount = raterCount
    let unitCount = ratingCount / raterCount
    var stream = RandomStream(seed: 2)
    values.reserveCapacity(unitCount * raterCount)
    for _ in 0..<unitCount {
      let quality = stream.normal()
      for _ in 0..<raterCount {
        let seen = min(max((quality + 0.6 * stream.normal() + 3).rounded(), 1), 5)
        values.append(stream.uniform() < 0.05 ? .nan : seen)
      }
    }
  }

  /// The ratings as the library takes them; the array is shared.
  var matrix: RatingMatrix { RatingMatrix(unitMajor: values, raterCount: raterCount) }
}

import FidelityLinearAlgebra

/// The means of some columns, and the sums of products about them.
package struct CentredProducts: Sendable {
  /// n, the number of rows.
  package var count = 0.0
  /// The sum of their weights; n where they have none.
  package var weight = 0.0
  package var means: [Double]
  /// The packed upper triangle, as ``SmallCholesky`` has it.
  package var products: [Double]
  /// For each column, the largest sum of squares that its product about the mean is a difference of: what is below a
  /// few roundings of it is none.
  package var scales: [Double]

  package init(width: Int) {
    means = Array(repeating: 0, count: width)
    scales = means
    products = Array(repeating: 0, count: SmallCholesky.packedCount(width))
  }

  package var width: Int { means.count }

  package subscript(row: Int, column: Int) -> Double {
    products[row <= column ? SmallCholesky.index(row, column) : SmallCholesky.index(column, row)]
  }

  /// Leaves no row.
  package mutating func clear() {
    (count, weight) = (0, 0)
    for column in means.indices { (means[column], scales[column]) = (0, 0) }
    for place in products.indices { products[place] = 0 }
  }

  /// Becomes another value of the same width in the memory it has.
  package mutating func take(_ other: CentredProducts) {
    (count, weight) = (other.count, other.weight)
    for column in means.indices { (means[column], scales[column]) = (other.means[column], other.scales[column]) }
    for place in products.indices { products[place] = other.products[place] }
  }

  /// Takes the rows of another group.
  package mutating func add(_ other: CentredProducts) {
    guard other.count > 0 else { return }
    guard count > 0 else {
      take(other)
      return
    }
    let total = weight + other.weight
    let factor = weight * (other.weight / total)
    var place = 0
    for column in 0..<width {
      let difference = other.means[column] - means[column]
      for row in 0...column {
        products[place] += other.products[place] + factor * difference * (other.means[row] - means[row])
        place += 1
      }
      scales[column] = max(scales[column], other.scales[column], products[place - 1])
    }
    for column in 0..<width { means[column] += (other.means[column] - means[column]) * (other.weight / total) }
    count += other.count
    weight = total
  }

  /// The sums of products about other places than the means: for each pair of columns, product + weight (mean_i - a_i)
  /// (mean_j - a_j).
  package func products(about places: [Double]) -> [Double] {
    var result = products
    var place = 0
    for column in 0..<width {
      let difference = weight * (means[column] - places[column])
      for row in 0...column {
        result[place] += difference * (means[row] - places[row])
        place += 1
      }
    }
    return result
  }

  /// Counts a column from another origin and in another unit: (x - origin) / unit.
  package mutating func rescale(_ column: Int, origin: Double, unit: Double) {
    means[column] = (means[column] - origin) / unit
    guard unit != 1 else { return }
    for other in 0..<width {
      let place = other <= column ? SmallCholesky.index(other, column) : SmallCholesky.index(column, other)
      products[place] /= other == column ? unit * unit : unit
    }
    scales[column] /= unit * unit
  }
}

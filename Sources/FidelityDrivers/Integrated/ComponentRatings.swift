import FidelityData
import FidelityProbability

/// The ratings of components by driver, level and rater, as entries of matrices.
///
/// A cell of a level is the mean of its raters, a cell of the whole the mean of its levels.
struct ComponentRatings {
  /// In the order of results.
  let components: [String]
  let drivers: [String]
  /// From the innermost of the study outwards, then those that it does not name, then `nil` for ratings without one.
  let levels: [String?]
  /// How many of ``levels`` the study names.
  let namedLevelCount: Int
  let raterCount: Int
  /// For each entry its cell, (level x components + component) x drivers + driver, rater and share of the points.
  private var cells: [Int] = []
  private var raters: [Int] = []
  private var shares: [Double] = []

  /// More cells than these are no matrix that anybody filled.
  static let mostCells = 50_000_000

  init(_ table: DriverTable, _ options: DriverOptions) {
    let (componentNames, driverNames) = (table.names("component"), table.names("driver"))
    let (levelNames, raterNames) = (table.names("level"), table.names("rater"))
    components = componentNames.order.map { componentNames.labels[$0] }
    drivers = driverNames.order.map { driverNames.labels[$0] }
    let named = options.levels.filter { levelNames.code(of: $0) != nil }
    let others = levelNames.order.map { levelNames.labels[$0] }.filter { !named.contains($0) }
    namedLevelCount = named.count
    let hasRest = levelNames.codes.contains(missingKey)
    levels = named + others + (hasRest ? [nil] : [])
    raterCount = raterNames.labels.count
    let levelPlaces = levelNames.labels.map { label in levels.firstIndex { $0 == label } ?? 0 }
    let (componentPlaces, driverPlaces, raterPlaces) = (componentNames.ranks, driverNames.ranks, raterNames.ranks)
    let (ratings, maxima) = (table.numbers("rating"), table.numbers("maximum"))
    for row in 0..<table.rowCount where !ratings[row].isNaN && maxima[row] > 0 {
      guard componentNames.codes[row] != missingKey, driverNames.codes[row] != missingKey else { continue }
      let levelCode = levelNames.codes[row]
      let level = levelCode == missingKey ? levels.count - 1 : levelPlaces[Int(levelCode)]
      let component = componentPlaces[Int(componentNames.codes[row])]
      let driver = driverPlaces[Int(driverNames.codes[row])]
      cells.append((level * components.count + component) * drivers.count + driver)
      // Ratings without a rater are those of one more.
      let raterCode = raterNames.codes[row]
      raters.append(raterCode == missingKey ? raterCount : raterPlaces[Int(raterCode)])
      shares.append(ratings[row] / maxima[row])
    }
  }

  var isTooLarge: Bool {
    let (cells, overflows) = components.count.multipliedReportingOverflow(by: drivers.count)
    return overflows || cells > Self.mostCells / max(1, levels.count)
  }

  var entryCount: Int { shares.count }
  private var matrixSize: Int { components.count * drivers.count }

  /// The cells of each level, each rater as often as its weight says.
  /// - Parameter weights: of raters, and of ratings without one last; nil for 1 each.
  private func levelCells(_ weights: [Double]?) -> [Double] {
    var sums = [Double](repeating: 0, count: levels.count * matrixSize)
    var counts = sums
    for entry in shares.indices {
      let weight = weights?[raters[entry]] ?? 1
      sums[cells[entry]] += weight * shares[entry]
      counts[cells[entry]] += weight
    }
    for cell in sums.indices { sums[cell] = counts[cell] > 0 ? min(1, sums[cell] / counts[cell]) : .nan }
    return sums
  }

  /// The matrix of the whole.
  func matrix(weights: [Double]? = nil) -> IntegrationMatrix {
    let own = levelCells(weights)
    if levels.count == 1 { return IntegrationMatrix(own, driverCount: drivers.count) }
    var result = [Double](repeating: .nan, count: matrixSize)
    for cell in result.indices {
      var (sum, count) = (0.0, 0.0)
      for level in levels.indices where !own[level * matrixSize + cell].isNaN {
        sum += own[level * matrixSize + cell]
        count += 1
      }
      if count > 0 { result[cell] = sum / count }
    }
    return IntegrationMatrix(result, driverCount: drivers.count)
  }

  /// The matrix of each level that the study names.
  var namedMatrices: [(level: String, matrix: IntegrationMatrix)] {
    let own = levelCells(nil)
    return (0..<namedLevelCount).compactMap { place in
      levels[place].map { level in
        let cells = Array(own[place * matrixSize..<(place + 1) * matrixSize])
        return (level, IntegrationMatrix(cells, driverCount: drivers.count))
      }
    }
  }
}

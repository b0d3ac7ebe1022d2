import FidelitySystem

/// Core components by drivers: how far each driver expresses each component, 0...1.
///
/// | figure | formula |
/// |---|---|
/// | level L | mean of the rated cells |
/// | coverage | share of the rated cells that reach a threshold |
/// | evenness of a component E_k | 1 - SD / sqrt(m (1 - m)), m its mean, SD with the divisor n; 1 where m is 0 or 1 |
/// | evenness, weighted by level | sum m_k E_k / sum m_k |
/// | evenness, unweighted | mean E_k |
/// | alignment A | mean cosine of pairs of drivers over the components that both have; 0 with a driver that is 0 |
/// | index | L x evenness x A |
///
/// sqrt(m (1 - m)) is the largest SD that numbers in 0...1 of mean m can have. Weighted by level, a component that
/// lapses to 0 everywhere (evenness 1) does not raise the evenness. The index does not rise with every cell: it is a
/// summary of its three parts, and no target.
///
/// A cell that is not rated (NaN) is left out. NaN for a figure without rated cells, for alignment without two drivers
/// that have a component in common, and for weighted evenness where all cells are 0; the index of such a matrix is 0.
/// - Complexity: O(components x drivers^2).
public struct IntegrationMatrix: Sendable, Equatable {
  public let componentCount: Int
  public let driverCount: Int
  private let cells: [Double]

  /// - Parameters:
  ///   - cells: 0...1, component by component; NaN for one that is not rated.
  ///   - driverCount: cells of a component.
  public init(_ cells: [Double], driverCount: Int) {
    precondition(driverCount > 0 ? cells.count % driverCount == 0 : cells.isEmpty, "components of different length")
    precondition(cells.allSatisfy { $0.isNaN || (0...1).contains($0) }, "a cell lies in 0...1")
    (self.cells, self.driverCount) = (cells, driverCount)
    componentCount = driverCount > 0 ? cells.count / driverCount : 0
  }

  public static func == (a: Self, b: Self) -> Bool {
    a.driverCount == b.driverCount && a.cells.count == b.cells.count
      && zip(a.cells, b.cells).allSatisfy { $0 == $1 || ($0.isNaN && $1.isNaN) }
  }

  public subscript(component: Int, driver: Int) -> Double { cells[component * driverCount + driver] }

  /// The mean and the evenness of a component; NaN where no cell of it is rated.
  public func component(_ component: Int) -> (mean: Double, evenness: Double) {
    let row = cells[component * driverCount..<(component + 1) * driverCount]
    var (sum, count) = (0.0, 0.0)
    for cell in row where !cell.isNaN {
      sum += cell
      count += 1
    }
    guard count > 0 else { return (.nan, .nan) }
    let mean = sum / count
    guard mean > 0, mean < 1 else { return (mean, 1) }
    var squares = 0.0
    for cell in row where !cell.isNaN { squares += (cell - mean) * (cell - mean) }
    return (mean, max(0, 1 - (squares / count).squareRoot() / (mean * (1 - mean)).squareRoot()))
  }

  /// The mean of a driver over components; NaN where none is rated.
  public func mean(ofDriver driver: Int) -> Double {
    var (sum, count) = (0.0, 0.0)
    for component in 0..<componentCount where !self[component, driver].isNaN {
      sum += self[component, driver]
      count += 1
    }
    return sum / count
  }

  /// The figures of a matrix.
  public struct Figures: Sendable, Hashable {
    public var level = Double.nan
    public var coverage = Double.nan
    public var evenness = Double.nan
    public var unweightedEvenness = Double.nan
    public var alignment = Double.nan

    public var index: Double { level == 0 && !alignment.isNaN ? 0 : level * evenness * alignment }
    public var unweightedIndex: Double { level * unweightedEvenness * alignment }
  }

  /// The figures, each component as often as its weight says.
  /// - Parameters:
  ///   - threshold: what a covered cell reaches.
  ///   - weights: of components, not negative; nil for 1 each.
  public func figures(threshold: Double, weights: [Double]? = nil) -> Figures {
    precondition(weights.map { $0.count == componentCount } ?? true, "one weight for each component")
    var figures = Figures()
    var (cellCount, cellSum, covered) = (0.0, 0.0, 0.0)
    var (weightSum, evennessSum, meanSum, productSum) = (0.0, 0.0, 0.0, 0.0)
    for component in 0..<componentCount {
      let weight = weights?[component] ?? 1
      let (mean, evenness) = self.component(component)
      guard weight > 0, !mean.isNaN else { continue }
      for cell in cells[component * driverCount..<(component + 1) * driverCount] where !cell.isNaN {
        cellCount += weight
        cellSum += weight * cell
        if CutScore.isReached(cell, threshold) { covered += weight }
      }
      weightSum += weight
      evennessSum += weight * evenness
      meanSum += weight * mean
      productSum += weight * mean * evenness
    }
    guard cellCount > 0 else { return figures }
    figures.level = cellSum / cellCount
    figures.coverage = covered / cellCount
    figures.evenness = meanSum > 0 ? productSum / meanSum : .nan
    figures.unweightedEvenness = evennessSum / weightSum
    figures.alignment = alignment(weights)
    return figures
  }

  private func alignment(_ weights: [Double]?) -> Double {
    var (sum, pairs) = (0.0, 0.0)
    for first in 0..<driverCount {
      for second in first + 1..<max(driverCount, first + 1) {
        var (products, firstSquares, secondSquares, common) = (0.0, 0.0, 0.0, 0.0)
        for component in 0..<componentCount {
          let (a, b) = (self[component, first], self[component, second])
          if a.isNaN || b.isNaN { continue }
          let weight = weights?[component] ?? 1
          common += weight
          products += weight * a * b
          firstSquares += weight * a * a
          secondSquares += weight * b * b
        }
        guard common > 0 else { continue }
        pairs += 1
        let size = firstSquares.squareRoot() * secondSquares.squareRoot()
        if size > 0 { sum += products / size }
      }
    }
    return pairs > 0 ? sum / pairs : .nan
  }
}

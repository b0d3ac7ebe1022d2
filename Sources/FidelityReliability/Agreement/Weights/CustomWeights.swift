public import FidelityData

/// A matrix of agreement weights of one's own, on named categories: 1 on the diagonal, 0...1 elsewhere.
///
/// Given as agreement weights, or as distances d_kl (disagreement weights, Cohen 1968), which become 1 - d_kl / max d.
/// Rows are the categories of the first rater, columns those of the second. The matrix may be asymmetric:
///
/// - Cohen's kappa of two raters, and percent agreement and kappa of each pair of raters (``RaterAnalysis``), keep the
///   order of the two: the first is the rater whose name comes first; against a gold standard it is the rater, and the
///   gold standard is the second;
/// - every other coefficient does not know a first and a second rater, and takes the mean of both orders,
///   (w_kl + w_lk) / 2, also with two raters.
///
/// The note of a row says which.
///
/// Categories whose names are all numbers are numbers: they fit ratings of 1 and 1.0 alike. A group with a category
/// that the matrix lacks has the status `undefined-weights`.
///
/// ```swift
/// let weights = try CustomWeights(categories: ["none", "some", "all"], distances: [[0, 1, 4], [1, 0, 1], [4, 1, 0]])
/// let kappa = ratings.estimate(.cohenKappa(.custom(weights)))
/// ```
/// Reference: Cohen (1968), Psychological Bulletin 70, 213-220. Validation: `datasets/cohen-1968-weighted`.
public struct CustomWeights: Sendable, Hashable {
  /// What the numbers of a matrix mean.
  public enum Kind: String, Sendable, Codable, CaseIterable {
    /// Agreement weights, 1 on the diagonal.
    case agreement = "custom"
    /// Distances, 0 on the diagonal.
    case distance = "custom-distance"
  }

  /// Shared, so that weights are compared and copied at the cost of a pointer.
  private final class Storage: Sendable {
    let name: String
    let categories: [String]
    /// Agreement weights, row by row.
    let matrix: [Double]
    /// The categories as numbers, where all are.
    let numbers: [Double]?
    let isSymmetric: Bool

    init(name: String, categories: [String], matrix: [Double]) {
      self.name = name
      self.categories = categories
      self.matrix = matrix
      let numbers = categories.compactMap { Double($0) }.filter(\.isFinite)
      self.numbers = numbers.count == categories.count ? numbers : nil
      let count = categories.count
      isSymmetric = (0..<count).allSatisfy { row in
        (0..<row).allSatisfy { matrix[row * count + $0] == matrix[$0 * count + row] }
      }
    }
  }

  private let storage: Storage

  /// The name in result tables: `custom`, `custom-distance`, or what the caller chose.
  public var name: String { storage.name }
  public var categories: [String] { storage.categories }
  /// The agreement weights, row by row.
  public var matrix: [Double] { storage.matrix }
  /// Whether the order of the two raters does not matter.
  public var isSymmetric: Bool { storage.isSymmetric }

  /// Agreement weights: one row for each category, in the order of `categories`.
  /// - Throws: `DataError` where the matrix is not square, a category is named twice, a number is not finite or outside
  ///   0...1, or the diagonal is not 1.
  public init(categories: [String], agreement: [[Double]], name: String? = nil) throws(DataError) {
    try self.init(categories: categories, .agreement, agreement, name: name)
  }

  /// Distances: one row for each category, in the order of `categories`; weights are 1 - d / max d.
  /// - Throws: `DataError` where the matrix is not square, a category is named twice, a number is not finite or
  ///   negative, the diagonal is not 0, or all distances are 0.
  public init(categories: [String], distances: [[Double]], name: String? = nil) throws(DataError) {
    try self.init(categories: categories, .distance, distances, name: name)
  }

  /// A matrix of either kind.
  public init(
    categories: [String], _ kind: Kind, _ rows: [[Double]], name: String? = nil
  ) throws(DataError) {
    try Self.check(categories, kind, rows)
    var matrix = rows.flatMap { $0 }
    if kind == .distance {
      let largest = matrix.max() ?? 0
      guard largest > 0 else {
        throw DataError(.unusable(reason: "all distances are 0, so no categories differ"))
      }
      for place in matrix.indices { matrix[place] = 1 - matrix[place] / largest }
    }
    storage = Storage(name: name ?? kind.rawValue, categories: categories, matrix: matrix)
  }

  private static func check(_ categories: [String], _ kind: Kind, _ rows: [[Double]]) throws(DataError) {
    var seen: [String: String] = [:]
    for category in categories {
      // 1 and 1.0 are one category.
      let key = Double(category).map { CategoryDictionary.label($0 + 0) } ?? category
      if let first = seen.updateValue(category, forKey: key) {
        throw DataError(
          .unusable(reason: "a category stands twice in the matrix"), column: category, value: category,
          hint: first == category ? nil : "\(first) and \(category) are the same number")
      }
    }
    guard !categories.isEmpty, rows.count == categories.count else {
      throw DataError(
        .unusable(reason: "the matrix is not square: \(rows.count) rows, \(categories.count) categories"),
        hint: "give one row and one column for each category, in the same order")
    }
    for (row, numbers) in rows.enumerated() {
      guard numbers.count == categories.count else {
        throw DataError(
          .unusable(reason: "the matrix is not square: \(numbers.count) numbers in a row of \(categories.count)"),
          row: row + 1)
      }
      for (column, number) in numbers.enumerated() {
        guard let fault = fault(number, onDiagonal: row == column, kind) else { continue }
        throw DataError(
          fault.problem, row: row + 1, column: categories[column], value: CategoryDictionary.label(number),
          hint: fault.hint)
      }
    }
  }

  private static func fault(
    _ number: Double, onDiagonal: Bool, _ kind: Kind
  ) -> (problem: DataError.Problem, hint: String?)? {
    if !number.isFinite { return (.notFinite, nil) }
    switch (kind, onDiagonal) {
    case (.agreement, true) where number != 1:
      return (
        .unusable(reason: "an agreement weight on the diagonal is not 1"),
        number == 0 ? "distances, 0 on the diagonal, are given as custom-distance" : nil
      )
    case (.distance, true) where number != 0:
      return (
        .unusable(reason: "a distance on the diagonal is not 0"),
        number == 1 ? "agreement weights, 1 on the diagonal, are given as custom" : nil
      )
    case (.agreement, false) where !(0...1).contains(number):
      return (.unusable(reason: "an agreement weight lies outside 0 to 1"), "1 is full agreement, 0 none")
    case (.distance, false) where number < 0: return (.unusable(reason: "a distance is negative"), nil)
    default: return nil
    }
  }

  /// The weights on a scale, row by row; NaN where the matrix lacks a category. O(categories^2).
  /// - Parameter labels: the names of text categories; empty where the scale is `values`.
  func matrix(values: [Double], labels: [String]) -> [Double] {
    var places: [Int?]
    if labels.isEmpty {
      let numbers = storage.numbers ?? []
      places = values.map { value in numbers.firstIndex { $0 == value } }
    } else {
      places = labels.map { storage.categories.firstIndex(of: $0) }
    }
    if places.contains(nil) { places = [] }
    guard !places.isEmpty else { return Array(repeating: .nan, count: values.count * values.count) }
    let count = storage.categories.count
    return places.flatMap { row in
      places.map { column in
        if let row, let column { storage.matrix[row * count + column] } else { .nan }
      }
    }
  }

  /// The note of rows that keep the order of two raters.
  static let orderNote = "asymmetric weights: rows are the rater whose name comes first"
  /// Those of a rater against a gold standard.
  static let goldOrderNote = "asymmetric weights: rows are the rater, columns the gold standard"

  public static func == (a: CustomWeights, b: CustomWeights) -> Bool {
    a.storage === b.storage
      || (a.name == b.name && a.categories == b.categories && a.matrix == b.matrix)
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(name)
    hasher.combine(categories)
    hasher.combine(matrix)
  }
}

extension CustomWeights: Codable {
  private enum CodingKeys: String, CodingKey { case name, categories, matrix }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let categories = try container.decode([String].self, forKey: .categories)
    let rows = try container.decode([[Double]].self, forKey: .matrix)
    try self.init(
      categories: categories, agreement: rows, name: try container.decode(String.self, forKey: .name))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(categories, forKey: .categories)
    let count = categories.count
    try container.encode((0..<count).map { Array(matrix[$0 * count..<($0 + 1) * count]) }, forKey: .matrix)
  }
}

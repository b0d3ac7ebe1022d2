import FidelityData
import FidelityDefinitions
import FidelityReliability

/// A matrix of weights or distances as an option names it: `custom:FILE`, `custom-distance:FILE`, or inline
/// `custom-distance:{categories: [none, some, all], matrix: [[0, 1, 4], [1, 0, 1], [4, 1, 0]]}`.
struct MatrixOption {
  let kind: CustomWeights.Kind
  let source: String

  /// Nil where the text names no matrix.
  init?(_ text: String) {
    for kind in CustomWeights.Kind.allCases {
      let prefix = kind.rawValue + ":"
      if text.hasPrefix(prefix), text.count > prefix.count {
        (self.kind, source) = (kind, String(text.dropFirst(prefix.count)))
        return
      }
    }
    return nil
  }

  private var isInline: Bool { source.hasPrefix("{") }

  /// The file that holds the matrix; nil where it stands in the option.
  var file: String? { isInline ? nil : source }

  /// The option with its file relative to a folder.
  func resolved(relativeTo folder: String) -> String {
    kind.rawValue + ":" + (isInline ? source : DefinitionPath.resolve(source, relativeTo: folder))
  }

  /// - Throws: what the file or the matrix lacks.
  func matrix(_ files: MatrixFiles) throws(DataError) -> CustomWeights {
    isInline ? try inlineMatrix() : try files.matrix(source, kind)
  }

  /// The matrix that stands in the option.
  private func inlineMatrix() throws(DataError) -> CustomWeights {
    let map = try DefinitionNode(parsing: source).mapping("a matrix of weights", keys: ["categories", "matrix"])
    let categories = try map.required("categories").texts("a category")
    var rows: [[Double]] = []
    for row in try map.required("matrix").list("the matrix") {
      var numbers: [Double] = []
      for number in try row.list("a row of the matrix") { numbers.append(try number.number("a weight")) }
      rows.append(numbers)
    }
    do {
      return try CustomWeights(categories: categories, kind, rows)
    } catch {
      let node = try map.required("matrix")
      var placed = error
      (placed.line, placed.character) = (node.line, node.character)
      throw placed
    }
  }

  /// - Throws: what is wrong with a matrix that stands in the option; files are read later.
  func check(_ option: String) throws(OptionFault) {
    guard isInline else { return }
    do {
      _ = try inlineMatrix()
    } catch {
      let offset = kind.rawValue.unicodeScalars.count + (error.character ?? 1)
      throw OptionFault(option, error, value: "\(kind.rawValue):\(source)", offset: offset)
    }
  }
}

/// Weights as an option names them, by their family or as a matrix.
enum WeightsOption {
  static func check(_ names: [String], _ option: String, among known: [String]) throws(OptionFault) {
    for name in names {
      if let matrix = MatrixOption(name) {
        try matrix.check(option)
      } else if !known.contains(name) {
        throw OptionFault(option, unknown: option == "metrics" ? "metric" : "family of weights", name, among: known)
      }
    }
  }

  /// - Throws: what a file of weights lacks.
  static func weights(_ names: [String], _ files: MatrixFiles) throws(DataError) -> [AgreementWeights] {
    var result: [AgreementWeights] = []
    for name in names {
      if let matrix = MatrixOption(name) {
        result.append(.custom(try matrix.matrix(files)))
      } else if let weights = AgreementWeights(name: name) {
        result.append(weights)
      }
    }
    return result
  }

  /// - Throws: what a file of distances lacks.
  static func metrics(_ names: [String], _ files: MatrixFiles) throws(DataError) -> [AlphaMetric] {
    var result: [AlphaMetric] = []
    for name in names {
      if let matrix = MatrixOption(name) {
        result.append(.weights(.custom(try matrix.matrix(files))))
      } else if let metric = AlphaMetric(name: name) {
        result.append(metric)
      }
    }
    return result
  }

  static func files(_ names: [String]) -> [String] { names.compactMap { MatrixOption($0)?.file } }

  static func resolved(_ names: [String], relativeTo folder: String) -> [String] {
    names.map { MatrixOption($0)?.resolved(relativeTo: folder) ?? $0 }
  }
}

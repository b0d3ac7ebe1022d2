import FidelityData
import FidelityDefinitions
import FidelityInstruments
import FidelityReliability

/// Weights and metrics of a study file: names, and matrices of one's own.
///
///     weights: [identity, quadratic]
///     weights: {custom: weights.csv}
///     weights: [identity, {custom-distance: {categories: [none, some, all], matrix: [[0, 1, 4], [1, 0, 1], [4, 1, 0]]}}]
struct MatrixReader {
  /// The folder that paths are relative to.
  let folder: String
  /// The files read.
  private(set) var files: [String] = []

  init(folder: String) { self.folder = folder }

  mutating func weights(_ node: DefinitionNode) throws(DataError) -> [AgreementWeights] {
    let known = AgreementWeights.families.map(\.name)
    return try elements(node, "weights", known: known) {
      AgreementWeights(name: $0)
    } matrix: {
      .custom($0)
    }
  }

  mutating func metrics(_ node: DefinitionNode) throws(DataError) -> [AlphaMetric] {
    try elements(node, "metrics", known: AlphaMetric.names) {
      AlphaMetric(name: $0)
    } matrix: {
      .weights(.custom($0))
    }
  }

  private mutating func elements<Element>(
    _ node: DefinitionNode, _ what: String, known: [String], named: (String) -> Element?,
    matrix: (CustomWeights) -> Element
  ) throws(DataError) -> [Element] {
    var nodes = [node]
    if case .sequence(let elements) = node.content { nodes = elements }
    if nodes.isEmpty { throw node.error("the list is empty; one of the \(what) is wanted") }
    var result: [Element] = []
    for element in nodes {
      if case .mapping = element.content {
        result.append(matrix(try self.matrix(element)))
        continue
      }
      let name = try element.text("one of the \(what)")
      guard let found = named(name) else {
        throw node.error(
          "there is no \"\(DefinitionNode.shown(name))\" among the \(what)",
          hint: DefinitionNode.hint(name, among: known))
      }
      result.append(found)
    }
    return result
  }

  private mutating func matrix(_ node: DefinitionNode) throws(DataError) -> CustomWeights {
    let map = try node.mapping("a matrix of weights", keys: CustomWeights.Kind.allCases.map(\.rawValue))
    guard let kind = CustomWeights.Kind.allCases.first(where: { map[$0.rawValue] != nil }),
      let source = map[kind.rawValue]
    else { throw node.error("a matrix of weights is custom or custom-distance") }
    if CustomWeights.Kind.allCases.count(where: { map[$0.rawValue] != nil }) > 1 {
      throw node.error("a matrix of weights is custom or custom-distance, not both", hint: "make it two list elements")
    }
    guard case .mapping = source.content else {
      let path = DefinitionPath.resolve(try source.text("the file of the matrix"), relativeTo: folder)
      files.append(path)
      return try CustomWeights(contentsOfFile: path, kind)
    }
    let inline = try source.mapping("a matrix of weights", keys: ["categories", "matrix"])
    let categories = try inline.required("categories").texts("a category")
    let matrix = try inline.required("matrix")
    var rows: [[Double]] = []
    for row in try matrix.list("the matrix") {
      var numbers: [Double] = []
      for number in try row.list("a row of the matrix") { numbers.append(try number.number("a weight")) }
      rows.append(numbers)
    }
    do {
      return try CustomWeights(categories: categories, kind, rows)
    } catch {
      var placed = error
      (placed.file, placed.line, placed.character) = (matrix.file, matrix.line, matrix.character)
      throw placed
    }
  }
}

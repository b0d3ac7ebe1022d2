import FidelityData
import FidelityFiles
import FidelityReliability

/// The files of weights and the data dictionary that options name, each opened and read once, however many scans and
/// analyses ask for it.
package final class MatrixFiles {
  private struct Name: Hashable {
    let path: String
    let kind: CustomWeights.Kind
  }

  private var known: [Name: CustomWeights] = [:]
  private var dictionaries: [String: RedcapDictionary] = [:]
  /// The files in the order they were read, still open.
  private(set) var files: [TableFile] = []

  package init() {}

  /// - Throws: what the file or the matrix lacks.
  func matrix(_ path: String, _ kind: CustomWeights.Kind) throws(DataError) -> CustomWeights {
    let name = Name(path: path, kind: kind)
    if let weights = known[name] { return weights }
    var options = TableOptions()
    options.recordsPipes = true
    let file = try TableFile(path, options: options)
    let weights = try CustomWeights(file, kind)
    known[name] = weights
    files.append(file)
    return weights
  }

  /// - Throws: what the file lacks.
  func dictionary(_ path: String) throws(DataError) -> RedcapDictionary {
    if let dictionary = dictionaries[path] { return dictionary }
    let file = try TableFile(path)
    let dictionary = try RedcapDictionary(file)
    dictionaries[path] = dictionary
    files.append(file)
    return dictionary
  }
}

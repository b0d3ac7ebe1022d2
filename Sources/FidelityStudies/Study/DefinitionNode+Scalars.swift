import FidelityData
import FidelityInstruments

extension DefinitionNode {
  /// A whole number within limits.
  func wholeNumber(_ what: String, in range: ClosedRange<Int>) throws(DataError) -> Int {
    let value = try number(what)
    guard let whole = Int(exactly: value), range.contains(whole) else {
      throw error("\(what) is a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return whole
  }

  /// One text, or a list of texts.
  func texts(_ what: String) throws(DataError) -> [String] {
    guard case .sequence(let elements) = content else { return [try text(what)] }
    var texts: [String] = []
    for element in elements { texts.append(try element.text(what)) }
    if texts.isEmpty { throw error("the list is empty; \(what) is wanted") }
    return texts
  }

  /// The text of a scalar, which may be empty: a missing code.
  func scalarText(_ what: String) throws(DataError) -> String {
    guard case .scalar(let text, _) = content else { throw error("\(what) is a text or a number") }
    return text
  }

  func level() throws(DataError) -> Double {
    let value = try number("the confidence level")
    guard value > 0, value < 1 else { throw error("the confidence level lies between 0 and 1") }
    return value
  }
}

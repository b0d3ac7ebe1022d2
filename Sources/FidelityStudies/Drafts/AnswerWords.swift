import FidelityData

/// What words of a scale stand for, as far as their wording tells.
enum AnswerWords {
  /// Words from the lowest to the highest, beginning with 0.
  private static let scales: [[String]] = [
    ["no", "yes"], ["n", "y"], ["false", "true"], ["absent", "present"], ["not observed", "observed"],
    ["not met", "met"], ["no", "partial", "yes"], ["no", "partly", "yes"], ["no", "partially", "yes"],
    ["l", "m", "h"], ["low", "medium", "high"], ["low", "moderate", "high"], ["none", "low", "medium", "high"],
    ["none", "partial", "full"], ["not", "partly", "fully"], ["not in place", "partially in place", "fully in place"],
    ["not in place", "partially in place", "in place"], ["not in place", "partly in place", "fully in place"],
    ["not at all", "partly", "fully"], ["not implemented", "partially implemented", "fully implemented"],
    ["never", "rarely", "sometimes", "often", "always"], ["never", "seldom", "sometimes", "often", "always"],
    ["never", "sometimes", "often", "always"], ["poor", "fair", "good", "excellent"],
    ["strongly disagree", "disagree", "agree", "strongly agree"],
    ["strongly disagree", "disagree", "neutral", "agree", "strongly agree"],
    ["strongly disagree", "disagree", "neither agree nor disagree", "agree", "strongly agree"],
  ]

  private static let outside: Set<String> = ["not applicable", "does not apply", "not rated", "n. a.", "n.a."]

  /// Whether a word says that an item does not apply.
  static func isOutside(_ word: String) -> Bool { outside.contains(word) }

  /// The numbers of words, all of them of one scale, or each beginning with its number (`2 - fully`); nil for others.
  /// - Parameter words: in lower case, without needless blanks.
  static func values(_ words: Set<String>) -> [String: Double]? {
    if let scale = scales.first(where: { words.isSubset(of: $0) }) {
      return Dictionary(uniqueKeysWithValues: scale.enumerated().map { ($1, Double($0)) })
    }
    var values: [String: Double] = [:]
    for word in words {
      let digits = word.prefix(while: \.isWholeNumber)
      guard let number = Double(digits), digits.count < word.count, digits.count <= 3,
        word.dropFirst(digits.count).first?.isLetter == false
      else { return nil }
      values[word] = number
    }
    return Set(values.values).count == values.count ? values : nil
  }
}

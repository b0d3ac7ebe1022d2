import FidelityData

/// The categories of one group of ratings in ascending order: those used, and those declared.
///
/// Numbers enter weights and distances with their values; text categories with their ranks 1, 2, ....
struct CategoryScale {
  /// The category values, ascending.
  let values: [Double]
  /// Whether values are numbers (else ranks of text).
  let isNumeric: Bool
  /// The names of text categories in their order; empty where values are numbers.
  let labels: [String]
  /// The place in `values` of each category code of the rating table; `UInt32.max` for a code that this group does not
  /// use.
  let rankOfCode: [UInt32]

  var count: Int { values.count }

  /// - Parameters:
  ///   - usedCodes: the codes that the group uses, in ascending order of their values.
  ///   - declared: categories that count even where no rating uses them.
  init(usedCodes: [UInt32], dictionary: CategoryDictionary, declared: DeclaredCategories) {
    isNumeric = dictionary.kind == .numbers
    var rankOfCode = [UInt32](repeating: missingKey, count: dictionary.count)
    if isNumeric {
      let numbers = usedCodes.map { dictionary.numbers[Int($0)] }
      if case .numbers(let declared) = declared {
        values = Set(numbers).union(declared).sorted()
      } else {
        values = numbers
      }
      labels = []
      var rank = 0
      for code in usedCodes {
        while values[rank] != dictionary.numbers[Int(code)] { rank += 1 }
        rankOfCode[Int(code)] = UInt32(rank)
      }
    } else {
      // Declared labels come first, in the order they are declared; any others after them by code point.
      var labels = [String]()
      var rankOfLabel: [String: Int] = [:]
      func rank(of label: String) -> Int {
        if let rank = rankOfLabel[label] { return rank }
        rankOfLabel[label] = labels.count
        labels.append(label)
        return labels.count - 1
      }
      if case .labels(let declared) = declared {
        for label in declared { _ = rank(of: label) }
      }
      // The names of the group alone: there may be many groups, and as many categories in all.
      for code in usedCodes { rankOfCode[Int(code)] = UInt32(rank(of: dictionary.label(code))) }
      values = labels.indices.map { Double($0 + 1) }
      self.labels = labels
    }
    self.rankOfCode = rankOfCode
  }
}

extension CategoryScale {
  /// The largest magnitude of a category; the number of categories for text.
  var size: Double { isNumeric ? values.reduce(0) { max($0, abs($1)) } : Double(count) }
}

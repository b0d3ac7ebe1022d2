import FidelityData
import FidelityFiles
import FidelityInstruments

/// Which item of the instrument a rating is of: the name of its column says it, or a cell of its row.
struct RatedItems {
  private let instrument: Instrument
  /// The item of each column of ratings; nil where cells say it, or where the instrument does not have it.
  let ofColumns: [Int?]
  /// The scan's column of items; nil where the names of columns say it, or nothing does.
  let request: Int?
  /// The variable that says it, in results.
  private let variable: String
  /// The item by the code of its name.
  private var ofKeys: [Int?] = []

  /// Nil where the table has no instrument, or has its scores.
  init?(_ table: inout StudyTable) throws(DataError) {
    guard !table.hasScores, let instrument = table.instrument else { return nil }
    self.instrument = instrument
    ofColumns = table.instrumentItems()
    if table.layoutVariable("item") == nil, let column = table.description.roles["item"]?.first {
      request = try table.request(column, .key)
      variable = column
    } else {
      request = nil
      variable = "item"
    }
  }

  /// The item of each row; nil for an item that the instrument does not have. Empty where cells do not say it.
  mutating func ofRows(_ batch: Batch, _ dictionaries: [KeyDictionary]) -> [Int?] {
    guard let request else { return [] }
    let dictionary = dictionaries[request]
    while ofKeys.count < dictionary.count {
      ofKeys.append(instrument.itemIndex(dictionary.label(UInt32(ofKeys.count))))
    }
    return batch.keys(request).withSpan { keys in
      keys.indices.map { keys[$0] == missingKey ? nil : ofKeys[Int(keys[$0])] }
    }
  }

  /// The points of the scale of each group, ascending; those of all items that ratings are of where a group is no item.
  /// Empty where a scale has no steps.
  func scales(groupCount: Int, _ group: KeyCoder, _ dictionaries: [KeyDictionary]) -> [[Double]] {
    let points = instrument.items.map { $0.points ?? [] }
    if let labels = group.labels(of: variable, 0..<groupCount, dictionaries) {
      return labels.map { instrument.itemIndex($0).map { points[$0] } ?? [] }
    }
    let items = Set(request.map { dictionaries[$0].labels.map(instrument.itemIndex) } ?? ofColumns)
    let scales = items.map { $0.map { points[$0] } ?? [] }
    // Where one of them is not known, neither is the scale of all.
    let all = scales.contains([]) ? [] : Set(scales.flatMap(\.self)).sorted()
    return Array(repeating: all, count: groupCount)
  }

  /// The names that cells gave and that are no items of the instrument.
  func unknownNames(_ dictionaries: [KeyDictionary]) -> [String] {
    guard let request else { return [] }
    return dictionaries[request].labels.filter { instrument.itemIndex($0) == nil }
  }
}

extension Instrument.Item {
  /// The values of the scale, ascending, as ratings on it are read; nil where any value of the range may be given, or
  /// where there are more than 256, beyond which raters have no cross tables.
  var points: [Double]? {
    guard let step, let power = DecimalPower.of([step, lower]) else { return nil }
    let last = ((upper - lower) / step).rounded()
    guard last < 256 else { return nil }
    return (0...Int(last)).map { ((lower + Double($0) * step) * Double(power)).rounded() / Double(power) }
  }
}

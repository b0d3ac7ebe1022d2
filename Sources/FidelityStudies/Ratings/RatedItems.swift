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
  /// The item by the code of its name.
  private var ofKeys: [Int?] = []

  /// Nil where the table has no instrument, or has its scores.
  init?(_ table: inout StudyTable) throws(DataError) {
    guard !table.hasScores, let instrument = table.instrument else { return nil }
    self.instrument = instrument
    ofColumns = table.instrumentItems()
    if table.layoutVariable("item") == nil, let column = table.description.roles["item"]?.first {
      request = try table.request(column, .key)
    } else {
      request = nil
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

  /// The names that cells gave and that are no items of the instrument.
  func unknownNames(_ dictionaries: [KeyDictionary]) -> [String] {
    guard let request else { return [] }
    return dictionaries[request].labels.filter { instrument.itemIndex($0) == nil }
  }
}

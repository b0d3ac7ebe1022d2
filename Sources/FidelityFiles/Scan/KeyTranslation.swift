import CArrow
import FidelityData

/// Turns a column's own codes into those of the scan's dictionary, remembering the last dictionary that it translated.
struct KeyTranslation: Sendable {
  private var last = LastDictionary()
  private var table: [UInt32] = []
  /// Whether the remembered dictionary may have entries that no row has.
  private var hasUnmet = false

  mutating func codes(
    of column: ArrowColumn, _ dictionary: inout KeyDictionary, missing: Set<String>, _ batch: ArrowBatch,
    mayHaveUnmet: Bool, isOrdered: Bool = false
  ) -> Buffer<UInt32> {
    switch column.layout {
    case .text:
      if last.isAnother(column, batch) {
        if isOrdered, column.textCount <= Self.mostLevels { dictionary.take(levels: column.texts) }
        // Others list what their rows have, in the order in which it is fastest to read.
        hasUnmet = mayHaveUnmet
        table = []
        if hasUnmet {
          table = Array(repeating: Self.unmet, count: column.textCount)
        } else {
          column.forEachText { table.append(Self.code($0, &dictionary, missing)) }
        }
      }
      let codes = lookUp(column)
      return hasUnmet ? meet(column, codes, &dictionary, missing) : codes
    case .int32:
      let values = column.values(as: Int32.self)
      let (anyMissing, isValid) = validity(column, missing) { Int64(values[$0]) }
      return values.withSpan { dictionary.encode($0, isValid: isValid, anyMissing: anyMissing) }
    case .int64:
      let values = column.values(as: Int64.self)
      let (anyMissing, isValid) = validity(column, missing) { values[$0] }
      return values.withSpan { dictionary.encode($0, isValid: isValid, anyMissing: anyMissing) }
    case .day:
      return encode(column, &dictionary, missing) { CalendarDate.text(ofDay: Int($0)) }
    case .float32, .float64:
      return encode(column, &dictionary, missing) { CategoryDictionary.label($0) }
    case .encodedInt32, .encodedInt64, .encodedDay, .encodedFloat64:
      if last.isAnother(column, batch) {
        guard let values = column.dictionary else { preconditionFailure("indices without a dictionary") }
        // The dictionary is a column of keys itself, with the missing one as its last row.
        table = codes(of: values, &dictionary, missing: missing, batch, mayHaveUnmet: false).array
      }
      return column.lookUp(in: table)
    }
  }

  /// No scale has more.
  private static let mostLevels = 1_000

  /// Stands for an entry of a column's dictionary that no row has had: such an entry, a level of a factor that nobody
  /// uses, is no key.
  private static let unmet = missingKey - 1

  private static func code(_ text: Span<UInt8>, _ dictionary: inout KeyDictionary, _ missing: Set<String>) -> UInt32 {
    !missing.isEmpty && missing.contains(text.string) ? missingKey : dictionary.code(ofBytes: text)
  }

  /// Makes keys of the entries that rows have for the first time.
  private mutating func meet(
    _ column: ArrowColumn, _ codes: Buffer<UInt32>, _ dictionary: inout KeyDictionary, _ missing: Set<String>
  ) -> Buffer<UInt32> {
    let isMet = codes.withSpan { codes in
      var hits: UInt32 = 0
      for row in codes.indices { hits |= codes[row] == Self.unmet ? 1 : 0 }
      return hits == 0
    }
    if isMet { return codes }
    codes.withSpan { codes in
      column.values(as: Int32.self).withSpan { entries in
        for row in codes.indices where codes[row] == Self.unmet {
          let entry = Int(entries[row])
          guard table[entry] == Self.unmet else { continue }
          table[entry] = column.withText(entry) { Self.code($0, &dictionary, missing) }
        }
      }
    }
    return lookUp(column)
  }

  private func lookUp(_ column: ArrowColumn) -> Buffer<UInt32> {
    if !column.mayHaveMissing { return column.lookUp(in: table) }
    return column.values(as: Int32.self).withSpan { entries in
      Buffer(count: column.count) { output in
        for row in 0..<column.count { output.append(column.isValid(row) ? table[Int(entries[row])] : missingKey) }
      }
    }
  }

  /// Which rows of a column of whole numbers have a value that is not declared missing.
  private func validity(
    _ column: ArrowColumn, _ missing: Set<String>, _ value: @escaping (Int) -> Int64
  ) -> (anyMissing: Bool, isValid: (Int) -> Bool) {
    let missingValues = Set(missing.compactMap { text in Int64(text).flatMap { String($0) == text ? $0 : nil } })
    if missingValues.isEmpty { return (column.mayHaveMissing, column.isValid) }
    return (true, { column.isValid($0) && !missingValues.contains(value($0)) })
  }

  private func encode(
    _ column: ArrowColumn, _ dictionary: inout KeyDictionary, _ missing: Set<String>, _ label: (Double) -> String
  ) -> Buffer<UInt32> {
    column.numbers().withSpan { values in
      Buffer(count: values.count) { output in
        var last = Double.nan
        var code = missingKey
        for row in values.indices {
          if values[row].isNaN {
            output.append(missingKey)
            continue
          }
          if values[row] != last {
            last = values[row]
            let text = label(last)
            code = missing.contains(text) ? missingKey : dictionary.code(of: text)
          }
          output.append(code)
        }
      }
    }
  }
}

extension ArrowColumn {
  /// The texts of the column's dictionary.
  fileprivate var texts: [String] {
    var texts: [String] = []
    forEachText { texts.append($0.string) }
    return texts
  }
}

extension Span<UInt8> {
  /// The text whose UTF-8 this is.
  fileprivate var string: String { unsafe withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) } }
}

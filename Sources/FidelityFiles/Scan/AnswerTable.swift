import FidelityData

/// What the texts of a column of numbers stand for: answers that are words, and numbers as they are.
struct AnswerTable: Sendable {
  private let answers: [String: Double]
  private let column: String
  private let missingTexts: Set<String>
  private let missingNumbers: [Double]
  private var dictionary = KeyDictionary()
  private var translation = KeyTranslation()
  /// The number of each text by its code: NaN for a missing one, infinite where it is none.
  private var values: [Double] = []

  /// - Parameter answers: the number of each answer, by its text in lower case and without needless blanks.
  init(_ answers: [String: Double], _ column: String, _ missing: MissingCodes) {
    self.answers = answers
    self.column = column
    missingTexts = Set(missing.undeclaredTexts + missing.texts(forNumbers: column))
    missingNumbers = missing.numbers(column)
  }

  /// The numbers of some rows.
  /// - Parameter row: the number of a row in its file.
  /// - Throws: `notANumber` for a text that is neither a number nor an answer.
  mutating func numbers(
    _ texts: ArrowColumn, _ batch: ArrowBatch, mayHaveUnmet: Bool, file: TableFile, row number: (Int) -> Int
  ) throws(DataError) -> Buffer<Double> {
    let codes = translation.codes(of: texts, &dictionary, missing: [""], batch, mayHaveUnmet: mayHaveUnmet)
    while values.count < dictionary.count {
      values.append(value(dictionary.label(UInt32(values.count)), usesDecimalComma: file.usesDecimalComma))
    }
    let values = values
    return try codes.withSpan { codes throws(DataError) in
      try Buffer(count: codes.count) { output throws(DataError) in
        for row in codes.indices {
          let value = codes[row] == missingKey ? .nan : values[Int(codes[row])]
          if value == .infinity { throw fault(dictionary.label(codes[row]), file: file.path, row: number(row)) }
          output.append(value)
        }
      }
    }
  }

  private func value(_ text: String, usesDecimalComma: Bool) -> Double {
    if missingTexts.contains(text) { return .nan }
    var folded = LabelForm.folded(text)
    if let answer = answers[folded] { return answer }
    if folded.isEmpty { return .nan }
    if usesDecimalComma { folded = folded.replacing(",", with: ".") }
    guard let number = Double(folded), number.isFinite, !RoundedWhole.isRounded(folded) else { return .infinity }
    if missingNumbers.contains(number) { return .nan }
    // 1.0 is the answer 1.
    return answers[CategoryDictionary.label(number)] ?? number
  }

  private func fault(_ text: String, file: String, row: Int) -> DataError {
    let known = answers.sorted { ($0.value, $0.key) < ($1.value, $1.key) }.prefix(6).map(\.key)
    return DataError(
      .notANumber, file: file, row: row, column: column, value: text,
      hint: "the values that are declared are \(known.joined(separator: ", "))\(answers.count > 6 ? ", ..." : ""): add "
        + "it to them, correct the cell, or declare the text missing")
  }
}

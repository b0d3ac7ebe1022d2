import FidelityData

/// A number of a text file that means one thing with a decimal comma or marks between thousands, and another without:
/// `1,250` and `1.250`. Nothing is guessed; what says which is named.
struct AmbiguousNumber: Sendable, Equatable {
  /// What there is to say, after the name of the column.
  let remark: String

  /// - Parameters:
  ///   - labels: the distinct texts of a column.
  ///   - isText: whether the column counts as one of texts, since some of them are no numbers as they stand.
  init?(_ labels: [String], isText: Bool, _ usesDecimalComma: Bool) {
    if isText {
      guard let example = Self.example(labels, usesDecimalComma) else { return nil }
      let shown = "\"\(DataError.printable(example, limit: 30))\""
      let plain = NumberForm.plain(example)
      switch NumberForm(example, usesDecimalComma: usesDecimalComma) {
      case .thousands where usesDecimalComma:
        remark = "\(shown) is no number as it stands; thousands point reads it as \(plain)"
      case .thousands:
        let decimal = example.replacing(",", with: ".")
        remark =
          "\(shown) may be \(plain) or \(decimal), and the column counts as text; thousands comma, or "
          + "decimal-comma, says which"
      default: remark = "\(shown) has a comma for the point, and the column counts as text; decimal-comma reads it"
      }
      return
    }
    guard !usesDecimalComma, labels.allSatisfy(Self.isOfThousands), let example = labels.first(where: Self.hasPoint)
    else { return nil }
    remark =
      "\(example) is read as \(CategoryDictionary.label(Double(example) ?? .nan)); where points separate thousands, "
      + "decimal-comma with thousands point reads \(example.filter { $0 != "." })"
  }

  /// A text that is a number with another mark, where all texts are numbers of some kind; one with a sure meaning
  /// first.
  private static func example(_ labels: [String], _ usesDecimalComma: Bool) -> String? {
    var found: String?
    for label in labels {
      let plain = usesDecimalComma ? label.replacing(",", with: ".") : label
      if Double(plain) != nil { continue }
      switch NumberForm(label, usesDecimalComma: usesDecimalComma) {
      case .thousands: found = found ?? label
      case .decimalComma: return labels.allSatisfy(isOfDigits) ? label : nil
      case .word, .other: return nil
      }
    }
    return found
  }

  private static func isOfDigits(_ text: String) -> Bool {
    text.contains(where: \.isNumber) && text.allSatisfy { $0.isNumber || ",.+-".contains($0) }
  }

  private static func hasPoint(_ text: String) -> Bool { text.contains(".") }

  /// `12`, `1.250`, `12.500`: groups of three digits after the first, which has no zero before it.
  static func isOfThousands(_ text: String) -> Bool {
    let body = text.first == "-" ? text.dropFirst() : text[...]
    let groups = body.split(separator: ".", omittingEmptySubsequences: false)
    guard let first = groups.first, (1...3).contains(first.count), groups.count <= 2,
      groups.allSatisfy({ $0.allSatisfy { $0.isASCII && $0.isNumber } })
    else { return false }
    return groups.count == 1 || first.first != "0" && groups[1].count == 3
  }
}

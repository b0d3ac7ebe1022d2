public import FidelityData
import FidelitySystem

/// Agreement within a group: how far its members' ratings of one target lie together.
///
/// | quantity | of n raters and J items |
/// |---|---|
/// | `rwg` | 1 - s^2 / v, v the variance of the null distribution |
/// | `rwg-j` | J (1 - m) / (J (1 - m) + m), m the mean item variance over v |
/// | `rwg-j-lindell` | r*WG(J) = 1 - m, which does not grow with J |
/// | `average-deviation` | mean of abs(x - mean), or about the median; of items their mean |
/// | `awg` | 1 - 2 s^2 / ((H + L) M - M^2 - H L) (n - 1) / n, M the mean; of items the mean |
///
/// Variances have the divisor n - 1. A negative rWG, rWG(J) or r*WG (ratings more spread than chance) is 0, with a note
/// (James, Demaree & Wolf 1993). Indices of several items take raters who answered all.
///
/// aWG is read only for means between (L (n - 1) + H) / n and (H (n - 1) + L) / n, outside of which n raters cannot
/// disagree fully.
///
/// | data | status |
/// |---|---|
/// | no rater, one rater | `too-few-observations`, `too-few-raters` |
/// | aWG outside its range of means | `too-few-raters` |
/// | aWG, all at an end of the scale | `no-variation` (0/0) |
/// | null distribution not published for so many options | `too-few-categories`, `too-many-categories` |
///
/// Items of different scales: m is the mean of the items' variances over v of their own scale. James and others have
/// parallel items, and a note says that these are none.
///
/// References: James, Demaree & Wolf (1984), J. Appl. Psychol. 69, 85-98; Lindell, Brandt & Whitney (1999), Appl.
/// Psychol. Meas. 23, 127-135; Burke, Finkelstein & Dusig (1999), Organ. Res. Methods 2, 49-68; Brown & Hauenstein
/// (2005), Organ. Res. Methods 8, 165-184. Validation: `group-agreement`, with R multilevel 2.7.
public struct WithinGroupAgreement: Sendable {
  /// What raters who answer by chance do; each has rows of its own.
  public let nulls: [AgreementNull]

  public init(_ nulls: [AgreementNull] = [.uniform]) { self.nulls = nulls }

  /// 1 - s^2 / v, as it comes; NaN where v is not known.
  public static func raw(_ answers: OptionCounts, against null: AgreementNull) -> Double {
    1 - ratio(answers, null)
  }

  /// s^2 / v.
  private static func ratio(_ answers: OptionCounts, _ null: AgreementNull) -> Double {
    answers.variance / (null.variance(of: answers.scale) ?? .nan)
  }

  /// rWG(J) of J items whose mean variance over the null's is `ratio`; 0 where that is above 1.
  public static func multiItem(ratio: Double, itemCount: Int) -> Double {
    if ratio >= 1 { return 0 }
    let agreement = Double(itemCount) * (1 - ratio)
    return agreement / (agreement + ratio)
  }

  /// aWG as it comes; NaN where 0/0.
  public static func awg(_ answers: OptionCounts) -> Double {
    let n = Double(answers.count)
    let (low, high) = (answers.scale.lowest, answers.scale.highest)
    let mean = answers.mean
    // (H + L) M - M^2 - H L, without its cancellation.
    let largest = (high - mean) * (mean - low) * n / (n - 1)
    return largest > 0 ? 1 - 2 * answers.variance / largest : .nan
  }

  /// The means at which aWG of n raters can be read.
  public static func interpretableMeans(raterCount: Int, scale: ResponseScale) -> ClosedRange<Double>? {
    let n = Double(raterCount)
    let (low, high) = (scale.lowest, scale.highest)
    let (first, last) = ((low * (n - 1) + high) / n, (high * (n - 1) + low) / n)
    return raterCount > 1 && first <= last ? first...last : nil
  }

  /// Whether the mean lies in ``interpretableMeans(raterCount:scale:)``: in whole numbers, so that the ends are inside.
  static func isInterpretable(_ answers: OptionCounts) -> Bool {
    let (sum, width) = (answers.sums.0, Double(answers.scale.optionCount - 1))
    return answers.count > 1 && sum >= width && sum <= width * Double(answers.count - 1)
  }

  /// The largest average deviation that still counts as agreement: A / 6 steps of a scale of A options.
  ///
  /// Reference: Burke & Dunlap (2002), Organ. Res. Methods 5, 159-172.
  public static func practicalDeviation(_ scale: ResponseScale) -> Double {
    scale.step * Double(scale.optionCount) / 6
  }
}

// MARK: - Rows

extension WithinGroupAgreement {
  /// The rows of a group: of each item, and of several items ``scaleEstimates(_:group:term:)``.
  /// - Parameter items: the names of items.
  public func estimates(_ ratings: GroupRatings, group: Int, items: [String]? = nil) -> [Estimate] {
    var rows: [Estimate] = []
    append(ratings, group: group, items: items, to: &rows)
    return rows
  }

  /// Adds the rows of a group to others, whose room is used again group after group.
  public func append(_ ratings: GroupRatings, group: Int, items: [String]? = nil, to rows: inout [Estimate]) {
    for item in 0..<ratings.itemCount {
      let term = items?[item] ?? (ratings.itemCount > 1 ? "item \(item + 1)" : nil)
      append(ratings.answers(group: group, item: item), term: term, to: &rows)
    }
    if ratings.itemCount > 1 { appendScale(ratings, group: group, to: &rows) }
  }

  /// The rows of one item: `rwg` of each null (`form`), `average-deviation` (forms `mean`, `median`), `awg`.
  public func estimates(_ answers: OptionCounts, term: String? = nil) -> [Estimate] {
    var rows: [Estimate] = []
    append(answers, term: term, to: &rows)
    return rows
  }

  private func append(_ answers: OptionCounts, term: String?, to rows: inout [Estimate]) {
    let base = Self.row(answers.count, term)
    for null in nulls {
      var row = nullRow(base, "rwg", null, answers.scale)
      take(Self.raw(answers, against: null), &row)
      rows.append(row)
    }
    let isDefined = base.status == .ok
    rows.append(deviationRow(base, "mean", isDefined ? answers.averageDeviation(from: answers.mean) : .nan))
    rows.append(deviationRow(base, "median", isDefined ? answers.averageDeviation(from: answers.median) : .nan))
    rows.append(awgRow(base, isDefined ? Self.awg(answers) : .nan, isInterpretable: Self.isInterpretable(answers)))
  }

  private func deviationRow(_ base: Estimate, _ form: String, _ value: Double) -> Estimate {
    var row = base
    (row.quantity, row.form, row.estimate) = ("average-deviation", form, value)
    return row
  }

  /// The rows of several items together, of raters who answered all: `rwg-j` and `rwg-j-lindell` of each null,
  /// `average-deviation` and `awg`, the means over items.
  public func scaleEstimates(_ ratings: GroupRatings, group: Int, term: String = "items") -> [Estimate] {
    var rows: [Estimate] = []
    appendScale(ratings, group: group, term: term, to: &rows)
    return rows
  }

  /// Adds the rows of ``scaleEstimates(_:group:term:)`` to others.
  public func appendScale(
    _ ratings: GroupRatings, group: Int, term: String = "items", to rows: inout [Estimate]
  ) {
    let items = (0..<ratings.itemCount).map { ratings.answers(group: group, item: $0, completeOnly: true) }
    let number = Double(items.count)
    var base = Self.row(items[0].count, term)
    if base.status == .tooFewObservations {
      let isAnswered = items.indices.contains { ratings.hasAnswer(group: group, item: $0) }
      if isAnswered { base.note = "nobody in the group answered all items" }
    } else if base.status == .ok, !ratings.hasOneScale {
      base.note = "items have different scales"
    }
    for null in nulls {
      var ratio = 0.0
      for answers in items { ratio += Self.ratio(answers, null) }
      ratio /= number
      let scale = ratings.scales.first { null.variance(of: $0) == nil } ?? ratings.scales[0]
      var classic = nullRow(base, "rwg-j", null, scale)
      if classic.status == .ok {
        classic.estimate = Self.multiItem(ratio: ratio, itemCount: items.count)
        if ratio > 1 { classic.add(note: Self.cutNote) }
      }
      rows.append(classic)
      var lindell = nullRow(base, "rwg-j-lindell", null, scale)
      take(1 - ratio, &lindell)
      rows.append(lindell)
    }
    var (aboutMean, aboutMedian, awg, isInterpretable) = (0.0, 0.0, 0.0, true)
    for answers in items where base.status == .ok {
      aboutMean += answers.averageDeviation(from: answers.mean)
      aboutMedian += answers.averageDeviation(from: answers.median)
      awg += Self.awg(answers)
      isInterpretable = isInterpretable && Self.isInterpretable(answers)
    }
    let isDefined = base.status == .ok
    rows.append(deviationRow(base, "mean", isDefined ? aboutMean / number : .nan))
    rows.append(deviationRow(base, "median", isDefined ? aboutMedian / number : .nan))
    rows.append(awgRow(base, awg / number, isInterpretable: isInterpretable))
  }

  private func awgRow(_ base: Estimate, _ value: Double, isInterpretable: Bool) -> Estimate {
    var row = base
    row.quantity = "awg"
    guard row.status == .ok else { return row }
    if value.isNaN {
      row.status = .noVariation
      row.add(note: "all raters chose an end of the scale, where nothing can vary: 0/0")
    } else if isInterpretable {
      row.estimate = value
    } else {
      row.status = .tooFewRaters
      row.add(note: "so few raters with a mean so near to an end of the scale cannot disagree fully")
    }
    return row
  }

  private func take(_ raw: Double, _ row: inout Estimate) {
    guard row.status == .ok else { return }
    row.estimate = max(0, raw)
    if raw < 0 { row.add(note: Self.cutNote) }
  }

  /// Without the number, so that many groups share one text; ``raw(_:against:)`` has it.
  private static let cutNote = "cut at 0: ratings vary more than by chance"

  /// A row of so many raters, with what that alone says of it.
  private static func row(_ count: Int, _ term: String?) -> Estimate {
    var row = Estimate("")
    (row.term, row.raterCount) = (term, count)
    if count == 0 {
      row.status = .tooFewObservations
      row.note = "nobody in the group answered"
    } else if count == 1 {
      row.status = .tooFewRaters
      row.note = "one rater: agreement needs two"
    }
    return row
  }

  private func nullRow(_ base: Estimate, _ quantity: String, _ null: AgreementNull, _ scale: ResponseScale) -> Estimate
  {
    var row = base
    (row.quantity, row.form) = (quantity, null.name)
    guard row.status == .ok, null.variance(of: scale) == nil else { return row }
    row.status = scale.optionCount < 5 ? .tooFewCategories : .tooManyCategories
    row.add(note: "the null distribution \(null.name) is published for 5 to 11 options, not \(scale.optionCount)")
    return row
  }
}

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
/// | `awg` | 1 - 2 s^2 / ((H + L) M - M^2 - H L) (n - 1) / n: against the largest variance at the mean M |
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
/// References: James, Demaree & Wolf (1984), J. Appl. Psychol. 69, 85-98; Lindell, Brandt & Whitney (1999), Appl.
/// Psychol. Meas. 23, 127-135; Burke, Finkelstein & Dusig (1999), Organ. Res. Methods 2, 49-68; Brown & Hauenstein
/// (2005), Organ. Res. Methods 8, 165-184. Validation: `group-agreement`, with R multilevel 2.7.
public struct WithinGroupAgreement: Sendable {
  public let null: AgreementNull
  public let scale: ResponseScale

  public init(_ null: AgreementNull = .uniform, scale: ResponseScale) {
    self.null = null
    self.scale = scale
  }

  /// The variance of the null distribution; NaN where it is not known.
  public var nullVariance: Double { null.variance(optionCount: scale.optionCount) ?? .nan }

  /// 1 - s^2 / v, as it comes.
  public func raw(_ answers: OptionCounts) -> Double { 1 - answers.variance / nullVariance }

  /// rWG(J) of J items whose mean variance over the null's is `ratio`; 0 where that is above 1.
  public static func multiItem(ratio: Double, itemCount: Int) -> Double {
    if ratio >= 1 { return 0 }
    let agreement = Double(itemCount) * (1 - ratio)
    return agreement / (agreement + ratio)
  }

  /// aWG as it comes; NaN where 0/0.
  public static func awg(_ answers: OptionCounts) -> Double {
    let n = Double(answers.count)
    let (low, high) = (Double(answers.scale.lowest), Double(answers.scale.highest))
    let mean = answers.mean
    // (H + L) M - M^2 - H L, without its cancellation.
    let largest = (high - mean) * (mean - low) * n / (n - 1)
    return largest > 0 ? 1 - 2 * answers.variance / largest : .nan
  }

  /// The means at which aWG of n raters can be read.
  public static func interpretableMeans(raterCount: Int, scale: ResponseScale) -> ClosedRange<Double>? {
    let n = Double(raterCount)
    let (low, high) = (Double(scale.lowest), Double(scale.highest))
    let (first, last) = ((low * (n - 1) + high) / n, (high * (n - 1) + low) / n)
    return raterCount > 1 && first <= last ? first...last : nil
  }

  /// Whether the mean lies in ``interpretableMeans(raterCount:scale:)``: in whole numbers, so that the ends are inside.
  static func isInterpretable(_ answers: OptionCounts) -> Bool {
    let (sum, width) = (answers.sums.0, Double(answers.scale.highest - answers.scale.lowest))
    return answers.count > 1 && sum >= width && sum <= width * Double(answers.count - 1)
  }

  /// The rows of a group. Of one item: `rwg`, `average-deviation` (forms `mean`, `median`), `awg`. Of several, the same
  /// by item (`term`), and `rwg-j`, `rwg-j-lindell` and the indices' means over items.
  /// - Parameter items: the names of items.
  public func estimates(_ ratings: GroupRatings, group: Int, items: [String]? = nil) -> [Estimate] {
    var rows: [Estimate] = []
    rows.reserveCapacity(4 * ratings.itemCount + 4)
    for item in 0..<ratings.itemCount {
      let answers = ratings.answers(group: group, item: item)
      let term = ratings.itemCount > 1 ? items?[item] ?? "item \(item + 1)" : nil
      for var row in estimates(answers) {
        row.term = term
        rows.append(row)
      }
    }
    return rows + (ratings.itemCount > 1 ? multiItemEstimates(ratings, group: group) : [])
  }

  /// The rows of one item.
  public func estimates(_ answers: OptionCounts) -> [Estimate] {
    let count = answers.count
    var rwg = row("rwg", nil, count, needsNull: true)
    rwg.form = null.name
    take(raw(answers), &rwg)
    let deviations = [("mean", answers.mean), ("median", answers.median)].map { form, centre in
      var row = row("average-deviation", form, count)
      if row.status == .ok { row.estimate = answers.averageDeviation(from: centre) }
      return row
    }
    return [rwg] + deviations + [awgRow(answers)]
  }

  private func multiItemEstimates(_ ratings: GroupRatings, group: Int) -> [Estimate] {
    let items = (0..<ratings.itemCount).map { ratings.answers(group: group, item: $0, completeOnly: true) }
    let (count, number) = (items[0].count, Double(items.count))
    let ratio = items.reduce(0) { $0 + $1.variance } / number / nullVariance
    var classic = row("rwg-j", null.name, count, needsNull: true)
    if classic.status == .ok {
      classic.estimate = Self.multiItem(ratio: ratio, itemCount: items.count)
      if ratio > 1 { classic.add(note: Self.cutNote) }
    }
    var lindell = row("rwg-j-lindell", null.name, count, needsNull: true)
    take(1 - ratio, &lindell)
    let deviations = [("mean", \OptionCounts.mean), ("median", \OptionCounts.median)].map { form, centre in
      var row = row("average-deviation", form, count)
      if row.status == .ok {
        row.estimate = items.reduce(0) { $0 + $1.averageDeviation(from: $1[keyPath: centre]) } / number
      }
      return row
    }
    var rows = [classic, lindell] + deviations
    for place in rows.indices { rows[place].term = "items" }
    return rows
  }

  private func awgRow(_ answers: OptionCounts) -> Estimate {
    var row = row("awg", nil, answers.count)
    guard row.status == .ok else { return row }
    let value = Self.awg(answers)
    if value.isNaN {
      row.status = .noVariation
      row.add(note: "all raters chose an end of the scale, where nothing can vary: 0/0")
    } else if Self.isInterpretable(answers) {
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

  /// Without the number, so that many groups share one text; ``raw(_:)`` has it.
  private static let cutNote = "cut at 0: ratings vary more than by chance"

  private func row(_ quantity: String, _ form: String?, _ count: Int, needsNull: Bool = false) -> Estimate {
    var row = Estimate(quantity)
    row.form = form
    row.raterCount = count
    if count == 0 {
      row.status = .tooFewObservations
      row.add(note: "nobody in the group answered")
    } else if count == 1 {
      row.status = .tooFewRaters
      row.add(note: "one rater: agreement needs two")
    } else if needsNull, nullVariance.isNaN {
      row.status = scale.optionCount < 5 ? .tooFewCategories : .tooManyCategories
      row.add(note: "the null distribution \(null.name) is published for 5 to 11 options, not \(scale.optionCount)")
    }
    return row
  }
}

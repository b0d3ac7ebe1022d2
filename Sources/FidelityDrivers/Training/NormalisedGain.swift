public import FidelityData

/// The gain from a test before training to one after it, as a share of what there was to gain.
///
/// | form | | who is left out |
/// |---|---|---|
/// | class | sum (after - before) / sum (maximum - before), Hake's | nobody |
/// | individual | mean of (after - before) / (maximum - before) | who has all points before |
/// | change | likewise; for a loss (after - before) / before; 0 for none | who has none, or all, both times |
///
/// The class form weighs persons by the room that they had; its error is that of a ratio of totals over persons, those
/// of the others that of a mean; limits of Student's t. Limits are not cut: a gain can be negative.
///
/// | data | row | status |
/// |---|---|---|
/// | no person with both scores and a maximum | no figure | `too-few-units` |
/// | nobody is left: all had all points before | no figure | `at-ceiling` |
/// | change: nobody is left | no figure | `no-variation`; `at-ceiling` where all had all points |
/// | one person | the gain alone | `ok`, with a note |
/// | all gains equal | the gain, error 0, no limits | `no-spread` |
///
/// References: Hake (1998), American Journal of Physics 66, 64-74; Marx & Cummings (2007), the same 75, 87-91.
/// Validation: `datasets/drivers-training-gain`.
public struct NormalisedGain: Sendable, Hashable {
  public enum Form: String, Sendable, Hashable, Codable, CaseIterable {
    case wholeClass = "class"
    case individual
    case change
  }

  /// Persons who have all three numbers, in the order that they came in.
  private var before: [Double] = []
  private var after: [Double] = []
  private var maximum: [Double] = []

  /// - Parameters:
  ///   - before: points of each person, 0 to the maximum; NaN: the person is left out, as with the others.
  ///   - after: likewise.
  ///   - maximum: the most points that a person could have.
  /// - Precondition: as many of each.
  public init(before: [Double], after: [Double], maximum: [Double]) {
    precondition(before.count == after.count && before.count == maximum.count, "columns of different length")
    for place in before.indices where !(before[place] + after[place] + maximum[place]).isNaN {
      self.before.append(before[place])
      self.after.append(after[place])
      self.maximum.append(maximum[place])
    }
  }

  public var personCount: Int { before.count }

  /// Persons who had all points before.
  public var ceilingCount: Int { before.indices.count { before[$0] >= maximum[$0] } }

  /// The gains that a form is the mean of; of the class form none.
  /// - Complexity: O(persons).
  public func gains(_ form: Form) -> [Double] {
    switch form {
    case .wholeClass: []
    case .individual: before.indices.filter { before[$0] < maximum[$0] }.map { share($0) }
    case .change:
      before.indices.compactMap { person in
        if after[person] > before[person] { return share(person) }
        if after[person] < before[person] {
          return before[person] > 0 ? (after[person] - before[person]) / before[person] : nil
        }
        return before[person] == 0 || before[person] >= maximum[person] ? nil : 0
      }
    }
  }

  private func share(_ person: Int) -> Double {
    (after[person] - before[person]) / (maximum[person] - before[person])
  }

  /// The gain; NaN where there is none.
  public func value(_ form: Form) -> Double { estimate(form).estimate }

  /// The row `normalised-gain` of the result table.
  /// - Complexity: O(persons).
  public func estimate(_ form: Form, level: Double = 0.95) -> Estimate {
    var options = DriverOptions(asOf: 0)
    options.level = level
    var rows = SystemRows(.training, options)
    append(form, &rows)
    return rows.rows.first?.estimate ?? Estimate("normalised-gain")
  }

  func append(_ form: Form, _ rows: inout SystemRows) {
    let figure = DriverFigure("normalised-gain", form: form.rawValue)
    if form == .wholeClass {
      let parts = before.indices.map { (y: after[$0] - before[$0], x: maximum[$0] - before[$0]) }
      return Self.append(ofClass: parts, figure, &rows)
    }
    if personCount == 0 { return Self.append(nobody: figure, &rows) }
    let gains = gains(form)
    let left = personCount - gains.count
    let why = form == .individual ? "at the ceiling before" : "with no points, or all, both times"
    let isAtCeiling = form == .individual || ceilingCount == personCount
    rows.mean(
      figure, gains, empty: isAtCeiling ? .atCeiling : .noVariation, note: left > 0 ? "\(left) \(why), left out" : nil)
  }
  /// The row of the class form.
  /// - Parameter parts: gain and room of each person, or of each cluster of them.
  static func append(
    ofClass parts: [(y: Double, x: Double)], _ figure: DriverFigure, note: String? = nil, _ rows: inout SystemRows
  ) {
    if parts.isEmpty { return append(nobody: figure, &rows) }
    rows.ratio(figure, parts, isShare: false, empty: .atCeiling, note: note)
  }

  private static func append(nobody figure: DriverFigure, _ rows: inout SystemRows) {
    rows.missing(figure, .tooFewUnits, note: "nobody has a score before and one after")
  }
}

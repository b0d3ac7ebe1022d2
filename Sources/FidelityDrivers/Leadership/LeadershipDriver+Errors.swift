package import FidelityData

extension LeadershipDriver {
  /// Answers off the scale, a rater in two groups, two leaders' selves.
  package static func errors(_ tables: DriverTables, _ options: DriverOptions) -> [DataError] {
    guard let table = tables[.leadership] else { return [] }
    guard options.scale.lowerBound < options.scale.upperBound else {
      return [
        DataError(
          .usage(reason: "the scale of leadership items begins where it ends"),
          hint: "Give the lowest and the highest answer.")
      ]
    }
    return offScale(table, LeadershipScale(options.scale)) + groupErrors(table)
  }

  private static func offScale(_ table: DriverTable, _ scale: LeadershipScale) -> [DataError] {
    let (low, high) = (scale.range.lowerBound, scale.range.upperBound)
    let words = "\(CategoryDictionary.label(low)) to \(CategoryDictionary.label(high))"
    var errors: [DataError] = []
    for (row, value) in table.numbers("value").enumerated() where !value.isNaN {
      let isOption = scale.options == nil || value - low == (value - low).rounded()
      guard value < low || value > high || !isOption else { continue }
      errors.append(
        table.error(
          isOption ? "the answer is not on the scale \(words)" : "the answer is none of the options \(words)", row: row,
          column: "value", hint: "Correct the answer, or say which scale the items have (`scale`)."))
    }
    return errors
  }

  private static func groupErrors(_ table: DriverTable) -> [DataError] {
    let (leaders, raters, groups) = (table.names("leader"), table.names("rater"), table.names("rater_group"))
    let ownCode = groups.code(of: "self")
    let grouping = Grouping(codes: leaders.codes, groupCount: leaders.labels.count)
    var group = [UInt32](repeating: missingKey, count: raters.labels.count)
    var errors: [DataError] = []
    for leader in leaders.labels.indices {
      var met: [Int] = []
      var own = missingKey
      for row in grouping.rows(of: leader).lazy.map({ Int($0) }) {
        let (rater, code) = (raters.codes[row], groups.codes[row])
        guard rater != missingKey, code != missingKey else { continue }
        if group[Int(rater)] == missingKey {
          group[Int(rater)] = code
          met.append(Int(rater))
        } else if group[Int(rater)] != code {
          errors.append(
            table.error(
              "the rater stands in another group in a row before", row: row, column: "rater_group",
              hint: "A rater has one group for a leader."))
        }
        guard code == ownCode else { continue }
        if own == missingKey { own = rater }
        if own != rater {
          errors.append(
            table.error(
              "the leader has answers of their own under two names", row: row, column: "rater",
              hint: "One rater is the leader; the others are staff, peers or supervisors."))
        }
      }
      for rater in met { group[rater] = missingKey }
    }
    return errors
  }
}

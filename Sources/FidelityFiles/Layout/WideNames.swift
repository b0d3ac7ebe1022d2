package import FidelityData

/// The names of columns read by a pattern, where some values of its variables are known.
///
/// A name with several readings (`r_1_2` as `{rater}_{item}`) is read so that every variable with known values has one
/// of them. Where that still leaves several, it is the one whose other values are those of names with one reading;
/// where nothing decides, an error names the variables whose values would.
package struct WideNames {
  /// A column of the pattern's form.
  package struct Member: Sendable, Hashable {
    package let column: String
    /// The values of the pattern's variables.
    package let values: [String]
  }

  /// A name with more readings is read by the first of them.
  private static let mostReadings = 64

  private let pattern: WidePattern
  /// For each variable, whether a value is one that is known; nil where none is.
  private let isKnown: [((String) -> Bool)?]

  /// - Parameter isKnown: by variable, whether a value is one that is known.
  package init(_ pattern: WidePattern, isKnown: [String: (String) -> Bool]) {
    self.pattern = pattern
    self.isKnown = pattern.variables.map { isKnown[$0] }
  }

  /// The columns of the pattern's form, in their order. One that no known values fit is read with shortest first
  /// variables.
  /// - Throws: `usage` for a name that two readings fit.
  /// - Complexity: O(columns x readings), of which a name has one for nearly all patterns.
  package func members(among names: [String], file: String?) throws(DataError) -> [Member] {
    let most = isKnown.allSatisfy { $0 == nil } ? 1 : Self.mostReadings
    let all = names.compactMap { name -> (name: String, readings: [[String]])? in
      let readings = pattern.readings(of: name, most: most)
      return readings.isEmpty ? nil : (name, readings)
    }
    let fitting = all.map { _, readings in readings.count == 1 ? readings : self.fitting(readings) }
    var sure = pattern.variables.map { _ in Set<String>() }
    for readings in fitting where readings.count == 1 && isFitting(readings[0]) {
      for place in sure.indices { sure[place].insert(readings[0][place]) }
    }
    var members: [Member] = []
    for (column, readings) in zip(all.map(\.name), fitting) {
      var left = readings
      if left.count > 1 {
        let others = left.filter { values in
          values.indices.allSatisfy { isKnown[$0] != nil || sure[$0].contains(values[$0]) }
        }
        if !others.isEmpty { left = others }
      }
      guard left.count == 1 else { throw ambiguous(column, left, file) }
      members.append(Member(column: column, values: left[0]))
    }
    return members
  }

  /// The readings whose values are known, as far as they can be; the first one where there is none.
  private func fitting(_ readings: [[String]]) -> [[String]] {
    let fitting = readings.filter(isFitting)
    return fitting.isEmpty ? [readings[0]] : fitting
  }

  private func isFitting(_ values: [String]) -> Bool {
    zip(isKnown, values).allSatisfy { isKnown, value in isKnown?(value) ?? true }
  }

  private func ambiguous(_ column: String, _ readings: [[String]], _ file: String?) -> DataError {
    let shown = readings.prefix(2).map { values in
      zip(pattern.variables, values).map { "\($0) \(DataError.printable($1, limit: 30))" }.joined(separator: " and ")
    }
    let open = zip(pattern.variables, isKnown).filter { $0.1 == nil }.map(\.0)
    let lists = open.filter { ["rater", "item", "unit"].contains($0) }.map { "`\($0)s`" }
    return DataError(
      .usage(reason: "the name may be \(shown.joined(separator: ", or "))"), file: file, column: column,
      remedy: lists.isEmpty
        ? .words("rename the column") : .options("say which there are with \(lists.joined(separator: " and "))"))
  }
}

import FidelityComponents
import FidelityTesting
import Foundation

/// A small table of a dataset: its columns as codes, and the last one as values.
struct ComponentTable {
  var codes: [String: [UInt32]] = [:]
  var values: [Double] = []

  init(_ slug: String, _ file: String = "data.csv") throws {
    let (header, rows) = try Datasets.rows(slug, file)
    values = try rows.map { row in try number(row[header.count - 1]) }
    for (column, name) in header.dropLast().enumerated() {
      var known: [String: UInt32] = [:]
      codes[name] = rows.map { row in
        let code = known[row[column]] ?? UInt32(known.count)
        known[row[column]] = code
        return code
      }
    }
  }

  init(codes: [String: [UInt32]], values: [Double]) {
    self.codes = codes
    self.values = values
  }

  func column(_ name: String) -> [UInt32] { codes[name] ?? [] }

  func crossed(_ unit: String = "unit", _ rater: String = "rater", rows: Range<Int>? = nil) -> CrossedMoments {
    let (units, raters) = (column(unit), column(rater))
    var moments = CrossedMoments(raterCount: Int(raters.max() ?? 0) + 1)
    let rows = rows ?? values.indices
    for wanted in Set(units[rows]).sorted() {
      let places = rows.filter { units[$0] == wanted }
      moments.add(places.map { raters[$0] }, places.map { values[$0] })
    }
    return moments
  }

  func oneWay(_ group: String) -> OneWayMoments {
    var moments = OneWayMoments()
    moments.add(column(group), values)
    return moments
  }

  func nested(_ levels: [String]) -> NestedMoments {
    var moments = NestedMoments(terms: levels)
    moments.add(groups: levels.map(column), values: values)
    return moments
  }
}

private func number(_ text: String) throws -> Double {
  guard let value = Double(text) else { throw CocoaError(.formatting) }
  return value
}

extension SeededGenerator {
  /// Uniform in 0..<1.
  mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// Standard normal, by Box and Muller.
  mutating func normal() -> Double {
    (-2 * log(1 - uniform())).squareRoot() * cos(2 * .pi * uniform())
  }
}

extension OneWayMoments {
  mutating func add(_ groups: [UInt32], _ values: [Double]) { add(groups: groups.span, values: values.span) }
}

extension CrossedMoments {
  mutating func add(_ raters: [UInt32], _ values: [Double], multiplicity: Double = 1) {
    add(raters: raters.span, values: values.span, multiplicity: multiplicity)
  }
}

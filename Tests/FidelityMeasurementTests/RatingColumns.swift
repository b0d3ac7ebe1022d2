import FidelityComponents
import FidelityTesting
import Foundation

/// The ratings of a dataset, units and raters as codes.
struct RatingColumns {
  var units: [UInt32]
  var raters: [UInt32]
  var raterNames: [String]
  let values: [Double]

  /// - Parameter raters: the raters to keep; nil for all.
  init(_ slug: String, raters kept: [String]? = nil) throws {
    let (header, all) = try Datasets.rows(slug)
    let place = header.firstIndex(of: "rater") ?? 0
    let rows = all.filter { row in kept.map { $0.contains(row[place]) } ?? true }
    func codes(_ name: String) -> (codes: [UInt32], names: [String]) {
      guard let column = header.firstIndex(of: name) else { return ([], []) }
      var names: [String] = []
      let codes = rows.map { row in
        if let known = names.firstIndex(of: row[column]) { return UInt32(known) }
        names.append(row[column])
        return UInt32(names.count - 1)
      }
      return (codes, names)
    }
    units = codes("unit").codes
    (raters, raterNames) = codes("rater")
    values = rows.map { Double($0[header.count - 1]) ?? .nan }
  }

  private func forEachUnit(_ body: ([UInt32], [Double]) -> Void) {
    for unit in 0..<(units.max().map { $0 + 1 } ?? 0) {
      let rows = units.indices.filter { units[$0] == unit }
      body(rows.map { raters[$0] }, rows.map { values[$0] })
    }
  }

  var crossed: CrossedMoments {
    var moments = CrossedMoments(raterCount: raterNames.count)
    forEachUnit { raters, values in moments.add(raters: raters.span, values: values.span) }
    return moments
  }

  var replicated: ReplicatedMoments {
    var moments = ReplicatedMoments(raterCount: raterNames.count)
    forEachUnit { raters, values in moments.add(raters: raters.span, values: values.span) }
    return moments
  }

  /// Of all raters, or of one.
  func oneWay(rater: String? = nil) -> OneWayMoments {
    let kept = values.indices.filter { rater == nil || raterNames[Int(raters[$0])] == rater }
    let (groups, numbers) = (kept.map { units[$0] }, kept.map { values[$0] })
    var moments = OneWayMoments()
    moments.add(groups: groups.span, values: numbers.span)
    return moments
  }
}

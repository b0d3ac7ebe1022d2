import FidelityData
import FidelityDefinitions

/// The unit in which a cut score is written.
struct ScoreUnit {
  var name: String
  var lower: Double
  var upper: Double
  var isProportion: Bool

  /// A cut score within the reach of the scale or item.
  func threshold(_ node: DefinitionNode, _ what: String) throws(DataError) -> Double {
    let (value, isPercent) = try node.numberOrPercent(what)
    guard isProportion || !isPercent else {
      throw node.error(
        "\(what) is a percentage, but \(name) runs from \(Instrument.plain(lower)) to \(Instrument.plain(upper))",
        hint: "write it in the unit of the score")
    }
    guard value >= lower, value <= upper else {
      let hint =
        isProportion && !isPercent && value > 1 && value <= 100
        ? "write \(Instrument.plain(value))% or \(Instrument.plain(value / 100))" : nil
      throw node.error(
        "\(what) \(Instrument.plain(value)) lies outside \(name), which runs from "
          + "\(Instrument.plain(lower)) to \(Instrument.plain(upper))", hint: hint)
    }
    return value
  }
}

/// Reads `bands`.
enum BandReader {
  /// Bands are numbered in a byte, and 255 says that there is none.
  private static let limit = 250

  static func read(_ node: DefinitionNode, unit: ScoreUnit) throws(DataError) -> [Instrument.Band] {
    let nodes = try node.list("\"bands\"")
    guard nodes.count <= limit else { throw nodes[limit].error("more than \(limit) bands") }
    var bands: [Instrument.Band] = []
    for node in nodes {
      let mapping = try node.mapping("a band", keys: ["label", "at-least"])
      let labelNode = try mapping.required("label")
      let label = try labelNode.text("the label of a band")
      guard !bands.contains(where: { $0.label == label }) else {
        throw labelNode.error("the band \"\(DefinitionNode.shown(label))\" stands more than once")
      }
      guard let thresholdNode = mapping["at-least"] else {
        guard !bands.contains(where: { $0.atLeast == nil }) else {
          throw node.error("only one band may be without \"at-least\": the one below all others")
        }
        bands.append(Instrument.Band(label: label, atLeast: nil))
        continue
      }
      let threshold = try unit.threshold(thresholdNode, "the cut score")
      let isTaken = bands.contains { band in
        band.atLeast.map { abs($0 - threshold) <= 2 * Instrument.slack(around: threshold) } ?? false
      }
      guard !isTaken else { throw thresholdNode.error("two bands begin at \(Instrument.plain(threshold))") }
      bands.append(Instrument.Band(label: label, atLeast: threshold))
    }
    return bands.sorted { ($0.atLeast ?? -.infinity) < ($1.atLeast ?? -.infinity) }
  }
}

import FidelityInstruments
import FidelityLinearAlgebra
import FidelityTesting

/// A definition with every kind of item, scale, policy and criterion, drawn at random.
func randomDefinition(itemCount: Int, scaleCount: Int, using generator: inout SeededGenerator) -> String {
  let ranges = ["[0, 2]", "[1, 5]", "[0, 1]", "[-2, 2]", "[1, 7]"]
  let policies = [
    "exclude", "floor", "ceiling", "fail", "{policy: prorate, at-least: 0.8}", "{policy: prorate, at-least: 50%}",
  ]
  var text = "id: random\nitems:\n"
  for item in 0..<itemCount {
    text += "  - {id: i\(item), range: \(ranges.randomElement(using: &generator) ?? "[0, 2]")"
    text += ", weight: \(["1", "2", "0.5", "3"].randomElement(using: &generator) ?? "1")"
    if Int.random(in: 0..<4, using: &generator) == 0 { text += ", reverse: true" }
    if Int.random(in: 0..<3, using: &generator) == 0 { text += ", not-applicable: [8, 9]" }
    text += "}\n"
  }
  text += "scales:\n"
  for scale in 0..<scaleCount {
    let aggregate = Instrument.Aggregate.allCases.randomElement(using: &generator) ?? .sum
    let isComposite = scale >= 3 && Int.random(in: 0..<2, using: &generator) == 0
    let prefix = isComposite ? "s" : "i"
    var members = Array(0..<(isComposite ? scale : itemCount)).shuffled(using: &generator)
    members = Array(members.prefix(Int.random(in: 1...min(members.count, 9), using: &generator)))
    let allowsWeights = !(isComposite && aggregate == .pooledPercent)
    let names = members.map { member in
      allowsWeights && Int.random(in: 0..<4, using: &generator) == 0
        ? "{id: \(prefix)\(member), weight: 2}" : "\(prefix)\(member)"
    }
    text += "  - {id: s\(scale), \(isComposite ? "scales" : "items"): [\(names.joined(separator: ", "))], "
    text += "aggregate: \(aggregate.rawValue), missing: \(policies.randomElement(using: &generator) ?? "exclude")"
    if aggregate.isProportion { text += ", bands: [{label: high, at-least: 70%}, {label: mid, at-least: 0.4}]" }
    text += "}\n"
  }
  let proportion =
    "  - {id: p, items: [i0, i1], aggregate: pooled-percent, bands: [{label: a, at-least: 0.5}, {label: b}]}\n"
  text += proportion + "criteria:\n  - {id: c, all: [{scale: p, at-least: 0.5}, {item: i0, at-least: 1}]}\n"
  return text
}

/// Ratings on the items' scales, with missing values and codes for "does not apply" in some rows.
func randomValues(_ instrument: Instrument, rowCount: Int, using generator: inout SeededGenerator) -> Matrix {
  var values = Matrix(rowCount: rowCount, columnCount: instrument.items.count)
  for row in 0..<rowCount {
    // A third of the rows is complete, a few are all but empty.
    let gap = [0.0, 0.0, 0.15, 0.3, 0.6, 0.95][Int.random(in: 0..<6, using: &generator)]
    for (index, item) in instrument.items.enumerated() {
      let steps = Int(item.upper - item.lower)
      values[row, index] = item.lower + Double(Int.random(in: 0...steps, using: &generator))
      if Double.random(in: 0..<1, using: &generator) < gap {
        values[row, index] = item.notApplicable.randomElement(using: &generator) ?? .nan
        if Bool.random(using: &generator) { values[row, index] = .nan }
      }
    }
  }
  return values
}

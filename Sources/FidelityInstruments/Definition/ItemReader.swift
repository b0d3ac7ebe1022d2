import FidelityData
import FidelityDefinitions

/// Reads the section `items`.
enum ItemReader {
  static let keys = [
    "id", "label", "range", "step", "weight", "reverse", "not-applicable", "columns", "values", "recode",
  ]

  static func read(_ nodes: [DefinitionNode], defaults: ItemDefaults) throws(DataError) -> [Instrument.Item] {
    var ids = Identifiers("an item")
    var items: [Instrument.Item] = []
    items.reserveCapacity(nodes.count)
    for node in nodes {
      let mapping = try node.mapping("an item", keys: keys)
      items.append(try item(mapping, id: try ids.add(try mapping.required("id")), defaults: defaults))
    }
    return items
  }

  private static func item(
    _ mapping: DefinitionMapping, id: String, defaults: ItemDefaults
  ) throws(DataError) -> Instrument.Item {
    guard let rangeNode = mapping["range"] ?? defaults.range else {
      throw mapping.node.error("item \(id) has no range", hint: "write range: [0, 2] here or in defaults")
    }
    let (lower, upper) = try rangeNode.itemRange()
    let stepNode = mapping["step"] ?? defaults.step
    let step = try stepNode.map { node throws(DataError) in try node.itemStep() } ?? 1
    if let step {
      let count = (upper - lower) / step
      guard count >= 1 - 1e-9, count <= 1e9, abs(count - count.rounded()) <= 1e-9 * count else {
        throw (mapping["step"] ?? mapping["range"] ?? stepNode ?? rangeNode).error(
          "the step \(Instrument.plain(step)) does not divide the range "
            + "\(Instrument.plain(lower)) to \(Instrument.plain(upper)) of item \(id)",
          hint: "write step: any where every value in the range may be given")
      }
    }
    let codes = try (mapping["not-applicable"] ?? defaults.notApplicable).map { node throws(DataError) in
      try node.codes(outside: lower...upper, item: id)
    }
    let isReversed = try mapping["reverse"].map { node throws(DataError) in try node.flag("\"reverse\"") } ?? false
    if isReversed, let recode = mapping["recode"] {
      throw recode.error(
        "item \(id) has both \"reverse\" and \"recode\"", hint: "say in recode what each answer counts")
    }
    return Instrument.Item(
      id: id, label: try mapping.text("label"), lower: lower, upper: upper, step: step,
      weight: try mapping["weight"].map { node throws(DataError) in try node.weight() } ?? defaults.weight,
      isReversed: isReversed,
      notApplicable: codes ?? [],
      columns: try mapping["columns"].map { node throws(DataError) in try node.texts("a column") } ?? [],
      values: try (mapping["values"] ?? defaults.values).map { node throws(DataError) in
        try node.values(within: lower...upper, or: codes ?? [], item: id)
      } ?? [:],
      recode: try mapping["recode"].map { node throws(DataError) in
        try node.recode(within: lower...upper, step: step, item: id)
      })
  }
}

extension DefinitionNode {
  /// `[lowest, highest]`
  func itemRange() throws(DataError) -> (lower: Double, upper: Double) {
    let ends = try list("a range")
    guard ends.count == 2 else { throw error("a range is the lowest and the highest value, such as [0, 2]") }
    let lower = try ends[0].number("the lowest value")
    let upper = try ends[1].number("the highest value")
    guard abs(lower) <= 1e12, abs(upper) <= 1e12 else { throw error("a range lies between -1e12 and 1e12") }
    guard upper - lower >= 1e-9 * max(1, abs(lower), abs(upper)) else {
      throw error("the highest value of a range is more than the lowest")
    }
    return (lower, upper)
  }

  /// A step, or nil for `any`.
  func itemStep() throws(DataError) -> Double? {
    if case .scalar("any", _) = content { return nil }
    let step = try number("a step")
    guard step > 0 else { throw error("a step is more than 0, or any") }
    return step
  }

  /// `{fully: 2, partly: 1}`
  fileprivate func values(
    within range: ClosedRange<Double>, or codes: [Double], item: String
  ) throws(DataError) -> [String: Double] {
    guard case .mapping(let pairs) = content else { throw error("\"values\" is a mapping, and here is \(kind)") }
    var values: [String: Double] = [:]
    for (key, value) in pairs {
      let text = LabelForm.folded(try key.scalarText("an answer"))
      let number = try value.number("the value of an answer")
      guard range.contains(number) || codes.contains(number) else {
        throw value.error("the value \(Instrument.plain(number)) lies outside the range of item \(item)")
      }
      guard values.updateValue(number, forKey: text) == nil else {
        throw key.error("the answer \"\(Self.shown(text))\" stands twice, in whatever case and blanks")
      }
    }
    return values
  }

  /// `{6: 1, 7: 1, other: 0}`
  fileprivate func recode(
    within range: ClosedRange<Double>, step: Double?, item: String
  ) throws(DataError) -> Instrument.Recode {
    guard case .mapping(let pairs) = content else { throw error("\"recode\" is a mapping, and here is \(kind)") }
    var points: [Instrument.Recode.Point] = []
    var other: Double?
    for (key, value) in pairs {
      let score = try value.number("what an answer counts")
      guard abs(score) <= 1e12 else { throw value.error("an answer counts between -1e12 and 1e12") }
      let name = try key.scalarText("an answer")
      if name == "other" {
        other = score
        continue
      }
      guard let answer = Double(name), range.contains(answer) else {
        throw key.error(
          "\"\(Self.shown(name))\" is no value of item \(item)", hint: "write values of its range, or other")
      }
      guard !points.contains(where: { $0.value == answer }) else { throw key.error("the value stands twice") }
      guard points.count < 256 else { throw key.error("more than 256 values") }
      points.append(Instrument.Recode.Point(value: answer, score: score))
    }
    let isWhole = step.map { (range.upperBound - range.lowerBound) / $0 + 1 <= Double(points.count) + 1e-9 } ?? false
    guard other != nil || isWhole else {
      throw error("\"recode\" lacks values of item \(item)", hint: "say with other what they count")
    }
    let recode = Instrument.Recode(points: points, other: other)
    guard recode.lower < recode.upper else { throw error("all answers of item \(item) count the same") }
    return recode
  }

  fileprivate func codes(outside range: ClosedRange<Double>, item: String) throws(DataError) -> [Double] {
    var codes: [Double] = []
    for node in try list("\"not-applicable\"") {
      let code = try node.number("a code")
      guard !range.contains(code) else {
        throw node.error("the code \(Instrument.plain(code)) lies in the range of item \(item)")
      }
      guard !codes.contains(code) else { throw node.error("the code \(Instrument.plain(code)) stands twice") }
      guard codes.count < 16 else { throw node.error("more than 16 codes") }
      codes.append(code)
    }
    return codes
  }
}

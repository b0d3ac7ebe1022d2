public import FidelityData

extension Instrument {
  /// The items: `item, label, range, step, weight, reversed, not_applicable, scales`.
  public var itemTable: Table {
    var memberships = Array(repeating: [String](), count: items.count)
    for scale in scales {
      for item in scale.items { memberships[item].append(scale.id) }
    }
    return Table(columns: [
      Table.Column("item", text: items.map(\.id)),
      Table.Column("label", text: items.map(\.label)),
      Table.Column("range", text: items.map { "\(Self.plain($0.lower)) to \(Self.plain($0.upper))" }),
      Table.Column("step", text: items.map { $0.step.map(Self.plain) ?? "any" }),
      Table.Column("weight", .numbers(items.map(\.weight))),
      Table.Column("reversed", text: items.map { $0.isReversed ? "yes" : "no" }),
      Table.Column(
        "not_applicable",
        text: items.map { $0.notApplicable.isEmpty ? nil : $0.notApplicable.map(Self.plain).joined(separator: ", ") }),
      Table.Column("scales", text: memberships.map { $0.isEmpty ? nil : $0.joined(separator: ", ") }),
    ])
  }

  /// The scales: `scale, label, made_of, n_items, aggregate, missing, reach, bands`. Proportions print as percents.
  public var scaleTable: Table {
    Table(columns: [
      Table.Column("scale", text: scales.map(\.id)),
      Table.Column("label", text: scales.map(\.label)),
      Table.Column("made_of", text: scales.map { partsText($0.parts) }),
      Table.Column("n_items", .integers(scales.map(\.items.count))),
      Table.Column("aggregate", text: scales.map(\.aggregate.rawValue)),
      Table.Column("missing", text: scales.map { Self.text(of: $0.missing) }),
      Table.Column("reach", text: scales.map { "\(Self.score($0.lower, in: $0)) to \(Self.score($0.upper, in: $0))" }),
      Table.Column("bands", text: scales.map { $0.bands.isEmpty ? nil : Self.text(of: $0) }),
    ])
  }

  /// The criteria: `criterion, label, conditions`.
  public var criterionTable: Table {
    Table(columns: [
      Table.Column("criterion", text: criteria.map(\.id)),
      Table.Column("label", text: criteria.map(\.label)),
      Table.Column("conditions", text: criteria.map { $0.conditions.map(text(of:)).joined(separator: " and ") }),
    ])
  }

  private func partsText(_ parts: Parts) -> String {
    let names: [(String, Part, Double)]
    switch parts {
    case .items(let members): names = members.map { (items[$0.index].id, $0, items[$0.index].weight) }
    case .scales(let members): names = members.map { (scales[$0.index].id, $0, 1) }
    }
    return names.map { id, part, usual in part.weight == usual ? id : "\(id) x \(Self.plain(part.weight))" }
      .joined(separator: ", ")
  }

  private func text(of condition: Condition) -> String {
    let name: String
    let number: (Double) -> String
    switch condition.subject {
    case .scale(let index):
      name = scales[index].id
      number = { Self.score($0, in: scales[index]) }
    case .item(let index):
      name = "item \(items[index].id)"
      number = Self.plain
    }
    let bounds = [
      condition.atLeast.map { "\(name) at least \(number($0))" },
      condition.atMost.map { "\(name) at most \(number($0))" },
    ]
    return bounds.compactMap { $0 }.joined(separator: " and ")
  }

  private static func text(of scale: Scale) -> String {
    scale.bands.reversed().map { band in
      band.label + (band.atLeast.map { " (at least \(score($0, in: scale)))" } ?? "")
    }.joined(separator: "; ")
  }

  private static func text(of policy: MissingPolicy) -> String {
    switch policy {
    case .exclude: "exclude"
    case .floor: "floor"
    case .ceiling: "ceiling"
    case .prorate(let share): "prorate (at least \(percent(share)))"
    case .fail: "fail"
    }
  }

  private static func score(_ value: Double, in scale: Scale) -> String {
    scale.aggregate.isProportion ? percent(value) : plain(value)
  }

  /// 0.7 as "70 %"; the 15 digits that a double surely has, so 0.07 is "7 %" and not 7.000000000000001.
  static func percent(_ proportion: Double) -> String {
    let rounded = (proportion * 1e14).rounded() / 1e12
    return plain(rounded) + " %"
  }

  /// The shortest text of a number, whole numbers without a decimal point.
  static func plain(_ value: Double) -> String {
    Int64(exactly: value).map(String.init) ?? String(value)
  }
}

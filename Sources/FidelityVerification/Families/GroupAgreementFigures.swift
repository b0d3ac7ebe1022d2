import FidelityComponents
import FidelityData
import FidelityMeasurement

/// Agreement within groups, and intraclass correlations of groups.
struct GroupAgreementFigures: FigureFamily {
  private static let indices: Set<String> = ["rwg", "rwg-j", "rwg-j-lindell", "average-deviation", "awg"]

  func computation(of figure: PublishedFigure, in dataset: PublishedDataset) throws(DataError) -> Computation? {
    let isIntraclass = ["icc-1", "icc-2"].contains(figure.quantity)
    guard isIntraclass || Self.indices.contains(figure.quantity) else { return nil }
    let table = try dataset.table(figure.options["table"] ?? "data.csv")
    return isIntraclass ? try intraclass(figure, table) : try index(figure, table)
  }

  /// Rows of a table that have the figure's item or time.
  private func intraclass(_ figure: PublishedFigure, _ table: DatasetTable) throws(DataError) -> Computation {
    var groups = KeyDictionary()
    var codes = try table.texts("group").map { groups.code(of: $0) }
    for name in ["item", "time"] {
      guard let wanted = figure.options[name] else { continue }
      for (row, text) in try table.texts(name).enumerated() where text != wanted { codes[row] = missingKey }
    }
    let values = try table.numbers("value")
    var moments = OneWayMoments()
    moments.add(groups: codes.span, values: values.span)
    let size: GroupIntraclass.Size = figure.options["k"] == "k0" ? .k0 : .mean
    let rows = GroupIntraclass(OneWayAnova(moments), size: size).estimates()
    return .computed(ComputedFigure(rows[figure.quantity == "icc-1" ? 0 : 1]))
  }

  private func index(_ figure: PublishedFigure, _ table: DatasetTable) throws(DataError) -> Computation {
    // The items of the table are answered from 1 to 5 unless the figure says otherwise.
    let range = (figure.options["range"] ?? "1|5").split(separator: "|").compactMap { Int($0) }
    guard range.count == 2, range[0] < range[1], range[1] - range[0] < 1_000 else {
      return .notComputed("the range of answers is no pair of whole numbers")
    }
    let scale = ResponseScale(range[0], range[1])
    var (persons, groups, items) = (KeyDictionary(), KeyDictionary(), KeyDictionary())
    let (personCodes, groupCodes, itemCodes) = (
      try table.texts("person").map { persons.code(of: $0) }, try table.texts("group").map { groups.code(of: $0) },
      try table.texts("item").map { items.code(of: $0) }
    )
    let width = items.labels.count
    guard width > 0 else { return .notComputed("the table has no items") }
    var answers = [Double](repeating: .nan, count: persons.labels.count * width)
    var groupOfPerson = [UInt32](repeating: 0, count: persons.labels.count)
    for (row, value) in try table.numbers("value").enumerated() {
      answers[Int(personCodes[row]) * width + Int(itemCodes[row])] = value
      groupOfPerson[Int(personCodes[row])] = groupCodes[row]
    }
    var ratings = GroupRatings(scale: scale, itemCount: width)
    for (person, group) in groupOfPerson.enumerated() {
      ratings.add(group: Int(group), ratings: answers.span.extracting(person * width..<(person + 1) * width))
    }
    guard let group = groups.labels.firstIndex(of: figure.options["group"] ?? "") else {
      return .notComputed("there is no such group")
    }
    let null = figure.options["null-variance"].flatMap(Double.init).map(AgreementNull.variance) ?? .uniform
    let rows = WithinGroupAgreement([null]).estimates(ratings, group: group, items: items.labels)
    let term = figure.options["item"]
    let form = figure.options["about"]
    let row = rows.first { row in
      row.quantity == figure.quantity && (row.term == term || term == nil && row.term == "items")
        && (form == nil || row.form == form)
    }
    guard let row else { return .notComputed("there is no such item") }
    return .computed(ComputedFigure(row))
  }
}

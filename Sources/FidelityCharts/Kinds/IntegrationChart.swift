import FidelityData

/// Components of the programme by drivers: how far each driver expresses each component.
enum IntegrationChart {
  private static let criterion = 0.8

  static func pictures(_ context: inout ChartContext) throws(DataError) -> [Picture] {
    guard let drivers = try DriverRows(context.results) else { return [] }
    let (found, texts) = (drivers.found, context.texts)
    let rows = drivers.rows("integrated", "integration-cell", level: "component")
    guard !rows.isEmpty else { return [] }
    var (components, names) = ([String](), [String]())
    for row in rows {
      let component = found.group("unit", row)
      if !components.contains(component) { components.append(component) }
      if !names.contains(found.terms[row]) { names.append(found.terms[row]) }
    }
    var values = components.map { _ in [Double](repeating: .nan, count: names.count) }
    for row in rows {
      guard let component = components.firstIndex(of: found.group("unit", row)),
        let driver = names.firstIndex(of: found.terms[row])
      else { continue }
      values[component][driver] = found.estimates[row]
    }
    let cut = context.options.criterion ?? criterion
    var sheet = context.sheet(texts("integration-title"))
    let shown = Array(components.prefix(context.options.rowLimit))
    let matrix = Array(values.prefix(context.options.rowLimit))
    var plot = MatrixPlot(
      rows: shown, columns: names, values: matrix, breaks: MatrixPlot.breaks(matrix.joined()),
      rowName: texts("integration-rows"),
      columnName: texts("integration-columns"))
    plot.isMarked = { row, column in matrix[row][column] < cut }
    if matrix.joined().contains(where: { $0 < cut }) {
      plot.markName = texts("integration-below", ["cut": texts.short(cut)])
    }
    plot.draw(on: &sheet)
    if shown.count < components.count {
      sheet.paragraph(
        texts("integration-limit", ["shown": texts.count(shown.count), "n": texts.count(components.count)]),
        classes: "")
    }
    let cells = values.joined().filter(\.isFinite)
    let below = cells.count { $0 < cut }
    let means = names.indices.map { driver in Summary.mean(values.map { $0[driver] }) }
    let least = means.indices.filter { means[$0].isFinite }.min { (means[$0], $0) < (means[$1], $1) }
    return [
      sheet.picture(
        finding: texts(
          least == nil ? "integration-finding" : "integration-finding-least",
          [
            "below": texts.count(below), "n": texts.count(cells.count), "cut": texts.short(cut),
            "driver": least.map { names[$0] } ?? "", "value": texts.short(least.map { means[$0] } ?? .nan),
          ]),
        source: texts.source(
          found.table.fileName,
          texts(
            "integration-n",
            ["components": texts.count(components.count), "drivers": texts.count(names.count)])),
        table: PictureTable(
          header: [texts("integration-component")] + names,
          rows: zip(shown, matrix).map { [$0] + $1.map(texts.short) }))
    ]
  }
}

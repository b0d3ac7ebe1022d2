import FidelityCharts
import FidelityData
import FidelityReports

extension ReportPage {
  /// What was measured, by whom and on whom.
  mutating func measured(_ html: inout HTML) {
    var table = PageTable(
      text("measured-caption"), [(text("measured-what"), .words), (text("measured-value"), .names)])
    for (id, value) in studyFigures + scoreFigures where !value.isEmpty { table.rows.append([text(id), value]) }
    if table.rows.isEmpty { missing("measured-advice", to: &html) }
    self.table(table, to: &html)
    bands(&html)
  }

  private var studyFigures: [(id: String, value: String)] {
    var figures = data.results.compactMap { $0.provenance.map { ("measured-study", $0.study) } }
    for (results, record) in zip(data.results, data.records) {
      guard let run = results.provenance else { continue }
      if let instrument = record?.instrumentDetails {
        let version = instrument.version.map { " \($0)" } ?? ""
        figures.append(("measured-instrument", instrument.title + version))
        figures.append(("measured-items", numbers.count(instrument.items)))
        figures.append(("measured-scales", instrument.scales.joined(separator: ", ")))
      } else if let instrument = run.instrument {
        figures.append(("measured-instrument", instrument))
      }
      if run.rows > 0 { figures.append(("measured-rows", numbers.count(run.rows))) }
      if let rows = run.selectedRows { figures.append(("measured-rows-selected", numbers.count(rows))) }
    }
    return figures
  }

  /// What the table of scores and the table of agreement count.
  private var scoreFigures: [(id: String, value: String)] {
    var figures: [(String, String)] = []
    if let table = data.table("score-counts"), let variables = table.texts("variable"),
      let counts = table.numbers("n")
    {
      let columns = data.records.compactMap { $0?.columns }.first ?? [:]
      for (id, role) in [("sites", "site"), ("teachers", "teacher"), ("units", "unit"), ("raters", "rater")] {
        guard let names = columns[role], names.count == 1,
          let row = variables.firstIndex(of: names[0])
        else { continue }
        figures.append(("measured-\(id)", numbers.count(counts[row])))
      }
      for (id, name) in [("administrations", "administrations"), ("incomplete", "too-few-answers")] {
        if let row = variables.firstIndex(of: "(\(name))") {
          figures.append(("measured-\(id)", numbers.count(counts[row])))
        }
      }
    }
    if !figures.contains(where: { $0.0 == "measured-raters" }), let raters = largest("n_raters") {
      figures.append(("measured-raters", raters))
    }
    if !figures.contains(where: { $0.0 == "measured-units" }), let units = largest("n_units") {
      figures.append(("measured-units", units))
    }
    if let times = data.table("scores-over-time")?.texts("time")?.filter({ !$0.isEmpty }), let first = times.first,
      let last = times.last
    {
      let (low, high) = Double(first) == nil ? (times.min() ?? first, times.max() ?? last) : (first, last)
      figures.append(("measured-period", texts.fill("measured-period-text", ["first": low, "last": high])))
    }
    return figures
  }

  /// The largest count of a column of the tables of agreement.
  func largest(_ column: String) -> String? {
    let counts = agreementTables.flatMap { $0.numbers(column) }.filter(\.isFinite)
    return counts.max().map(numbers.count)
  }

  private mutating func bands(_ html: inout HTML) {
    guard let bands = data.table("score-bands"), let terms = bands.texts("term"), let names = bands.texts("band"),
      let lower = bands.numbers("lower")
    else { return }
    var table = PageTable(
      text("cut-scores-caption"),
      [(text("cut-scores-scale"), .names), (text("cut-scores-band"), .names), (text("cut-scores-from"), .numbers)])
    table.rows = terms.indices.map { [terms[$0], names[$0], numbers.text(lower[$0])] }
    self.table(table, to: &html)
  }
}

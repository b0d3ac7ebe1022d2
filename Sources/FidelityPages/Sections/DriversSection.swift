import FidelityCharts
import FidelityData
import FidelityReports

extension ReportPage {
  /// The drivers, and where support is missing.
  mutating func drivers(_ html: inout HTML) {
    guard let table = data.table("drivers-page") else { return missing("drivers-advice", to: &html) }
    paragraph("drivers-intro", to: &html)
    profile(table, &html)
    pictures([.driverProfile, .integration, .compensation, .coaching, .barriers, .escalation, .dataHealth], to: &html)
    if let questions = data.table("drivers-questions") {
      html.element("h3", text: text("questions-title"))
      self.questions(questions, &html)
    }
    others(data.otherDrivers, to: &html)
  }

  private mutating func profile(_ table: ResultTable, _ html: inout HTML) {
    guard let figures = table.texts("figure"), let values = table.numbers("estimate"),
      let lower = table.numbers("lower"), let upper = table.numbers("upper"), let criteria = table.numbers("criterion"),
      let changes = table.numbers("change"), let from = table.numbers("change_lower"),
      let to = table.numbers("change_upper"), let counts = table.numbers("n_units"),
      let statuses = table.texts("status")
    else { return }
    var result = PageTable(
      text("drivers-caption"),
      [
        (text("drivers-figure"), .names), (text("drivers-value"), .numbers), (text("drivers-interval"), .numbers),
        (text("drivers-criterion"), .numbers), (text("drivers-change"), .numbers), (text("drivers-n"), .numbers),
        (text("drivers-state"), .words),
      ])
    for row in figures.indices {
      let figure = word("figure", figures[row])
      guard statuses[row] != "suppressed" else {
        result.rows.append([figure, "", "", "", "", "", text("glossary-suppressed")])
        continue
      }
      let limits = numbers.interval(from[row], to[row])
      let change = changes[row].isFinite ? numbers.text(changes[row]) + (limits.isEmpty ? "" : " (\(limits))") : ""
      result.rows.append([
        figure, numbers.text(values[row]), numbers.interval(lower[row], upper[row]), numbers.text(criteria[row]),
        change, numbers.count(counts[row]), statuses[row] == "ok" ? "" : status(statuses[row]),
      ])
    }
    self.table(result.withoutEmptyColumns, to: &html)
  }

  private mutating func questions(_ table: ResultTable, _ html: inout HTML) {
    guard let numbersOf = table.texts("number"), let words = table.texts("question"),
      let quantities = table.texts("quantity"), let terms = table.texts("term"), let forms = table.texts("form"),
      let values = table.numbers("estimate"), let lower = table.numbers("lower"), let upper = table.numbers("upper"),
      let answers = table.texts("answer"), let statuses = table.texts("status")
    else { return }
    var result = PageTable(
      text("questions-caption"),
      [
        (text("questions-question"), .names), (text("questions-figure"), .names), (text("questions-value"), .numbers),
        (text("questions-interval"), .numbers), (text("questions-answer"), .words),
      ])
    let notes = table.texts("note") ?? words.map { _ in "" }
    for row in words.indices {
      let figure = [word("quantity", quantities[row]), terms[row], forms[row]].filter { !$0.isEmpty }.joined(
        separator: " ")
      let question = "\(numbersOf[row]). \(word("question", words[row]))"
      guard statuses[row] != "suppressed" else {
        result.rows.append([question, figure, "", "", text("glossary-suppressed")])
        continue
      }
      let reason = statuses[row] == "ok" ? "" : ": " + status(statuses[row])
      // Of how many units or figures the number speaks.
      let part = notes[row].prefix { $0 != ";" }
      let speaksForMany = quantities[row] == "required-compensation" || part.hasPrefix("the largest of ")
      result.rows.append([
        question, figure, numbers.text(values[row]), numbers.interval(lower[row], upper[row]),
        word("answer", answers[row]) + reason + (speaksForMany && !part.isEmpty ? " (\(part))" : ""),
      ])
    }
    self.table(result, to: &html)
  }
}

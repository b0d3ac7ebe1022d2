import FidelityData
import FidelityDrivers
import FidelitySystem

/// The page of the drivers for a terminal: a line per driver, the matrix of integration, levels, what is dear to make
/// up for, what waits for somebody, and the team's questions.
struct DriverPage {
  private let run: DriverRun
  private let title: String
  private let width: Int

  private static let wordsWidth = 44
  private static let barWidth = 22
  private static let mostActions = 5

  init(_ run: DriverRun, title: String, width: Int) {
    (self.run, self.title) = (run, title)
    self.width = min(max(width, 60), 110)
  }

  var text: String {
    let day = run.hasDay ? ", as of \(CalendarDate.text(ofDay: Int(run.options.asOf)))" : ""
    var text = "\(DataError.printable(title))\(day)\n"
    text += section("Drivers (o estimate, - limits, | criterion, scale 0 to 1; change since the period before)", lines)
    if let matrix = run.matrix { text += section("Integration: component by driver", self.matrix(matrix)) }
    text += section("Levels", levels)
    text += section("Compensation", compensation)
    text += section("Open, by age", actions)
    text += section("Questions for the team (thin: of fewer than five units, or limits more than 0.4 apart)", questions)
    return text
  }

  private func section(_ title: String, _ lines: [String]) -> String {
    lines.isEmpty ? "" : "\n\(title)\n" + lines.map { "  " + fitted($0) + "\n" }.joined()
  }

  private func fitted(_ line: String) -> String {
    // Names come from tables: what would steer a terminal is shown as it is.
    let line = DataError.printable(line, limit: 400)
    return line.count <= width - 2 ? line : String(line.prefix(width - 5)) + "..."
  }

  private func padded(_ text: String, _ width: Int) -> String {
    text.count >= width
      ? String(text.prefix(width - 1)) + " " : text + String(repeating: " ", count: width - text.count)
  }

  private func number(_ value: Double) -> String {
    value.isNaN ? "" : DecimalText.fixed(value, digits: abs(value) >= 10 ? 1 : 2)
  }

  // MARK: - The sections

  private var lines: [String] {
    run.lines.map { line in
      let estimate = line.row.estimate
      var text = padded(line.words, Self.wordsWidth) + " "
      guard !estimate.estimate.isNaN else { return text + Self.words(of: estimate) }
      text += padded(number(estimate.estimate), 6)
      text += bar(estimate, criterion: line.criterion) + " "
      if !estimate.lower.isNaN { text += "\(number(estimate.lower)) to \(number(estimate.upper))" }
      if let change = line.change?.estimate, !change.estimate.isNaN {
        let isClear = change.lower > 0 || change.upper < 0
        let size = number(abs(change.estimate))
        text +=
          change.lower.isNaN
          ? "" : !isClear ? "  no clear change" : change.estimate < 0 ? "  down \(size)" : "  up \(size)"
      }
      if estimate.status != .ok { text += "  (\(Self.words(of: estimate)))" }
      return text
    }
  }

  /// Why there is no figure, in words.
  private static func words(of estimate: Estimate) -> String {
    switch estimate.status {
    case .noTable: estimate.note ?? "no table"
    case .nothingPlanned: "nothing was planned or due"
    case .noEvents: "nothing of the kind has happened"
    case .notReached: "more than half is still open"
    case .tooFewUnits, .tooFewObservations, .tooFewRaters: "too few to say (\(estimate.status.rawValue))"
    case .belowAgreementGate: "raters disagree"
    case .notCompensable: "nothing makes up for it"
    case .noSpread: "no spread, so no error"
    default: estimate.status.rawValue
    }
  }

  /// Limits and estimate on a scale from 0 to 1, the criterion as a bar; nothing for figures outside of it.
  private func bar(_ estimate: Estimate, criterion: Double?) -> String {
    let blank = String(repeating: " ", count: Self.barWidth)
    guard (0...1).contains(estimate.estimate), criterion.map({ (0...1).contains($0) }) ?? true,
      estimate.lower.isNaN || estimate.lower >= 0,
      estimate.upper.isNaN || estimate.upper <= 1
    else { return blank }
    func place(_ value: Double) -> Int {
      min(Self.barWidth - 3, Int((value * Double(Self.barWidth - 2)).rounded(.down)))
    }
    var cells = [Character](repeating: " ", count: Self.barWidth - 2)
    if !estimate.lower.isNaN, !estimate.upper.isNaN {
      for cell in place(estimate.lower)...place(estimate.upper) { cells[cell] = "-" }
    }
    if let criterion { cells[place(criterion)] = "|" }
    cells[place(estimate.estimate)] = "o"
    return "[" + String(cells) + "]"
  }

  private func matrix(_ matrix: DriverRun.Matrix) -> [String] {
    let label = min(24, max(9, matrix.components.map(\.count).max() ?? 9))
    let longest = matrix.drivers.map(\.count).max() ?? 0
    let room = (width - label - 3) / max(1, matrix.drivers.count)
    let cell = max(8, min(longest + 1, room, 14))
    var lines = [padded("", label + 1) + matrix.drivers.map { padded(String($0.prefix(cell - 1)), cell) }.joined()]
    for (row, component) in matrix.components.enumerated() {
      let cells = matrix.cells[row].map { share in
        padded(share.isNaN ? "-" : number(share) + (share < run.options.threshold ? " *" : ""), cell)
      }
      lines.append(padded(component, label + 1) + cells.joined())
    }
    let rated = matrix.cells.joined().filter { !$0.isNaN }
    let gaps = rated.count { $0 < run.options.threshold }
    lines.append(
      gaps == 0 ? "no gap" : "* below \(number(run.options.threshold)): \(gaps) of \(matrix.cells.joined().count) cells"
    )
    return lines
  }

  private var levels: [String] {
    let shares = run.whole.filter {
      $0.system == .levels && $0.estimate.quantity == "variance-share" && $0.estimate.form == "of lasting"
        && !$0.estimate.estimate.isNaN
    }
    return shares.map { row in
      let share = row.estimate.estimate
      let length = Int((min(max(share, 0), 1) * 30).rounded())
      return padded(row.estimate.term ?? "", 14) + padded(number(share), 6) + String(repeating: "#", count: length)
    }
  }

  private var compensation: [String] {
    var lines: [String] = []
    // Without the questions of the study, whose form is a loss.
    let required = run.whole.filter {
      $0.system == .compensatory && $0.estimate.quantity == "required-compensation" && $0.estimate.form == nil
        && $0.estimate.status != .nothingRequired
    }
    // Of every unit below the target the cheapest way up; the dearest units first.
    var cheapest: [String: DriverRow] = [:]
    for row in required where row.unit != nil && row.estimate.status == .ok {
      let known = cheapest[row.unit ?? ""]?.estimate.estimate ?? .infinity
      if row.estimate.estimate < known { cheapest[row.unit ?? ""] = row }
    }
    let dearest = cheapest.values.sorted { a, b in
      (-a.estimate.estimate, a.unit ?? "") < (-b.estimate.estimate, b.unit ?? "")
    }
    for row in dearest.prefix(3) {
      lines.append("\(row.unit ?? ""): the target needs \(number(row.estimate.estimate)) \(row.estimate.term ?? "")")
    }
    let beyond = Set(required.compactMap(\.unit)).subtracting(cheapest.keys)
    if !beyond.isEmpty { lines.append("\(beyond.count) units: no single driver makes up for the others") }
    let needs = run.whole.filter {
      $0.estimate.quantity == "nca-effect-size" && $0.estimate.form == "ce-fdh" && !$0.estimate.estimate.isNaN
    }
    for row in needs.sorted(by: { $0.estimate.estimate > $1.estimate.estimate }).prefix(3) {
      lines.append("necessary for the outcome, effect \(number(row.estimate.estimate)): \(row.estimate.term ?? "")")
    }
    return lines
  }

  private var actions: [String] {
    var lines: [String] = []
    let kinds: [(DriverAction.Kind, String)] = [
      (.openBarrier, "barrier"), (.stuckIssue, "issue"), (.overdueCoaching, "coaching overdue"),
      (.overdueCommitment, "commitment overdue"), (.trainingNeed, "to be trained"),
    ]
    let all = run.actions
    for (kind, words) in kinds {
      let own = all.filter { $0.kind == kind }
      for action in own.prefix(Self.mostActions) {
        let age = action.days.isNaN ? "" : DecimalText.fixed(action.days, digits: 0) + " days"
        let rest = [action.detail, action.owner.map { "owner \($0)" }].compactMap(\.self).joined(separator: ", ")
        lines.append(padded(words, 20) + padded(DataError.printable(action.what), 22) + padded(age, 11) + rest)
      }
      if own.count > Self.mostActions { lines.append(padded("", 20) + "and \(own.count - Self.mostActions) more") }
    }
    return lines
  }

  private var questions: [String] {
    var lines: [String] = []
    var last = 0
    for answer in run.answers {
      if answer.number != last { lines.append("\(answer.number). \(answer.question)") }
      last = answer.number
      let estimate = answer.row.estimate
      let name = [estimate.quantity, estimate.term, estimate.form, answer.row.unit].compactMap(\.self).joined(
        separator: " ")
      let value = number(estimate.estimate)
      lines.append("   " + padded(name, 44) + " " + padded(value, 8) + " " + answer.verdict.rawValue)
    }
    return lines
  }
}

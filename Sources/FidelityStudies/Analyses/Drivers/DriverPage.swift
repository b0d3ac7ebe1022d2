import FidelityData
import FidelityDrivers
import FidelitySystem

/// The page of the drivers for a terminal, about 60 lines where tables are small: a line per driver, the matrix of
/// integration, levels, what is dear to make up for, what waits for somebody, and the team's questions.
struct DriverPage {
  private let run: DriverRun
  private let title: String
  private let width: Int

  private static let wordsWidth = 44
  private static let barWidth = 22
  /// So many of a list are shown.
  private static let most = 3
  private static let labelWidth = 20
  /// Of the levels in their strip.
  private static let signs = ["#", "=", "-", ".", "+"]

  init(_ run: DriverRun, title: String, width: Int) {
    (self.run, self.title) = (run, title)
    self.width = min(max(width, 60), 110)
  }

  var text: String {
    let day = run.hasDay ? ", as of \(CalendarDate.text(ofDay: Int(run.options.asOf)))" : ""
    var text = "\(DataError.printable(title))\(day)\n"
    text += section("Drivers (o estimate, - limits, | criterion, scale 0 to 1; change since the period before)", lines)
    if let matrix = run.matrix {
      text += section("Integration: component by driver (\(gaps(matrix)))", self.matrix(matrix))
    }
    text += section("Levels: shares of the lasting variation", levels)
    text += section("Compensation (composite of power \(Self.power(run.options.p)))", compensation)
    text += section("Open, by age", actions)
    text += section(
      "Questions for the team: answered, thin (of fewer than five units, or limits over 0.4 apart), or no data",
      questions)
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

  /// Items one after the other, in as many lines as they need; later lines begin under the first item.
  private func wrapped(_ label: String, _ items: [String], indent: Int) -> [String] {
    var (lines, line) = ([String](), label)
    for (place, item) in items.enumerated() {
      let item = DataError.printable(item) + (place + 1 < items.count ? ";" : "")
      if place > 0 || line.count > indent, line.count + 1 + item.count > width - 2 {
        lines.append(line)
        line = String(repeating: " ", count: indent - 1)
      }
      line += " " + item
    }
    return lines + [line]
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
    case .nothingRequired: "nothing is required"
    case .notNecessary: "nothing is needed of it"
    case .notAvailable: "more would be needed than there is"
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
        let mark = CutScore.isMissed(share, run.options.threshold) ? " *" : ""
        return padded(share.isNaN ? "-" : number(share) + mark, cell)
      }
      lines.append(padded(component, label + 1) + cells.joined())
    }
    return lines
  }

  private func gaps(_ matrix: DriverRun.Matrix) -> String {
    let rated = matrix.cells.joined().filter { !$0.isNaN }
    let count = rated.count { CutScore.isMissed($0, run.options.threshold) }
    return count == 0 ? "no gap" : "* below \(number(run.options.threshold)): \(count) of \(rated.count) cells"
  }

  /// A strip: as many signs as the share.
  private var levels: [String] {
    let shares = run.whole.filter {
      $0.system == .levels && $0.estimate.quantity == "variance-share" && $0.estimate.form == "of lasting"
        && !$0.estimate.estimate.isNaN
    }
    if shares.isEmpty { return [] }
    var strip = ""
    for (place, row) in shares.enumerated() {
      let sign = Self.signs[place % Self.signs.count]
      let share = min(max(row.estimate.estimate, 0), 1)
      strip += String(repeating: sign, count: Int((share * Double(Self.barWidth)).rounded()))
    }
    let items = shares.enumerated().map { place, row in
      "\(Self.signs[place % Self.signs.count]) \(row.estimate.term ?? "") \(number(row.estimate.estimate))"
    }
    return wrapped("[\(strip)]", items, indent: 4)
  }

  /// The dearest deficits with what makes up for them, and what is needed of drivers.
  private var compensation: [String] {
    let deficits = run.deficits
    var lines = deficits.prefix(Self.most).map { deficit in
      let name = padded("\(deficit.unit), \(deficit.driver)", Self.wordsWidth)
      guard let by = deficit.by else { return name + " nothing makes up for it" }
      return name + " \(number(deficit.price)) points of \(by) make up for one"
    }
    if deficits.count > Self.most, let last = lines.popLast() {
      lines.append(last + ", and \(deficits.count - Self.most) deficits more")
    }
    let bottlenecks = run.bottlenecks
    if let form = bottlenecks.first?.estimate.form {
      let items = bottlenecks.map { row in
        let driver = row.estimate.term ?? ""
        switch row.estimate.status {
        case .notNecessary: return "\(driver): nothing"
        case .notAvailable: return "\(driver): more than there is"
        default: return "\(driver): \(DecimalText.fixed(row.estimate.estimate, digits: 0)) %"
        }
      }
      let level = form.split(separator: " at ").last ?? ""
      lines += wrapped("bottlenecks, needed of a range for \(level) of the outcome's:", items, indent: 4)
    }
    return lines
  }

  static func power(_ p: Double) -> String {
    p.isInfinite ? (p > 0 ? "infinity" : "-infinity") : CategoryDictionary.label(p)
  }

  private var actions: [String] {
    let kinds: [(DriverAction.Kind, String)] = [
      (.openBarrier, "barriers"), (.stuckIssue, "issues"), (.overdueCoaching, "coaching overdue"),
      (.overdueCommitment, "commitments overdue"), (.trainingNeed, "to be trained"),
    ]
    let all = run.actions
    return kinds.flatMap { kind, words -> [String] in
      let own = all.filter { $0.kind == kind }
      if own.isEmpty { return [] }
      var items = own.prefix(Self.most).map { action in
        let age = action.days.isNaN ? nil : DecimalText.fixed(action.days, digits: 0) + " days"
        let more = [action.detail, action.owner.map { "owner \($0)" }].compactMap(\.self)
        return ([action.what, age].compactMap(\.self) + (more.isEmpty ? [] : ["(\(more.joined(separator: ", ")))"]))
          .joined(separator: " ")
      }
      if own.count > Self.most { items.append("and \(own.count - Self.most) more") }
      return wrapped(padded(words, Self.labelWidth), items, indent: Self.labelWidth + 1)
    }
  }

  private var questions: [String] {
    var groups: [(number: Int, question: String, answers: [DriverAnswer])] = []
    for answer in run.answers {
      if groups.last?.number != answer.number { groups.append((answer.number, answer.question, [])) }
      groups[groups.count - 1].answers.append(answer)
    }
    return groups.flatMap { number, question, answers in
      wrapped("\(number). \(question) ", items(answers), indent: 5)
    }
  }

  /// Figures with their numbers, or why there are none; the rows of a figure together.
  private func items(_ answers: [DriverAnswer]) -> [String] {
    var items: [(name: String, rows: [DriverAnswer])] = []
    for answer in answers {
      let estimate = answer.row.estimate
      // What a formula says is in the table.
      let form = estimate.form.flatMap { $0.contains("(") ? nil : $0 }
      let name = [estimate.quantity, form].compactMap(\.self).joined(separator: " ")
      if items.last?.name != name { items.append((name, [])) }
      items[items.count - 1].rows.append(answer)
    }
    return items.map { name, rows in
      guard rows.count > 1 else { return item(name, rows[0]) }
      return "\(name): " + rows.map { item("", $0) }.joined(separator: ", ")
    }
  }

  /// A number with its term, and its verdict where that is not that it answers.
  private func item(_ name: String, _ answer: DriverAnswer) -> String {
    let estimate = answer.row.estimate
    let words = [name, estimate.term ?? ""].filter { !$0.isEmpty }.joined(separator: " ")
    guard answer.verdict != .noData else { return "\(words): \(answer.verdict.rawValue)" }
    let value = estimate.estimate.isNaN ? ": " + Self.words(of: estimate) : " " + number(estimate.estimate)
    var text = words + value
    if let note = estimate.note?.split(separator: ";").first,
      estimate.quantity == "required-compensation" || note.hasPrefix(DriverRun.largestOf)
    {
      text += ", \(note)"
    }
    return answer.verdict == .answered ? text : "\(text) (\(answer.verdict.rawValue))"
  }
}

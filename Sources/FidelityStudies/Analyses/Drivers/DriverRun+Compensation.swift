import FidelityData
import FidelityDrivers

/// What a driver in deficit costs: so many points of another one make up for one of it.
struct DriverDeficit: Sendable {
  let unit: String
  let driver: String
  /// The least price over other drivers; infinite where none makes up for it.
  var price: Double
  /// The driver that it is the price in.
  var by: String?
}

extension DriverRun {
  private func compensation(_ quantity: String) -> [DriverRow] {
    whole.filter { $0.system == .compensatory && $0.estimate.quantity == quantity }
  }

  /// Drivers below the threshold by what makes up for them at the least price, the dearest first.
  var deficits: [DriverDeficit] {
    guard let table = scoreTable else { return [] }
    let (units, drivers, scores) = (table.names("unit"), table.names("driver"), table.column("score"))
    var inDeficit: Set<[String]> = []
    for row in 0..<table.rowCount where CutScore.isMissed(scores[row], options.threshold) {
      if let unit = units[row], let driver = drivers[row] { inDeficit.insert([unit, driver]) }
    }
    let known = Set(drivers.labels)
    var cheapest: [[String]: DriverDeficit] = [:]
    for row in compensation("price") {
      guard let unit = row.unit, let (driver, by) = Self.pair(row.estimate.term ?? "", known) else { continue }
      let key = [unit, driver]
      guard inDeficit.contains(key) else { continue }
      let price = row.estimate.estimate
      guard row.estimate.status == .notCompensable || !price.isNaN else { continue }
      var deficit = cheapest[key] ?? DriverDeficit(unit: unit, driver: driver, price: .infinity)
      if price < deficit.price { (deficit.price, deficit.by) = (price, by) }
      cheapest[key] = deficit
    }
    return cheapest.values.sorted { a, b in (-a.price, a.unit, a.driver) < (-b.price, b.unit, b.driver) }
  }

  /// The drivers of the term `a in b`, whatever stands in their names.
  private static func pair(_ term: String, _ drivers: Set<String>) -> (String, String)? {
    for range in term.ranges(of: " in ") {
      let (a, b) = (String(term[..<range.lowerBound]), String(term[range.upperBound...]))
      if drivers.contains(a), drivers.contains(b) { return (a, b) }
    }
    return nil
  }

  /// What one driver needs so that a unit below the target reaches it: the mean of the least such score over units, and
  /// how many units no single driver lifts. Nil without scores of drivers.
  var required: DriverRow? {
    let composites = compensation("power-mean").filter { $0.unit != nil }
    guard !composites.isEmpty else { return nil }
    var row = DriverRow(.compensatory, Estimate("required-compensation"))
    row.estimate.form = "the least of one driver"
    // Without the questions of the study, whose form is a loss.
    let rows = compensation("required-compensation").filter { $0.unit != nil && $0.estimate.form == nil }
    var (units, least) = (Set<String>(), [String: (score: Double, by: String)]())
    for row in rows {
      guard let unit = row.unit else { continue }
      units.insert(unit)
      guard row.estimate.status == .ok, row.estimate.estimate < least[unit]?.score ?? .infinity else { continue }
      least[unit] = (row.estimate.estimate, row.estimate.term ?? "")
    }
    guard !units.isEmpty else {
      row.estimate.unitCount = composites.count
      (row.estimate.status, row.estimate.note) = (.nothingRequired, "every unit reaches the target")
      return row
    }
    row.estimate.unitCount = units.count
    row.estimate.note = "\(units.count - least.count) of \(units.count) units below the target not-compensable"
    guard !least.isEmpty else {
      row.estimate.status = .notCompensable
      return row
    }
    // In the order of names, for the same last digit at every run.
    let scores = least.sorted { $0.key < $1.key }.map(\.value)
    row.estimate.estimate = scores.reduce(0) { $0 + $1.score } / Double(scores.count)
    let means = Dictionary(scores.map { ($0.by, 1) }, uniquingKeysWith: +)
    let ways = means.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.key) \($0.value)" }
    row.estimate.add(note: "the others \(ways.joined(separator: ", "))")
    return row
  }

  /// What is indispensable of each driver for an outcome of about the cut: of the rows of the bottleneck table, those
  /// at the percent of the outcome's range next to it.
  var bottlenecks: [DriverRow] {
    let levels = options.bottleneckLevels
    guard let level = levels.min(by: { abs($0 - 100 * options.cut) < abs($1 - 100 * options.cut) }) else { return [] }
    let form = "ce-fdh at \(CategoryDictionary.label(level)) %"
    let statuses: Set<Status> = [.notNecessary, .notAvailable]
    return compensation("nca-bottleneck").filter {
      $0.estimate.form == form && (!$0.estimate.estimate.isNaN || statuses.contains($0.estimate.status))
    }
  }
}

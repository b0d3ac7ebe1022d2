public import FidelityData
public import FidelityInstruments
import FidelityProbability

/// Rating data with a known truth: sites, teachers in sites, monthly visits, several raters at a visit, the items of an
/// instrument.
///
/// A rating is a category of the latent sum
///
///     mean + growth x month + site + site growth x month + teacher + visit + item - severity of the rater + residual
///
/// of independent normal effects: with K categories from low to high, category 1 + floor(latent + K/2), kept within
/// 1...K, so that a latent 0 falls into the middle and a step of the scale is one unit. Every cell is missing with one
/// probability. The same seed gives the same data.
public struct Simulation: Sendable, Equatable {
  public var sites = 40
  public var teachersPerSite = 6
  public var occasions = 8
  public var ratersPerVisit = 2
  /// How many raters there are in all; each visit draws from them.
  public var raterPool = 12
  /// The day of the first visits; the others follow on the same day of the next months.
  public var start = (year: 2024, month: 9, day: 16)
  /// The probability that a rating is missing.
  public var missing = 0.08
  public var truth = Truth()

  /// The true effects.
  public struct Truth: Sendable, Equatable {
    public var mean = 0.0
    /// Growth a month, in steps of the scale.
    public var growth = 0.06
    public var siteDeviation = 0.4
    public var siteGrowthDeviation = 0.05
    public var teacherDeviation = 0.4
    public var visitDeviation = 0.2
    public var itemDeviation = 0.4
    public var raterDeviation = 0.25
    public var residualDeviation = 0.5
  }

  /// What a simulation gives: the ratings in the layout of the study, and the effects that were drawn.
  public struct Outcome: Sendable {
    public var ratings: Table
    /// Columns `effect, id, value`: `site`, `site-growth`, `rater` (severity), `item`.
    public var truth: Table
  }

  public init() {}

  public static func == (a: Simulation, b: Simulation) -> Bool {
    a.sites == b.sites && a.teachersPerSite == b.teachersPerSite && a.occasions == b.occasions
      && a.ratersPerVisit == b.ratersPerVisit && a.raterPool == b.raterPool && a.start == b.start
      && a.missing == b.missing && a.truth == b.truth
  }

  /// Draws the data.
  /// - Parameter isLong: one rating a row (`site, teacher, date, rater, item, score`), instead of a column per item.
  /// - Complexity: O(ratings).
  public func run(_ instrument: Instrument, seed: UInt64, isLong: Bool = false) -> Outcome {
    var draws = Draws(self, items: instrument.items.count, seed: seed)
    var writer = RatingsWriter(instrument, isLong: isLong)
    let dates = (0..<occasions).map(date)
    for site in 0..<sites {
      for teacher in 0..<teachersPerSite {
        let teacherEffect = truth.teacherDeviation * draws.stream.normal()
        for occasion in 0..<occasions {
          let visit = truth.visitDeviation * draws.stream.normal()
          let growth = (truth.growth + draws.siteGrowth[site]) * Double(occasion)
          let level = truth.mean + growth + draws.site[site] + teacherEffect + visit
          for rater in draws.raters(ratersPerVisit, of: raterPool) {
            let values = instrument.items.indices.map { item -> Double in
              let residual = truth.residualDeviation * draws.stream.normal()
              let latent = level + draws.item[item] - draws.rater[rater] + residual
              let isMissing = draws.stream.uniform() < missing
              return isMissing ? .nan : category(latent, instrument.items[item])
            }
            writer.append(site: site, teacher: teacher, date: dates[occasion], rater: rater, values: values)
          }
        }
      }
    }
    return Outcome(ratings: writer.table(instrument), truth: draws.table(instrument))
  }

  private func category(_ latent: Double, _ item: Instrument.Item) -> Double {
    let step = item.step ?? (item.upper - item.lower) / 4
    let count = ((item.upper - item.lower) / step).rounded() + 1
    let place = (latent + count / 2).rounded(.down)
    let value = item.lower + step * min(max(place, 0), count - 1)
    return item.isReversed ? item.lower + item.upper - value : value
  }

  /// The date of a visit; the last day of a month that is too short.
  private func date(_ occasion: Int) -> String {
    let months = start.month - 1 + occasion
    let (year, month) = (start.year + months / 12, months % 12 + 1)
    var day = start.day
    while day > 28, CalendarDate.day(year: year, month: month, day: day) == nil { day -= 1 }
    return CalendarDate.text(ofDay: CalendarDate.day(year: year, month: month, day: day) ?? 0)
  }
}

/// The effects that are drawn once, and the stream of all the others.
private struct Draws {
  let site: [Double]
  let siteGrowth: [Double]
  let rater: [Double]
  let item: [Double]
  var stream: RandomStream

  init(_ simulation: Simulation, items: Int, seed: UInt64) {
    var stream = RandomStream(seed: seed)
    func effects(_ count: Int, _ deviation: Double) -> [Double] { (0..<count).map { _ in deviation * stream.normal() } }
    let truth = simulation.truth
    site = effects(simulation.sites, truth.siteDeviation)
    siteGrowth = effects(simulation.sites, truth.siteGrowthDeviation)
    rater = effects(simulation.raterPool, truth.raterDeviation)
    item = effects(items, truth.itemDeviation)
    self.stream = stream
  }

  /// Different raters for a visit.
  mutating func raters(_ count: Int, of pool: Int) -> [Int] {
    var chosen: [Int] = []
    while chosen.count < count {
      let rater = stream.next(upperBound: pool)
      if !chosen.contains(rater) { chosen.append(rater) }
    }
    return chosen
  }

  func table(_ instrument: Instrument) -> Table {
    let sites = site.indices.map { RatingsWriter.siteName($0) }
    let effects: [(name: String, ids: [String], values: [Double])] = [
      ("site", sites, site), ("site-growth", sites, siteGrowth),
      ("rater", rater.indices.map { RatingsWriter.raterName($0) }, rater), ("item", instrument.items.map(\.id), item),
    ]
    return Table(columns: [
      .init("effect", text: effects.flatMap { effect in effect.ids.map { _ in effect.name } }),
      .init("id", text: effects.flatMap(\.ids)), .init("value", .numbers(effects.flatMap(\.values))),
    ])
  }
}

/// Rows of ratings in a wide or a long table.
private struct RatingsWriter {
  private let isLong: Bool
  private let itemIDs: [String]
  private var keys: [[String?]] = [[], [], [], []]
  private var items: [String?] = []
  private var values: [[Double]]

  init(_ instrument: Instrument, isLong: Bool) {
    self.isLong = isLong
    itemIDs = instrument.items.map(\.id)
    values = Array(repeating: [], count: isLong ? 1 : instrument.items.count)
  }

  static func siteName(_ site: Int) -> String { "S" + padded(site + 1, 2) }
  static func raterName(_ rater: Int) -> String { "R" + padded(rater + 1, 2) }

  private static func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  mutating func append(site: Int, teacher: Int, date: String, rater: Int, values row: [Double]) {
    let names = [Self.siteName(site), "\(Self.siteName(site))-T\(teacher + 1)", date, Self.raterName(rater)]
    if isLong {
      // A missing rating has no row.
      for (item, value) in row.enumerated() where !value.isNaN {
        for index in keys.indices { keys[index].append(names[index]) }
        items.append(itemIDs[item])
        values[0].append(value)
      }
    } else {
      for index in keys.indices { keys[index].append(names[index]) }
      for item in row.indices { values[item].append(row[item]) }
    }
  }

  func table(_ instrument: Instrument) -> Table {
    var table = Table()
    for (name, column) in zip(["site", "teacher", "date", "rater"], keys) { table.append(.init(name, text: column)) }
    if isLong {
      table.append(.init("item", text: items))
      table.append(.init("score", .numbers(values[0])))
    } else {
      for (name, column) in zip(itemIDs, values) { table.append(.init(name, .numbers(column))) }
    }
    return table
  }
}

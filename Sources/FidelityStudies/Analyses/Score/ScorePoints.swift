import FidelityData
import FidelityInstruments
import FidelityLinearAlgebra

/// What pictures of scores are drawn from: scores and items by periods of time. Mergeable.
struct ScorePoints: Sendable {
  private let instrument: Instrument
  /// nil where the data have no time, or none yet: then all rows are one period.
  private var periods: TimePeriods?
  private var summary: ScoreSummary
  private var items: ItemSummary
  private var clusters: ScoreClusters?
  /// The codes of clusters within periods.
  private var pairs: [UInt64: UInt32] = [:]
  /// The persons by periods; nil where the data name none.
  private var persons: PersonCounts?

  init(_ instrument: Instrument, isClustered: Bool) {
    self.instrument = instrument
    summary = ScoreSummary(instrument)
    items = ItemSummary(instrument)
    clusters = isClustered ? ScoreClusters(instrument) : nil
  }

  /// Takes the scores of some rows.
  /// - Parameters:
  ///   - times: the time of each row; nil where the data have none.
  ///   - isDate: whether times are days.
  ///   - clusters: the cluster of each row, where scores are clustered.
  ///   - persons: the person of each row, where the data name persons.
  mutating func append(
    _ block: ScoreBlock, items ratings: Matrix?, times: [Double]?, isDate: Bool, clusters codes: [UInt32]?,
    persons people: [UInt32]?
  ) {
    var groups = [UInt32](repeating: 0, count: block.rowCount)
    if let times, times.contains(where: { !$0.isNaN }) {
      var known = periods ?? TimePeriods(isDate: isDate)
      let found = known.codes(times)
      if let joined = found.joined { regroup(joined) }
      groups = found.codes
      periods = known
    } else if times != nil {
      groups = [UInt32](repeating: missingKey, count: block.rowCount)
    }
    if let ratings { items.accumulate(ratings, rowCount: block.rowCount, groups: groups) }
    if let people {
      var known = persons ?? PersonCounts()
      known.append(block, groups: groups, persons: people)
      persons = known
    }
    if let codes, clusters != nil {
      let pairs = zip(groups, codes).map { group, cluster in
        group == missingKey || cluster == missingKey ? missingKey : pair(cluster, group)
      }
      groups = clusters?.accumulate(block, groups: groups, clusters: pairs) ?? groups
    }
    summary.accumulate(block, groups: groups)
  }

  private mutating func pair(_ cluster: UInt32, _ group: UInt32) -> UInt32 {
    let key = UInt64(cluster) << 32 | UInt64(group)
    if let code = pairs[key] { return code }
    let code = UInt32(pairs.count)
    pairs[key] = code
    return code
  }

  /// Takes what rows that follow have given.
  /// - Parameters:
  ///   - codes: the code here of each cluster there.
  ///   - people: the code here of each person there.
  mutating func merge(_ other: ScorePoints, clusters codes: [UInt32]?, persons people: [UInt32]?) {
    var theirs = Array(0..<UInt32(other.summary.groupCount))
    if let periods = other.periods {
      var known = self.periods ?? TimePeriods(isDate: periods.isDate)
      let (found, own) = known.merge(periods)
      if self.periods != nil { regroup(own) }
      self.periods = known
      theirs = found
    }
    take(other, groups: theirs, clusters: codes, persons: people)
  }

  /// Puts what there is under new codes of periods.
  private mutating func regroup(_ codes: [UInt32]) {
    guard codes.indices.contains(where: { codes[$0] != UInt32($0) }) else { return }
    var result = ScorePoints(instrument, isClustered: clusters != nil)
    result.periods = periods
    result.take(self, groups: codes, clusters: nil, persons: nil)
    self = result
  }

  private mutating func take(
    _ other: ScorePoints, groups: [UInt32], clusters codes: [UInt32]?, persons people: [UInt32]?
  ) {
    summary.merge(other.summary, groups: groups)
    items.merge(other.items, groups: groups)
    if let theirs = other.persons {
      var known = persons ?? PersonCounts()
      known.merge(theirs, groups: groups, persons: people)
      persons = known
    }
    guard let theirs = other.clusters else { return }
    var places = [UInt32](repeating: 0, count: other.pairs.count)
    for (key, code) in other.pairs.sorted(by: { $0.value < $1.value }) {
      let (cluster, group) = (UInt32(key >> 32), Int(key & 0xffff_ffff))
      places[Int(code)] = pair(codes?[Int(cluster)] ?? cluster, groups[group])
    }
    clusters?.merge(theirs, groups: groups, clusters: places)
  }

  // MARK: - Tables

  /// `scores-over-time` and `item-means`; the first only where the data have time.
  mutating func tables(_ rollUp: ScoreRollUp) -> [StudyResultTable] {
    if var known = periods {
      let joined = known.join()
      regroup(joined)
      periods = known
    }
    var tables: [StudyResultTable] = []
    if let periods { tables.append(StudyResultTable(Score.timeName, overTime(rollUp, periods))) }
    tables.append(StudyResultTable(Score.itemName, itemMeans))
    return tables
  }

  /// The means of scales by periods: the rows `score-mean` of a roll-up whose groups are periods.
  private func overTime(_ rollUp: ScoreRollUp, _ periods: TimePeriods) -> Table {
    let order = periods.sorted.filter { $0 < summary.groupCount }
    let places = Table.Column("place", .wholes(Array(order.indices)))
    let all = rollUp.table(summary, clusters: clusters, order: order).table(groups: [places])
    let quantities = all.texts("quantity") ?? []
    let terms = all.texts("term") ?? []
    var rows: [Int] = []
    for scale in instrument.scales {
      rows += quantities.indices.filter { quantities[$0] == "score-mean" && terms[$0] == scale.id }
    }
    let means = all.rows(rows)
    let place = means.numbers("place") ?? []
    let degrees = means.numbers("degrees_of_freedom") ?? []
    let values = means.numbers("estimate") ?? []
    let scales = (means.texts("term") ?? []).map { term in instrument.scales.first { $0.id == term } }
    let units = degrees.map { clusters == nil || $0.isNaN ? nil : Int($0) + 1 }
    var result = Table(columns: means.columns.filter { $0.name == "term" })
    result.append(Table.Column("time", text: place.map { periods.label(order[Int($0)]) }))
    for name in ["estimate", "standard_error", "lower", "upper", "level", "n_observations"] {
      if let values = means[name] { result.append(Table.Column(name, values)) }
    }
    result.append(Table.Column("n_units", .integers(units)))
    if let counts = persons?.byGroup(max(summary.groupCount, periods.count)) {
      result.append(Table.Column("n_persons", .wholes(place.map { counts[order[Int($0)]] })))
    }
    result.append(Table.Column("criterion", .numbers(scales.map { $0?.cut ?? .nan })))
    let bands = zip(scales, values).map { scale, value in scale?.band(of: value)?.label }
    result.append(Table.Column("band", text: bands))
    if let values = means["status"] { result.append(Table.Column("status", values)) }
    return result
  }

  /// The means of items as proportions of their ranges, by periods.
  private var itemMeans: Table {
    let groups = periods.map { periods in periods.sorted } ?? [0]
    var (names, labels, times, means) = ([String?](), [String?](), [String?](), [Double]())
    var (counts, statuses) = ([Int](), [String?]())
    for (place, item) in instrument.items.enumerated() {
      for group in groups {
        let statistics = items.statistics(item: place, group: group)
        let mean = (statistics.mean - item.lower) / (item.upper - item.lower)
        names.append(item.id)
        labels.append(item.label)
        times.append(periods?.label(group))
        means.append(statistics.count > 0 && mean.isFinite ? mean : .nan)
        counts.append(statistics.count)
        statuses.append((statistics.count > 0 ? Status.ok : Status.tooFewObservations).rawValue)
      }
    }
    return Table(columns: [
      Table.Column("item", text: names), Table.Column("label", text: labels), Table.Column("time", text: times),
      Table.Column("estimate", .numbers(means)), Table.Column("n_observations", .wholes(counts)),
      Table.Column("status", text: statuses),
    ])
  }
}

extension Instrument {
  /// The bands of all scales, the lowest first: from which score on, and whether they count as fidelity.
  var bandTable: Table {
    var (terms, bands, lower, upper, marks) = ([String?](), [String?](), [Double](), [Double](), [String?]())
    for scale in scales {
      for (place, band) in scale.bands.enumerated() {
        terms.append(scale.id)
        bands.append(band.label)
        lower.append(max(band.atLeast ?? scale.lower, scale.lower))
        upper.append(place + 1 < scale.bands.count ? scale.bands[place + 1].atLeast ?? .nan : scale.upper)
        marks.append(place + 1 == scale.bands.count ? "true" : "false")
      }
    }
    return Table(columns: [
      Table.Column("term", text: terms), Table.Column("band", text: bands), Table.Column("lower", .numbers(lower)),
      Table.Column("upper", .numbers(upper)), Table.Column("is_fidelity", text: marks),
    ])
  }
}

extension Instrument.Scale {
  /// The score from which on the highest band begins; nil without bands.
  fileprivate var cut: Double? { bands.last?.atLeast }

  /// The band that a score lies in.
  fileprivate func band(of score: Double) -> Instrument.Band? {
    score.isNaN ? nil : bands.last { score >= ($0.atLeast ?? -.infinity) - 1e-12 }
  }
}

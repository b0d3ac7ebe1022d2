import FidelityData
import FidelityMeasurement

/// The two kinds of leading that the framework tells apart.
enum LeadershipStrategy: String, Sendable, CaseIterable {
  case technical
  case adaptive
}

/// The answers about leaders, arranged by leader and strategy.
struct LeadershipAnswers {
  let table: DriverTable
  let leaders: NameColumn
  private let items: NameColumn
  private let raters: NameColumn
  private let values: [Double]
  private let isSelf: [Bool]
  /// The rows of leader times strategy.
  private let grouping: Grouping
  let scale: LeadershipScale

  init(_ table: DriverTable, _ options: DriverOptions) {
    self.table = table
    leaders = table.names("leader")
    items = table.names("item")
    raters = table.names("rater")
    values = table.numbers("value")
    scale = LeadershipScale(options.scale)
    let strategies = table.names("strategy")
    let places = strategies.labels.map { label in LeadershipStrategy.allCases.firstIndex { $0.rawValue == label } }
    let width = LeadershipStrategy.allCases.count
    let codes = zip(leaders.codes, strategies.codes).map { leader, strategy -> UInt32 in
      guard leader != missingKey, strategy != missingKey, let place = places[Int(strategy)] else { return missingKey }
      return leader * UInt32(width) + UInt32(place)
    }
    grouping = Grouping(codes: codes, groupCount: leaders.labels.count * width)
    let groups = table.names("rater_group")
    let ownCode = groups.code(of: "self")
    isSelf = groups.codes.map { $0 == ownCode }
  }

  /// A row of the leader; nil where there is none.
  func firstRow(_ leader: Int) -> Int? {
    let width = LeadershipStrategy.allCases.count
    let (start, end) = (grouping.offsets[leader * width], grouping.offsets[(leader + 1) * width])
    return start < end ? Int(grouping.order[start]) : nil
  }

  /// Scratch of a walk over leaders: where a rater or an item stands in the answers at hand.
  struct Places {
    fileprivate var raters: [Int]
    fileprivate var items: [Int]
  }

  var places: Places {
    Places(
      raters: Array(repeating: -1, count: raters.labels.count), items: Array(repeating: -1, count: items.labels.count))
  }

  /// What is said of a leader's strategy.
  func answers(_ leader: Int, _ strategy: LeadershipStrategy, _ places: inout Places) -> StrategyAnswers {
    let place = LeadershipStrategy.allCases.firstIndex(of: strategy) ?? 0
    let rows = grouping.rows(of: leader * LeadershipStrategy.allCases.count + place)
    var (metRaters, metItems): ([Int], [Int]) = ([], [])
    var (ownSum, ownCount) = (0.0, 0)
    for row in rows.lazy.map({ Int($0) }) where !values[row].isNaN {
      if isSelf[row] {
        ownSum += values[row]
        ownCount += 1
        continue
      }
      guard raters.codes[row] != missingKey, items.codes[row] != missingKey else { continue }
      let (rater, item) = (Int(raters.codes[row]), Int(items.codes[row]))
      if places.raters[rater] < 0 {
        places.raters[rater] = metRaters.count
        metRaters.append(rater)
      }
      if places.items[item] < 0 {
        places.items[item] = metItems.count
        metItems.append(item)
      }
    }
    var ratings = [Double](repeating: .nan, count: metRaters.count * metItems.count)
    for row in rows.lazy.map({ Int($0) }) where !values[row].isNaN && !isSelf[row] {
      guard raters.codes[row] != missingKey, items.codes[row] != missingKey else { continue }
      let (rater, item) = (places.raters[Int(raters.codes[row])], places.items[Int(items.codes[row])])
      ratings[rater * metItems.count + item] = values[row]
    }
    for rater in metRaters { places.raters[rater] = -1 }
    for item in metItems { places.items[item] = -1 }
    return StrategyAnswers(
      ratings: ratings, raterCount: metRaters.count, itemCount: metItems.count,
      own: ownCount > 0 ? scale.share(ownSum / Double(ownCount)) : .nan, scale: scale)
  }
}

/// The scale of the items.
struct LeadershipScale {
  let range: ClosedRange<Double>
  /// The options 1 apart; nil where the ends are not a whole number apart.
  let options: ResponseScale?

  init(_ range: ClosedRange<Double>) {
    self.range = range
    let width = range.upperBound - range.lowerBound
    let isWhole = width >= 1 && width < Double(ResponseScale.mostOptions) && width == width.rounded()
    options = isWhole ? ResponseScale(points: (0...Int(width)).map { range.lowerBound + Double($0) }) : nil
  }

  /// POMP: the share of the way from the lowest to the highest answer.
  func share(_ value: Double) -> Double { (value - range.lowerBound) / (range.upperBound - range.lowerBound) }
}

/// The answers about one leader and one strategy.
struct StrategyAnswers {
  /// Of the others, rater by rater; NaN for an item left out.
  let ratings: [Double]
  let raterCount: Int
  let itemCount: Int
  /// The leader's own score; NaN where there is none.
  let own: Double
  let scale: LeadershipScale

  /// The mean of what each rater answered, 0...1.
  var raterScores: [Double] {
    (0..<raterCount).map { rater in
      var (sum, count) = (0.0, 0)
      for value in ratings[rater * itemCount..<(rater + 1) * itemCount] where !value.isNaN {
        sum += value
        count += 1
      }
      return scale.share(sum / Double(count))
    }
  }

  /// rWG(J) and the average deviation about the mean, of raters who answered all items.
  var agreement: (rwg: Estimate, deviation: Estimate)? {
    guard itemCount > 0, let options = scale.options else { return nil }
    var counts = GroupRatings(scale: options, itemCount: itemCount)
    for rater in 0..<raterCount {
      counts.add(group: 0, ratings: ratings.span.extracting(rater * itemCount..<(rater + 1) * itemCount))
    }
    let rows = WithinGroupAgreement().scaleEstimates(counts, group: 0)
    guard let rwg = rows.first(where: { $0.quantity == "rwg-j" }),
      let deviation = rows.first(where: { $0.quantity == "average-deviation" && $0.form == "mean" })
    else { return nil }
    return (rwg, deviation)
  }
}

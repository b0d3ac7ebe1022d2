import Benchmark
import Fidelity
import FidelityFiles
import FidelityStudies
import GeneratedFiles
import Measuring

/// A district's year of observations from file to results: scores with roll-up, agreement by item, trends by site.
let benchmarks: @Sendable () -> Void = {
  for format in GeneratedFile.Format.allCases {
    for rowCount in Effort.sizes(100_000, 1_000_000, smoke: 1_000) {
      measure("Scores of 45 items, \(format.rawValue) to Parquet", rowCount, .rows) {
        try ScoredRows.generate(rowCount, format)
      } job: { file in
        try ScoredRows.run(file)
      } discard: { file in
        file.remove()
      }
    }
  }
  for groupCount in Effort.sizes(10_000, 100_000, smoke: 100) {
    for order in RatedGroups.Order.allCases {
      for isClustered in [false, true] where order == .byVisit || !isClustered {
        let groups = RatedGroups(groupCount: groupCount, order: order, isClustered: isClustered)
        let clusters = isClustered ? ", clusters" : ""
        measure("Agreement by group, CSV to Parquet, \(order.rawValue)\(clusters)", groupCount, .groups) {
          try groups.generate()
        } job: { file in
          try groups.run(file)
        } discard: { file in
          file.remove()
        }
      }
    }
  }
  for format in GeneratedFile.Format.allCases {
    for groupCount in Effort.sizes(10_000, 100_000, smoke: 100) {
      measure("Agreement within groups, \(format.rawValue) to Parquet", groupCount, .groups) {
        try Teams.generate(groupCount, format)
      } job: { file in
        try Teams.run(file)
      } discard: { file in
        file.remove()
      }
    }
  }
  for unitCount in Effort.sizes(100_000, 1_000_000, smoke: 1_000) {
    for layout in RatedUnits.Layout.allCases {
      let units = RatedUnits(unitCount: unitCount, layout: layout)
      measure("All alphas, Parquet, \(layout.rawValue)", units.ratingCount, .ratings) {
        try units.generate()
      } job: { file in
        try units.run(file)
      } discard: { file in
        file.remove()
      }
    }
  }
  for isWide in [true, false] {
    let isFull = Effort.current == .full
    let pairs = RatedPairs(raterCount: isFull ? 200 : 8, unitCount: isFull ? 10_000 : 200, isWide: isWide)
    measure("All pairs of raters, Parquet, \(isWide ? "wide" : "long")", pairs.pairCount, .pairs) {
      try pairs.generate()
    } job: { file in
      try pairs.run(file)
    } discard: { file in
      file.remove()
    }
  }
  for (raterCount, unitCount) in Effort.current == .full ? [(20, 100_000), (2, 1_000_000)] : [(4, 1_000)] {
    let pairs = MeasuredPairs(raterCount: raterCount, unitCount: unitCount)
    measure(
      "Concordance of \(raterCount) raters, Parquet, \(shortened(unitCount)) units", pairs.pairCount * unitCount, .pairs
    ) {
      try pairs.generate()
    } job: { file in
      try pairs.run(file)
    } discard: { file in
      file.remove()
    }
  }
  for layout in StudyLayout.allCases {
    for siteCount in layout.siteCounts {
      let district = District(siteCount: siteCount, layout)
      measure("StudyRunner, \(layout.rawValue) CSV, \(shortened(siteCount)) sites", district.ratingCount, .ratings) {
        try district.generate()
      } job: { file in
        try StudyRunner(try district.study(of: file)).run()
      } discard: { file in
        file.remove()
      }
    }
  }
}

/// An administration a row, 2 % missing; scored into a file while the rows are read.
enum ScoredRows {
  private static let instrumentID = "tfi-2.1"

  static func generate(_ rowCount: Int, _ format: GeneratedFile.Format) throws -> GeneratedFile {
    let instrument = try InstrumentCatalogue.instrument(instrumentID)
    var stream = RandomStream(seed: 8)
    var table = Table(columns: [Table.Column("id", .wholes(Array(0..<rowCount)))])
    for item in instrument.items {
      let values = (0..<rowCount).map { _ in
        stream.uniform() < 0.02 ? Double.nan : Double(stream.next(upperBound: 3))
      }
      table.append(Table.Column(item.id, .numbers(values)))
    }
    return try GeneratedFile(table, format: format)
  }

  static func run(_ file: GeneratedFile) throws {
    var data = DataDescription(files: [file.path], roles: ["unit": ["id"]])
    data.layout = .wide(try WidePattern("{item}"))
    let stream = TableStream(to: file.path + ".result.parquet", format: .parquet)
    let receiver = RowReceiver(table: "score") { rows throws(DataError) in try stream.append(rows) }
    let study = Study(data: data, instrument: instrumentID, analyses: [.score()])
    _ = try StudyRunner(study).run(receiver: receiver)
    try stream.finish()
  }
}

/// Agreement of many small groups from a file of ratings to a file of results, with units alone and in clusters.
struct RatedGroups {
  enum Order: String, CaseIterable {
    /// Visit by visit, each with all its items, as ratings are entered.
    case byVisit = "by visit"
    case random = "random order"
  }

  let groupCount: Int
  let order: Order
  let isClustered: Bool
  private static let (itemCount, unitCount, raterCount) = (100, 20, 3)

  var ratingCount: Int { groupCount * Self.unitCount * Self.raterCount }

  /// Visits (a site in a wave) x 20 lessons x 3 raters x 100 items; a group is an item at a visit.
  func generate() throws -> GeneratedFile {
    var stream = RandomStream(seed: 5)
    let visits = max(1, groupCount / Self.itemCount)
    var (visit, lesson, rater, item, score) = ([Int](), [Int](), [Int](), [Int](), [Double]())
    for place in 0..<visits * Self.unitCount {
      let qualities = (0..<Self.itemCount).map { _ in stream.normal() }
      for by in 0..<Self.raterCount {
        for (index, quality) in qualities.enumerated() {
          visit.append(place / Self.unitCount)
          lesson.append(place)
          rater.append(by)
          item.append(index)
          score.append(min(max((quality + 0.6 * stream.normal() + 3).rounded(), 1), 5))
        }
      }
    }
    var rows = Array(score.indices)
    if order == .random { rows.shuffle(using: &stream) }
    func text(_ name: String, _ codes: [Int], _ label: (Int) -> String) -> Table.Column {
      let labels = (0...(codes.max() ?? 0)).map(label)
      return Table.Column(name, .text(codes: rows.map { UInt32(codes[$0]) }, labels: labels))
    }
    let table = Table(columns: [
      text("site", visit.map { $0 / 20 }) { "site\($0)" }, text("wave", visit.map { $0 % 20 }) { "w\($0)" },
      text("lesson", lesson) { "L\($0)" }, text("teacher", lesson.map { $0 / 2 }) { "t\($0)" },
      text("rater", rater) { "R\($0)" }, text("item", item) { "item\($0)" },
      Table.Column("score", .numbers(rows.map { score[$0] })),
    ])
    return try GeneratedFile(table, format: .csv)
  }

  func run(_ file: GeneratedFile) throws {
    let data = DataDescription(
      files: [file.path],
      roles: ["unit": ["lesson"], "rater": ["rater"], "item": ["item"], "value": ["score"]])
    let request = AnalysisRequest.reliability(
      scale: .ordinal, by: ["item", "site", "wave"], cluster: isClustered ? ["teacher"] : [])
    let results = try StudyRunner(Study(data: data, analyses: [request])).run()
    try TableWriter.write(results.tables[0].table, to: file.path + ".result.parquet", format: .parquet)
  }
}

enum StudyLayout: String, CaseIterable {
  case wide, long

  /// A long table of 4,000 sites would be a gigabyte of text.
  var siteCounts: [Int] {
    self == .wide ? Effort.sizes(40, 400, 4_000, smoke: 4) : Effort.sizes(40, 400, smoke: 4)
  }
}

/// Sites with 6 teachers each, 8 monthly visits by 2 raters out of 12, the 45 items of an inventory, 8 % missing.
struct District {
  private static let instrumentID = "tfi-2.1"
  private static let itemCount = 45

  private let layout: StudyLayout
  private var simulation = Simulation()

  init(siteCount: Int, _ layout: StudyLayout) {
    self.layout = layout
    simulation.sites = siteCount
  }

  /// The number of ratings asked for, missing ones included.
  var ratingCount: Int {
    simulation.sites * simulation.teachersPerSite * simulation.occasions * simulation.ratersPerVisit * Self.itemCount
  }

  func generate() throws -> GeneratedFile {
    let instrument = try InstrumentCatalogue.instrument(Self.instrumentID)
    let outcome = simulation.run(instrument, seed: 6, isLong: layout == .long)
    return try GeneratedFile(outcome.ratings, format: .csv)
  }

  func study(of file: GeneratedFile) throws -> Study {
    var data = DataDescription(
      files: [file.path],
      roles: ["unit": ["teacher", "date"], "rater": ["rater"], "site": ["site"], "teacher": ["teacher"]],
      time: .column("date"))
    switch layout {
    case .wide: data.layout = .wide(try WidePattern("{item}"))
    case .long:
      data.roles["item"] = ["item"]
      data.roles["value"] = ["score"]
    }
    return Study(
      data: data, instrument: Self.instrumentID,
      analyses: [
        .reliability(
          scale: .ordinal, by: ["item"], coefficients: ["percent-agreement", "gwet-ac", "krippendorff-alpha"],
          weights: ["quadratic"], metrics: ["ordinal"]),
        .score(by: ["site"]), .trend(outcome: "tier1", group: ["site"]),
      ])
  }
}

import Benchmark
import Fidelity
import FidelityFiles
import FidelityStudies
import GeneratedFiles
import Measuring

/// A district's year of observations from file to results: scores with roll-up, agreement by item, trends by site.
let benchmarks: @Sendable () -> Void = {
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
    let coefficients: [AgreementCoefficient] = [
      .percentAgreement(.quadratic), .gwetAC(.quadratic), .krippendorffAlpha(metric: .ordinal),
    ]
    return Study(
      data: data, instrument: Self.instrumentID,
      analyses: [
        .reliability(ReliabilityRequest(by: ["item"], scale: .ordinal, coefficients: coefficients)),
        .score(ScoreRequest(by: ["site"])), .trend(TrendRequest(outcome: "tier1", group: ["site"])),
      ])
  }
}

import Fidelity
import FidelityFiles
import FidelityStudies
import GeneratedFiles

/// Four raters of many units, a tenth of the ratings missing: all alphas from a Parquet file, in memory that the units
/// do not fill where they come one after the other.
struct RatedUnits {
  enum Layout: String, CaseIterable {
    case wide = "a column per rater"
    case wideInAnyOrder = "a column per rater, units in any order"
    case long = "a rating a row, by unit"
    case scattered = "a rating a row, in any order"

    fileprivate var isWide: Bool { self == .wide || self == .wideInAnyOrder }
  }

  let unitCount: Int
  let layout: Layout
  private static let raterCount = 4

  var ratingCount: Int { unitCount * Self.raterCount }

  func generate() throws -> GeneratedFile {
    var stream = RandomStream(seed: 12)
    var columns = Array(repeating: [Double](), count: Self.raterCount)
    for _ in 0..<unitCount {
      let quality = stream.normal()
      for rater in columns.indices {
        let seen = min(max((quality + 0.6 * stream.normal() + 3).rounded(), 1), 5)
        columns[rater].append(stream.uniform() < 0.1 ? .nan : seen)
      }
    }
    var units = Array(0..<unitCount)
    if layout == .wideInAnyOrder { units.shuffle(using: &stream) }
    guard layout.isWide else { return try GeneratedFile(long(columns, &stream), format: .parquet) }
    var table = Table(columns: [Table.Column("unit", .wholes(units))])
    for (rater, ratings) in columns.enumerated() { table.append(Table.Column("R\(rater + 1)", .numbers(ratings))) }
    return try GeneratedFile(table, format: .parquet)
  }

  private func long(_ columns: [[Double]], _ stream: inout RandomStream) -> Table {
    var cells = Array(0..<ratingCount).filter { !columns[$0 % Self.raterCount][$0 / Self.raterCount].isNaN }
    if layout == .scattered { cells.shuffle(using: &stream) }
    let labels = (1...Self.raterCount).map { "R\($0)" }
    return Table(columns: [
      Table.Column("unit", .wholes(cells.map { $0 / Self.raterCount })),
      Table.Column("rater", .text(codes: cells.map { UInt32($0 % Self.raterCount) }, labels: labels)),
      Table.Column("value", .numbers(cells.map { columns[$0 % Self.raterCount][$0 / Self.raterCount] })),
    ])
  }

  func run(_ file: GeneratedFile) throws -> StudyResults {
    var data = DataDescription(files: [file.path], roles: ["unit": ["unit"]])
    if layout.isWide {
      data.layout = .wide(try WidePattern("R{rater}"))
    } else {
      (data.roles["rater"], data.roles["value"]) = (["rater"], ["value"])
    }
    let request = AnalysisRequest.reliability(scale: .ratio, coefficients: ["krippendorff-alpha"])
    return try StudyRunner(Study(data: data, analyses: [request])).run()
  }
}

/// All pairs of many raters who rated all units, from a Parquet file to the table of results.
struct RatedPairs {
  let raterCount: Int
  let unitCount: Int
  let isWide: Bool

  var pairCount: Int { raterCount * (raterCount - 1) / 2 }

  func generate() throws -> GeneratedFile {
    var stream = RandomStream(seed: 13)
    var columns = Array(repeating: [Double](), count: raterCount)
    for _ in 0..<unitCount {
      let quality = stream.normal()
      for rater in columns.indices {
        columns[rater].append(min(max((quality + 0.6 * stream.normal() + 3).rounded(), 1), 5))
      }
    }
    if isWide {
      var table = Table(columns: [Table.Column("unit", .wholes(Array(0..<unitCount)))])
      for (rater, ratings) in columns.enumerated() { table.append(Table.Column("R\(rater + 1)", .numbers(ratings))) }
      return try GeneratedFile(table, format: .parquet)
    }
    let cells = Array(0..<unitCount * raterCount)
    let labels = (1...raterCount).map { "R\($0)" }
    let table = Table(columns: [
      Table.Column("unit", .wholes(cells.map { $0 / raterCount })),
      Table.Column("rater", .text(codes: cells.map { UInt32($0 % raterCount) }, labels: labels)),
      Table.Column("value", .numbers(cells.map { columns[$0 % raterCount][$0 / raterCount] })),
    ])
    return try GeneratedFile(table, format: .parquet)
  }

  func run(_ file: GeneratedFile) throws -> StudyResults {
    var data = DataDescription(files: [file.path], roles: ["unit": ["unit"]])
    if isWide {
      data.layout = .wide(try WidePattern("R{rater}"))
    } else {
      (data.roles["rater"], data.roles["value"]) = (["rater"], ["value"])
    }
    let request = AnalysisRequest.raters(scale: .ordinal, pairs: true)
    return try StudyRunner(Study(data: data, analyses: [request])).run(receiver: nil, only: "rater-pairs")
  }
}

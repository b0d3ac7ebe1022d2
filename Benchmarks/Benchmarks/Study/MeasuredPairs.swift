import Fidelity
import FidelityFiles
import FidelityStudies
import GeneratedFiles

/// Raters or methods who measured all units, with decimals: limits of agreement, concordance and correlations of every
/// pair, from a Parquet file with a column per rater to the table of results.
struct MeasuredPairs {
  let raterCount: Int
  let unitCount: Int

  var pairCount: Int { raterCount * (raterCount - 1) / 2 }

  func generate() throws -> GeneratedFile {
    var stream = RandomStream(seed: 17)
    var columns = Array(repeating: [Double](), count: raterCount)
    for _ in 0..<unitCount {
      let truth = 50 + 10 * stream.normal()
      for rater in columns.indices { columns[rater].append(truth + 0.2 * Double(rater) + 2 * stream.normal()) }
    }
    var table = Table(columns: [Table.Column("unit", .wholes(Array(0..<unitCount)))])
    for (rater, ratings) in columns.enumerated() { table.append(Table.Column("R\(rater + 1)", .numbers(ratings))) }
    return try GeneratedFile(table, format: .parquet)
  }

  func run(_ file: GeneratedFile) throws -> StudyResults {
    var data = DataDescription(files: [file.path], roles: ["unit": ["unit"]])
    data.layout = .wide(try WidePattern("R{rater}"))
    return try StudyRunner(Study(data: data, analyses: [.concordance()])).run(receiver: nil, only: "concordance")
  }
}

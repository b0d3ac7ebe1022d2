import Fidelity
import FidelityFiles
import FidelityStudies
import GeneratedFiles

/// Teams of four to twelve members who answer three items from 1 to 5, a member and item a row: rWG, rWG(J), average
/// deviation, aWG of every team, and the intraclass correlations of all.
enum Teams {
  private static let itemCount = 3

  static func generate(_ groupCount: Int, _ format: GeneratedFile.Format) throws -> GeneratedFile {
    var stream = RandomStream(seed: 12)
    var (team, member, item, value) = ([Int](), [Int](), [Int](), [Double]())
    for group in 0..<groupCount {
      let climate = stream.normal()
      for rater in 0..<4 + stream.next(upperBound: 9) {
        for place in 0..<itemCount {
          team.append(group)
          member.append(rater)
          item.append(place)
          value.append(min(max((3 + 0.7 * climate + 0.8 * stream.normal()).rounded(), 1), 5))
        }
      }
    }
    let table = Table(columns: [
      Table.Column("team", .wholes(team)), Table.Column("member", .wholes(member)), Table.Column("item", .wholes(item)),
      Table.Column("value", .numbers(value)),
    ])
    return try GeneratedFile(table, format: format)
  }

  static func run(_ file: GeneratedFile) throws {
    let data = DataDescription(
      files: [file.path], roles: ["rater": ["member"], "item": ["item"], "value": ["value"]])
    let stream = TableStream(to: file.path + ".result.parquet", format: .parquet)
    let receiver = RowReceiver(table: "group-agreement") { rows throws(DataError) in try stream.append(rows) }
    let study = Study(data: data, analyses: [.groupAgreement(group: ["team"], range: 1...5)])
    _ = try StudyRunner(study).run(receiver: receiver, only: "group-agreement")
    try stream.finish()
  }
}

import FidelityCharts
package import FidelityData
package import FidelityReports
import FidelitySystem

/// What `run.json` says for a report, beside what pictures need: the columns of roles, the instrument, the wishes of
/// the study.
package struct ReportRecord: Sendable, Decodable {
  /// The instrument as far as a page names it.
  package struct Instrument: Sendable, Decodable {
    package let title: String
    package let version: String?
    package let items: Int
    package let scales: [String]
  }

  /// The columns of each role of the data.
  package let columns: [String: [String]]?
  package let instrumentDetails: Instrument?
  package let report: ReportRequest?

  private enum CodingKeys: String, CodingKey {
    case columns, report
    case instrumentDetails = "instrument_details"
  }

  private static let byteLimit = 64 << 20

  /// The record of a results folder; nil where it has none.
  /// - Throws: `malformed` where it is there and does not say what a report reads: a wish that cannot be read must not
  ///   be a wish that is not there.
  package init?(folder: String) throws(DataError) {
    let path = folder + "/run.json"
    guard let bytes = InputFile(path)?.read(upTo: Self.byteLimit) else { return nil }
    do {
      self = try JSONDecoder().decode(ReportRecord.self, from: Data(bytes))
    } catch {
      throw DataError(
        .malformed(reason: "what it says of columns, instrument or report is not what a run leaves"), file: path,
        hint: "run the study again, or mend the file")
    }
  }
}

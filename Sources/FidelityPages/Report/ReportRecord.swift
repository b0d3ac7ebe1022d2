import FidelityCharts
import FidelityData
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

  /// The mapping `report:` of a study file.
  package struct Wishes: Sendable, Decodable {
    package let title: String?
    package let language: String?
    package let logo: String?
    package let sections: [String]?
    package let suppressBelow: Int?
    package let audience: String?

    private enum CodingKeys: String, CodingKey {
      case title, language, logo, sections, audience
      case suppressBelow = "suppress_below"
    }
  }

  /// The columns of each role of the data.
  package let columns: [String: [String]]?
  package let instrumentDetails: Instrument?
  package let report: Wishes?

  private enum CodingKeys: String, CodingKey {
    case columns, report
    case instrumentDetails = "instrument_details"
  }

  private static let byteLimit = 64 << 20

  /// The record of a results folder; nil where it has none, or none that can be read.
  package init?(folder: String) {
    guard let bytes = InputFile(folder + "/run.json")?.read(upTo: Self.byteLimit),
      let record = try? JSONDecoder().decode(ReportRecord.self, from: Data(bytes))
    else { return nil }
    self = record
  }
}

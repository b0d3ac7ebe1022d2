import FidelityData
import FidelitySystem

/// What `run.json` says of a results folder: from what the results are, and how they were computed.
public struct RunRecord: Sendable, Decodable {
  /// A file that was read.
  public struct Input: Sendable, Decodable {
    public let file: String
    public let bytes: Int
    public let sha256: String
  }

  /// A file of results.
  public struct Output: Sendable, Decodable {
    public let file: String
    public let rows: Int
  }

  /// The name of the study.
  public let study: String
  /// The version of this program.
  public let fidelity: String
  /// The version of the library that reads tables.
  public let arrow: String
  /// When the run ended, in UTC, as `2026-01-31T12:00:00Z`.
  public let finished: String
  public let inputs: [Input]
  /// The id of the instrument; nil without one.
  public let instrument: String?
  /// Rows of data that were read.
  public let rows: Int
  /// Which rows were taken; nil for all.
  public let condition: String?
  public let selectedRows: Int?
  public let passesGates: Bool?
  public let seed: String
  public let conventions: [String]
  public let warnings: [String]
  public let results: [Output]

  private enum CodingKeys: String, CodingKey {
    case study, fidelity, arrow, finished, inputs, instrument, rows, condition, seed, conventions, warnings, results
    case selectedRows = "rows_selected"
    case passesGates = "gates_passed"
  }

  public init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: CodingKeys.self)
    study = try members.decode(String.self, forKey: .study)
    fidelity = try members.decode(String.self, forKey: .fidelity)
    arrow = try members.decodeIfPresent(String.self, forKey: .arrow) ?? ""
    finished = try members.decodeIfPresent(String.self, forKey: .finished) ?? ""
    inputs = try members.decodeIfPresent([Input].self, forKey: .inputs) ?? []
    instrument = try members.decodeIfPresent(String.self, forKey: .instrument)
    rows = try members.decodeIfPresent(Int.self, forKey: .rows) ?? 0
    condition = try members.decodeIfPresent(String.self, forKey: .condition)
    selectedRows = try members.decodeIfPresent(Int.self, forKey: .selectedRows)
    passesGates = try members.decodeIfPresent(Bool.self, forKey: .passesGates)
    // A seed beyond 2^63 stands as text.
    if let number = try? members.decode(UInt64.self, forKey: .seed) {
      seed = String(number)
    } else {
      seed = try members.decodeIfPresent(String.self, forKey: .seed) ?? ""
    }
    conventions = try members.decodeIfPresent([String].self, forKey: .conventions) ?? []
    warnings = try members.decodeIfPresent([String].self, forKey: .warnings) ?? []
    results = try members.decodeIfPresent([Output].self, forKey: .results) ?? []
  }

  static let fileName = "run.json"
  private static let byteLimit = 64 << 20

  /// - Throws: `notReadable`, `malformed`.
  static func read(_ path: String) throws(DataError) -> RunRecord {
    guard let bytes = InputFile(path)?.read(upTo: byteLimit) else {
      throw DataError(.notReadable(reason: "the file cannot be read"), file: path)
    }
    do {
      return try JSONDecoder().decode(RunRecord.self, from: Data(bytes))
    } catch {
      throw DataError(
        .malformed(reason: "this is no run.json of a results folder"), file: path,
        hint: "name the folder that 'fidelity run' has left")
    }
  }
}

public import Foundation

/// The `datasets/` folder of the project: published data (`data.csv`) with the figures they should give
/// (`expected.json`).
public enum Datasets {
  /// The project's top folder, found from this file's own place.
  public static let projectFolder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  public static func url(_ slug: String, _ file: String = "data.csv") -> URL {
    projectFolder.appending(path: "datasets/\(slug)/\(file)")
  }

  /// Header and rows of a small CSV file without quotes.
  public static func rows(_ slug: String, _ file: String = "data.csv") throws -> (header: [String], rows: [[String]]) {
    let text = try String(contentsOf: url(slug, file), encoding: .utf8)
    var lines = text.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    return (lines.removeFirst(), lines)
  }

  /// A column of numbers; an empty cell is NaN.
  public static func numbers(_ slug: String, _ column: String, file: String = "data.csv") throws -> [Double] {
    let (header, rows) = try rows(slug, file)
    guard let index = header.firstIndex(of: column) else { throw CocoaError(.formatting) }
    return rows.map { Double($0[index]) ?? .nan }
  }

  public static func cases(_ slug: String) throws -> [ExpectedCase] {
    try JSONDecoder().decode(ExpectedFile.self, from: Data(contentsOf: url(slug, "expected.json"))).cases
  }
}

private struct ExpectedFile: Decodable { let cases: [ExpectedCase] }

/// One expected figure. `tolerance` is absolute and holds for every number of the case unless `tolerances` names
/// another.
public struct ExpectedCase: Decodable, Sendable, CustomStringConvertible {
  public let quantity: String
  public let options: [String: Option]
  public let value: Double?
  public let standardError: Double?
  public let interval: [Double]?
  public let statistic: Double?
  public let pValue: Double?
  public let tolerance: Double
  public let tolerances: [String: Double]?
  public let from: String

  enum CodingKeys: String, CodingKey {
    case quantity, options, value, interval, statistic, tolerance, tolerances, from
    case standardError = "standard_error"
    case pValue = "p_value"
  }

  public func tolerance(of field: String) -> Double { tolerances?[field] ?? tolerance }

  /// An option as text: `options["weights"]?.text`.
  public struct Option: Decodable, Sendable, Equatable {
    public let text: String
    public init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let text = try? container.decode(String.self) {
        self.text = text
      } else if let number = try? container.decode(Double.self) {
        text = number == number.rounded() ? String(Int(number)) : String(number)
      } else {
        text = String(try container.decode(Bool.self))
      }
    }
  }

  public var description: String {
    let shown = options.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.text)" }
    return "\(quantity) \(shown.joined(separator: " ")) (\(from))"
  }
}

/// What the report of a study is to be: the mapping `report:` of a study file, the member `report` of `run.json`, and
/// what whoever makes the page reads from there.
public struct ReportRequest: Sendable, Equatable, Decodable {
  /// A part of the report; the raw value is its key.
  public enum Section: String, CaseIterable, Sendable, Codable {
    case summary, measured, scores, reliability, sites, drivers, next, method, glossary
  }

  /// Who reads the report.
  public enum Audience: String, CaseIterable, Sendable, Codable {
    /// A district's team: persons are counted, never named.
    case district
    /// A building's team: what waits for somebody names them.
    case building
  }

  /// The title, in place of the name of the study.
  public var title: String?
  /// A file of texts in another language.
  public var language: String?
  /// A file with a picture.
  public var logo: String?
  /// The sections of the page; nil for all.
  public var sections: [Section]?
  /// Figures of fewer persons are not shown; nil for what reports do without being told.
  public var suppressBelow: Int?
  /// Whom it is for.
  public var audience: Audience?

  public init() {}

  private enum CodingKeys: String, CodingKey {
    case title, language, logo, sections, audience
    case suppressBelow = "suppress_below"
  }

  /// What `run.json` says of it.
  package var record: JSONValue {
    let texts: [(name: String, value: JSONValue)] = [
      ("title", title), ("language", language), ("logo", logo), ("audience", audience?.rawValue),
    ].compactMap { name, value in value.map { (name, .string($0)) } }
    let names = sections.map { [(name: "sections", value: JSONValue.array($0.map { .string($0.rawValue) }))] } ?? []
    let least = suppressBelow.map { [(name: "suppress_below", value: JSONValue.integer($0))] } ?? []
    return .object(texts + names + least)
  }
}

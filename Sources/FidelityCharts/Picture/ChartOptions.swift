/// What a picture is to show, where a table holds more than one thing.
public struct ChartOptions: Sendable {
  /// The title in place of the picture's own.
  public var title: String?
  /// The scale, coefficient or quantity that is drawn; nil for what each kind takes first.
  public var term: String?
  /// The score that counts as fidelity; nil for the one that the tables name.
  public var criterion: Double?
  /// How many labelled rows a picture has at most; more are summarised, and the picture says how.
  public var rowLimit = 60
  /// What identifiers begin with, so that pictures of several folders can stand in one page.
  public var identifierPrefix = "chart"

  /// The language of the picture.
  package var texts = ChartTexts.english

  public init() {}
}

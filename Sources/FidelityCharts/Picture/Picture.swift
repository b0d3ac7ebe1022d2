/// A picture of a table of results.
public struct Picture: Sendable {
  public let kind: ChartKind
  /// Begins with a letter; letters, digits and hyphens. No two pictures of one call share it.
  public let identifier: String
  public let title: String
  /// The text alternative: what there is to see, in a sentence.
  public let finding: String
  /// How many, and the file it is from.
  public let source: String
  /// What is drawn, as `<svg>` without its style sheet: for a page that has ``ChartStyle/css``.
  public let inlineSVG: String
  public let table: PictureTable

  /// The `<svg>` as a document of its own, with the style sheet for both themes.
  public var svg: String { ChartStyle.standalone(inlineSVG) }

  /// The size in units of the viewBox, whose text has 13: a phone shows about three quarters of a pixel of each.
  public let width: Int
  public let height: Int
}

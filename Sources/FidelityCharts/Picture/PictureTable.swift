/// The data behind a picture, as texts for people.
public struct PictureTable: Sendable, Equatable {
  public let header: [String]
  public let rows: [[String]]

  public init(header: [String], rows: [[String]]) {
    self.header = header
    self.rows = rows
  }
}

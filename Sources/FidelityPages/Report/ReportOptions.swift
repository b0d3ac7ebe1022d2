public import FidelityReports

/// How a report is made: whom it is for, what it says and in which language.
public struct ReportOptions: Sendable {
  public typealias Audience = ReportRequest.Audience
  public typealias Section = ReportRequest.Section

  /// The title; nil for the name of the study.
  public var title: String?
  package var texts: ReportTexts
  public var logo: ReportLogo?
  /// In the order of the page, whatever the order here.
  public var sections: Set<Section> = Set(Section.allCases)
  /// Figures of fewer persons are withheld, of fewer observations where results do not count persons; 0 withholds none.
  public var suppressBelow = 10
  public var audience = Audience.district

  package init(texts: ReportTexts) { self.texts = texts }

  /// The default thresholds of the findings, which the page states.
  package enum Threshold {
    /// From here on agreement counts as sufficient.
    package static let agreement = 0.6
    /// Rows of a table on the page; of a longer one, the lowest and the highest are shown.
    package static let rows = 1_000
    /// Rows of the data behind a picture.
    package static let pictureRows = 200
    /// Pictures of one kind.
    package static let pictures = 4
    /// Bytes of all pictures together.
    package static let pictureBytes = 640_000
    /// A group with fewer than this part of the median number of administrations is one to visit.
    package static let visit = 0.5
  }
}

package import FidelityCharts
package import FidelityData
import FidelityReports

extension ReportOptions {
  /// What the studies of some results folders wish of their report; of two wishes the first.
  /// - Parameter language: a file of texts in place of the studies' own.
  /// - Throws: what reading the files of language and logo throws.
  package init(wishesOf results: [Results], language: String? = nil) throws(DataError) {
    var wishes: [ReportRequest] = []
    for result in results { if let wish = try ReportRecord(folder: result.folder)?.report { wishes.append(wish) } }
    try self.init(texts: ReportTexts(contentsOfFile: language ?? wishes.compactMap(\.language).first))
    title = wishes.compactMap(\.title).first
    if let path = wishes.compactMap(\.logo).first { logo = try ReportLogo(contentsOfFile: path) }
    if let least = wishes.compactMap(\.suppressBelow).first { suppressBelow = least }
    if let wished = wishes.compactMap(\.sections).first { sections = Set(wished) }
    if let wished = wishes.compactMap(\.audience).first { audience = wished }
  }

  /// - Throws: `usage` for a name that is none.
  package static func sections(_ names: [String]) throws(DataError) -> Set<Section> {
    var sections: Set<Section> = []
    for name in names {
      guard let section = Section(rawValue: name) else { throw unknown(name, Section.allCases.map(\.rawValue)) }
      sections.insert(section)
    }
    return sections
  }

  private static func unknown(_ name: String, _ names: [String]) -> DataError {
    DataError(.usage(reason: "a report has no \"\(name)\""), hint: "there is \(names.joined(separator: ", "))")
  }
}

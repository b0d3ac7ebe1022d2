import FidelityData

/// The names of result tables, and of their files, where an analysis of a study has a name of its own.
enum ResultNames {
  /// The key of the study file.
  static let key = "name"
  static let help = "What the result tables of this analysis are called, as in kappa-by-item."

  private static let longest = 100
  /// What the results folder has beside tables, and what Windows has instead of files.
  private static let reserved = Set(
    ["run", GateReport.tableName, "con", "prn", "aux", "nul"] + (1...9).flatMap { ["com\($0)", "lpt\($0)"] })

  /// A table of an analysis under the name of the request: the word before the first hyphen gives way, so that
  /// `rater-pairs` of the analysis `training` is `training-pairs`.
  static func table(_ table: String, of request: AnalysisRequest) -> String {
    guard let name = request.resultName else { return table }
    if table == request.name { return name }
    return name + (table.firstIndex(of: "-").map { table[$0...] } ?? "-\(table)")
  }

  /// Why a name cannot be that of a file; nil where it can.
  static func fault(_ name: String) -> String? {
    let isPlain = name.unicodeScalars.allSatisfy { scalar in
      scalar.properties.isAlphabetic || scalar.properties.numericType != nil || "-_".unicodeScalars.contains(scalar)
    }
    if name.isEmpty || !isPlain || name.hasPrefix("-") || name.count > longest {
      return "a name of results is one of files too: up to \(longest) letters, digits, - and _, with no - first"
    }
    return reserved.contains(name.lowercased()) ? "\"\(name)\" cannot be a name of results" : nil
  }

  /// The first analysis whose name cannot be, with the reason: unfit for a file, or that of tables of another analysis.
  static func fault(among requests: [AnalysisRequest]) -> (place: Int, reason: String)? {
    for (place, request) in requests.enumerated() {
      guard let name = request.resultName else { continue }
      if let reason = fault(name) { return (place, reason) }
      let own = Set(request.tables.map(plain))
      for (other, rival) in requests.enumerated() where other != place && (rival.resultName == nil || other < place) {
        guard let taken = rival.tables.map(plain).first(where: { isTaken($0, own, numbered: rival.resultName == nil) })
        else { continue }
        let what = rival.resultName.map { "the analysis named \"\($0)\"" } ?? "the analysis \"\(rival.name)\""
        return (place, "\"\(name)\" is taken: results of \(what) are called \"\(taken)\"")
      }
    }
    return nil
  }

  /// Some file systems know no difference of case.
  private static func plain(_ table: String) -> String { table.lowercased() }

  /// Whether a table is one of some, or may be with the number of a second one.
  private static func isTaken(_ table: String, _ own: Set<String>, numbered: Bool) -> Bool {
    if own.contains(table) { return true }
    return numbered && own.contains { $0.hasPrefix("\(table)-") && Int($0.dropFirst(table.count + 1)) != nil }
  }
}

extension AnalysisRequest {
  /// Every result table that the analysis may leave, under its name.
  package var tables: [String] { type(of: analysis).tables.map { ResultNames.table($0, of: self) } }

  /// The choices that could have been made otherwise, in words.
  func conventions(seed: UInt64) -> [String] {
    var lines = analysis.conventions(seed: seed)
    if let condition { lines.append("\(name): rows where \(condition.text)") }
    guard let resultName else { return lines }
    return lines.map { line in
      line.hasPrefix("\(name): ") ? "\(resultName)\(line.dropFirst(name.count))" : line
    }
  }
}

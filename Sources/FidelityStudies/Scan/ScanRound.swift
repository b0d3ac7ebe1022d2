import FidelityData

/// Analyses that one scan serves: those that take the same rows.
struct ScanRound {
  /// Which rows are taken; nil for all.
  let condition: RowCondition?
  /// The places of the analyses in the study.
  private(set) var analyses: [Int]

  /// The scans of a study, in the order of its analyses: one, unless analyses have conditions of their own.
  static func rounds(of study: Study) -> [ScanRound] {
    var rounds: [ScanRound] = []
    for (place, request) in study.analyses.enumerated() where !type(of: request.analysis).readsTables {
      let condition = joined(study.data.condition, request.condition)
      if let known = rounds.firstIndex(where: { $0.condition == condition }) {
        rounds[known].analyses.append(place)
      } else {
        rounds.append(ScanRound(condition: condition, analyses: [place]))
      }
    }
    if rounds.isEmpty, !study.needsData { return [] }
    return rounds.isEmpty ? [ScanRound(condition: study.data.condition, analyses: [])] : rounds
  }

  private static func joined(_ ofData: RowCondition?, _ own: RowCondition?) -> RowCondition? {
    guard let ofData, let own else { return ofData ?? own }
    return ofData.and(own)
  }
}

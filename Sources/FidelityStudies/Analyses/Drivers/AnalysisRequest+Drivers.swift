import ArgumentParser
public import FidelityDrivers

extension AnalysisRequest {
  /// The systems of the Implementation Drivers, from the tables of the study.
  /// - Parameters:
  ///   - systems: which of them; nil for all.
  ///   - cluster: a column of groups whose units are not independent.
  ///   - p: the power of the compensatory mean; infinite ones too.
  public static func drivers(
    systems: [DriverSystem]? = nil, cluster: String? = nil, p: Double = 0, threshold: Double = 0.8, cut: Double = 0.8
  ) -> AnalysisRequest {
    var analysis = DriversAnalysis.standard
    if let systems { analysis.systems = [Names](systems.map(\.rawValue)) }
    (analysis.cluster, analysis.p, analysis.threshold, analysis.cut) = (cluster, ExtendedNumber(p), threshold, cut)
    return AnalysisRequest(analysis)
  }
}

extension DriversAnalysis {
  /// The analysis with no option said.
  package static var standard: DriversAnalysis {
    do {
      return try parse([])
    } catch {
      preconditionFailure("every option of the drivers has a default: \(error)")
    }
  }
}

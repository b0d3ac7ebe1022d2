/// Everything a Swift program needs to score fidelity, measure agreement and fit trends in memory; no files, no
/// reports, no Arrow.
@_exported public import FidelityComponents
@_exported public import FidelityData
@_exported public import FidelityDrivers
@_exported public import FidelityInstruments
@_exported public import FidelityLinearAlgebra
@_exported public import FidelityMeasurement
@_exported public import FidelityProbability
@_exported public import FidelityReliability
@_exported public import FidelityTrends

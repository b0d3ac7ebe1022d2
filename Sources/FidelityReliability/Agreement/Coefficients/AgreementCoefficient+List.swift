extension AgreementCoefficient {
  /// Every coefficient, in the order of ``names``: the only list of them.
  package static let formulas: [any AgreementFormula.Type] = [
    PercentAgreement.self, CohenKappa.self, CongerKappa.self, FleissKappa.self, GwetAC.self, BrennanPrediger.self,
    KrippendorffAlpha.self, VanOest.self, LightKappa.self, ScottPi.self, BangdiwalaB.self, CategoryAgreement.self,
    CategoryKappa.self, PrevalenceIndex.self, BiasIndex.self, KappaMaximum.self, KappaRatio.self,
  ]
}

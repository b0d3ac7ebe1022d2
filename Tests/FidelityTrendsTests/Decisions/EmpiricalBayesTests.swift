import FidelityData
import FidelityProbability
import FidelityTesting
import FidelityTrends
import Foundation
import Testing

@Suite("Empirical Bayes")
struct EmpiricalBayesTests {
  static func trials() throws -> (values: [Double], variances: [Double]) {
    (try Datasets.numbers("meta-bcg", "value"), try Datasets.numbers("meta-bcg", "variance"))
  }

  @Test("The printed figures of Viechtbauer (2010)")
  func printed() throws {
    let (values, variances) = try Self.trials()
    let pooled = EmpiricalBayes(estimates: values, variances: variances, .restrictedMaximumLikelihood)
    #expect(isClose(pooled.mean, -0.7145, within: 5e-5) && isClose(pooled.meanError, 0.1798, within: 5e-5))
    #expect(isClose(pooled.variance, 0.3132, within: 5e-5) && isClose(pooled.inconsistency, 0.9222, within: 5e-5))
    #expect(isClose(pooled.heterogeneity, 152.2330, within: 5e-5))
    #expect(pooled.status == .ok && pooled.siteCount == 13)
    #expect(pooled.varianceLower < pooled.variance && pooled.variance < pooled.varianceUpper)
  }

  @Test("Each estimate of tau^2 meets its equation", arguments: BetweenVariance.allCases)
  func equations(_ method: BetweenVariance) throws {
    let (values, variances) = try Self.trials()
    let tau = EmpiricalBayes(estimates: values, variances: variances, method).variance
    let w = variances.map { 1 / ($0 + tau) }
    let total = w.reduce(0, +)
    let mean = zip(w, values).reduce(0) { $0 + $1.0 * $1.1 } / total
    let q = zip(w, values).reduce(0) { $0 + $1.0 * pow($1.1 - mean, 2) }
    let slope = zip(w, values).reduce(0) { $0 + pow($1.0 * ($1.1 - mean), 2) }
    let squares = w.reduce(0) { $0 + $1 * $1 }
    switch method {
    case .pauleMandel: #expect(isClose(q, 12, within: 1e-12))
    case .maximumLikelihood: #expect(isClose(slope, total, within: 1e-12 * total))
    case .restrictedMaximumLikelihood: #expect(isClose(slope, total - squares / total, within: 1e-12 * total))
    case .derSimonianLaird: #expect(isClose(tau, 0.30876026286237607, within: 1e-14))
    case .hedges: #expect(isClose(tau, 0.3285638579957688, within: 1e-14))
    }
  }

  @Test(
    "With equal errors tau^2 is the variance of the estimates less that of the errors",
    arguments: BetweenVariance.allCases)
  func balanced(_ method: BetweenVariance) {
    let values = [3.0, 7, 1, 9, 4, 12]
    let pooled = EmpiricalBayes(estimates: values, standardErrors: Array(repeating: 2, count: 6), method)
    let squares = values.reduce(0) { $0 + ($1 - 6) * ($1 - 6) }
    let expected = squares / (method == .maximumLikelihood ? 6 : 5) - 4
    #expect(isClose(pooled.variance, expected, within: 1e-12))
    #expect(isClose(pooled.mean, 6, within: 1e-14))
    #expect(isClose(pooled.sites[0].estimate, 6 - 3 * expected / (expected + 4), within: 1e-13))
    #expect(isClose(pooled.sites[0].shrinkage, expected / (expected + 4), within: 1e-13))
    #expect(pooled.sites.allSatisfy { $0.conditionalError < $0.standardError && $0.conditionalError < 2 })
  }

  @Test("Sites that do not differ detectably: tau^2 is 0, and said so", arguments: BetweenVariance.allCases)
  func noVariance(_ method: BetweenVariance) {
    let pooled = EmpiricalBayes(
      estimates: [1, 1.1, 0.9, 1.05], standardErrors: [0.5, 0.6, 0.4, 0.5], method)
    #expect(pooled.variance == 0 && pooled.status == .singularFit && pooled.varianceLower == 0)
    #expect(pooled.inconsistency == 0)
    for site in pooled.sites {
      #expect(site.status == .singularFit && site.shrinkage == 0 && site.conditionalError == 0)
      #expect(isClose(site.estimate, pooled.commonMean, within: 1e-15))
      #expect(site.standardError > pooled.meanError)
    }
  }

  @Test("Origin, unit and order of the sites", arguments: BetweenVariance.allCases)
  func invariant(_ method: BetweenVariance) throws {
    let (values, variances) = try Self.trials()
    let plain = EmpiricalBayes(estimates: values, variances: variances, method)
    let shifted = EmpiricalBayes(estimates: values.map { $0 + 1024 }, variances: variances, method)
    let scaled = EmpiricalBayes(
      estimates: values.map { 256 * $0 }, variances: variances.map { 65_536 * $0 }, method)
    let order = [12, 3, 0, 7, 9, 1, 5, 11, 2, 10, 4, 8, 6]
    let permuted = EmpiricalBayes(
      estimates: order.map { values[$0] }, variances: order.map { variances[$0] }, method)
    // 1024 costs the estimates three of their digits.
    #expect(relativeError(shifted.variance, plain.variance) < 1e-11)
    #expect(relativeError(scaled.variance, 65_536 * plain.variance) < 1e-13)
    #expect(relativeError(permuted.variance, plain.variance) < 1e-12)
    #expect(relativeError(permuted.varianceUpper, plain.varianceUpper) < 1e-12)
    for (index, place) in order.enumerated() {
      #expect(isClose(shifted.sites[place].estimate - 1024, plain.sites[place].estimate, within: 1e-11))
      #expect(relativeError(scaled.sites[place].standardError, 256 * plain.sites[place].standardError) < 1e-12)
      #expect(isClose(permuted.sites[index].estimate, plain.sites[place].estimate, within: 1e-13))
      #expect(isClose(permuted.sites[index].upper, plain.sites[place].upper, within: 1e-12))
    }
  }

  @Test("Sites without an estimate or an error are left out, and so is an error of 0")
  func leftOut() {
    let pooled = EmpiricalBayes(estimates: [1, 5, .nan, 3, 9, 2], standardErrors: [1, 1, 1, 0, .nan, 1])
    let alone = EmpiricalBayes(estimates: [1, 5, 2], standardErrors: [1, 1, 1])
    #expect(pooled.siteCount == 3 && pooled.variance == alone.variance && pooled.mean == alone.mean)
    #expect(
      pooled.sites.map(\.status) == [.ok, .ok, .tooFewObservations, .noSpread, .tooFewObservations, .ok])
    #expect(pooled.sites[3].estimate == 3 && pooled.sites[3].standardError.isNaN)
    #expect(pooled.sites[5] == alone.sites[2])
  }

  @Test("Fewer than two sites have no mean and no variance", arguments: [[], [4.0], [4, .nan]])
  func tooFew(_ estimates: [Double]) {
    let pooled = EmpiricalBayes(estimates: estimates, standardErrors: estimates.map { _ in 1 })
    #expect(pooled.status == .tooFewObservations && pooled.mean.isNaN && pooled.variance.isNaN)
    #expect(pooled.newSiteInterval().lower.isNaN && pooled.meanInterval(isAdjusted: true).upper.isNaN)
    if let site = pooled.sites.first { #expect(site.estimate == 4) }
  }

  @Test("Two sites: an interval of the mean, none of a new site by t")
  func two() {
    let pooled = EmpiricalBayes(estimates: [0, 10], standardErrors: [1, 1])
    #expect(isClose(pooled.variance, 49, within: 1e-12))
    #expect(pooled.newSiteInterval().lower.isNaN && pooled.newSiteInterval(isNormal: true).lower < 0)
  }

  @Test(
    "Twelve sites of unequal precision: limits hold the true values as often as their level says",
    arguments: [BetweenVariance.pauleMandel, .restrictedMaximumLikelihood])
  func coverage(_ method: BetweenVariance) {
    var stream = RandomStream(seed: 5)
    let errors = (0..<12).map { 0.4 + 0.1 * Double($0) }
    var (held, heldConditionally) = (0, 0)
    let runs = 2_000
    for _ in 0..<runs {
      let truth = errors.map { _ in 3 + stream.normal() }
      let estimates = zip(truth, errors).map { $0 + $1 * stream.normal() }
      let pooled = EmpiricalBayes(estimates: estimates, standardErrors: errors, method, level: 0.9)
      for (site, value) in zip(pooled.sites, truth) {
        if site.lower...site.upper ~= value { held += 1 }
        if site.conditionalLower...site.conditionalUpper ~= value { heldConditionally += 1 }
      }
    }
    let coverage = Double(held) / Double(runs * errors.count)
    // The conditional limits forget what mean and variance cost.
    #expect(coverage > 0.885 && coverage < 0.93, "\(coverage)")
    #expect(Double(heldConditionally) / Double(runs * errors.count) < coverage - 0.02)
  }

  @Test("Lines: one residual variance for all, a line through two points takes part")
  func lines() {
    let (x, y): ([Double], [Double]) = ([0, 1, 2, 3, 0, 1, 2, 0, 2], [0, 1.2, 1.9, 3.1, 5, 5.2, 5.1, 1, 4])
    let groups: [UInt32] = [0, 0, 0, 0, 1, 1, 1, 2, 2]
    var moments = GroupedMoments()
    moments.add(groups: groups.span, x: x.span, y: y.span)
    let lines = GroupedTrend(predictor: "x").lines(moments)
    let pooled = EmpiricalBayes.pooledVariance(lines)
    // RSS .05 with 2 and .015 with 1 degrees of freedom.
    #expect(isClose(pooled, (0.05 + 0.015) / 3, within: 1e-14))
    let bayes = EmpiricalBayes(lines: lines)
    #expect(bayes.siteCount == 3 && bayes.sites[2].status == .ok)
    #expect(isClose(bayes.commonError, (1 / (9 / pooled)).squareRoot(), within: 1e-14))
  }
}

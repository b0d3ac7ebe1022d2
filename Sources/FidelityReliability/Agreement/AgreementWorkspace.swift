import FidelityData
import FidelityProbability

/// One group ready for some of its coefficients.
struct PreparedSample {
  /// Their places among the coefficients of the analysis; one that has a row for each category stands several times.
  let places: [Int]
  let coefficients: [AgreementCoefficient]
  var sample: AgreementSample
  let scale: CategoryScale
  var index: UnitPatterns?
}

/// The memory that the groups of one analysis share, and the steps for one group.
struct AgreementWorkspace {
  private let analysis: AgreementAnalysis
  private let units: CountedUnits
  private let clusters: UnitClusters?
  private let order: CategoryOrder
  private var parts: [Part]
  private var builder = PatternBuilder()
  private var quantiles: StudentTQuantileTable
  /// For each category code, whether the group at hand uses it.
  private var isUsed: [Bool]
  /// Whether patterns say who gave which rating even where no coefficient needs it.
  private let labelsAll: Bool

  /// Coefficients over the same units.
  private struct Part {
    /// Their places among the coefficients of the analysis.
    let places: [Int]
    let coefficients: [AgreementCoefficient]
    let needs: AgreementNeeds
    let minimumRatings: Int
    /// Whether some coefficient has a row for each category.
    let isByCategory: Bool
    /// The categories that the last group used, ascending, and its scale; neighbouring groups mostly have the same.
    var usedCodes: [UInt32] = []
    var declared = DeclaredCategories.none
    var scale: CategoryScale?
    var context: AgreementContext?

    var placed: (places: [Int], coefficients: [AgreementCoefficient]) { (places, coefficients) }

    /// The coefficients of the rows of a group, and their places.
    func rows(categoryCount: Int) -> (places: [Int], coefficients: [AgreementCoefficient]) {
      var (rowPlaces, rows) = ([Int](), [AgreementCoefficient]())
      for (place, coefficient) in zip(places, coefficients) {
        let own = coefficient.rows(categoryCount: categoryCount)
        rowPlaces += repeatElement(place, count: own.count)
        rows += own
      }
      return (rowPlaces, rows)
    }
  }

  init(_ analysis: AgreementAnalysis, _ units: CountedUnits, clusters: UnitClusters? = nil, labelsAll: Bool = false) {
    self.analysis = analysis
    self.units = units
    self.clusters = clusters
    self.labelsAll = labelsAll || analysis.interval.sampling != .units
    order = CategoryOrder(units.table.dictionary)
    quantiles = StudentTQuantileTable(level: analysis.level)
    isUsed = Array(repeating: false, count: units.table.dictionary.count)
    // Coefficients of two raters know only units that both rated; the others follow the analysis.
    let all = Array(analysis.coefficients.enumerated())
    parts = [
      (all.filter { !$0.element.isOfTwoRaters }, analysis.minimumRatings),
      (all.filter { $0.element.isOfTwoRaters }, max(2, analysis.minimumRatings)),
    ].filter { !$0.0.isEmpty }.map { chosen, minimum in
      let coefficients = chosen.map(\.element)
      return Part(
        places: chosen.map(\.offset), coefficients: coefficients, needs: AgreementNeeds(of: coefficients),
        minimumRatings: minimum, isByCategory: coefficients.contains(where: \.isByCategory))
    }
  }

  mutating func estimates(group: Int, stream: UInt64) -> [Estimate] {
    if parts.count == 1 { return estimates(part: 0, group, stream: stream).rows }
    // A coefficient may have several rows, next to each other and in the order of the coefficients.
    var rows = analysis.coefficients.map { _ in [Estimate]() }
    for part in parts.indices {
      let found = estimates(part: part, group, stream: stream)
      for (place, row) in zip(found.places, found.rows) { rows[place].append(row) }
    }
    return rows.flatMap(\.self)
  }

  private mutating func estimates(
    part place: Int, _ group: Int, stream: UInt64
  ) -> (places: [Int], rows: [Estimate]) {
    let prepared = prepared(place, group, isIndexed: false)
    let rows = rows(of: prepared.coefficients, prepared.sample, stream: stream)
    return (
      prepared.places, prepared.sample.conventional(rows, prepared.coefficients, analysis, stream: stream)
    )
  }

  private mutating func rows(
    of coefficients: [AgreementCoefficient], _ sample: AgreementSample, stream: UInt64
  ) -> [Estimate] {
    switch analysis.conventionalInterval {
    case .linearised:
      let isByCategory = coefficients.contains { $0.formula.category?.rank != nil }
      // Elsewhere all units at once are as fast, and published figures are those sums to the last bit.
      let isLong = sample.context.categoryCount > AgreementContext.matrixLimit && sample.clusters == nil
      var byCategory = isByCategory && isLong ? CategoryInfluences(sample) : nil
      return coefficients.map { sample.linearised($0, analysis, &quantiles, byCategory: &byCategory) }
    case .fleissCohenEveritt:
      return coefficients.map { sample.fleissCohenEveritt($0, analysis, &quantiles) }
    case .jackknife(let sampling):
      return sample.jackknifed(coefficients, over: sampling, analysis, &quantiles)
    case .bootstrap(let resamples, let seed, let sampling, let limits):
      let bootstrap = AgreementBootstrap(
        resamples: resamples, seed: seed, stream: stream, level: analysis.level, sampling: sampling, limits: limits)
      return bootstrap.estimates(coefficients, of: sample)
    }
  }

  /// One group ready for its coefficients: once for those that know all units, once for Cohen's kappa.
  mutating func prepared(group: Int) -> [PreparedSample] {
    parts.indices.map { prepared($0, group, isIndexed: true) }
  }

  private mutating func prepared(_ place: Int, _ group: Int, isIndexed: Bool) -> PreparedSample {
    let range = units.table.groupOffsets[group]..<units.table.groupOffsets[group + 1]
    let part = parts[place]
    let scale = scale(place, range, analysis.declaredCategories.inGroup(group, of: units.table))
    let patterns = builder.patterns(
      of: units, group: group, scale: scale, isLabelled: part.needs.raters || labelsAll,
      minimumRatings: part.minimumRatings)
    let context = context(place, scale, raterCount: patterns.raterCount)
    let features = AgreementFeatures(patterns, needs: part.needs, context: context)
    let (places, coefficients) = part.isByCategory ? part.rows(categoryCount: scale.count) : part.placed
    var result = PreparedSample(
      places: places, coefficients: coefficients,
      sample: AgreementSample(patterns: patterns, features: features, context: context, isNumeric: scale.isNumeric),
      scale: scale)
    if isIndexed || clusters != nil {
      let index = UnitPatterns(units.table, range: range, patterns, scale, minimumRatings: part.minimumRatings)
      result.index = index
      result.sample.clusters = clusters.map { SampledItems($0, index, units.table) }
    }
    return result
  }

  private mutating func context(_ part: Int, _ scale: CategoryScale, raterCount: Int) -> AgreementContext {
    if let last = parts[part].context, last.serves(scale, raterCount: raterCount) { return last }
    let weights = parts[part].coefficients.compactMap(\.weights)
    var context = AgreementContext(
      scale: scale, raterCount: raterCount, weights: AgreementWeights.distinct(weights))
    context.ratersAreUnknown = analysis.ratersAreUnknown
    parts[part].context = context
    return context
  }

  private mutating func scale(_ part: Int, _ range: Range<Int>, _ declared: DeclaredCategories) -> CategoryScale {
    let codes = usedCodes(range, parts[part].minimumRatings)
    if let last = parts[part].scale, parts[part].usedCodes == codes, parts[part].declared == declared { return last }
    let scale = CategoryScale(usedCodes: codes, dictionary: units.table.dictionary, declared: declared)
    (parts[part].usedCodes, parts[part].declared, parts[part].scale) = (codes, declared, scale)
    return scale
  }

  /// The categories that the units of a group use, ascending. O(ratings of the group), however many others there are.
  private mutating func usedCodes(_ range: Range<Int>, _ minimumRatings: Int) -> [UInt32] {
    let table = units.table
    let (categories, offsets) = (table.categories.span, table.unitOffsets.span)
    var found: [UInt32] = []
    var flags = isUsed.mutableSpan
    for unit in range {
      let ratings = offsets[unit]..<offsets[unit + 1]
      if ratings.count < minimumRatings { continue }
      for rating in ratings where !flags[Int(categories[rating])] {
        flags[Int(categories[rating])] = true
        found.append(categories[rating])
      }
    }
    for code in found { flags[Int(code)] = false }
    return order.ascending(found)
  }
}

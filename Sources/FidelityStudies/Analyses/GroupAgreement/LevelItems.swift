import FidelityData
import FidelityMeasurement

/// The items that raters answer in the groups of one value of `by`.
struct LevelItems: Sendable {
  /// The place here of each of the plan's items; -1 for one that nobody answers.
  private(set) var places: [Int]
  let labels: [String]?
  let scales: [ResponseScale?]
  /// Places here of the items with a scale.
  let scaled: [Int]
  /// Several items together: all of them first where there are several, then the scales of the instrument.
  let sets: [GroupAgreementPlan.ItemSet]
  /// The scales of the instrument.
  let instrumentSets: [GroupAgreementPlan.ItemSet]
  private let isReversed: [Bool]

  /// - Parameter groups: those of the level; at least one.
  init(_ plan: GroupAgreementPlan, groups: [UInt32]) {
    var isAnswered = [Bool](repeating: false, count: plan.items.count)
    for group in groups {
      for unit in plan.units(group) { isAnswered[plan.places[Int(plan.table.units[unit])]] = true }
    }
    // Where nobody answers anything, the rows of all items say so.
    if !isAnswered.contains(true) { isAnswered = isAnswered.map { _ in true } }
    let answered = isAnswered.indices.filter { isAnswered[$0] }
    places = [Int](repeating: -1, count: plan.items.count)
    for (place, item) in answered.enumerated() { places[item] = place }
    labels = plan.labels.map { labels in answered.map { labels[$0] } }
    let scales = answered.map { plan.scale(item: $0, group: groups[0]) }
    self.scales = scales
    let scaled = scales.indices.filter { scales[$0] != nil }
    self.scaled = scaled
    isReversed = answered.map { plan.isReversed.isEmpty ? false : plan.isReversed[$0] }
    let whole = scaled.isEmpty ? Array(scales.indices) : scaled
    let ofInstrument = plan.sets.compactMap { [places] set in
      let members = set.items.map { places[$0] }.filter { $0 >= 0 }
      return members.count > 1 ? GroupAgreementPlan.ItemSet(term: set.term, items: members) : nil
    }
    instrumentSets = ofInstrument.filter { set in set.items.allSatisfy { scales[$0] != nil } }
    sets = (whole.count > 1 ? [GroupAgreementPlan.ItemSet(term: "items", items: whole)] : []) + instrumentSets
  }

  var count: Int { scales.count }

  func scales(of items: [Int]) -> [ResponseScale] { items.compactMap { scales[$0] } }

  /// What intraclass correlations are of: the items, then the means of the sets.
  var targetTerms: [String?] {
    (0..<count).map { labels?[$0] } + sets.map { $0.term }
  }

  /// The ratings of a rater: of each item that was answered, and the mean of each set that was answered in full.
  func forEachTarget(_ own: ArraySlice<Double>, _ take: (Int, Double) -> Void) {
    for item in 0..<count where !own[own.startIndex + item].isNaN { take(item, own[own.startIndex + item]) }
    for (place, set) in sets.enumerated() {
      var sum = 0.0
      for item in set.items { sum += scored(own[own.startIndex + item], item) }
      if !sum.isNaN { take(count + place, sum / Double(set.items.count)) }
    }
  }

  /// A rating turned round where the instrument says so.
  private func scored(_ value: Double, _ item: Int) -> Double {
    guard isReversed[item], let scale = scales[item] else { return value }
    return scale.lowest + scale.highest - value
  }

  /// The largest average deviation that still counts as agreement, of the item or set of a term.
  func practicalDeviation(term: String?) -> Double {
    var members = [0]
    if let term {
      members = labels?.firstIndex(of: term).map { [$0] } ?? sets.first { $0.term == term }?.items ?? []
    }
    let bounds = scales(of: members).map(WithinGroupAgreement.practicalDeviation)
    return bounds.isEmpty ? .nan : bounds.reduce(0, +) / Double(bounds.count)
  }
}

import Fidelity

extension Subject {
  /// Two methods that measured each unit several times.
  static let replicates = Subject(
    name: "Two methods, replicates",
    model: """
      Difference of single readings = .3 + unit (variance .5) + replicate (variance .5), normal. Linked: three pairs of
      each unit. Not linked: three readings by one method and two by the other, half of the replicates' variance each.
      """,
    seed: 1_600,
    experiments: [20, 50].flatMap { [linked($0), notLinked($0)] })

  private static func experiment(
    _ design: String, _ method: ReplicatedPairs.Method,
    _ sample: @escaping @Sendable (inout RandomStream) -> ReplicatedPairs
  ) -> Experiment {
    let intervals = [
      Interval("bias", "t", truth: 0.3), Interval("SD of differences", "Graybill-Wang", truth: 1),
      Interval("upper limit of agreement", "mover", truth: 0.3 + 1.96),
    ]
    return Experiment(design, intervals) { stream in
      let agreement = sample(&stream).limits(method)
      return [
        Limits(agreement.biasInterval()), Limits(agreement.deviationInterval()),
        Limits(agreement.limitIntervals(.mover)?.upper),
      ]
    }
  }

  private static func linked(_ count: Int) -> Experiment {
    experiment("\(count) units x 3 linked pairs", .linked) { stream in
      let units = (0..<UInt32(count)).flatMap { [$0, $0, $0] }
      let levels = (0..<count).map { _ in 0.5.squareRoot() * stream.normal() }
      let second = units.map { _ in stream.normal() }
      let first = zip(units, second).map { 0.3 + $1 + levels[Int($0)] + 0.5.squareRoot() * stream.normal() }
      var pairs = ReplicatedPairs()
      pairs.addPairs(units: units, x: first, y: second)
      return pairs
    }
  }

  private static func notLinked(_ count: Int) -> Experiment {
    experiment("\(count) units x 3 and 2 readings", .notLinked) { stream in
      var pairs = ReplicatedPairs()
      for unit in 0..<UInt32(count) {
        let base = 2 * stream.normal()
        let level = base + 0.3 + 0.5.squareRoot() * stream.normal()
        pairs.add(units: [unit, unit, unit], x: (0..<3).map { _ in level + 0.5 * stream.normal() })
        pairs.add(units: [unit, unit], y: (0..<2).map { _ in base + 0.5 * stream.normal() })
      }
      return pairs
    }
  }
}

import FidelityData

extension CompensatoryDriver {
  /// The composites of each unit, and their means.
  static func composites(_ scores: DriverScores, _ options: DriverOptions, _ rows: inout SystemRows) {
    let mean = PowerMean(p: options.p)
    let sum = PowerMean(p: 1)
    let rule = HybridRule(mean, target: options.target)
    let (imbalance, weakest) = (MazziottaPareto(), MeanMin(alpha: options.alpha, beta: options.beta))
    let power = "p = \(text(options.p))"
    var (means, losses, adjusted, leasts) = ([Double](), [Double](), [Double](), [Double]())
    var passes = ShareCounts(clusters: scores.clusters, lacking: options.cluster)
    var undecided = 0
    for unit in scores.units.indices {
      let own = Array(scores.row(unit))
      let present = own.indices.filter { !own[$0].isNaN }
      let weights = own.indices.map { own[$0].isNaN ? 0 : scores.weights[$0] }
      let note = present.count < own.count ? "\(present.count) of \(own.count) drivers" : nil
      func add(_ quantity: String, form: String? = nil, _ value: Double, _ note: String? = note) {
        rows.whole(
          figure(quantity, form: form, unit: scores.units[unit]), value, count: present.count,
          status: value.isNaN ? .tooFewItems : .ok, note: note)
      }
      let composite = mean.value(of: own, weights: weights)
      add("power-mean", composite, note.map { "\(power); \($0)" } ?? power)
      let loss = sum.value(of: own, weights: weights) - composite
      add("compensation-loss", loss)
      let scored = present.map { own[$0] }
      let (penalised, low) = (imbalance.value(of: scored), weakest.value(of: scored))
      add("mazziotta-pareto", form: "adjusted", penalised)
      add("mean-min", low)
      let verdict = rule.isMet(own, weights: scores.weights, minima: scores.minima)
      if verdict.status == .ok {
        add("hybrid-rule", verdict.isMet ? 1 : 0)
        passes.add(verdict.isMet, row: unit)
      } else {
        add("hybrid-rule", .nan, "a critical driver has no score")
        undecided += 1
      }
      if !composite.isNaN {
        means.append(composite)
        losses.append(loss)
      }
      if !penalised.isNaN {
        adjusted.append(penalised)
        leasts.append(low)
      }
    }
    let weights = scores.hasEqualWeights ? "equal weights" : "weights as said"
    rows.mean(DriverFigure("power-mean"), means, within: 0...1, empty: .tooFewItems, note: "\(power), \(weights)")
    rows.mean(DriverFigure("compensation-loss"), losses, empty: .tooFewItems)
    rows.mean(DriverFigure("mazziotta-pareto", form: "adjusted"), adjusted, empty: .tooFewItems, note: "equal weights")
    rows.mean(DriverFigure("mean-min"), leasts, empty: .tooFewItems, note: "equal weights")
    let target = "composite of at least \(text(options.target)), and every critical minimum"
    rows.share(
      DriverFigure("hybrid-rule"), passes, empty: .tooFewItems,
      note: undecided > 0 ? "\(target); \(undecided) units without a critical score left out" : target)
  }

  /// What a point of each deficit is worth in points of the other drivers; and of drivers that the study asks about.
  static func prices(_ scores: DriverScores, _ options: DriverOptions, _ rows: inout SystemRows) {
    let mean = PowerMean(p: options.p)
    let asked = Set(
      options.requiredCompensation.flatMap { question -> [[Int]] in
        guard let a = scores.drivers.firstIndex(of: question.lossIn),
          let b = scores.drivers.firstIndex(of: question.by)
        else { return [] }
        return [[a, b]]
      })
    for unit in scores.units.indices {
      let own = Array(scores.row(unit))
      for a in own.indices where !own[a].isNaN {
        for b in own.indices where b != a && !own[b].isNaN {
          guard CutScore.isMissed(own[a], options.threshold) || asked.contains([a, b]) else { continue }
          let price = CompensationPrice(mean, of: (own[a], scores.weights[a]), in: (own[b], scores.weights[b]))
          rows.whole(
            figure("price", term: "\(scores.drivers[a]) in \(scores.drivers[b])", unit: scores.units[unit]),
            price.value, status: price.status)
        }
      }
    }
  }

  /// For each unit below the target, the score with which one driver alone reaches it; and what the study asks about.
  static func required(_ scores: DriverScores, _ options: DriverOptions, _ rows: inout SystemRows) {
    let mean = PowerMean(p: options.p)
    func add(_ required: RequiredCompensation, term: String, form: String? = nil, unit: Int, note: String? = nil) {
      rows.whole(
        figure("required-compensation", term: term, form: form, unit: scores.units[unit]), required.score,
        status: required.status, note: note)
    }
    for unit in scores.units.indices {
      let own = Array(scores.row(unit))
      let weights = own.indices.map { own[$0].isNaN ? 0 : scores.weights[$0] }
      if CutScore.isMissed(mean.value(of: own, weights: weights), options.target) {
        for driver in own.indices where !own[driver].isNaN {
          let required = RequiredCompensation(mean, scores: own, weights: weights, by: driver, target: options.target)
          add(required, term: "by \(scores.drivers[driver])", unit: unit, note: "target \(text(options.target))")
        }
      }
      for question in options.requiredCompensation {
        guard let loss = scores.drivers.firstIndex(of: question.lossIn),
          let gain = scores.drivers.firstIndex(of: question.by), !own[loss].isNaN, !own[gain].isNaN
        else { continue }
        let required = RequiredCompensation(
          mean, scores: own, weights: weights, lossIn: loss, delta: question.delta, by: gain, target: options.target)
        let note = "target \(text(options.target))"
        add(
          required, term: "\(question.lossIn) by \(question.by)", form: "delta \(text(question.delta))", unit: unit,
          note: question.delta > own[loss] ? "\(note); the loss is cut to the score" : note)
      }
    }
  }

  private static func figure(
    _ quantity: String, term: String? = nil, form: String? = nil, unit: String
  ) -> DriverFigure {
    DriverFigure(quantity, term: term, form: form, unitKind: "unit", unit: unit)
  }

  /// A number as texts have it.
  static func text(_ number: Double) -> String {
    number.isInfinite ? (number > 0 ? "infinity" : "-infinity") : CategoryDictionary.label(number)
  }
}

import FidelityInstruments

/// The definitions of the language, written out for one row: no matrices, no tricks. What the block scorer must equal.
struct PlainScorer {
  let instrument: Instrument

  enum Outcome: Equatable {
    case score(Double)
    case tooFew
    case notApplicable
  }

  private enum Answer {
    case value(Double)
    case missing
    case notApplicable
  }

  func outcomes(_ row: [Double]) -> [Outcome] {
    var outcomes = Array(repeating: Outcome.tooFew, count: instrument.scales.count)
    for index in instrument.scaleOrder { outcomes[index] = outcome(instrument.scales[index], row, outcomes) }
    return outcomes
  }

  private struct Entry {
    var answer: Answer
    var lower: Double
    var upper: Double
    var weight: Double
  }

  private func outcome(_ scale: Instrument.Scale, _ row: [Double], _ outcomes: [Outcome]) -> Outcome {
    let entries: [Entry]
    switch scale.parts {
    case .items(let parts): entries = parts.map { entry($0.index, $0.weight, row) }
    case .scales where scale.aggregate == .pooledPercent:
      entries = scale.items.map { entry($0, instrument.items[$0].weight, row) }
    case .scales(let parts):
      entries = parts.map { part in
        let answer: Answer =
          switch outcomes[part.index] {
          case .score(let score): .value(score)
          case .tooFew: .missing
          case .notApplicable: .notApplicable
          }
        let child = instrument.scales[part.index]
        return Entry(answer: answer, lower: child.lower, upper: child.upper, weight: part.weight)
      }
    }
    return combine(entries, scale)
  }

  private func entry(_ index: Int, _ weight: Double, _ row: [Double]) -> Entry {
    let item = instrument.items[index]
    var answer = Answer.missing
    if item.notApplicable.contains(row[index]) {
      answer = .notApplicable
    } else if row[index].isFinite {
      answer = .value(item.isReversed ? item.lower + item.upper - row[index] : row[index])
    }
    return Entry(answer: answer, lower: item.lower, upper: item.upper, weight: weight)
  }

  private func combine(_ entries: [Entry], _ scale: Instrument.Scale) -> Outcome {
    var counted: [(value: Double, entry: Entry)] = []
    var applicable: [Entry] = []
    var answered = 0
    for entry in entries {
      switch entry.answer {
      case .notApplicable: continue
      case .value(let value):
        counted.append((value, entry))
        answered += 1
      case .missing:
        if scale.missing == .floor { counted.append((entry.lower, entry)) }
        if scale.missing == .ceiling { counted.append((entry.upper, entry)) }
      }
      applicable.append(entry)
    }
    if applicable.isEmpty { return .notApplicable }
    switch scale.missing {
    case .exclude: if answered == 0 { return .tooFew }
    case .fail: if answered < applicable.count { return .tooFew }
    case .prorate(let share):
      if answered == 0 || Double(answered) < share * Double(applicable.count) - 1e-9 { return .tooFew }
    case .floor, .ceiling: break
    }
    let weights = counted.reduce(0) { $0 + $1.entry.weight }
    switch scale.aggregate {
    case .sum:
      guard case .prorate = scale.missing else {
        return .score(counted.reduce(0) { $0 + $1.entry.weight * $1.value })
      }
      let lowest = applicable.reduce(0) { $0 + $1.weight * $1.lower }
      let range = applicable.reduce(0) { $0 + $1.weight * ($1.upper - $1.lower) }
      return .score(lowest + pooled(counted) * range)
    case .mean: return .score(counted.reduce(0) { $0 + $1.entry.weight * $1.value } / weights)
    case .pooledPercent: return .score(pooled(counted))
    case .meanOfPercents:
      let total = counted.reduce(0) { sum, part in
        sum + part.entry.weight * (part.value - part.entry.lower) / (part.entry.upper - part.entry.lower)
      }
      return .score(total / weights)
    }
  }

  private func pooled(_ counted: [(value: Double, entry: Entry)]) -> Double {
    counted.reduce(0) { $0 + $1.entry.weight * ($1.value - $1.entry.lower) }
      / counted.reduce(0) { $0 + $1.entry.weight * ($1.entry.upper - $1.entry.lower) }
  }
}

import FidelityComponents
import FidelityData
import FidelityMeasurement

extension SelectionDriver {
  /// `interviewer-icc` of each criterion, and of the interviewers' means over criteria.
  static func agreement(_ ratings: SelectionRatings, _ rows: inout SystemRows) {
    var interviewers = LocalCodes(ratings.interviewers.labels.count)
    let byCriterion = NameRows(ratings.criteria, order: ratings.byCandidate.rows(in: ratings.order))
    for criterion in ratings.criteria.order {
      var part = InterviewRatings()
      var last = missingKey
      for row in byCriterion[criterion] {
        let (candidate, interviewer) = (ratings.candidates.codes[Int(row)], ratings.interviewers.codes[Int(row)])
        if ratings.ratings[Int(row)].isNaN { continue }
        if candidate != last { part.unitCount += 1 }
        last = candidate
        part.add(rater: interviewers.code(interviewer), ratings.ratings[Int(row)])
      }
      part.raterCount = interviewers.count
      interviewers.clear()
      part.append(term: ratings.criteria.labels[criterion], &rows)
    }
    part(of: ratings, &interviewers).append(term: "all", &rows)
  }

  /// The mean of each interviewer's ratings of each candidate.
  private static func part(of ratings: SelectionRatings, _ interviewers: inout LocalCodes) -> InterviewRatings {
    var part = InterviewRatings()
    var own = LocalCodes(ratings.interviewers.labels.count)
    for candidate in ratings.order {
      var (sums, counts) = ([Double](), [Double]())
      for row in ratings.byCandidate[candidate] {
        let (interviewer, rating) = (ratings.interviewers.codes[Int(row)], ratings.ratings[Int(row)])
        if rating.isNaN || ratings.criteria.codes[Int(row)] == missingKey { continue }
        let place = Int(own.code(interviewer))
        if place == sums.count {
          sums.append(0)
          counts.append(0)
        }
        sums[place] += rating
        counts[place] += 1
      }
      if !sums.isEmpty { part.unitCount += 1 }
      for place in sums.indices {
        part.add(rater: interviewers.code(own.codes[place]), sums[place] / counts[place])
        if counts[place] != counts[0] { part.isUneven = true }
      }
      own.clear()
    }
    part.raterCount = interviewers.count
    interviewers.clear()
    return part
  }
}

/// Dense codes of some of many codes, given again and again.
private struct LocalCodes {
  private var places: [UInt32]
  /// The codes that have one.
  private(set) var codes: [UInt32] = []

  init(_ count: Int) { places = Array(repeating: missingKey, count: count) }

  var count: Int { codes.count }

  mutating func code(_ code: UInt32) -> UInt32 {
    if places[Int(code)] == missingKey {
      places[Int(code)] = UInt32(codes.count)
      codes.append(code)
    }
    return places[Int(code)]
  }

  mutating func clear() {
    for code in codes { places[Int(code)] = missingKey }
    codes.removeAll(keepingCapacity: true)
  }
}

/// Candidates rated by interviewers, candidate by candidate.
private struct InterviewRatings {
  /// The largest number of interviewers, or of candidates where they are fewer, whose components are sought by
  /// likelihood: its limits cost 500 times its cube.
  private static let largest = 250
  private static let forms = IntraclassCorrelation.Unit.allCases.map {
    IntraclassCorrelation(model: .twoWayRandom, agreement: .absolute, unit: $0)
  }

  var unitCount = 0
  var raterCount = 0
  /// Whether some interviewers rated a candidate on fewer criteria than others did.
  var isUneven = false
  private var units: [UInt32] = []
  private var raters: [UInt32] = []
  private var values: [Double] = []

  /// Takes a rating of the candidate that ``unitCount`` has come to.
  mutating func add(rater: UInt32, _ value: Double) {
    units.append(UInt32(unitCount - 1))
    raters.append(rater)
    values.append(value)
  }

  /// ICC(2,1) and ICC(2,k) by the analysis of variance; where interviewers have gaps by restricted likelihood, k the
  /// interviewers that a candidate has.
  func append(term: String, _ rows: inout SystemRows) {
    for (form, estimate) in zip(Self.forms, estimates(level: rows.options.level)) {
      var row = rows.row(DriverFigure("interviewer-icc", term: term, form: form.name))
      let (quantity, name) = (row.estimate.quantity, row.estimate.term)
      row.estimate = estimate
      (row.estimate.quantity, row.estimate.term, row.estimate.form) = (quantity, name, form.name)
      (row.estimate.unitCount, row.estimate.raterCount) = (unitCount, raterCount)
      row.estimate.observationCount = values.count
      if isUneven { row.estimate.add(note: "some interviewers rated a candidate on fewer criteria than others did") }
      rows.append(row)
    }
  }

  private func estimates(level: Double) -> [Estimate] {
    let isComplete = values.count == unitCount * raterCount
    guard isComplete ? raterCount <= 2_000 : min(unitCount, raterCount) <= Self.largest else {
      return Self.forms.map { form in
        var row = Estimate(form.name)
        row.status = .outOfRange
        row.note = "more than \(isComplete ? 2_000 : Self.largest) interviewers: too many to compare"
        return row
      }
    }
    if isComplete {
      let anova = TwoWayAnova(moments(of: units, by: raters, raterCount))
      return Self.forms.map { $0.estimate(anova, level: level) }
    }
    var sizes = OneWayMoments()
    sizes.add(groups: units.span, values: values.span)
    let count = sizes.sizes.k0
    let fit =
      raterCount <= unitCount
      ? moments(of: units, by: raters, raterCount).fit(terms: ("unit", "rater"))
      : moments(of: raters, by: units, unitCount).fit(terms: ("rater", "unit"))
    var rows = IntraclassCorrelation.estimates(Self.forms, fit, raterCount: count, level: level)
    for place in rows.indices {
      rows[place].add(note: "\(unitCount * raterCount - values.count) ratings are missing; k = \(count)")
    }
    return rows
  }

  /// The moments of one side's ratings by the other.
  private func moments(of units: [UInt32], by raters: [UInt32], _ raterCount: Int) -> CrossedMoments {
    var moments = CrossedMoments(raterCount: raterCount)
    let unitCount = (units.max().map { Int($0) } ?? -1) + 1
    let byUnit = NameRows(codes: units, nameCount: unitCount)
    for unit in 0..<unitCount {
      let own = (raters: byUnit[unit].map { raters[Int($0)] }, values: byUnit[unit].map { values[Int($0)] })
      moments.add(raters: own.raters.span, values: own.values.span)
    }
    return moments
  }
}

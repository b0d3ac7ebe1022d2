import FidelityData
import FidelityDrivers
import FidelityTesting
import Foundation
import Testing

@Suite("The compensatory drivers")
struct CompensatoryTests {
  /// Units with scores of drivers and, where there is one, an outcome and a district.
  private struct District {
    var units: [String] = []
    var drivers = ["training", "coaching"]
    /// A row for each unit; NaN for no score.
    var scores: [[Double]] = []
    var outcomes: [Double] = []
    var districts: [String] = []

    /// - Parameter order: of the cells of scores, and of units in the table of outcomes.
    func tables(weights: DriverTable? = nil, reversed: Bool = false) -> DriverTables {
      var cells = units.indices.flatMap { unit in drivers.indices.map { (unit, $0) } }
      cells = cells.filter { !scores[$0.0][$0.1].isNaN }
      if reversed { cells.reverse() }
      var names = [
        "unit": NameColumn(cells.map { units[$0.0] }), "driver": NameColumn(cells.map { drivers[$0.1] }),
      ]
      if !districts.isEmpty { names["district"] = NameColumn(cells.map { districts[$0.0] }) }
      var tables = [
        DriverTable(
          .driverScores, file: "driver-scores.csv", rowCount: cells.count, names: names,
          numbers: ["score": cells.map { scores[$0.0][$0.1] }])
      ]
      if !outcomes.isEmpty {
        let order = reversed ? units.indices.reversed() : Array(units.indices)
        tables.append(
          DriverTable(
            .driverOutcomes, file: "driver-outcomes.csv", rowCount: order.count,
            names: ["unit": NameColumn(order.map { units[$0] })], numbers: ["outcome": order.map { outcomes[$0] }]))
      }
      if let weights { tables.append(weights) }
      return DriverTables(tables)
    }
  }

  private static func weights(_ drivers: [String], _ weights: [Double], _ minima: [Double]) -> DriverTable {
    DriverTable(
      .driverWeights, file: "driver-weights.csv", rowCount: drivers.count, names: ["driver": NameColumn(drivers)],
      numbers: ["weight": weights, "critical_minimum": minima])
  }

  private static func options(_ change: (inout DriverOptions) -> Void = { _ in }) -> DriverOptions {
    var options = DriverOptions(asOf: 20178)
    options.threshold = 0.6
    options.cut = 0.6
    options.permutations = 99
    change(&options)
    return options
  }

  private func rows(_ tables: DriverTables, _ options: DriverOptions) -> [DriverRow] {
    return CompensatoryDriver.rows(tables, options)
  }

  private func row(
    _ rows: [DriverRow], _ quantity: String, term: String? = nil, form: String? = nil
  ) throws -> Estimate {
    try #require(
      rows.first {
        $0.estimate.quantity == quantity && $0.estimate.term == term && $0.estimate.form == form && $0.unit == nil
      }
    ).estimate
  }

  /// A grid of scores with outcomes that are a power mean of them and a little more.
  private static func grid(p: Double, noise: Double) -> District {
    var district = District()
    for first in 0..<5 {
      for second in 0..<5 {
        let scores = [0.15 + 0.2 * Double(first), 0.15 + 0.2 * Double(second)]
        let number = first * 5 + second
        district.units.append("U\(number + 10)")
        district.scores.append(scores)
        district.districts.append("D\(number % 6)")
        district.outcomes.append(
          0.05 + 0.9 * PowerMean(p: p).value(of: scores) + noise * sin(Double(7 * number * number)))
      }
    }
    return district
  }

  private func expectSame(_ first: [DriverRow], _ second: [DriverRow], within tolerance: Double) {
    #expect(first.count == second.count)
    for (a, b) in zip(first, second) {
      #expect(a.unit == b.unit && a.estimate.quantity == b.estimate.quantity && a.estimate.status == b.estimate.status)
      #expect(a.estimate.term == b.estimate.term && a.estimate.form == b.estimate.form)
      for field in [\Estimate.estimate, \.standardError, \.lower, \.upper, \.degreesOfFreedom, \.pValue] {
        let (x, y) = (a.estimate[keyPath: field], b.estimate[keyPath: field])
        #expect(x.isNaN && y.isNaN || isClose(x, y, within: tolerance * max(1, abs(x))), "\(a)")
      }
    }
  }

  @Test("The order of rows does not matter")
  func permuted() {
    let district = Self.grid(p: 0.3, noise: 0.02)
    let weights = Self.weights(["coaching", "training"], [2, 1], [.nan, 0.3])
    let options = Self.options { $0.cluster = "district" }
    let (first, second) = (district.tables(weights: weights), district.tables(weights: weights, reversed: true))
    expectSame(rows(first, options), rows(second, options), within: 1e-12)
  }

  @Test("The names of units do not matter to the whole")
  func renamed() {
    let district = Self.grid(p: 0.3, noise: 0.02)
    var other = district
    other.units = district.units.indices.map { "Z\(99 - $0)" }
    let whole = { (rows: [DriverRow]) in rows.filter { $0.unit == nil && $0.estimate.quantity != "nca-permutation" } }
    // The best power is found to 1e-8.
    expectSame(
      whole(rows(district.tables(), Self.options())), whole(rows(other.tables(), Self.options())), within: 1e-6)
  }

  @Test("Drivers that add up have no interaction, no buffering, and p = 1")
  func addition() throws {
    let district = Self.grid(p: 1, noise: 0)
    let rows = rows(district.tables(), Self.options())
    let power = try row(rows, "compensation-power", form: "profile")
    #expect(power.status == .exactFit && isClose(power.estimate, 1, within: 1e-6))
    let product = try row(rows, "compensation-interaction", term: "coaching x training", form: "ols")
    #expect(isClose(product.estimate, 0, within: 1e-12))
    for term in ["training by coaching", "coaching by training"] {
      #expect(try isClose(row(rows, "compensation-ratio", term: term, form: "interaction").estimate, 0.5, within: 1e-9))
      #expect(try isClose(row(rows, "buffering-ratio", term: term, form: "interaction").estimate, 0, within: 1e-9))
      #expect(try isClose(row(rows, "compensation-ratio", term: term, form: "cells").estimate, 0.5, within: 1e-9))
      #expect(try isClose(row(rows, "buffering-ratio", term: term, form: "cells").estimate, 0, within: 1e-9))
    }
  }

  @Test("The best driver and the weakest one", arguments: [(8.0, 1.0), (-8, -1)])
  func extremes(_ p: Double, _ sign: Double) throws {
    let rows = rows(Self.grid(p: p, noise: 0.005).tables(), Self.options())
    #expect(try row(rows, "compensation-power", form: "profile").estimate * sign > 2)
    #expect(try row(rows, "compensation-power", form: "kmenta").estimate * sign > 0)
    #expect(try row(rows, "compensation-interaction", term: "coaching x training", form: "cr2").estimate * sign < 0)
    let ratio = try row(rows, "compensation-ratio", term: "training by coaching", form: "cells")
    #expect((ratio.estimate - 0.5) * sign > 0.1 && ratio.lower < ratio.estimate && ratio.estimate < ratio.upper)
  }

  @Test("Drivers that are equal in every unit do not tell the power")
  func equalDrivers() throws {
    var district = Self.grid(p: 0.3, noise: 0.02)
    district.scores = district.scores.map { [$0[0], $0[0]] }
    let rows = rows(district.tables(), Self.options())
    let power = try row(rows, "compensation-power", form: "profile")
    #expect(power.status == .notIdentified && power.estimate.isNaN)
    #expect(try row(rows, "compensation-power", form: "kmenta").status == .notIdentified)
    #expect(try row(rows, "compensation-interaction", term: "coaching x training", form: "ols").status == .aliased)
    let ratio = try row(rows, "compensation-ratio", term: "training by coaching", form: "cells")
    #expect(ratio.status == .tooFewUnits)
    #expect(
      try row(rows, "compensation-ratio", term: "training by coaching", form: "interaction").status == .notIdentified)
  }

  @Test("Fieller's limits are where the test just does not reject, and an unbounded set has none")
  func fieller() {
    let interval = FiellerInterval(
      numerator: (0.4, 0.01), denominator: (0.9, 0.02), covariance: 0.005, degreesOfFreedom: 12)
    #expect(interval.status == .ok && isClose(interval.ratio, 4.0 / 9, within: 1e-15))
    for limit in [interval.lower, interval.upper] {
      let t = (0.4 - limit * 0.9) / (0.01 - 2 * limit * 0.005 + limit * limit * 0.02).squareRoot()
      #expect(isClose(abs(t), 2.178_812_829_667_228, within: 1e-9))
    }
    let unbounded = FiellerInterval(
      numerator: (0.4, 0.01), denominator: (0.1, 0.02), covariance: 0, degreesOfFreedom: 12)
    #expect(unbounded.status == .notIdentified && unbounded.lower.isNaN && isClose(unbounded.ratio, 4, within: 1e-14))
    let zero = FiellerInterval(numerator: (1, 1), denominator: (0, 1), covariance: 0, degreesOfFreedom: 12)
    #expect(zero.status == .notIdentified && zero.ratio.isNaN)
    let exact = FiellerInterval(numerator: (1, 0), denominator: (2, 0), covariance: 0, degreesOfFreedom: 12)
    #expect(exact.status == .noSpread && exact.ratio == 0.5 && exact.upper.isNaN)
    #expect(
      FiellerInterval(numerator: (1, 1), denominator: (2, 1), covariance: 0, degreesOfFreedom: 0).status
        == .tooFewObservations)
  }

  @Test("Powers of few, constant and zero data")
  func degeneratePowers() {
    func power(_ outcomes: [Double], _ scores: [Double]) -> CompensationPower {
      CompensationPower(outcomes: outcomes, scores: scores, weights: [1, 1])
    }
    #expect(power([0.1, 0.2, 0.3], [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]).status == .tooFewUnits)
    #expect(power([0.5, 0.5, 0.5, 0.5], [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8]).status == .noVariation)
    #expect(power([0.1, 0.2, 0.3, 0.5], [0, 0, 0, 0, 0, 0, 0, 0]).status == .notIdentified)
    let zeros = power([0.1, 0.2, 0.35, 0.5, 0.4], [0, 0.4, 0.3, 0, 0.5, 0.6, 0.9, 0.8, 0.7, 0.6])
    #expect(zeros.p.isFinite && zeros.residualSumOfSquares.isFinite)
    let zeroed = KmentaPower(outcomes: [0, 1, 1, 1, 2, 3], scores: Array(repeating: 0.5, count: 12), weights: [1, 1])
    #expect(zeroed.status == .notIdentified && zeroed.p.isNaN)
  }

  @Test("Flags count every unit once")
  func flags() throws {
    var district = District()
    district.units = ["A", "B", "C", "D", "E"]
    district.scores = [[0.9, 0.8], [0.4, 0.9], [0.5, 0.5], [0.7, 0.6], [0.9, .nan]]
    district.outcomes = [0.7, 0.6, 0.5, 0.4, 0.9]
    let rows = rows(district.tables(), Self.options())
    for flag in CompensationFlag.allCases {
      // E may have a deficit: its coaching is not known.
      #expect(try row(rows, "compensation-flag", term: flag.rawValue, form: "with outcome").estimate == 1)
      #expect(try row(rows, "compensation-flag", term: flag.rawValue, form: "with outcome").unitCount == 4)
    }
    let own = rows.filter { $0.estimate.quantity == "compensation-flag" && $0.unit != nil }
    #expect(own.map(\.unit) == ["A", "B", "C", "D"])
    #expect(own.map(\.estimate.term) == ["no-deficit", "compensated", "uncompensated", "unexplained"])
  }

  @Test("A score that reaches a cut as an exact fraction reaches it, whatever its rounding")
  func exactCuts() throws {
    // .7999999999999999
    let score = 0.1 + 0.7
    #expect(score < 0.8 && CutScore.isReached(score, 0.8) && !CutScore.isMissed(score, 0.8))
    #expect(CutScore.isMissed(0.799_999, 0.8) && !CutScore.isMissed(.nan, 0.8) && !CutScore.isReached(.nan, 0.8))
    var district = District()
    district.units = ["A", "B"]
    district.scores = [[score, 0.9], [0.7, 0.9]]
    district.outcomes = [score, score]
    let options = Self.options {
      $0.threshold = 0.8
      $0.cut = 0.8
      $0.critical = ["training": 0.8]
    }
    let rows = rows(district.tables(), options)
    let flags = rows.filter { $0.estimate.quantity == "compensation-flag" && $0.unit != nil }
    #expect(flags.map(\.estimate.term) == ["no-deficit", "compensated"])
    #expect(rows.filter { $0.estimate.quantity == "price" }.map(\.unit) == ["B"])
    #expect(rows.filter { $0.estimate.quantity == "hybrid-rule" && $0.unit != nil }.map(\.estimate.estimate) == [1, 0])
    let cells = CompensationCells(
      outcomes: [1, 2], of: [score, 0.7], by: [0.7, score], threshold: 0.8)
    #expect(cells.highLow.count == 1 && cells.lowHigh.count == 1 && cells.lowLow.count == 0)
    // Two of three with .8 each have what a mean of 1.6 / 3 needs.
    let required = RequiredCompensation(
      PowerMean(p: 1), scores: [0.8, score, 0], weights: [1, 1, 1], by: 2, target: 1.6 / 3)
    #expect(required.status == .nothingRequired && required.score == 0)
  }

  @Test("Weights, minima and what the study asks about")
  func weightsAndMinima() throws {
    var district = District()
    district.units = ["A", "B"]
    district.scores = [[0.9, 0.9], [1, 0.4]]
    let weights = Self.weights(["training", "coaching", "fidelity"], [3, 1, 0], [.nan, 0.5, .nan])
    let options = Self.options {
      $0.p = 1
      $0.target = 0.8
      $0.requiredCompensation = [CompensationQuestion(lossIn: "coaching", delta: 0.2, by: "training")]
    }
    let rows = rows(district.tables(weights: weights), options)
    let means = rows.filter { $0.estimate.quantity == "power-mean" && $0.unit != nil }.map(\.estimate.estimate)
    #expect(means.count == 2 && isClose(means[0], 0.9, within: 1e-15) && isClose(means[1], 0.85, within: 1e-15))
    #expect(try row(rows, "hybrid-rule").estimate == 0.5)
    let required = rows.filter {
      $0.estimate.quantity == "required-compensation" && $0.estimate.term == "coaching by training"
    }
    #expect(required.count == 2 && required.allSatisfy { $0.estimate.form == "delta 0.2" })
    #expect(isClose(required[0].estimate.estimate, (3.2 - 0.7) / 3, within: 1e-12))
    #expect(isClose(required[1].estimate.estimate, 1, within: 1e-12) && required[1].estimate.status == .ok)
    let prices = rows.filter { $0.estimate.quantity == "price" && $0.unit == "B" }
    #expect(prices.map(\.estimate.term) == ["coaching in training"])
    #expect(isClose(prices[0].estimate.estimate, 1.0 / 3, within: 1e-15))
  }

  @Test("Weights of the study come before those of the table, which come before 1")
  func weightsOfTheStudy() throws {
    var district = District()
    district.units = ["A"]
    district.scores = [[1, 0.5]]
    let options = Self.options {
      $0.p = 1
      $0.weights = ["training": 4]
    }
    let weights = Self.weights(["training", "coaching"], [1, 1], [.nan, .nan])
    for table in [weights, nil] {
      let rows = rows(district.tables(weights: table), options)
      #expect(try isClose(row(rows, "power-mean").estimate, 0.9, within: 1e-15))
    }
  }

  @Test("A critical driver without a score leaves the rule undecided")
  func missingCritical() throws {
    var district = District()
    district.units = ["A", "B"]
    district.scores = [[0.9, .nan], [0.9, 0.9]]
    let rows = rows(district.tables(), Self.options { $0.critical = ["coaching": 0.5] })
    let own = rows.filter { $0.estimate.quantity == "hybrid-rule" && $0.unit != nil }
    #expect(own.map(\.estimate.status) == [.tooFewItems, .ok])
    let share = try row(rows, "hybrid-rule")
    #expect(share.estimate == 1 && share.unitCount == 1)
    let composite = try #require(rows.first { $0.estimate.quantity == "power-mean" && $0.unit == "A" })
    #expect(isClose(composite.estimate.estimate, 0.9, within: 1e-15))
    #expect(composite.estimate.note?.hasSuffix("1 of 2 drivers") == true)
  }

  @Test("No table is a row that names the file")
  func noTables() throws {
    let nothing = rows(DriverTables(), Self.options())
    #expect(nothing.map(\.estimate.status) == [.noTable])
    #expect(nothing.first?.estimate.note == "fill driver-scores.csv")
    var district = Self.grid(p: 0, noise: 0.02)
    district.outcomes = []
    let missing = rows(district.tables(), Self.options()).filter { $0.estimate.status == .noTable }
    #expect(missing.map(\.estimate.quantity) == ["compensation-interaction"])
    #expect(missing.first?.estimate.note == "fill driver-outcomes.csv")
  }

  @Test("One unit, one driver, constants and zeros have rows with a status, and no number that is not finite")
  func degenerate() {
    var districts: [District] = []
    var one = District()
    (one.units, one.scores, one.outcomes) = (["A"], [[0.5, 0.6]], [0.7])
    districts.append(one)
    one.drivers = ["training"]
    one.scores = [[0.5]]
    districts.append(one)
    var constant = Self.grid(p: 0, noise: 0)
    constant.scores = constant.scores.map { _ in [0.5, 0.5] }
    districts.append(constant)
    constant.outcomes = constant.outcomes.map { _ in 0.4 }
    districts.append(constant)
    constant.scores = constant.scores.map { _ in [0, 0] }
    districts.append(constant)
    var missing = Self.grid(p: 0, noise: 0.1)
    missing.scores = missing.scores.enumerated().map { $0.offset % 2 == 0 ? [0.5, .nan] : [.nan, 0.7] }
    districts.append(missing)
    for district in districts {
      for p in [-Double.infinity, -1, 0, 1, .infinity] {
        let rows = rows(district.tables(), Self.options { $0.p = p })
        #expect(!rows.isEmpty)
        for row in rows {
          #expect(row.estimate.estimate.isFinite || row.estimate.status != .ok, "\(row)")
          for number in [row.estimate.estimate, row.estimate.lower, row.estimate.upper, row.estimate.standardError] {
            #expect(!number.isInfinite, "\(row)")
          }
        }
      }
    }
  }

  @Test("Tables that contradict each other")
  func contradictions() {
    var district = Self.grid(p: 0, noise: 0)
    func errors(_ tables: DriverTables, _ options: DriverOptions = Self.options()) -> [DataError] {
      CompensatoryDriver.errors(tables, options)
    }
    #expect(errors(district.tables()).isEmpty)
    let few = errors(district.tables(weights: Self.weights(["training"], [1], [.nan])))
    #expect(few.count == 1 && few.first?.value == "coaching" && few.first?.file == "driver-scores.csv")
    let none = errors(district.tables(weights: Self.weights(["training", "coaching"], [0, 0], [.nan, .nan])))
    #expect(none.count == 1 && none.first?.file == "driver-weights.csv")
    let options = Self.options {
      $0.critical = ["coachng": 0.5]
      $0.requiredCompensation = [CompensationQuestion(lossIn: "training", delta: 0.1, by: "traning")]
    }
    #expect(errors(district.tables(), options).count == 2)
    district.units[3] = district.units[2]
    let clustered = errors(district.tables(), Self.options { $0.cluster = "district" })
    #expect(clustered.count == 2 && clustered.allSatisfy { $0.column == "district" })
    var tables = Self.grid(p: 0, noise: 0).tables()
    tables[.driverOutcomes] = DriverTable(
      .driverOutcomes, file: "driver-outcomes.csv", rowCount: 2, names: ["unit": NameColumn(["U10", "U99"])],
      numbers: ["outcome": [0.5, 0.5]])
    let unknown = errors(tables)
    #expect(unknown.count == 1 && unknown.first?.row == 2 && unknown.first?.value == "U99")
  }

  @Test("A cluster is of the units, whichever table has it; without one each unit is its own")
  func clusters() throws {
    let district = Self.grid(p: 0.3, noise: 0.02)
    let clustered = rows(district.tables(), Self.options { $0.cluster = "district" })
    let single = rows(district.tables(), Self.options())
    let (first, second) = (
      try row(clustered, "compensation-interaction", term: "coaching x training", form: "cr2"),
      try row(single, "compensation-interaction", term: "coaching x training", form: "cr2")
    )
    #expect(isClose(first.estimate, second.estimate, within: 1e-12))
    #expect(first.degreesOfFreedom < 5.5 && second.degreesOfFreedom > 6)
    #expect(second.note?.contains("HC2") == true)
    // Each unit in a district of its own is the same as no district.
    var own = district
    own.districts = district.units
    let apart = try row(
      rows(own.tables(), Self.options { $0.cluster = "district" }), "compensation-interaction",
      term: "coaching x training", form: "cr2")
    #expect(isClose(apart.standardError, second.standardError, within: 1e-12))
  }

  @Test("Necessity: a row for each driver, p by Holm")
  func necessity() throws {
    let rows = rows(Self.grid(p: -3, noise: 0.01).tables(), Self.options())
    for driver in ["coaching", "training"] {
      #expect(try row(rows, "nca-effect-size", term: driver, form: "ce-fdh").estimate > 0.1)
      let test = try row(rows, "nca-permutation", term: driver, form: "ce-fdh")
      // At best both have 1 of 100, which Holm doubles.
      #expect(test.pValue >= 0.02 && test.note?.contains("Holm over 2 drivers") == true)
    }
  }
}

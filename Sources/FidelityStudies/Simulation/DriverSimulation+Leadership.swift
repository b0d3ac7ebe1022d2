import FidelityData
import FidelityDrivers
import FidelityProbability
import FidelitySystem

// Leadership, the matrix of components, and scores of drivers with their outcome.

extension DriverSimulation {
  var leadership: String {
    var stream = stream(.leadership)
    var text = "leader,strategy,item,rater,rater_group,value,building,district\n"
    for district in 1...districts {
      for building in 1...buildings {
        for (strategy, mean) in [("technical", truth.technical), ("adaptive", truth.adaptive)] {
          let own = mean + (truth.raterReliability * 0.5).squareRoot() * stream.normal()
          for rater in 0...6 {
            let group = rater == 0 ? "self" : rater < 5 ? "staff" : rater == 5 ? "peer" : "supervisor"
            let seen =
              own + ((1 - truth.raterReliability) * 0.5).squareRoot() * stream.normal() + (rater == 0 ? 0.3 : 0)
            for item in 1...4 {
              let value = min(max((seen + 0.5 * stream.normal()).rounded(), 1), 5)
              text +=
                "L\(district)\(building),\(strategy),\(strategy.prefix(1))\(item),R\(rater),\(group),\(Int(value)),"
              text += "D\(district)B\(building),D\(district)\n"
            }
          }
        }
      }
    }
    return text
  }

  static let matrixDrivers = ["selection", "training", "coaching", "fidelity", "data", "leadership"]

  var components: String {
    var stream = stream(.components)
    var text = "component,driver,rating,maximum,rater\n"
    for component in Self.components {
      for (place, driver) in Self.matrixDrivers.enumerated() {
        for rater in 1...4 {
          let latent = 3.2 - 0.25 * Double(place) + 0.8 * stream.normal()
          text += "\(component),\(driver),\(Int(min(max(latent.rounded(), 0), 4))),4,M\(rater)\n"
        }
      }
    }
    return text
  }

  var compensation: [(DriverRole, String)] {
    var stream = stream(.driverScores)
    let drivers = ["training", "coaching", "data-use"]
    var scores = "unit,driver,score\n"
    var outcomes = "unit,outcome\n"
    for unit in 1...(30 * districts) {
      let own = drivers.map { _ in min(max(0.62 + 0.2 * stream.normal(), 0.05), 1) }.map {
        ($0 * 1000).rounded() / 1000
      }
      for (driver, score) in zip(drivers, own) { scores += "U\(unit),\(driver),\(number(score, 3))\n" }
      let mean = PowerMean(p: truth.power).value(of: own, weights: [1, 1, 1])
      let outcome = 0.05 + 0.9 * mean + truth.outcomeDeviation * stream.normal()
      outcomes += "U\(unit),\(number(outcome, 4))\n"
    }
    let weights = "driver,weight,critical_minimum\n" + drivers.map { "\($0),1,\n" }.joined()
    return [(.driverScores, scores), (.driverWeights, weights), (.driverOutcomes, outcomes)]
  }
}

import FidelityData
import FidelityDrivers
import FidelityProbability
import FidelitySystem

// Data systems, administration and systems interventions.

extension DriverSimulation {
  func records(_ staff: [Teacher]) -> String {
    var stream = stream(.dataRecords)
    var text = "record,unit,level,type,due,event,entered\n"
    var number = 0
    for teacher in staff {
      for month in 0..<9 {
        number += 1
        let type = ["quality", "fidelity", "outcome"][month % 3]
        let event = Double(Self.start + 30 * month + stream.next(upperBound: 7))
        let entered =
          stream.uniform() < truth.recordsEntered
          ? known(event + (truth.entryDays * stream.exponential()).rounded()) : ""
        text += "R\(number),\(teacher.name),classroom,\(type),\(date(event + 14)),\(date(event)),\(entered)\n"
      }
    }
    return text
  }

  var decisions: String {
    var stream = stream(.dataDecisions)
    var text = "decision,level,data_used\n"
    for decision in 1...(24 * districts) {
      let level = ["student", "teacher", "building"][decision % 3]
      let used = ["outcome;fidelity", "outcome", "quality;fidelity;outcome", ""][stream.next(upperBound: 4)]
      text += "E\(decision),\(level),\(used)\n"
    }
    return text
  }

  func access(_ staff: [Teacher]) -> String {
    var stream = stream(.dataAccess)
    var text = "unit,level,date\n"
    for teacher in staff where stream.uniform() < 0.7 {
      for visit in 0..<(1 + stream.next(upperBound: 3)) {
        text += "\(teacher.name),classroom,\(date(Double(Self.start + 40 * visit + stream.next(upperBound: 30))))\n"
      }
    }
    return text
  }

  var barriers: String {
    var stream = stream(.barriers)
    let categories = ["schedule", "staffing", "materials", "policy"]
    var text = "barrier,category,level,owner,raised,resolved,reported_back,recurrence_of,building,district\n"
    var resolved: [(name: String, end: Double)] = []
    for barrier in 1...(30 * districts) {
      let raised = Double(Self.start + stream.next(upperBound: 250))
      let end = raised + (truth.barrierDays * stream.exponential()).rounded()
      let isOver = end <= Double(Self.asOf)
      let told = isOver && stream.uniform() < truth.reportedBack ? known(end + Double(stream.next(upperBound: 5))) : ""
      // One that was resolved before comes again.
      var again = ""
      if stream.uniform() < truth.recurrence, let place = resolved.firstIndex(where: { $0.end <= raised }) {
        again = resolved.remove(at: place).name
      }
      let (district, building) = (1 + barrier % districts, 1 + stream.next(upperBound: buildings))
      text += "N\(barrier),\(categories[stream.next(upperBound: 4)]),building,"
      text += "\(stream.uniform() < 0.8 ? "AP\(building)" : ""),\(date(raised)),\(known(end)),\(told),\(again),"
      text += "D\(district)B\(building),D\(district)\n"
      if isOver { resolved.append(("N\(barrier)", end)) }
    }
    return text
  }

  var loops: String {
    var stream = stream(.loops)
    var text = "team,planned,held,months\n"
    for team in 1...(3 * districts) { text += "team-\(team),9,\(4 + stream.next(upperBound: 6)),9\n" }
    return text
  }

  var escalations: String {
    var stream = stream(.escalations)
    var text = "issue,from_level,to_level,sent,acknowledged,resolved\n"
    for issue in 1...(15 * districts) {
      var sent = Double(Self.start + stream.next(upperBound: 200))
      var seen = sent + (6 * stream.exponential()).rounded()
      if stream.uniform() < truth.passedOn {
        text += "S\(issue),building,district,\(date(sent)),\(known(seen)),\n"
        sent = seen + 2
        guard sent <= Double(Self.asOf) else { continue }
        seen = sent + (12 * stream.exponential()).rounded()
        let end = seen + (truth.issueDays * stream.exponential()).rounded()
        text += "S\(issue),district,state,\(date(sent)),\(known(seen)),\(known(end))\n"
      } else {
        let end = seen + (truth.issueDays * stream.exponential()).rounded()
        text += "S\(issue),building,district,\(date(sent)),\(known(seen)),\(known(end))\n"
      }
    }
    return text
  }
}

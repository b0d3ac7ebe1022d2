import FidelityData
import FidelityDrivers
import FidelityProbability
import FidelitySystem

// Selection, training, coaching and fidelity assessment.

extension DriverSimulation {
  static let criteria = [
    ("content", "prerequisite"), ("relationships", "prerequisite"), ("data-use", "trainable"),
    ("openness-to-coaching", "trainable"),
  ]

  var selection: [(DriverRole, String)] {
    var stream = stream(.selectionRatings)
    var ratings = "candidate,criterion,interviewer,rating\n"
    var people: [(name: String, quality: Double, mean: Double)] = []
    for person in 1...(districts * 20) {
      let name = "K" + (person < 10 ? "0" : "") + "\(person)"
      let quality = stream.normal()
      var sum = 0.0
      for (criterion, _) in Self.criteria {
        let own = (truth.interviewerReliability).squareRoot() * (0.8 * quality + 0.6 * stream.normal())
        for interviewer in 1...3 {
          let latent = 3.2 + own + (1 - truth.interviewerReliability).squareRoot() * stream.normal()
          let rating = min(max(latent.rounded(), 1), 5)
          sum += rating
          ratings += "\(name),\(criterion),I\(interviewer),\(Int(rating))\n"
        }
      }
      people.append((name, quality, sum))
    }
    let hired = Set(people.sorted { $0.mean > $1.mean }.prefix(people.count / 2).map(\.name))
    var candidates = "candidate,hired,fidelity\n"
    for person in people {
      let r = truth.selectionValidity
      let score = 0.75 + 0.1 * (r * person.quality + (1 - r * r).squareRoot() * stream.normal())
      let isHired = hired.contains(person.name)
      candidates += "\(person.name),\(isHired ? 1 : 0),\(isHired ? number(min(max(score, 0), 1)) : "")\n"
    }
    let criteria = "criterion,kind,minimum\n" + Self.criteria.map { "\($0.0),\($0.1),3\n" }.joined()
    return [(.selectionRatings, ratings), (.selectionCriteria, criteria), (.selectionCandidates, candidates)]
  }

  func training(_ staff: [Teacher]) -> [(DriverRole, String)] {
    var stream = stream(.trainingSessions)
    var plan = "component,planned_minutes\n"
    var sessions = "session,component,trainer,minutes,practice_minutes,feedback\n"
    var attendance = "session,participant,minutes\n"
    var number = 0
    for component in Self.components {
      plan += "\(component),180\n"
      for trainer in 1...3 where stream.uniform() < truth.sessionsHeld {
        number += 1
        let practice = 5 * stream.next(upperBound: 8)
        sessions += "s\(number),\(component),TR\(trainer),60,\(practice),\(stream.uniform() < 0.7 ? 1 : 0)\n"
        for teacher in staff where stream.uniform() < truth.attendance {
          let partial = Truth.partialAttendance
          let minutes = stream.uniform() < 1 - partial.share ? 60 : Int(60 * partial.minutes)
          attendance += "s\(number),\(teacher.name),\(minutes)\n"
        }
      }
    }
    var scores = "participant,trainer,before,after,maximum,fidelity\n"
    for (place, teacher) in staff.enumerated() {
      let before = min(max((9 + 2.5 * stream.normal()).rounded(), 0), 19)
      let gained = (20 - before) * (truth.normalisedGain + 0.12 * stream.normal())
      let after = min(max((before + gained).rounded(), 0), 20)
      scores += "\(teacher.name),TR\(place % 3 + 1),\(Int(before)),\(Int(after)),20,"
      scores += "\(self.number(min(max(teacher.fidelity, 0), 1)))\n"
    }
    return [
      (.trainingPlan, plan), (.trainingSessions, sessions), (.trainingAttendance, attendance),
      (.trainingScores, scores),
    ]
  }

  func coaching(_ staff: [Teacher]) -> [(DriverRole, String)] {
    var stream = stream(.coachingLog)
    let end = CalendarDate.text(ofDay: Self.asOf)
    var plan = "coachee,coach,start,end,cadence_days,minutes,mode,purpose\n"
    var log =
      "coachee,coach,date,minutes,mode,purpose,direct_observation,data_sources,feedback_date,component,status\n"
    for teacher in staff {
      plan +=
        "\(teacher.name),\(teacher.coach),\(CalendarDate.text(ofDay: Self.start)),\(end),14,45,in-person,fluency\n"
      var cycle = Double(Self.start)
      while cycle + 13 <= Double(Self.asOf) {
        if stream.uniform() < truth.coachingDelivered {
          let day = cycle + Double(stream.next(upperBound: 5))
          let short = Truth.shortCoaching
          let minutes = stream.uniform() < 1 - short.share ? 45 : Int((45 * short.minutes).rounded())
          let mode = stream.uniform() < 0.85 ? "in-person" : "virtual"
          let observed = stream.uniform() < truth.directObservation ? 1 : 0
          let feedback = known(day + (truth.feedbackDays * stream.exponential()).rounded())
          let component = Self.components[stream.next(upperBound: Self.components.count)]
          log += "\(teacher.name),\(teacher.coach),\(date(day)),\(minutes),\(mode),fluency,\(observed),"
          log += "\(1 + stream.next(upperBound: 3)),\(feedback),\(component),attended\n"
        }
        cycle += 14
      }
    }
    var worksheet = "item,level,status,owner,due,done\n"
    for (place, item) in CoachingWorksheetItems.all.enumerated() {
      let status = stream.next(upperBound: 3)
      let due = date(Double(Self.start + 12 * (place + 2)))
      worksheet += "\(item.id),\(item.level),\(status),"
      worksheet += "\(stream.uniform() < 0.8 ? "AP\(place % 4 + 1)" : ""),\(due),\(status == 2 ? due : "")\n"
    }
    return [(.coachingPlan, plan), (.coachingLog, log), (.coachingWorksheet, worksheet)]
  }

  func fidelityAssessment(_ staff: [Teacher]) -> String {
    var stream = stream(.fidelityAssessment)
    var text = "unit,source,occasion,score,praise,corrective,date,feedback_date\n"
    func score(_ value: Double) -> String { number(min(max(value, 0), 1), 3) }
    // Nil where there are none.
    let (praises, corrections) = (Self.sampler(truth.praise), Self.sampler(truth.corrective))
    for teacher in staff {
      for occasion in 1...3 {
        let day = Double(Self.start + 80 * (occasion - 1) + 20 + stream.next(upperBound: 20))
        let seen = teacher.fidelity + truth.occasionDeviation * stream.normal()
        let praise = praises?.draw(&stream) ?? 0
        let corrective = corrections?.draw(&stream) ?? 0
        let feedback = known(day + (truth.feedbackDays * stream.exponential()).rounded())
        text +=
          "\(teacher.name),observation,\(occasion),\(score(seen)),\(praise),\(corrective),\(date(day)),\(feedback)\n"
      }
      let own = teacher.fidelity + truth.selfBias + truth.occasionDeviation * stream.normal()
      text += "\(teacher.name),self,1,\(score(own)),,,\(date(Double(Self.start + 200))),\n"
    }
    return text
  }

  private static func sampler(_ mean: Double) -> PoissonSampler? { mean > 0 ? PoissonSampler(mean: mean) : nil }
}

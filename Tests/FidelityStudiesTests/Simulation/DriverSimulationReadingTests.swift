import FidelityData
import FidelityDrivers
import FidelityStudies
import FidelityTesting
import Testing

@Suite("The drivers of a simulate section")
struct DriverSimulationReadingTests {
  private func simulation(_ drivers: String, seed: UInt64? = nil) throws -> DriverSimulation? {
    try withTemporaryFolder { folder in
      let path = try folder.write("seed: 7\nsimulate:\n  \(drivers)\n", to: "s.yaml")
      return try DriverSimulation(StudyFile(path), seed: seed)
    }
  }

  @Test("Counts, truth and seed")
  func keys() throws {
    let found = try #require(
      try simulation("drivers: {districts: 3, buildings: 2, teachers: 6, truth: {coaching-delivered: 0.6, power: -2}}"))
    #expect(found.districts == 3 && found.buildings == 2 && found.teachers == 6 && found.seed == 7)
    #expect(found.truth.coachingDelivered == 0.6 && found.truth.power == -2)
    #expect(found.truth.attendance == DriverSimulation.Truth().attendance)
    #expect(try simulation("drivers: {}", seed: 3)?.seed == 3)
    #expect(try simulation("sites: 3") == nil)
  }

  @Test("Each number of the truth is read, and its expectation stands in truth.csv")
  func truth() throws {
    for (key, path, domain) in DriverSimulation.effects {
      let value = domain.holds(-0.25) ? -0.25 : 0.25
      let found = try #require(try simulation("drivers: {truth: {\(key): \(value)}}"))
      #expect(found.truth[keyPath: path] == value)
      let expected = CategoryDictionary.label(found.truth.expectation(key))
      #expect(found.files.contains { $0.path == "truth.csv" && $0.text.contains("\n\(key),\(expected)\n") }, "\(key)")
    }
  }

  @Test("Who leaves early and sessions that are short count in the expectation of minutes")
  func expectations() throws {
    let truth = try #require(DriverSimulation(seed: 1).files.first { $0.path == "truth.csv" }).text
    #expect(truth.contains("\nattendance,0.855\n") && truth.contains("\ncoaching-delivered,0.7\n"))
    #expect(truth.contains("\nnormalised-gain,0.5\n"))
  }

  @Test("Nothing praised and nothing corrected are counts of 0")
  func noPraise() throws {
    let found = try #require(try simulation("drivers: {truth: {praise: 0, corrective: 0}}"))
    let path = "tables/\(DriverRole.fidelityAssessment.rawValue).csv"
    let rows = try #require(found.files.first { $0.path == path }).text.split(separator: "\n").dropFirst()
    let observed = rows.filter { $0.contains(",observation,") }
    #expect(!observed.isEmpty && observed.allSatisfy { $0.split(separator: ",")[4...5] == ["0", "0"] })
  }

  @Test("Units are as many as the counts say")
  func units() throws {
    let found = try #require(try simulation("drivers: {districts: 3, buildings: 2, teachers: 6}"))
    let units = try #require(found.files.first { $0.path == "tables/\(DriverRole.units.rawValue).csv" })
    #expect(units.text.split(separator: "\n").count == 1 + 36)
  }

  @Test(
    "Mistakes are told at their place",
    arguments: [
      ("drivers: {district: 3}", 13), ("drivers: {districts: 0}", 24), ("drivers: {truth: {attendance: 1.5}}", 33),
      ("drivers: {truth: {feedback-days: -1}}", 36), ("drivers: {truth: {praise: 1.0e+300}}", 29),
      ("drivers: {truth: {luck: 1}}", 21),
      ("drivers: {districts: 9999, buildings: 9999}", 12),
    ])
  func mistakes(drivers: String, character: Int) throws {
    let error = try #require(throws: DataError.self) { try simulation(drivers) }
    #expect(error.line == 3 && error.character == character, "\(error)")
  }
}

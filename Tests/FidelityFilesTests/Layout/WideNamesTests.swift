import FidelityData
import FidelityFiles
import Testing

@Suite struct WideNamesTests {
  private static func read(
    _ pattern: String, _ names: [String], _ known: [String: [String]] = [:]
  ) throws -> [[String]] {
    let isKnown = known.mapValues { values in { values.contains($0) } as (String) -> Bool }
    return try WideNames(WidePattern(pattern), isKnown: isKnown).members(among: names, file: nil).map(\.values)
  }

  @Test func `names with several readings are read by the values that are known`() throws {
    let names = ["r_1_goal", "r_1_2_goal", "r_1_pace", "r_1_2_pace"]
    #expect(try Self.read("{rater}_{item}", names)[0] == ["r", "1_goal"])
    let expected = [["r_1", "goal"], ["r_1_2", "goal"], ["r_1", "pace"], ["r_1_2", "pace"]]
    #expect(try Self.read("{rater}_{item}", names, ["item": ["goal", "pace"]]) == expected)
    #expect(try Self.read("{rater}_{item}", names, ["rater": ["r_1", "r_1_2"]]) == expected)
    #expect(
      try Self.read("{rater}_{item}", names, ["rater": ["r_1", "r_1_2"], "item": ["goal", "pace"]]) == expected)
    #expect(try Self.read("{rater}_{item}", ["x", "a_b"], ["rater": ["c"]]) == [["a", "b"]])
  }

  @Test func `two readings that both fit are an error that names the list`() throws {
    let error = #expect(throws: DataError.self) {
      try Self.read("{rater}_{item}", ["r_1_2"], ["rater": ["r", "r_1"]])
    }
    #expect(error?.description.contains("the name may be rater r and item 1_2, or rater r_1 and item 2") == true)
    #expect(error?.remedy == .options("say which there are with `items`"))
  }

  @Test func `all readings of a name`() throws {
    let pattern = try WidePattern("{a}_{b}_{c}")
    #expect(pattern.readings(of: "1_2_3_4", most: 9) == [["1", "2", "3_4"], ["1", "2_3", "4"], ["1_2", "3", "4"]])
    #expect(pattern.readings(of: "1_2", most: 9) == [])
    let long = try WidePattern("{a}_{b}").readings(of: String(repeating: "x_", count: 500) + "x", most: 64)
    #expect(long.count == 64)
  }
}

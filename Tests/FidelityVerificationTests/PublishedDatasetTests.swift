import FidelityData
import FidelityTesting
import FidelityVerification
import Foundation
import Testing

@Suite("Datasets, carried and in folders")
struct PublishedDatasetTests {
  static let folder = Datasets.projectFolder.appending(path: "datasets").path()

  @Test("The program carries what the folder has: if not, run scripts/list-datasets.sh")
  func carried() throws {
    let folder = try PublishedDatasets(folder: Self.folder)
    #expect(PublishedDatasets.carried.slugs == folder.slugs)
    for slug in folder.slugs {
      let (carried, read) = (try PublishedDatasets.carried.dataset(slug), try folder.dataset(slug))
      for name in try FileManager.default.contentsOfDirectory(atPath: "\(Self.folder)/\(slug)")
      where name.hasSuffix(".csv") || name == "expected.json" {
        #expect(try carried.bytes(of: name) == read.bytes(of: name), "\(slug)/\(name)")
      }
    }
  }

  @Test("Verifying the folder gives the same rows as verifying what is carried")
  func folder() throws {
    let slugs = ["agreement-traps", "pooled-trend-small"]
    let read = try Verification(PublishedDatasets(folder: Self.folder), slugs: slugs)
    #expect(try read.table() == Verification(slugs: slugs).table())
  }

  static let sound = """
    {"title": "t", "citation": "c", "cases": [
      {"quantity": "gwet-ac", "options": {"weights": "identity"}, "value": 0.25, "tolerance": 0.5, "from": "published"}
    ]}
    """
  static let ratings = "unit,rater,value\n1,A,1\n1,B,1\n2,A,2\n2,B,1\n"

  private func verify(_ expected: String, _ data: String = Self.ratings) throws -> Verification {
    var result: Result<Verification, any Error> = .failure(CocoaError(.fileNoSuchFile))
    try withTemporaryFolder { folder in
      try FileManager.default.createDirectory(atPath: folder.file("mine"), withIntermediateDirectories: true)
      _ = try folder.write(expected, to: "mine/expected.json")
      _ = try folder.write(data, to: "mine/data.csv")
      result = Result { try Verification(PublishedDatasets(folder: folder.path)) }
    }
    return try result.get()
  }

  @Test("A dataset of one's own")
  func ownDataset() throws {
    let rows = try verify(Self.sound).rows
    #expect(rows.count == 1)
    // p_a = 1/2, shares 3/4 and 1/4, p_e = 3/8.
    #expect(isClose(rows[0].computed, 0.2, within: 1e-15))
    #expect(rows[0].result == .pass)
    #expect(try verify("\u{FEFF}" + Self.sound, Self.ratings.replacing("\n", with: "\r\n")).count(.pass) == 1)
  }

  @Test(
    "A damaged expected.json is an error with its place",
    arguments: [
      ("0.25,", "0.,", 2, 72, "\"0.\" is not a number"), ("0.25,", "025,", 2, 72, "\"025\" is not a number"),
      ("0.25,", "\"x\",", 2, 72, "a number is expected here"), ("0.25,", "1e999,", 2, 72, "\"1e999\" is not a number"),
      ("\"t\",", "\"t\"", 1, 15, "a comma or } is expected here"), ("]}", "]", 3, 2, "a comma or } is expected here"),
      ("]}", "]}}", 3, 3, "nothing may follow the JSON value"), ("\"t\"", "t", 1, 11, "a JSON value is expected here"),
      ("\"from\"", "\"value\"", 2, 96, "\"value\" stands twice in one object"),
      ("\"published\"", "null", 2, 3, "\"from\" is missing here"),
      ("\"published\"", "7", 2, 104, "a text is expected here"), ("0.5", "-1", 2, 91, "a tolerance is not negative"),
      ("{\"weights\": \"identity\"}", "[]", 2, 38, "options should be an object { ... }"),
      ("\"value\": 0.25", "\"values\": 0", 2, 3, "the case expects no number"),
      ("\"value\": 0.25", "\"interval\": [1]", 2, 75, "two numbers are expected here"),
      ("\"t\"", "\"\\x\"", 1, 12, "there is no such escape in JSON"),
      ("\"t\"", "\"\\ud800\"", 1, 12, "there is no such escape in JSON"),
      ("\"c\"", "\"c\n\"", 1, 30, "a text must end on its line"),
    ])
  func damaged(_ old: String, _ new: String, _ line: Int, _ character: Int, _ reason: String) throws {
    let text = Self.sound.replacing(old, with: new, maxReplacements: 1)
    let error = try #require(throws: DataError.self) { try verify(text) }
    #expect(error.problem == .malformed(reason: reason))
    #expect(error.line == line)
    #expect(error.character == character)
    #expect(error.file?.hasSuffix("/mine/expected.json") == true)
    #expect(error.exitStatus == 65)
  }

  @Test("Bytes that are no JSON, or too deep")
  func noJSON() throws {
    for text in ["", "{", "{\"title\": \"", String(repeating: "[", count: 100_000)] {
      let error = try #require(throws: DataError.self) { try verify(text) }
      #expect(error.exitStatus == 65)
      #expect(error.line == 1)
    }
  }

  @Test("A pipe, a device and a folder are no files of a dataset, and a huge file is refused unread")
  func noFile() throws {
    try withTemporaryFolder { folder in
      let place = folder.file("mine/expected.json")
      func status() throws -> Int32 {
        try #require(throws: DataError.self) { try Verification(PublishedDatasets(folder: folder.path)) }.exitStatus
      }
      try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
      #expect(try status() == 66)
      try FileManager.default.removeItem(atPath: place)
      #expect(unsafe mkfifo(place, 0o600) == 0)
      #expect(try status() == 66)
      try FileManager.default.removeItem(atPath: place)
      try FileManager.default.createSymbolicLink(atPath: place, withDestinationPath: "/dev/zero")
      #expect(try status() == 66)
      try FileManager.default.removeItem(atPath: place)
      _ = try folder.write("", to: "mine/expected.json")
      #expect(unsafe truncate(place, 1 << 40) == 0)
      #expect(try status() == 65)
    }
  }

  @Test("An object of very many names is read as fast as one of few")
  func manyNames() throws {
    let names = (0..<200_000).map { "\"n\($0)\": 1" }.joined(separator: ", ")
    #expect(try verify(Self.sound.replacing("{\"title\"", with: "{\(names), \"title\"")).count(.pass) == 1)
  }

  @Test(
    "Options that are out of range are not computed",
    arguments: [
      "\"resamples\": 0", "\"resamples\": -1", "\"resamples\": \"x\"", "\"population\": 1", "\"population\": 1e9",
    ])
  func optionsOutOfRange(option: String) throws {
    let verification = try verify(Self.sound.replacing("\"identity\"", with: "\"identity\", \(option)"))
    #expect(verification.count(.notComputed) == 1 && verification.rows.count == 1)
  }

  @Test(
    "A damaged table is an error with its place",
    arguments: [
      ("unit,rater\n1,A\n", "unknownColumn"), ("unit,rater,value\n1,A\n", "2"), ("", "empty"),
      ("unit,rater,value\n1,A,\"1\"\n", "2"), ("unit,rater,value\n1,A,1\n1,A,2\n", "unit 1, rater A"),
      ("rater1,rater2,count\n1,1,x\n", "2"), ("rater1,rater2,count\n1,1,1.5\n", "whole number"),
      ("rater1,rater2,count\n1,1,600000\n1,2,600000\n", "more than 1000000"),
    ])
  func damagedTable(_ data: String, _ sign: String) throws {
    let error = try #require(throws: DataError.self) { try verify(Self.sound, data) }
    #expect(error.exitStatus == 65)
    #expect(error.file?.hasSuffix("/mine/data.csv") == true)
    #expect(error.line == Int(sign) || "\(error.problem)".contains(sign))
  }

  private func rows(_ quantity: String, _ options: String, _ data: String) throws -> [Verification.Row] {
    let text = Self.sound.replacing("gwet-ac", with: quantity)
      .replacing("{\"weights\": \"identity\"}", with: "{\(options)}")
    return try verify(text, data).rows
  }

  @Test("Raters against a gold standard, in a dataset of one's own")
  func raters() throws {
    let data = "unit,rater,value,gold\n1,A,1,1\n1,B,2,1\n2,A,2,2\n2,B,3,2\n3,A,1,3\n3,B,1,\n"
    let against = "\"rater\": \"A\", \"against\": \"gold\""
    #expect(try rows("accuracy", "\(against), \"form\": \"exact\"", data)[0].computed == 2.0 / 3)
    #expect(try rows("accuracy", "\(against), \"form\": \"within 2\"", data)[0].computed == 1)
    #expect(try rows("bias", against, data)[0].computed == -2.0 / 3)
    #expect(try rows("sensitivity", "\(against), \"term\": \"3\"", data)[0].computed == 0)
    let others = "\"rater\": \"B\", \"against\": \"others\""
    #expect(try rows("bias", others, data)[0].computed == 2.0 / 3)
    let pair = "\"pair\": \"A - B\", \"weights\": \"identity\""
    #expect(try rows("percent-agreement", pair, data)[0].computed == 1.0 / 3)
    for options in [
      "\(against), \"form\": \"within x\"", "\(against), \"raters\": 2", "\(against), \"weights\": \"cubic\"",
      "\"rater\": \"C\", \"against\": \"gold\"", "\"rater\": \"A\", \"against\": \"him\"", "\"pair\": \"A - C\"",
      "\(against), \"interval\": \"wald\"",
    ] {
      let row = try rows("accuracy", options, data)[0]
      #expect(row.result == .notComputed && row.note?.isEmpty == false, "\(options)")
    }
    let error = try #require(throws: DataError.self) {
      try rows("bias", against, data.replacing("3,B,1,", with: "3,B,1,2"))
    }
    #expect(error.problem == .malformed(reason: "the unit 3 has two gold-standard codes"))
    #expect(throws: DataError.self) { try rows("bias", against, data + "3,B,2,3\n") }
  }

  @Test("Margins of a cross table, in a dataset of one's own")
  func margins() throws {
    let data = "rater1,rater2,count\nyes,yes,3\nyes,no,6\nno,yes,2\nno,no,1\n"
    #expect(try rows("mcnemar", "", data)[0].computed == 2)
    #expect(try rows("mcnemar", "\"correction\": true", data)[0].computed == 9.0 / 8)
    // Twice P(B <= 2) of 8 fair trials.
    #expect(isClose(try rows("mcnemar-exact", "", data)[0].computed, 74.0 / 256, within: 1e-15))
    #expect(try rows("bowker", "\"form\": \"exact\"", data)[0].result == .notComputed)
    #expect(try rows("bowker", "\"weights\": \"linear\"", data)[0].result == .notComputed)
    for cell in ["x", "1.5", "-1", ""] {
      let error = try #require(throws: DataError.self) { try rows("bowker", "", data.replacing("6", with: cell)) }
      #expect(error.exitStatus == 65)
    }
  }

  @Test("Text and escapes of JSON")
  func escapes() throws {
    let text = Self.sound.replacing("\"t\"", with: #""a\u00e9\ud83d\ude00\n\/\"é""#)
    try withTemporaryFolder { folder in
      try FileManager.default.createDirectory(atPath: folder.file("mine"), withIntermediateDirectories: true)
      _ = try folder.write(text, to: "mine/expected.json")
      let dataset = try PublishedDatasets(folder: folder.path).dataset("mine")
      #expect(dataset.title == "aé😀\n/\"é")
    }
  }

  @Test("What is not there")
  func missing() throws {
    try withTemporaryFolder { folder in
      for path in [folder.file("none"), folder.path, try folder.write("x", to: "file")] {
        let error = try #require(throws: DataError.self) { try PublishedDatasets(folder: path) }
        #expect(error.exitStatus == 66)
      }
    }
    let error = try #require(throws: DataError.self) { try PublishedDatasets.carried.dataset("none") }
    #expect(error.exitStatus == 64)
    let table = Self.sound.replacing("\"identity\"", with: "\"identity\", \"table\": \"other.csv\"")
    #expect(try #require(throws: DataError.self) { try verify(table) }.exitStatus == 66)
    let outside = Self.sound.replacing("\"identity\"", with: "\"identity\", \"table\": \"../x.csv\"")
    #expect(try #require(throws: DataError.self) { try verify(outside) }.exitStatus == 65)
  }
}

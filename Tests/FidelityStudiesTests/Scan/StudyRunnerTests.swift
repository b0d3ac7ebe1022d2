import FidelityData
import FidelityFiles
import FidelityInstruments
import FidelityReports
import FidelityStudies
import FidelityTesting
import Testing

@Suite("Runs of a study")
struct StudyRunnerTests {
  private static let table = "u,r,v\n1,A,1\n1,B,1\n2,A,2\n2,B,1\n"

  private static func study(_ files: String, _ analyses: String) -> String {
    "data: {files: \(files), columns: {unit: u, rater: r, value: v, time: u}}\nanalyses: [\(analyses)]\n"
  }

  @Test("results of one name are numbered, in the order of the analyses")
  func names() throws {
    let analyses = "{reliability: {scale: nominal}}, {trend: {outcome: v}}, {reliability: {scale: interval}}"
    let found = try results(of: Self.study("d.csv", analyses), ["d.csv": Self.table])
    #expect(found.tables.map(\.name) == ["reliability", "trend", "reliability-2"])
    #expect(found.rowCount == 4)
    #expect(found["reliability"]?.rowCount ?? 0 < found["reliability-2"]?.rowCount ?? 0)
    #expect(found["score"] == nil)
  }

  @Test("a column whose name alone makes it one of ratings: the remedy says so")
  func wideColumn() throws {
    let text = "u,r,a_1,clock_1\n1,A,1,0:54\n1,B,1,0:55\n"
    let analysis = "analyses: [{reliability: {scale: interval, by: [item]}}]\n"
    func study(_ columns: String) -> String {
      "data: {files: d.csv, layout: {wide: \"{item}_{part}\"}, columns: {\(columns)}}\n\(analysis)"
    }
    let error = try #require(failure(of: study("unit: [u, part], rater: r"), ["d.csv": text]))
    #expect(error.problem == .notANumber)
    #expect(error.column == "clock_1")
    #expect(error.remedy == .nameItems(layout: "{item}_{part}", .declareMissing("0:54")))
    // A column of another role holds no ratings, and an outcome has the plain remedy.
    #expect(failure(of: study("unit: u, rater: r, time: clock_1"), ["d.csv": text]) == nil)
    let trend = study("unit: u, rater: r, time: a_1")
      .replacing("reliability: {scale: interval, by: [item]}", with: "trend: {outcome: clock_1}")
    #expect(failure(of: trend, ["d.csv": text])?.remedy == .declareMissing("0:54"))
  }

  @Test("progress ends with all rows and bytes")
  func progress() throws {
    try withTemporaryFolder { folder in
      let path = try folder.write(Self.table, to: "d.csv")
      let yaml = Self.study("d.csv", "trend: {outcome: v}")
      var last: StudyProgress?
      let runner = try StudyRunner(Study(contentsOfFile: folder.write(yaml, to: "s.yaml")))
      _ = try runner.run { last = $0 }
      #expect(last?.rowCount == 4)
      #expect(last?.byteCount == (try folder.bytes(of: "d.csv").count))
      #expect(last?.bytesDone == last?.byteCount)
      #expect(path == folder.file("d.csv"))
    }
  }

  @Test("a runner runs again and says the same")
  func again() throws {
    try withTemporaryFolder { folder in
      _ = try folder.write(Self.table, to: "d.csv")
      let yaml = Self.study("d.csv", "reliability: {scale: interval, interval: {bootstrap: 50}}")
      let runner = try StudyRunner(Study(contentsOfFile: folder.write(yaml, to: "s.yaml")))
      #expect(try runner.run().tables == runner.run().tables)
    }
  }

  @Test("an error in a later file names that file, line and column")
  func laterFile() throws {
    let files = ["a.csv": Self.table, "b.csv": "v,u,r\n1,3,A\n\nx,3,B\n"]
    let study = Self.study("[a.csv, b.csv]", "reliability: {scale: interval}")
    #expect(failure(of: study, files)?.description == "b.csv:4: column \"v\": \"x\" is not a number")
    let scale = Self.study("[a.csv, b.csv]", "reliability: {scale: interval, categories: [1]}")
    let error = try #require(failure(of: scale, files.merging(["b.csv": "v,u,r\n1,3,A\n\n5,3,B\n"]) { $1 }))
    #expect(error.description == "a.csv:4: column \"v\": \"2\" is not on the scale 1")
    #expect(error.others.map { "\($0.line ?? 0) \($0.value ?? "")" } == ["4 5"])
    #expect(error.others[0].file?.hasSuffix("b.csv") == true)
  }

  @Test(
    "files that cannot be used",
    arguments: [
      ("d.csv", "u,r,v\n", "d.csv: the table has a header but no rows", Int32(65)),
      ("d.csv", "", "d.csv: the file is empty", 65),
      ("d.csv", "u,r,val\n1,A,1\n", "d.csv: column \"v\": there is no such column (there is \"r\", \"u\")", 65),
      ("d.csv", "u,r,v,v\n1,A,1,1\n", "d.csv: column \"v\": the header names this column more than once", 65),
      ("d.csv", "u,r,v\n1,A,inf\n", "d.csv:2: column \"v\": \"inf\" is not a finite number", 65),
      ("d.csv", "u,r,v\n1,A\n", "d.csv:2: the row has 2 cells where the header has 3", 65),
      ("e.csv", "", "e.csv: there is no such file", 66),
    ])
  func unusable(file: String, text: String, message: String, status: Int32) throws {
    let error = try #require(failure(of: Self.study(file, "reliability: {scale: interval}"), ["d.csv": text]))
    #expect(error.description == message)
    #expect(error.exitStatus == status)
  }

  @Test("a study without files")
  func noFiles() {
    let error = #expect(throws: DataError.self) { try StudyRunner(Study(data: DataDescription(files: []))) }
    #expect(error?.problem == .usage(reason: "there is no data file"))
  }

  @Test("instruments by id, by path, and by a name that is neither")
  func instruments() throws {
    #expect(try Instrument(named: "tfi-2.1").id == "tfi-2.1")
    let text = try Instrument.text(named: "tfi-2.1")
    try withTemporaryFolder { folder in
      let path = try folder.write(text, to: "own")
      #expect(try Instrument(named: path) == Instrument(named: "tfi-2.1"))
      #expect(try Instrument.text(named: path) == text)
    }
    let unknown = #expect(throws: DataError.self) { try Instrument(named: "tfi-2.2") }
    #expect(unknown?.exitStatus == 64)
    let missing = #expect(throws: DataError.self) { try Instrument(named: "tfi.yaml") }
    #expect(missing?.exitStatus == 66)
  }
}

@Suite("Studies of Parquet files, in parts")
struct PartwiseStudyTests {
  private static let study = """
    data:
      files: data.FORMAT
      columns: {site: site, time: month}
      layout: wide
    instrument: small.yaml
    analyses:
      - score: {by: [site]}
      - trend: {outcome: y, group: [site, kind]}
      - trend: {outcome: total, group: site}
      - trend: {outcome: y}
    """

  /// Enough rows for several parts.
  private static func data(seed: UInt64, rowCount: Int = 150_000) -> Table {
    var generator = SeededGenerator(seed: seed)
    func column(_ name: String, _ missing: Int, _ value: (inout SeededGenerator) -> Double) -> Table.Column {
      Table.Column(
        name,
        .numbers(
          (0..<rowCount).map { _ in
            missing > 0 && Int.random(in: 0..<missing, using: &generator) == 0 ? .nan : value(&generator)
          }))
    }
    var columns = ["a", "b", "c", "d"].map { name in
      column(name, 10) { Double(Int.random(in: 0...3, using: &$0)) }
    }
    columns.append(column("y", 20) { Double(Int.random(in: 0..<1000, using: &$0)) / 8 })
    columns.append(column("month", 0) { Double(Int.random(in: 0..<12, using: &$0)) })
    let sites = (0..<rowCount).map { _ in Optional("site \(Int.random(in: 0..<500, using: &generator))") }
    columns.append(Table.Column("site", text: sites))
    let kinds = (0..<rowCount).map { row in row % 7 == 0 ? nil : Optional(["rural", "urban"][row % 2]) }
    columns.append(Table.Column("kind", text: kinds))
    return Table(columns: columns)
  }

  private static func run(_ data: Table, format: String, threads: Int) throws -> StudyResults {
    try withTemporaryFolder { folder in
      _ = try folder.write(smallInstrument, to: "small.yaml")
      if format == "csv" {
        _ = try folder.write(DelimitedReport().bytes(data), to: "data.csv")
      } else {
        try TableWriter.write(data, to: folder.file("data.parquet"), format: .parquet)
      }
      let path = try folder.write(study.replacing("FORMAT", with: format), to: "study.yaml")
      var study = try Study(contentsOfFile: path)
      study.data.options.threads = threads
      return try StudyRunner(study).run()
    }
  }

  @Test("The same to the last bit for any number of threads, and the same as from text")
  func sameResults() throws {
    let data = Self.data(seed: 3)
    let one = try Self.run(data, format: "parquet", threads: 1)
    #expect(one.rowCount == 150_000)
    let points = ["score-overall", "scores-over-time", "item-means", "score-bands", "score-counts"]
    #expect(one.tables.map(\.name) == ["score", "score-summary"] + points + ["trend", "trend-2", "trend-3"])
    for threads in [2, 5] {
      let other = try Self.run(data, format: "parquet", threads: threads)
      let isSame = other.tables == one.tables && other.warnings == one.warnings
      #expect(isSame)
    }
    let text = try Self.run(data, format: "csv", threads: 2)
    #expect(text.warnings == one.warnings)
    for (left, right) in zip(text.tables, one.tables) {
      #expect(left.name == right.name && left.table.rowCount == right.table.rowCount)
      for (a, b) in zip(left.table.columns, right.table.columns) {
        #expect(a.name == b.name)
        // Sums about another origin differ by rounding; everything else is the same.
        guard case .numbers(let x) = a.values, case .numbers(let y) = b.values else {
          #expect(left.table.cells(a.name) == right.table.cells(b.name))
          continue
        }
        let isClose = zip(x, y).allSatisfy { isSameNumber($0, $1) || abs($0 - $1) <= 1e-9 * max(1, abs($1)) }
        #expect(isClose, "\(a.name)")
      }
    }
  }

  @Test("Sites of a list that no row has are not among the results")
  func unusedLevels() throws {
    let codes: [UInt32] = [1, 3, 1, 3, 1, 3, 3]
    let data = Table(columns: [
      Table.Column("site", .text(codes: codes, labels: ["w", "a", "b", "c", "z"])),
      Table.Column("t", .numbers([1, 2, 3, 4, 5, 6, 7])), Table.Column("y", .numbers([1, 2, 4, 3, 5, 2, 1])),
    ])
    func run(_ name: String, _ write: (String) throws -> Void) throws -> Table? {
      try withTemporaryFolder { folder in
        try write(folder.file(name))
        let yaml = "data: {files: \(name), columns: {time: t}}\nanalyses: [{trend: {outcome: y, group: site}}]\n"
        return try StudyRunner(Study(contentsOfFile: folder.write(yaml, to: "study.yaml"))).run()["trend"]
      }
    }
    let factor = try run("d.parquet") { try TableWriter.write(data, to: $0, format: .parquet) }
    let text = try run("d.csv") { try AtomicFile($0, bytes: DelimitedReport().bytes(data)).commit() }
    #expect(Set(factor?.cells("site") ?? []) == ["a", "c"])
    #expect(factor == text)
  }

  @Test("A value off its scale is found in whatever part it is", arguments: [1, 2])
  func offScale(threads: Int) throws {
    var columns = Self.data(seed: 4).columns
    guard case .numbers(var values) = columns[1].values else { return }
    values[140_000] = 9
    values[70_000] = 4
    columns[1].values = .numbers(values)
    let error = #expect(throws: DataError.self) {
      try Self.run(Table(columns: columns), format: "parquet", threads: threads)
    }
    #expect(error?.row == 70_001)
    #expect(error?.value == "4")
    #expect(error?.others.map(\.row) == [140_001])
  }
}

@Suite("Rows that are handed over as soon as they are known")
struct RowReceiverTests {
  private static let analyses = [
    "score: {}", "score: {by: [site]}", "score: {}}, {trend: {outcome: total, group: site}",
  ]

  /// Ids of text or whole numbers, the first of them missing, in enough rows for several parts and pieces.
  private static func data(rows: Range<Int>, textIds: Bool = false, firstId: Int = 90_000) -> Table {
    var columns = ["a", "b", "c", "d"].enumerated().map { place, name in
      Table.Column(name, .numbers(rows.map { $0 % 11 == place ? .nan : Double(($0 + place) % 4) }))
    }
    let ids = rows.map { $0 < firstId ? nil : $0 * 3 }
    columns.append(
      textIds ? Table.Column("id", text: ids.map { $0.map { "no. \($0)" } }) : Table.Column("id", .integers(ids)))
    columns.append(Table.Column("site", text: rows.map { "site \($0 % 40)" }))
    columns.append(Table.Column("day", text: rows.map { "2026-0\($0 % 9 + 1)-1\($0 % 7)" }))
    return Table(columns: columns)
  }

  private struct Handed {
    var results: StudyResults
    var pieces: [Table] = []
    /// How many pieces came before all rows were read.
    var earlyCount = 0
  }

  private static func run(_ files: [String: Table], _ analyses: String, threads: Int, table: String) throws -> (
    whole: StudyResults, handed: Handed
  ) {
    try withTemporaryFolder { folder in
      _ = try folder.write(smallInstrument, to: "small.yaml")
      for (name, data) in files {
        if name.hasSuffix("csv") {
          _ = try folder.write(DelimitedReport().bytes(data), to: name)
        } else {
          try TableWriter.write(data, to: folder.file(name), format: .parquet)
        }
      }
      let yaml = """
        data:
          files: [\(files.keys.sorted().joined(separator: ", "))]
          columns: {unit: id, site: site, time: {column: day, format: YYYY-MM-DD}}
          layout: wide
        instrument: small.yaml
        analyses: [{\(analyses)}]
        """
      var study = try Study(contentsOfFile: folder.write(yaml, to: "study.yaml"))
      study.data.options.threads = threads
      let whole = try StudyRunner(study).run()
      var (pieces, rowCount, earlyCount) = ([Table](), 0, 0)
      let receiver = RowReceiver(table: table) { rows in
        pieces.append(rows)
        if rowCount < whole.rowCount { earlyCount += 1 }
      }
      let results = try StudyRunner(study).run(progress: { rowCount = $0.rowCount }, receiver: receiver)
      return (whole, Handed(results: results, pieces: pieces, earlyCount: earlyCount))
    }
  }

  private static let files: [(name: String, files: [String: Table])] = [
    ("parquet", ["d.parquet": data(rows: 0..<200_000)]),
    ("csv", ["d.csv": data(rows: 0..<200_000, textIds: true)]),
    ("small", ["d.parquet": data(rows: 0..<10, firstId: 0)]),
    ("no ids", ["d.parquet": data(rows: 0..<1_000)]),
    ("two", ["d.parquet": data(rows: 0..<70_000), "e.parquet": data(rows: 70_000..<200_000)]),
    ("mixed", ["d.parquet": data(rows: 0..<100_000), "e.parquet": data(rows: 100_000..<200_000, textIds: true)]),
    ("text after numbers", ["d.parquet": data(rows: 0..<100_000), "e.csv": data(rows: 100_000..<200_000)]),
  ]

  @Test(arguments: files.indices, analyses)
  func `together they are the table`(place: Int, analyses: String) throws {
    let (name, files) = Self.files[place]
    for threads in [1, 3] {
      let (whole, handed) = try Self.run(files, analyses, threads: threads, table: "score")
      let isSame = Table(joining: handed.pieces) == whole["score"]
      #expect(isSame, "\(name)")
      #expect(handed.results.tables.map(\.name) == whole.tables.map(\.name).filter { $0 != "score" })
      let isRestSame = handed.results.tables == whole.tables.filter { $0.name != "score" }
      #expect(isRestSame)
      #expect(handed.results.warnings == whole.warnings)
      // What else is made of the scores needs all of them in memory.
      let isEarly = analyses == "score: {}" && !["mixed", "text after numbers"].contains(name)
      #expect((handed.earlyCount > 0) == isEarly, "\(name)")
      let kinds = Set(handed.pieces.map { $0.columns.map(\.values.kind) })
      #expect(kinds.count == 1, "\(name)")
    }
  }

  @Test(arguments: ["score: {}}, {score: {}", "score: {by: [site]}}, {score: {}", "score: {}}, {score: {by: [site]}"])
  func `of several tables of a name, the first`(analyses: String) throws {
    for files in [Self.files[0].files, Self.files[6].files] {
      let (whole, handed) = try Self.run(files, analyses, threads: 2, table: "score")
      let isSame = Table(joining: handed.pieces) == whole["score"]
      #expect(isSame)
      let isRestSame = handed.results["score"] == whole["score-2"]
      #expect(isRestSame)
      #expect(handed.results.tables.count == whole.tables.count - 1)
    }
  }

  @Test func `a table that nobody makes rows of is not among them`() throws {
    let (whole, handed) = try Self.run(Self.files[2].files, "score: {}", threads: 2, table: "trend")
    #expect(handed.pieces.isEmpty)
    #expect(handed.results.tables == whole.tables)
  }

  @Test func `what the receiver throws ends the run`() throws {
    let error = #expect(throws: DataError.self) {
      try withTemporaryFolder { folder in
        _ = try folder.write(smallInstrument, to: "small.yaml")
        try TableWriter.write(Self.data(rows: 0..<200_000), to: folder.file("d.parquet"), format: .parquet)
        let yaml = "data: {files: d.parquet, layout: wide}\ninstrument: small.yaml\nanalyses: [{score: {}}]\n"
        let study = try Study(contentsOfFile: folder.write(yaml, to: "study.yaml"))
        let receiver = RowReceiver(table: "score") { _ throws(DataError) in
          throw DataError(.cannotWrite(reason: "full"), file: "out")
        }
        _ = try StudyRunner(study).run(progress: { _ in }, receiver: receiver)
      }
    }
    #expect(error?.problem == .cannotWrite(reason: "full"))
  }
}

extension Table.Values {
  /// How a file keeps the values.
  fileprivate var kind: String {
    switch self {
    case .text: "text"
    case .numbers: "numbers"
    case .integers, .wholes: "whole"
    }
  }
}

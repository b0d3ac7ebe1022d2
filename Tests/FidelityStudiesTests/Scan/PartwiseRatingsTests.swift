import FidelityData
import FidelityFiles
import FidelityReports
import FidelityStudies
import FidelityTesting
import Testing

/// Ratings of a text file are collected in parts, by any number of threads; those of an Arrow file in order, in one.
@Suite("Ratings in parts")
struct PartwiseRatingsTests {
  /// Units that lie all over the file, so that every part has codes of its own; some rows lack a key or a rating.
  private static func long(repeats: Bool, seed: UInt64 = 7) -> Table {
    var generator = SeededGenerator(seed: seed)
    var rows: [(unit: Int, rater: Int, item: Int)] = []
    for unit in 0..<3_000 {
      for rater in 0..<4 { for item in 0..<8 { rows.append((unit, rater, item)) } }
    }
    if repeats { for _ in 0..<4_000 { rows.append(rows[Int.random(in: 0..<96_000, using: &generator)]) } }
    rows.shuffle(using: &generator)
    func text(_ name: String, missing: Int, _ label: (Int) -> String) -> Table.Column {
      Table.Column(
        name,
        text: rows.indices.map { Int.random(in: 0..<missing, using: &generator) == 0 ? nil : Optional(label($0)) })
    }
    var columns = [
      text("lesson", missing: 900) { "lesson \(rows[$0].unit)" }, text("rater", missing: 900) { "r\(rows[$0].rater)" },
      text("item", missing: 900) { "item \(rows[$0].item)" },
      text("school", missing: 900) { "school \(rows[$0].unit % 41)" },
    ]
    let scores = rows.map { Double((($0.unit + Int.random(in: 0...2, using: &generator)) % 5) + 1) / 2 }
    columns.append(
      Table.Column("score", .numbers(scores.map { Int.random(in: 0..<30, using: &generator) == 0 ? .nan : $0 })))
    columns.append(text("word", missing: 30) { ["low", "middle", "high", "7", "n/a"][Int(2 * scores[$0]) - 1] })
    columns.append(text("mark", missing: 30) { ["10", "9", "8.5", "1", "01"][Int(2 * scores[$0]) - 1] })
    columns.append(Table.Column("gold", .numbers(rows.map { $0.rater == 0 ? Double($0.unit % 5 + 1) / 2 : .nan })))
    return Table(columns: columns)
  }

  private static func study(_ analysis: String, value: String = "score", data: String = "") -> String {
    """
    data: {files: FILE, columns: {unit: lesson, rater: rater, item: item, value: \(value)}\(data)}
    analyses: [\(analysis)]
    """
  }

  private static func run(_ study: String, _ table: Table, threads: Int?) throws -> StudyResults {
    try withTemporaryFolder { folder in
      let file = threads == nil ? "data.arrow" : "data.csv"
      if threads == nil {
        try TableWriter.write(table, to: folder.file(file), format: .arrow)
      } else {
        _ = try folder.write(DelimitedReport().bytes(table), to: file)
      }
      let path = try folder.write(study.replacing("FILE", with: file), to: "study.yaml")
      var study = try Study(contentsOfFile: path)
      study.data.options.threads = threads
      return try StudyRunner(study).run()
    }
  }

  @Test(
    "The same to the last bit from parts, on any number of threads, as in the order of the rows",
    arguments: [
      study("reliability: {by: item, scale: interval}", data: ", duplicates: first"),
      study("reliability: {by: item, scale: ordinal}", data: ", duplicates: last"),
      study("reliability: {by: item, scale: ratio}", data: ", duplicates: mean"),
      study("reliability: {by: [item, school], scale: ordinal}", data: ", duplicates: first"),
      study("reliability: {by: item, scale: ordinal, cluster: school}", data: ", duplicates: last"),
      study("reliability: {scale: nominal, by: item}", value: "word", data: ", duplicates: first"),
      study("reliability: {scale: nominal, by: item}", value: "mark", data: ", duplicates: last"),
      study("raters: {by: item, scale: interval, gold: gold}", data: ", duplicates: first"),
    ])
  func sameResults(study: String) throws {
    let table = Self.long(repeats: true)
    let ordered = try Self.run(study, table, threads: nil)
    #expect(!ordered.tables.isEmpty && ordered.tables[0].table.rowCount > 0)
    for threads in [1, 2, 5] {
      let found = try Self.run(study, table, threads: threads)
      #expect(found.rowCount == ordered.rowCount && found.warnings == ordered.warnings)
      let isSame = found.tables == ordered.tables
      #expect(isSame, "\(threads) threads")
    }
  }

  /// Items and segments in the names of columns; two columns of a row hold ratings of one unit where segments are none.
  private static func wide() -> Table {
    var generator = SeededGenerator(seed: 11)
    let rows = (0..<60_000).map { ($0 % 20_000, Int.random(in: 0..<6, using: &generator)) }
    var columns = [
      Table.Column("lesson", text: rows.map { "lesson \($0.0)" }), Table.Column("rater", text: rows.map { "r\($0.1)" }),
    ]
    for name in ["a_S1", "b_S1", "a_S2", "b_S2"] {
      columns.append(
        Table.Column(
          name,
          .numbers(
            rows.map { _ in
              Int.random(in: 0..<9, using: &generator) == 0 ? .nan : Double(Int.random(in: 0...3, using: &generator))
            })))
    }
    return Table(columns: columns)
  }

  @Test(
    "Wide tables: duplicates in two columns of a row and in two rows", arguments: ["first", "last", "mean"],
    ["lesson", "[lesson, segment]"])
  func wide(rule: String, unit: String) throws {
    let study = """
      data: {files: FILE, layout: {wide: "{item}_S{segment}"}, columns: {unit: \(unit), rater: rater},
             duplicates: \(rule)}
      analyses: [reliability: {by: item, scale: interval, categories: [0, 1, 2, 3]}]
      """
    let table = Self.wide()
    let ordered = try Self.run(study, table, threads: nil)
    for threads in [1, 3] {
      let isSame = try Self.run(study, table, threads: threads).tables == ordered.tables
      #expect(isSame)
    }
  }

  @Test("Duplicates, clusters and gold standard in conflict: the same words as in the order of the rows")
  func conflicts() throws {
    func message(_ study: String, _ table: Table, _ threads: Int?) -> String? {
      do {
        _ = try Self.run(study, table, threads: threads)
        return nil
      } catch var error as DataError {
        error.file = nil
        return error.description
      } catch {
        return "\(error)"
      }
    }
    let table = Self.long(repeats: true)
    for study in [
      Self.study("reliability: {by: item, scale: interval}"),
      Self.study("reliability: {by: item, scale: interval, cluster: rater}", data: ", duplicates: first"),
      Self.study("raters: {by: item, scale: interval, gold: score}", data: ", duplicates: first").replacing(
        "value: score", with: "value: gold"),
    ] {
      let ordered = try #require(message(study, table, nil))
      for threads in [1, 2, 5] { #expect(message(study, table, threads) == ordered) }
    }
  }

  @Test("The earliest row off its scale is named, whatever its column", arguments: [nil, 1, 2])
  func offScale(threads: Int?) throws {
    var columns = Self.wide().columns
    func set(_ column: Int, _ row: Int) {
      guard case .numbers(var values) = columns[column].values else { return }
      values[row] = 9
      columns[column].values = .numbers(values)
    }
    for (column, row) in [(2, 50_003), (5, 50_000), (3, 59_000), (4, 50_003), (2, 50_009)] { set(column, row) }
    let study = """
      data: {files: FILE, layout: {wide: "{item}_S{segment}"}, columns: {unit: [lesson, segment], rater: rater}}
      analyses: [reliability: {by: item, scale: interval, categories: [0, 1, 2, 3]}]
      """
    let error = #expect(throws: DataError.self) {
      try Self.run(study, Table(columns: columns), threads: threads)
    }
    #expect(error?.row == 50_001 && error?.column == "b_S2")
    #expect(error?.others.map(\.row) == [50_004, 50_004, 50_010, 59_001])
    #expect(error?.others.map(\.column) == ["a_S1", "a_S2", "a_S1", "b_S1"])
  }
}

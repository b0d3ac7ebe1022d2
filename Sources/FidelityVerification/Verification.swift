public import FidelityData

/// The published examples, computed again: a row for every number that a publication or another program gives.
public struct Verification: Sendable {
  public enum Result: String, Sendable {
    case pass, fail
    /// The note says why.
    case notComputed = "not-computed"
  }

  /// One number, or the status of an undefined one.
  public struct Row: Sendable {
    public let dataset: String
    public let figure: PublishedFigure
    /// nil for the status.
    public let field: FigureField?
    public let expected: Double
    public let computed: Double
    public let result: Result
    public let note: String?
  }

  public private(set) var rows: [Row] = []
  public private(set) var datasetCount = 0
  public private(set) var figureCount = 0

  /// Computes the figures of the datasets named, or of all.
  /// - Throws: a ``DataError`` where a dataset is damaged or unknown; a figure that comes out wrong is a row.
  public init(_ datasets: PublishedDatasets = .carried, slugs: [String]? = nil) throws(DataError) {
    for slug in slugs ?? datasets.slugs {
      let dataset = try datasets.dataset(slug)
      datasetCount += 1
      figureCount += dataset.figures.count
      for figure in dataset.figures { rows += try Self.rows(figure, in: dataset) }
    }
  }

  public func count(_ result: Result) -> Int { rows.count { $0.result == result } }

  /// `12 datasets, 692 cases, 2790 numbers: 2500 pass, 0 fail, 290 not computed`
  public var summary: String {
    "\(datasetCount) dataset\(datasetCount == 1 ? "" : "s"), \(figureCount) cases, \(rows.count) numbers: "
      + "\(count(.pass)) pass, \(count(.fail)) fail, \(count(.notComputed)) not computed"
  }

  /// The rows of one figure.
  public static func rows(
    _ figure: PublishedFigure, in dataset: PublishedDataset
  ) throws(DataError) -> [Row] {
    let computation = try FigureFamilies.computation(of: figure, in: dataset)
    var rows = FigureField.allCases.compactMap { field in
      figure.expected[field].map { row(figure, dataset.slug, field, expected: $0, computation) }
    }
    if figure.expectedStatus != nil { rows.append(statusRow(figure, dataset.slug, computation)) }
    return rows
  }

  private static func row(
    _ figure: PublishedFigure, _ slug: String, _ field: FigureField, expected: Double, _ computation: Computation
  ) -> Row {
    func row(_ computed: Double, _ result: Result, _ note: String?) -> Row {
      Row(
        dataset: slug, figure: figure, field: field, expected: expected, computed: computed, result: result, note: note)
    }
    switch computation {
    case .notComputed(let reason): return row(.nan, .notComputed, reason)
    case .computed(let computed):
      if let reason = computed.reasons[field] { return row(.nan, .notComputed, reason) }
      guard let number = computed.numbers[field] else {
        return row(.nan, .fail, "there is no such number; status \(computed.status)")
      }
      let isClose = number == expected || abs(number - expected) <= figure.tolerance(of: field)
      return row(number, isClose ? .pass : .fail, nil)
    }
  }

  private static func statusRow(_ figure: PublishedFigure, _ slug: String, _ computation: Computation) -> Row {
    func row(_ result: Result, _ note: String) -> Row {
      Row(
        dataset: slug, figure: figure, field: nil, expected: .nan, computed: .nan, result: result, note: note)
    }
    let expected = figure.expectedStatus ?? ""
    switch computation {
    case .notComputed(let reason): return row(.notComputed, reason)
    case .computed(let computed):
      // What is undefined has no value, or only the one that the case expects beside the status.
      let value = computed.numbers[.value]
      let isRight =
        (expected == "undefined" || computed.status == expected) && (value == nil) == (figure.expected[.value] == nil)
      let found = value.map { "\(computed.status), value \($0)" } ?? computed.status
      return row(isRight ? .pass : .fail, "expected \(expected), computed \(found)")
    }
  }

  /// The rows as a result table: dataset, quantity, options, field, expected, computed, difference, tolerance, from,
  /// result, note.
  public func table(failuresOnly: Bool = false) -> Table {
    let rows = failuresOnly ? rows.filter { $0.result == .fail } : rows
    return Table(columns: [
      .init("dataset", text: rows.map(\.dataset)),
      .init("quantity", text: rows.map(\.figure.quantity)),
      .init("options", text: rows.map { $0.figure.options.isEmpty ? nil : $0.figure.optionText }),
      .init("field", text: rows.map { $0.field?.rawValue ?? "status" }),
      .init("expected", .numbers(rows.map(\.expected))),
      .init("computed", .numbers(rows.map(\.computed))),
      .init("difference", .numbers(rows.map { $0.computed - $0.expected })),
      .init("tolerance", .numbers(rows.map { row in row.field.map { row.figure.tolerance(of: $0) } ?? .nan })),
      .init("from", text: rows.map(\.figure.origin)),
      .init("result", text: rows.map(\.result.rawValue)),
      .init("note", text: rows.map(\.note)),
    ])
  }
}

import FidelityData
import FidelityDrivers

/// Figures of the systems of the Implementation Drivers, computed from tables as a district has them.
struct DriverFigures: FigureFamily {
  private static let examples: [any DriverExample] = [
    SelectionExample(), TrainingPlanExample(), TrainingGainExample(), CoachingLogExample(), CoachingGainExample(),
    CoachingWorksheetExample(), FidelityAssessmentExample(), DataSystemExample(), BarrierExample(),
    EscalationExample(), LeadershipExample(), LevelsExample(), IntegrationExample(), CompensationExample(),
    CompensationDetectionExample(), NecessaryConditionExample(),
  ]

  func computation(of figure: PublishedFigure, in dataset: PublishedDataset) throws(DataError) -> Computation? {
    guard let example = Self.examples.first(where: { $0.slug == dataset.slug }) else { return nil }
    let rows = try example.rows(figure, dataset)
    let wanted = example.figure(figure)
    let days = figure.options["days"].flatMap(Double.init)
    let found = rows.first { $0.figure == wanted && (days == nil || $0.days == days) }
    guard let found else { return .notComputed("there is no row \(wanted)") }
    return .computed(ComputedFigure(found.estimate))
  }
}

/// How the figures of a dataset follow from its tables.
protocol DriverExample: Sendable {
  var slug: String { get }
  var analysis: any DriverAnalysis.Type { get }
  /// The dataset's files with their roles.
  func files(_ figure: PublishedFigure) -> [(file: String, role: DriverRole)]
  func options(_ figure: PublishedFigure) -> DriverOptions
  /// The row that a figure is.
  func figure(_ figure: PublishedFigure) -> DriverFigure
  /// All rows of the analysis.
  func rows(_ figure: PublishedFigure, _ dataset: PublishedDataset) throws(DataError) -> [DriverRow]
}

extension DriverExample {
  /// 2025-03-31.
  static var asOf: Double { Double(CalendarDate.day(year: 2025, month: 3, day: 31) ?? 0) }

  func options(_ figure: PublishedFigure) -> DriverOptions {
    var options = DriverOptions(asOf: Self.asOf)
    if let days = figure.options["days"].flatMap(Double.init) { options.days = [days] }
    if let tau = figure.options["tau"].flatMap(Double.init) { options.tau = tau }
    return options
  }

  func figure(_ figure: PublishedFigure) -> DriverFigure {
    DriverFigure(figure.quantity, term: figure.options["term"], form: figure.options["form"])
  }

  func rows(_ figure: PublishedFigure, _ dataset: PublishedDataset) throws(DataError) -> [DriverRow] {
    try rows(try tables(figure, dataset), options(figure))
  }

  func rows(_ tables: DriverTables, _ options: DriverOptions) throws(DataError) -> [DriverRow] {
    if let error = analysis.errors(tables, options).first { throw error }
    return analysis.rows(tables, options)
  }

  func tables(_ figure: PublishedFigure, _ dataset: PublishedDataset) throws(DataError) -> DriverTables {
    var tables: [DriverTable] = []
    for (file, role) in files(figure) { tables.append(try DriverTable(role, try dataset.table(file), file: file)) }
    return DriverTables(tables)
  }
}

extension DriverTable {
  /// A table of a dataset; columns beside the role's own are names.
  init(_ role: DriverRole, _ table: DatasetTable, file: String) throws(DataError) {
    var names: [String: NameColumn] = [:]
    var numbers: [String: [Double]] = [:]
    for name in table.names {
      switch role.columns.first(where: { $0.name == name })?.kind {
      case .number, .flag: numbers[name] = try table.numbers(name)
      case .day:
        var days: [Double] = []
        for text in try table.texts(name) {
          guard text.isEmpty || text.count == 10 else {
            throw table.refusal(.unusable(reason: "a date is written YYYY-MM-DD"))
          }
          let parts = text.split(separator: "-").compactMap { Int($0) }
          let day = parts.count == 3 ? CalendarDate.day(year: parts[0], month: parts[1], day: parts[2]) : nil
          days.append(day.map(Double.init) ?? .nan)
        }
        numbers[name] = days
      case .name, .words, nil: names[name] = NameColumn(try table.texts(name))
      }
    }
    self.init(role, file: file, rowCount: table.rowCount, names: names, numbers: numbers)
  }
}

import FidelityData
import FidelityInstruments
import FidelityProbability
import FidelityReports
import FidelityStudies
import FidelityTesting
import Foundation

/// Runs a study whose files stand in a folder of their own.
func results(of yaml: String, _ files: [String: String]) throws -> StudyResults {
  try withTemporaryFolder { folder in
    for (name, text) in files { _ = try folder.write(text, to: name) }
    return try StudyRunner(Study(contentsOfFile: folder.write(yaml, to: "study.yaml"))).run()
  }
}

/// What a study says before it ends in vain, without the folder's name; nil where it ends well.
func failure(of yaml: String, _ files: [String: String]) -> DataError? {
  do {
    _ = try results(of: yaml, files)
    return nil
  } catch let error as DataError {
    var error = error
    error.file = error.file.map { URL(filePath: $0).lastPathComponent }
    return error
  } catch {
    return DataError(.unusable(reason: "\(error)"))
  }
}

extension Table {
  /// The table as lines of CSV, the header first.
  var csv: String { String(decoding: DelimitedReport().bytes(self), as: UTF8.self) }

  /// The cells of a column as text; empty where missing, and without the column.
  func cells(_ name: String) -> [String] {
    switch self[name] {
    case .text(let codes, let labels): codes.map { $0 == missingKey ? "" : labels[Int($0)] }
    case .numbers(let numbers): numbers.map { NumberText.exact($0) }
    case .integers(let integers): integers.map { $0.map(String.init) ?? "" }
    case .wholes(let integers): integers.map(String.init)
    case nil: Array(repeating: "", count: rowCount)
    }
  }

  /// The number in the only row whose cells are these; nil where there is not exactly one.
  func number(_ name: String, _ cells: KeyValuePairs<String, String>) -> Double? {
    let columns = cells.map { (self.cells($0.key), $0.value) }
    let rows = (0..<rowCount).filter { row in columns.allSatisfy { $0.0[row] == $0.1 } }
    guard rows.count == 1, let numbers = numbers(name) else { return nil }
    return numbers[rows[0]]
  }
}

/// A small instrument of four items, two scales and bands.
let smallInstrument = """
  id: small
  title: Small
  defaults: {range: [0, 3], step: 1}
  items: [{id: a}, {id: b}, {id: c}, {id: d, reverse: true}]
  scales:
    - {id: first, items: [a, b], aggregate: mean}
    - id: total
      items: [a, b, c, d]
      aggregate: pooled-percent
      missing: {policy: prorate, at-least: 50%}
      bands: [{label: good, at-least: 60%}, {label: fair, at-least: 40%}, {label: poor}]
  criteria: [{id: ready, all: [{scale: total, at-least: 50%}]}]
  """

/// Simulated ratings with the small instrument, as a wide and as a long table.
func smallRatings(seed: UInt64 = 7, isLong: Bool) throws -> Table {
  var simulation = Simulation()
  simulation.sites = 5
  simulation.teachersPerSite = 3
  simulation.occasions = 4
  simulation.ratersPerVisit = 3
  simulation.raterPool = 6
  simulation.missing = 0.1
  return simulation.run(try Instrument(definition: smallInstrument), seed: seed, isLong: isLong).ratings
}

/// A study of the simulated ratings; `columns` says where items and values are.
func smallStudy(layout: String, columns: String = "", extra: String = "") -> String {
  """
  data:
    files: data.csv
    layout: \(layout)
    columns: {unit: [teacher, date], rater: rater, site: site, teacher: teacher, time: date\(columns)}
    \(extra)
  instrument: small.yaml
  seed: 11
  analyses:
    - reliability: {by: item, scale: interval}
    - reliability: {by: [item, site], scale: ordinal, coefficients: [gwet-ac], interval: {bootstrap: 200}}
    - score: {by: [site]}
    - trend: {outcome: total, group: site}
  """
}

extension String {
  /// The same lines of a table in another order, the header first.
  func shuffled(seed: UInt64) -> String {
    var generator = SeededGenerator(seed: seed)
    let lines = split(separator: "\n").map(String.init)
    return ([lines[0]] + lines.dropFirst().shuffled(using: &generator)).joined(separator: "\n") + "\n"
  }
}

import FidelityData
import FidelityStudies
import FidelityTesting
import Testing

@Suite("Key coder")
struct KeyCoderTests {
  /// Columns 0 and 1 and two layout variables, in mixed order, against a dictionary of tuples.
  private struct Model {
    let dictionaries = [KeyDictionary(labels: ["9", "10", "x", "1"]), KeyDictionary(labels: ["10", "9", "2.5"])]
    let wideColumns = [["b", "1"], ["a", "10"], ["a", "1"], ["b", "9"], ["a", "10"]]
    var coder: KeyCoder
    var seen: [UInt32: [String]] = [:]

    init(_ parts: [KeyCoder.Part], names: [String]) {
      coder = KeyCoder(names: names, parts: parts, wideColumns: wideColumns)
    }
  }

  private static let parts: [[KeyCoder.Part]] = [
    [.column(request: 0)], [.layout(variable: 1)], [.column(request: 1), .column(request: 0)],
    [.layout(variable: 0), .layout(variable: 1)],
    [.column(request: 0), .layout(variable: 1), .column(request: 1), .layout(variable: 0)], [],
  ]

  /// Random batches with missing keys; each code stands for one tuple of labels and each tuple has one code.
  @Test("codes and tuples correspond one to one", arguments: parts)
  func codesAreTuples(parts: [KeyCoder.Part]) throws {
    var model = Model(parts, names: parts.indices.map { "v\($0)" })
    var generator = SeededGenerator(seed: 3)
    var codes: [[String]: UInt32] = [:]
    for _ in 0..<3 {
      let rows = 40
      let columns = model.dictionaries.map { dictionary in
        (0..<rows).map { _ -> UInt32 in
          Int.random(in: 0..<8, using: &generator) == 0
            ? missingKey : UInt32.random(in: 0..<UInt32(dictionary.count), using: &generator)
        }
      }
      let batch = Batch(columns: columns.map { .keys(Buffer($0)) }, rowCount: rows)
      let rowCodes = try model.coder.rowCodes(batch)
      #expect(rowCodes.count == rows)
      for (wide, values) in model.wideColumns.enumerated() {
        let step = model.coder.step(wideColumn: wide)
        for row in 0..<rows {
          let labels = parts.map { part -> String? in
            switch part {
            case .column(let request):
              columns[request][row] == missingKey ? nil : model.dictionaries[request].labels[Int(columns[request][row])]
            case .layout(let variable): values[variable]
            }
          }
          let code = step(rowCodes[row])
          guard !labels.contains(nil) else {
            #expect(code == missingKey)
            continue
          }
          let tuple = labels.compactMap(\.self)
          #expect(code < model.coder.count)
          #expect(codes.updateValue(code, forKey: tuple) ?? code == code)
          #expect(model.seen.updateValue(tuple, forKey: code) ?? tuple == tuple)
        }
      }
    }
    #expect(codes.count == model.seen.count)
    checkLabels(model)
    checkOrder(model)
  }

  private func checkLabels(_ model: Model) {
    let codes = model.seen.keys.sorted()
    let columns = model.coder.columns(codes + [missingKey], model.dictionaries)
    #expect(columns.map(\.name) == model.coder.names)
    for (index, code) in codes.enumerated() {
      let tuple = model.seen[code] ?? []
      #expect(model.coder.label(code, model.dictionaries) == tuple.joined(separator: " / "))
      for (part, column) in columns.enumerated() {
        #expect(Table(columns: [column]).texts(column.name)?[index] == tuple[part])
      }
    }
    for column in columns { #expect(Table(columns: [column]).texts(column.name)?.last == .some(nil)) }
  }

  /// A plain sort of the tuples: preferred values first, numbers by size where all values of a variable are numbers.
  private func checkOrder(_ model: Model) {
    let preferred = ["v0": ["x", "10"]]
    let sorted = model.coder.sorted(Array(model.seen.keys), model.dictionaries, preferred: preferred)
    let expected = model.seen.sorted { left, right in
      for part in model.coder.names.indices {
        let first = part == 0 ? ["x", "10"] : []
        let (a, b) = (left.value[part], right.value[part])
        let (x, y) = (first.firstIndex(of: a) ?? 2, first.firstIndex(of: b) ?? 2)
        if x != y { return x < y }
        if a == b { continue }
        if let a = Double(a), let b = Double(b), isNumeric(model, part) { return a < b }
        return a < b
      }
      return false
    }
    #expect(sorted == expected.map(\.key))
  }

  /// Column 0 has a label that is no number; layout variable 0 too.
  private func isNumeric(_ model: Model, _ part: Int) -> Bool {
    Set(model.seen.values.map { $0[part] }).isDisjoint(with: ["x", "a", "b"])
  }

  @Test("more combinations than codes are an error, not a crash")
  func overflow() throws {
    let wide = (0..<100_000).map { ["\($0)"] }
    var coder = KeyCoder(
      names: ["unit", "segment"], parts: [.column(request: 0), .layout(variable: 0)], wideColumns: wide)
    let few = Batch(columns: [.keys(Buffer([41_000]))], rowCount: 1, source: "a.csv")
    #expect(try coder.rowCodes(few)[0] == 41_000)
    let many = Batch(columns: [.keys(Buffer([50_000]))], rowCount: 1, source: "a.csv")
    let error = #expect(throws: DataError.self) { try coder.rowCodes(many) }
    #expect(error?.description == "a.csv: unit, segment: more than 4294967295 combinations")
  }
}

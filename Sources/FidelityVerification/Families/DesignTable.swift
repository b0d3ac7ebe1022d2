import FidelityComponents
import FidelityData

/// A table of a dataset whose last column holds the values, the others names of units, raters and other facets.
struct DesignTable {
  private let table: DatasetTable
  let values: [Double]

  init(_ table: DatasetTable) throws(DataError) {
    self.table = table
    values = try table.numbers(table.names.last ?? "")
  }

  /// The levels of a column, numbered as they come.
  func codes(_ column: String) throws(DataError) -> [UInt32] {
    var keys = KeyDictionary()
    return try table.texts(column).map { keys.code(of: $0) }
  }

  func oneWay(_ column: String) throws(DataError) -> OneWayMoments {
    let codes = try codes(column)
    var moments = OneWayMoments()
    moments.add(groups: codes.span, values: values.span)
    return moments
  }

  /// The same of the rows of one rater.
  func oneWay(_ column: String, rater: String) throws(DataError) -> OneWayMoments {
    let raters = try table.texts("rater")
    let codes = zip(try codes(column), raters).map { $1 == rater ? $0 : missingKey }
    var moments = OneWayMoments()
    moments.add(groups: codes.span, values: values.span)
    return moments
  }

  func nested(_ columns: [String]) throws(DataError) -> NestedMoments {
    var groups: [[UInt32]] = []
    for column in columns { groups.append(try codes(column)) }
    var moments = NestedMoments(terms: columns)
    moments.add(groups: groups, values: values)
    return moments
  }

  /// Units with the raters of a list, or with all.
  func crossed(raters kept: [String]? = nil) throws(DataError) -> CrossedMoments {
    var raters = KeyDictionary()
    var ratings: [(unit: UInt32, rater: UInt32, value: Double)] = []
    for ((unit, rater), value) in zip(zip(try codes("unit"), try table.texts("rater")), values)
    where kept?.contains(rater) ?? true { ratings.append((unit, raters.code(of: rater), value)) }
    var moments = CrossedMoments(raterCount: raters.labels.count)
    for unit in Set(ratings.map(\.unit)).sorted() {
      let rows = ratings.filter { $0.unit == unit }
      let (codes, values) = (rows.map(\.rater), rows.map(\.value))
      moments.add(raters: codes.span, values: values.span)
    }
    return moments
  }

  /// Units one after the other, each with a rating of every rater; NaN where there is none.
  func matrix() throws(DataError) -> (values: [Double], raters: [String]) {
    var raters = KeyDictionary()
    let units = try codes("unit")
    let columns = try table.texts("rater").map { Int(raters.code(of: $0)) }
    let width = raters.labels.count
    var ratings = [Double](repeating: .nan, count: (units.max().map { Int($0) + 1 } ?? 0) * width)
    for (row, value) in values.enumerated() { ratings[Int(units[row]) * width + columns[row]] = value }
    return (ratings, raters.labels)
  }

  func replicated() throws(DataError) -> ReplicatedMoments {
    let (units, raters) = (try codes("unit"), try codes("rater"))
    var moments = ReplicatedMoments(raterCount: Int(raters.max() ?? 0) + 1)
    for unit in Set(units).sorted() {
      let rows = units.indices.filter { units[$0] == unit }
      let (codes, values) = (rows.map { raters[$0] }, rows.map { self.values[$0] })
      moments.add(raters: codes.span, values: values.span)
    }
    return moments
  }

  func factorial(_ design: StudyDesign, _ columns: [String]) throws(DataError) -> FactorialData {
    var facets: [[UInt32]] = []
    for column in columns { facets.append(try codes(column)) }
    return FactorialData(design, facets: facets, values: values)
  }

  /// A complete table of a balanced design. A nested facet may be numbered through.
  func balanced(_ design: StudyDesign, _ columns: [String], levels: [Int]) throws(DataError) -> BalancedAnova {
    var cells = [Double](repeating: .nan, count: levels.reduce(1, *))
    var places = [Int](repeating: 0, count: values.count)
    for (column, count) in zip(columns, levels) {
      for (row, code) in try codes(column).enumerated() { places[row] = places[row] * count + Int(code) % count }
    }
    for (row, place) in places.enumerated() { cells[place] = values[row] }
    return BalancedAnova(design, levelCounts: levels, values: cells)
  }
}

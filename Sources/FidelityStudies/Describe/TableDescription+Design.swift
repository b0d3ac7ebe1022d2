import FidelityData
import FidelityFiles

extension TableDescription {
  /// Reads a table once more for who rated what; nil where it cannot be read again, is too long, or has cells that are
  /// not what the shape takes them for.
  static func design(
    of shape: TableShape, _ file: TableFile, _ missing: MissingCodes, rowCount: Int
  ) -> RatingDesign? {
    let width = max(1, shape.columns.count)
    guard file.byteCount != nil, rowCount <= DesignRatings.mostRatings / width else { return nil }
    do throws(DataError) {
      return switch shape.kind {
      case .counts, .crossTable: try counted(shape, file, missing)
      default: try rated(shape, file, missing)
      }
    } catch {
      // What is wrong with the cells is for the analysis to say.
      return nil
    }
  }

  /// The design of counts: nobody knows who rated, or two raters rated all.
  private static func counted(
    _ shape: TableShape, _ file: TableFile, _ missing: MissingCodes
  ) throws(DataError) -> RatingDesign {
    var scan = try TableScan([file], shape.columns.map { ColumnRequest($0, .number) }, missing: missing)
    var design = RatingDesign()
    while let batch = try scan.next() {
      let columns = shape.columns.indices.map { batch.numbers($0) }
      for row in 0..<batch.rowCount {
        let sum = columns.reduce(0) { $0 + ($1[row].isNaN ? 0 : $1[row]) }
        guard sum >= 0, sum < 0x1p53 else { continue }
        if shape.kind == .crossTable {
          design.unitCount += Int(sum)
          design.ratingCount += 2 * Int(sum)
          design.doubleCodedCount += Int(sum)
        } else if sum > 0 {
          design.unitCount += 1
          design.ratingCount += Int(sum)
          if sum >= 2 { design.doubleCodedCount += 1 }
        }
      }
    }
    if shape.kind == .crossTable { (design.raterCount, design.isCrossed, design.partCount) = (2, true, 1) }
    return design
  }

  /// The variables of a rating in each column.
  private static func places(_ shape: TableShape) -> [(unit: UInt32, rater: UInt32, item: UInt32)] {
    guard shape.kind == .wide, let text = shape.pattern, let pattern = try? WidePattern(text) else {
      return shape.columns.indices.map { index in
        let column = UInt32(index)
        return switch shape.kind {
        case .raters: (0, column, 0)
        case .unitsInColumns: (column, 0, 0)
        default: (0, 0, column)
        }
      }
    }
    var (raters, items) = (KeyDictionary(), KeyDictionary())
    return shape.columns.map { name in
      let values = pattern.match(name) ?? []
      func code(_ variable: String, _ keys: inout KeyDictionary) -> UInt32 {
        pattern.variables.firstIndex(of: variable).map { keys.code(of: values[$0]) } ?? 0
      }
      return (0, code("rater", &raters), code(pattern.variables.contains("segment") ? "segment" : "item", &items))
    }
  }

  private static func rated(
    _ shape: TableShape, _ file: TableFile, _ missing: MissingCodes
  ) throws(DataError) -> RatingDesign {
    let keys = shape.unit + [shape.rater, shape.item].compactMap(\.self)
    let ratings = shape.kind == .long ? [shape.value].compactMap(\.self) : shape.columns
    var requests = (keys + ratings).map { ColumnRequest($0, .key) }
    if let frequency = shape.frequency { requests.append(ColumnRequest(frequency, .number)) }
    var scan = try TableScan([file], requests, missing: missing)
    let places = shape.kind == .long ? [(unit: 0, rater: 0, item: 0)] : Self.places(shape)
    var unit = shape.unit.isEmpty ? nil : CompositeKeys(width: shape.unit.count)
    var (found, row) = (DesignRatings(), 0)
    while let batch = try scan.next() {
      let units = unit?.encode(shape.unit.indices.map { batch.keys($0) })
      let rater = shape.rater.map { _ in batch.keys(shape.unit.count) }
      let item = shape.item.map { _ in batch.keys(keys.count - 1) }
      let columns = ratings.indices.map { batch.keys(keys.count + $0) }
      let texts = Set(missing.undeclaredTexts)
      for place in 0..<batch.rowCount {
        let rowUnit = shape.kind == .unitsInColumns ? 0 : units?[place] ?? UInt32(row)
        row += 1
        let (rowRater, rowItem) = (rater?[place] ?? 0, item?[place] ?? 0)
        guard max(rowUnit, rowRater, rowItem) != missingKey else { continue }
        for (column, codes) in columns.enumerated() where codes[place] != missingKey {
          if texts.contains(scan.dictionaries[keys.count + column].label(codes[place])) { continue }
          found.append(
            unit: rowUnit + places[column].unit, item: rowItem + places[column].item,
            rater: rowRater + places[column].rater)
        }
        if shape.frequency != nil {
          let weight = batch.numbers(requests.count - 1)[place]
          found.weigh(rowUnit, weight >= 0 && weight < 0x1p53 ? Int(weight) : 0)
        }
      }
    }
    return found.design()
  }
}

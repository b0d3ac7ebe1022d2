/// The units of a file's rows in their order: where one ends and the next begins, and whether one may come back later.
///
/// Ratings that come unit by unit need not be collected, as long as no unit comes twice. Two things show that none
/// does:
///
/// - **The units of each group ascend**: by value where they are whole numbers; where they are text, byte by byte, or
///   the
///   shorter before the longer, whichever holds for all. Then nothing is remembered but the last unit.
/// - **All fingerprints differ**: 64 bits made of a unit's name, the same for the same name. They are kept for the
///   first
/// million units, and for all others from the first unit on that does not ascend: 16 bytes a unit, with the table that
///   finds them again.
///
/// Where neither holds, the sequence has failed, be it that two units share a fingerprint by chance. Then ratings are
/// collected.
struct UnitSequence: Sendable {
  /// Whether a unit came back, or may have.
  private(set) var hasFailed = false
  /// How many units there were, one after the other.
  private(set) var count = 0
  /// Whether the units of each group came in one ascending stretch.
  private var ascends = true
  /// The ascending stretch that the last unit is in.
  private var stretch: Int32 = 0
  /// The stretch of each group; -1 for a group without rows.
  private var stretchOfGroup: [Int32] = []
  /// The orders in which the first stretch ascends, and the last.
  private var firstOrders = TextOrders.all
  private var lastOrders = TextOrders.all
  private var first: [UnitKey] = []
  private var last: [UnitKey] = []
  /// The fingerprints of the units in their order; nil where they are no longer kept.
  private var fingerprints: [UInt64]? = []
  private var known: FingerprintSet?
  /// The fingerprint of each code, for each column of keys.
  private var fingerprintsOfCodes: [[UInt64]] = []

  /// So many fingerprints are kept while units ascend.
  private static let mostKept = 1 << 20

  /// Whether the first unit of another sequence is the last one of this.
  func continues(in other: UnitSequence) -> Bool { count > 0 && other.count > 0 && last == other.first }
}

/// The rows of a column that names units, alone or with others.
package enum UnitColumn: Sendable {
  /// Whole numbers; `Int64.min` is missing.
  case wholes(Buffer<Int64>)
  /// Codes of a dictionary; ``missingKey`` is missing.
  case keys(Buffer<UInt32>, KeyDictionary)
}

/// What one column says of a unit.
private enum UnitKey: Sendable, Equatable {
  case whole(Int64)
  case text(String)

  var isWhole: Bool { if case .whole = self { true } else { false } }
}

/// The units of some rows that follow each other.
struct UnitRuns {
  let rowCount: Int
  /// Whether each row is a unit of its own; then there are no starts.
  var isByRow = false
  /// The first row of each unit, ascending; that of the first unit is 0.
  var starts: [Int32] = []
  /// Whether the first unit is the last one of the rows before.
  var continues = false
  /// The rows whose unit does not come after that of the row before.
  fileprivate var descents: [Int] = []

  var count: Int { isByRow ? rowCount : starts.count }

  @inline(__always)
  func firstRow(_ unit: Int) -> Int { isByRow ? unit : Int(starts[unit]) }

  /// The rows of a unit.
  @inline(__always)
  func rows(_ unit: Int) -> Range<Int> {
    if isByRow { return unit..<unit + 1 }
    return Int(starts[unit])..<(unit + 1 < starts.count ? Int(starts[unit + 1]) : rowCount)
  }
}

/// Orders in which texts may ascend.
private struct TextOrders: OptionSet, Sendable {
  let rawValue: UInt8
  /// Byte by byte.
  static let bytes = TextOrders(rawValue: 1)
  /// The shorter before the longer, then byte by byte: the order of whole numbers.
  static let length = TextOrders(rawValue: 2)
  static let all: TextOrders = [.bytes, .length]

  /// The orders in which one text comes before another.
  init(from a: Span<UInt8>, to b: Span<UInt8>) {
    // Bytes do not order what Unicode writes in several ways.
    guard !TextCodes.isBeyondASCII(a), !TextCodes.isBeyondASCII(b) else {
      self.init(rawValue: 0)
      return
    }
    var place = 0
    let end = min(a.count, b.count)
    while place < end, a[place] == b[place] { place += 1 }
    let isBefore = place < end ? a[place] < b[place] : a.count < b.count
    let isShorter = a.count == b.count ? isBefore : a.count < b.count
    self.init(rawValue: (isBefore ? 1 : 0) | (isShorter ? 2 : 0))
  }

  init(from a: UnitKey, to b: UnitKey) {
    switch (a, b) {
    case (.whole(let a), .whole(let b)): self.init(rawValue: a < b ? 3 : 0)
    case (.text(let a), .text(let b)): self.init(from: a.utf8.span, to: b.utf8.span)
    default: self.init(rawValue: 0)
    }
  }

  /// The orders in which one unit comes before another that differs from it: by the first column in which they do.
  init(from a: [UnitKey], to b: [UnitKey]) {
    guard let place = a.indices.first(where: { a[$0] != b[$0] }) else {
      self.init(rawValue: 0)
      return
    }
    self.init(from: a[place], to: b[place])
  }

  init(rawValue: UInt8) { self.rawValue = rawValue }
}

// MARK: - Rows

extension UnitSequence {
  /// Takes the units of the next rows.
  /// - Parameter groups: the group of each row, ``missingKey`` where it is missing; nil where all rows are of one.
  /// - Returns: the units; nil where the sequence has failed.
  mutating func take(_ columns: [UnitColumn], rowCount: Int, groups: Buffer<UInt32>?) -> UnitRuns? {
    if hasFailed || rowCount == 0 { return nil }
    var found: UnitRuns?
    if columns.count == 1, case .wholes(let values) = columns[0] {
      found = runs(of: values)
    } else {
      found = runs(of: columns, rowCount)
    }
    guard var runs = found else {
      hasFailed = true
      return nil
    }
    runs.isByRow = runs.isByRow || runs.starts.count == rowCount
    count += runs.count - (runs.continues ? 1 : 0)
    if ascends { checkStretches(runs, groups) }
    keepFingerprints()
    return hasFailed ? nil : runs
  }

  /// The units of rows that one column of whole numbers names; nil where one is missing.
  private mutating func runs(of values: Buffer<Int64>) -> UnitRuns? {
    var runs = UnitRuns(rowCount: values.count)
    var previous: Int64?
    if let last = last.first {
      guard case .whole(let value) = last else { return nil }
      previous = value
    }
    let isComplete = values.withSpan { values in
      let ends = (values[0], values[values.count - 1])
      runs.continues = previous == ends.0
      if let previous, ends.0 < previous { runs.descents.append(0) }
      if Self.ascends(values) {
        runs.isByRow = true
      } else {
        var last = ends.0
        runs.starts.append(0)
        for row in 1..<values.count where values[row] != last {
          if values[row] < last { runs.descents.append(row) }
          last = values[row]
          if last == .min { return false }
          runs.starts.append(Int32(truncatingIfNeeded: row))
        }
      }
      if fingerprints != nil {
        for unit in (runs.continues ? 1 : 0)..<runs.count {
          fingerprints?.append(UInt64(bitPattern: values[runs.firstRow(unit)]))
        }
      }
      if first.isEmpty { first = [.whole(ends.0)] }
      last = [.whole(ends.1)]
      return ends.0 != .min
    }
    return isComplete ? runs : nil
  }

  /// Whether each number is greater than the one before. Without branches, so that several are looked at together.
  private static func ascends(_ values: Span<Int64>) -> Bool {
    var hits: UInt64 = 0
    for row in 1..<values.count { hits |= values[row] <= values[row - 1] ? 1 : 0 }
    return hits == 0
  }

  /// The units of rows that some columns name together; nil where a part is missing, or of another kind than before.
  private mutating func runs(of columns: [UnitColumn], _ rowCount: Int) -> UnitRuns? {
    guard let isNew = Self.changes(columns, rowCount) else { return nil }
    let head = Self.key(columns, row: 0)
    guard last.isEmpty || last.map(\.isWhole) == head.map(\.isWhole) else { return nil }
    var runs = UnitRuns(rowCount: rowCount)
    runs.continues = last == head
    if ascends, !last.isEmpty, !runs.continues { take(TextOrders(from: last, to: head), row: 0, &runs) }
    runs.starts.append(0)
    var start = 0
    for row in 1..<max(1, rowCount) where isNew[row] {
      if ascends { take(Self.orders(columns, from: start, to: row), row: row, &runs) }
      runs.starts.append(Int32(truncatingIfNeeded: row))
      start = row
    }
    learnFingerprints(columns)
    if var kept = fingerprints {
      fingerprints = nil
      for unit in (runs.continues ? 1 : 0)..<runs.count {
        kept.append(fingerprint(columns, row: runs.firstRow(unit)))
      }
      fingerprints = kept
    }
    if first.isEmpty { first = head }
    last = Self.key(columns, row: rowCount - 1)
    return runs
  }

  /// Notes in which orders a unit comes after the one before; in none of those so far: another stretch begins.
  private mutating func take(_ orders: TextOrders, row: Int, _ runs: inout UnitRuns) {
    lastOrders.formIntersection(orders)
    if lastOrders.isEmpty {
      lastOrders = .all
      runs.descents.append(row)
    } else if stretch == 0, runs.descents.isEmpty {
      firstOrders = lastOrders
    }
  }

  /// For each row, whether any column differs from the row before; nil where a part is missing.
  private static func changes(_ columns: [UnitColumn], _ rowCount: Int) -> [Bool]? {
    var isNew = [Bool](repeating: false, count: rowCount)
    var isMissing = false
    func compare<Element: Equatable & BitwiseCopyable>(_ values: Span<Element>, missing: Element) {
      var flags = isNew.mutableSpan
      for row in values.indices {
        isMissing = isMissing || values[row] == missing
        if row > 0, values[row] != values[row - 1] { flags[row] = true }
      }
    }
    for column in columns {
      switch column {
      case .wholes(let values): values.withSpan { compare($0, missing: .min) }
      case .keys(let codes, _): codes.withSpan { compare($0, missing: missingKey) }
      }
    }
    return isMissing ? nil : isNew
  }

  private static func key(_ columns: [UnitColumn], row: Int) -> [UnitKey] {
    columns.map { column in
      switch column {
      case .wholes(let values): .whole(values[row])
      case .keys(let codes, let dictionary): .text(dictionary.label(codes[row]))
      }
    }
  }

  private static func orders(_ columns: [UnitColumn], from a: Int, to b: Int) -> TextOrders {
    for column in columns {
      switch column {
      case .wholes(let values):
        if values[a] != values[b] { return values[a] < values[b] ? .all : [] }
      case .keys(let codes, let dictionary):
        let (a, b) = (codes[a], codes[b])
        if a == b { continue }
        return dictionary.withText(a) { a in dictionary.withText(b) { b in TextOrders(from: a, to: b) } }
      }
    }
    return []
  }
}

// MARK: - Stretches and fingerprints

extension UnitSequence {
  /// Sees to it that no group has rows in two stretches.
  private mutating func checkStretches(_ runs: UnitRuns, _ groups: Buffer<UInt32>?) {
    guard let groups else {
      stretch += Int32(runs.descents.count)
      ascends = stretch == 0
      return
    }
    groups.withSpan { groups in
      var row = 0
      for end in runs.descents + [runs.rowCount] {
        while row < end, ascends {
          let group = groups[row]
          row += 1
          if group == missingKey { continue }
          if Int(group) < stretchOfGroup.count, stretchOfGroup[Int(group)] == stretch { continue }
          ascends = enter(group, stretch)
        }
        if end < runs.rowCount { stretch += 1 }
      }
    }
  }

  /// Whether a group had no rows in another stretch.
  private mutating func enter(_ group: UInt32, _ stretch: Int32) -> Bool {
    if Int(group) >= stretchOfGroup.count {
      stretchOfGroup += repeatElement(-1, count: max(stretchOfGroup.count, Int(group) + 1 - stretchOfGroup.count))
    }
    if stretchOfGroup[Int(group)] == -1 { stretchOfGroup[Int(group)] = stretch }
    return stretchOfGroup[Int(group)] == stretch
  }

  /// Forgets fingerprints that nobody needs; compares those that somebody does.
  private mutating func keepFingerprints() {
    guard let kept = fingerprints else {
      hasFailed = !ascends
      return
    }
    if ascends {
      if kept.count > Self.mostKept { fingerprints = nil }
      return
    }
    var known = known ?? FingerprintSet()
    self.known = nil
    let areNew = known.insert(kept.span.extracting(known.count...))
    hasFailed = !areNew
    self.known = known
  }

  private mutating func learnFingerprints(_ columns: [UnitColumn]) {
    if fingerprintsOfCodes.isEmpty { fingerprintsOfCodes = Array(repeating: [], count: columns.count) }
    for (place, column) in columns.enumerated() {
      guard case .keys(_, let dictionary) = column else { continue }
      for code in fingerprintsOfCodes[place].count..<max(dictionary.count, fingerprintsOfCodes[place].count) {
        fingerprintsOfCodes[place].append(dictionary.withText(UInt32(code), TextCodes.fingerprint))
      }
    }
  }

  private func fingerprint(_ columns: [UnitColumn], row: Int) -> UInt64 {
    var result: UInt64 = 0
    for (place, column) in columns.enumerated() {
      switch column {
      case .wholes(let values): result = FingerprintSet.mix(result ^ UInt64(bitPattern: values[row]))
      case .keys(let codes, _): result = FingerprintSet.mix(result ^ fingerprintsOfCodes[place][Int(codes[row])])
      }
    }
    return result
  }
}

// MARK: - Merging

extension UnitSequence {
  /// Takes the units of the rows that follow.
  /// - Parameter groups: the code here of each group there.
  mutating func merge(_ other: UnitSequence, groups: [UInt32]) {
    if other.hasFailed || hasFailed {
      hasFailed = true
      return
    }
    guard other.count > 0 else { return }
    guard count > 0 else {
      self = other
      stretchOfGroup = []
      for (group, stretch) in other.stretchOfGroup.enumerated() where stretch >= 0 { _ = enter(groups[group], stretch) }
      return
    }
    guard last.map(\.isWhole) == other.first.map(\.isWhole) else {
      hasFailed = true
      return
    }
    let isSame = continues(in: other)
    if ascends && other.ascends { mergeStretches(other, isSame: isSame, groups) } else { ascends = false }
    count += other.count - (isSame ? 1 : 0)
    mergeFingerprints(other, isSame: isSame)
    last = other.last
  }

  private mutating func mergeStretches(_ other: UnitSequence, isSame: Bool, _ groups: [UInt32]) {
    let orders = isSame ? TextOrders.all : TextOrders(from: last, to: other.first)
    let joint = lastOrders.intersection(other.firstOrders).intersection(orders)
    let shift = joint.isEmpty ? stretch + 1 : stretch
    if !joint.isEmpty, stretch == 0 { firstOrders = joint }
    lastOrders = other.stretch == 0 && !joint.isEmpty ? joint : other.lastOrders
    stretch = shift + other.stretch
    if groups.isEmpty {
      ascends = stretch == 0
      return
    }
    for (group, stretch) in other.stretchOfGroup.enumerated() where stretch >= 0 && ascends {
      ascends = enter(groups[group], shift + stretch)
    }
  }

  private mutating func mergeFingerprints(_ other: UnitSequence, isSame: Bool) {
    guard ascends || (known != nil || fingerprints != nil) && other.fingerprints != nil else {
      hasFailed = true
      return
    }
    guard let theirs = other.fingerprints else {
      fingerprints = nil
      return
    }
    if ascends {
      fingerprints? += theirs.dropFirst(isSame ? 1 : 0)
      if let kept = fingerprints, kept.count > Self.mostKept { fingerprints = nil }
      return
    }
    var known = known ?? FingerprintSet()
    self.known = nil
    // What the table knows is all there was, if there is one.
    let mine = known.count == 0 ? fingerprints ?? [] : []
    fingerprints = nil
    let areNew = known.insert(mine.span) && known.insert(theirs.span.extracting((isSame ? 1 : 0)...))
    hasFailed = !areNew
    self.known = known
  }
}

import FidelityComponents
import FidelityData

/// How the variation of scores divides between levels and occasions, by restricted likelihood.
///
/// Levels that the data do not tell apart share one component: those with as many groups as the level below, and the
/// innermost level and the occasion where each unit has one score. A level with a single group has none.
struct LevelVariances {
  static let occasion = "occasion"

  /// A component, and the levels that it is of.
  struct Block {
    var names: [String]
    var component: VarianceComponent?
    /// The name of the term in the fit.
    fileprivate let term: String
  }

  /// From the outermost level to the occasion.
  private(set) var blocks: [Block] = []
  /// Levels with one group, outermost first.
  let single: [String]
  private(set) var fit: ComponentFit?
  /// Scores that lack a level.
  let skippedCount: Int
  let unitCount: Int

  init(_ data: LevelScores) {
    let levels = data.levels
    let rows = data.rows.filter { row in levels.allSatisfy { $0.names.codes[row] != missingKey } }
    skippedCount = data.rows.count - rows.count
    let counts = levels.map { Self.groupCount($0.names, rows) }
    unitCount = counts.first ?? 0
    single = levels.indices.reversed().filter { counts[$0] == 1 }.map { levels[$0].name }
    // From the innermost level outwards.
    var active: [(level: Int, names: [String])] = []
    for place in levels.indices where counts[place] > 1 {
      if let last = active.last, counts[last.level] == counts[place] {
        active[active.count - 1].names.append(levels[place].name)
      } else {
        active.append((place, [levels[place].name]))
      }
    }
    var residual = [Self.occasion]
    if let first = active.first, counts[first.level] >= rows.count {
      residual = first.names.reversed() + residual
      active.removeFirst()
    }
    blocks = active.reversed().map { Block(names: $0.names.reversed(), term: levels[$0.level].name) }
    blocks.append(Block(names: residual, term: "residual"))
    guard !active.isEmpty else { return }
    var moments = NestedMoments(terms: active.reversed().map { levels[$0.level].name })
    moments.add(
      groups: active.reversed().map { entry in rows.map { levels[entry.level].names.codes[$0] } },
      values: rows.map { data.scores[$0] })
    fit = try? moments.fit(.restricted)
    guard let fit else { return }
    for (place, component) in fit.components.enumerated() where !component.value.isNaN {
      blocks[place].component = component
    }
  }

  private static func groupCount(_ names: NameColumn, _ rows: [Int]) -> Int {
    var isMet = [Bool](repeating: false, count: names.labels.count)
    for row in rows { isMet[Int(names.codes[row])] = true }
    return isMet.count(where: \.self)
  }

  /// A sum of components over another, with its error where one component says it.
  struct Share {
    var value = Double.nan
    var standardError = Double.nan
    var status = Status.ok
    var note: String?
  }

  /// Whether the occasion has a component of its own.
  var hasLasting: Bool { blocks.last?.names.count == 1 }

  /// The share of the blocks that are asked for.
  /// - Parameters:
  ///   - isLasting: whether the occasion is left out of the whole.
  ///   - isPart: whether a level belongs to the part; a block of which some do is confounded.
  func share(ofLasting isLasting: Bool, _ isPart: (String) -> Bool) -> Share {
    var share = Share()
    guard let fit, blocks.allSatisfy({ $0.component != nil }) else {
      (share.status, share.note) = (fit?.status ?? .tooFewUnits, fit?.note ?? "no level has two groups")
      return share
    }
    let whole = isLasting ? Array(blocks.dropLast()) : blocks
    if isLasting, !hasLasting {
      (share.status, share.note) = (.confounded, confusion(blocks[blocks.count - 1]))
      return share
    }
    if let mixed = whole.first(where: { Set($0.names.map(isPart)).count > 1 }) {
      (share.status, share.note) = (.confounded, confusion(mixed))
      return share
    }
    let weights = Dictionary(uniqueKeysWithValues: whole.map { ($0.term, 1.0) })
    let part = whole.filter { isPart($0.names[0]) }
    let rest = whole.filter { !isPart($0.names[0]) }
    func sum(_ blocks: [Block]) -> Double { blocks.reduce(0) { $0 + ($1.component?.value ?? .nan) } }
    let total = sum(whole)
    guard total > 0 else {
      (share.status, share.note) = (.noVariation, "all components are 0")
      return share
    }
    share.value = sum(part) / total
    // The rest's error is the part's.
    if let only = part.count == 1 ? part.first : rest.count == 1 ? rest.first : nil {
      share.standardError = fit.standardError(ComponentShare(only.term, of: weights))
    }
    if fit.status == .notConverged { share.status = .notConverged }
    if fit.status != .ok { share.note = fit.note }
    return share
  }

  func confusion(_ block: Block) -> String {
    let words = block.names.joined(separator: " and ")
    return block.names.contains(Self.occasion)
      ? "one score for each unit: \(words) cannot be told apart"
      : "as many groups of one as of the other: \(words) cannot be told apart"
  }
}

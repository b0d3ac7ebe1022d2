public import FidelityData

/// A measurement design written as a formula: which facets are crossed and which are nested.
///
/// | formula | design |
/// |---|---|
/// | `p x i` | persons crossed with items |
/// | `p x i x o` | and occasions |
/// | `p x (r:t)` | raters nested in tasks, crossed with persons |
/// | `i:p` | items nested in persons |
/// | `(p:c) x i` | persons nested in classes, crossed with items |
/// | `r:(p x o)` | raters nested in combinations of persons and occasions |
///
/// `x` (or `*`) crosses, `:` nests and binds closer; `a:b:c` is `a:(b:c)`. Names are letters, digits, `_` and `-`, the
/// first a letter; `x` alone is the sign.
///
/// The effects are all combinations of facets that hold, with a facet, those it is nested in. An effect is called by
/// its facets, the nesting ones after a colon: `pi`, `r:t`, `pr:t`; names of more than one letter are joined by ` x `.
/// Reference: Brennan (2001), Generalizability Theory, sections 3.1 and 3.2.
public struct StudyDesign: Sendable, Hashable, CustomStringConvertible {
  /// In the order of the formula.
  public let facets: [String]
  /// For each facet, the facets it is nested in, as a set of bits.
  let nesting: [Int]
  /// All effects, fewer facets first; the last has all facets and is the residual where a cell holds one observation.
  public let effects: [Effect]
  public let description: String

  /// A source of variance of the design.
  public struct Effect: Sendable, Hashable {
    public let name: String
    /// All its facets, nesting ones too, as a set of bits.
    let facets: Int
    /// Those that no other facet of the effect is nested in.
    let primary: Int
  }

  /// - Throws: `definition` where the formula cannot be read, with what is wrong.
  public init(_ formula: String) throws(DataError) {
    var parser = DesignParser(formula)
    let tree = try parser.parse()
    description = formula
    var facets: [String] = []
    var nesting: [Int] = []
    for facet in tree { facets.append(facet.name) }
    for facet in tree {
      nesting.append(facet.nesting.reduce(0) { bits, name in bits | 1 << (facets.firstIndex(of: name) ?? 0) })
    }
    self.facets = facets
    self.nesting = nesting
    effects = Self.effects(facets, nesting)
  }

  private static func effects(_ facets: [String], _ nesting: [Int]) -> [Effect] {
    var result: [Effect] = []
    for bits in 1..<1 << facets.count {
      let members = facets.indices.filter { bits & (1 << $0) != 0 }
      guard members.allSatisfy({ nesting[$0] & ~bits == 0 }) else { continue }
      let nested = members.reduce(0) { $0 | nesting[$1] }
      result.append(Effect(name: name(facets, bits & ~nested, bits & nested), facets: bits, primary: bits & ~nested))
    }
    // A stable order: by the number of facets, then as in the formula.
    return result.sorted {
      ($0.facets.nonzeroBitCount, $0.facets) < ($1.facets.nonzeroBitCount, $1.facets)
    }
  }

  private static func name(_ facets: [String], _ primary: Int, _ nested: Int) -> String {
    func join(_ bits: Int) -> String {
      let names = facets.indices.filter { bits & (1 << $0) != 0 }.map { facets[$0] }
      return names.joined(separator: facets.allSatisfy { $0.count == 1 } ? "" : " x ")
    }
    return nested == 0 ? join(primary) : "\(join(primary)):\(join(nested))"
  }
}

/// Reads a design formula.
struct DesignParser {
  struct Facet {
    var name: String
    var nesting: Set<String>
  }

  private enum Token: Equatable {
    case name(String)
    case cross, nest, open, close
  }

  private static let mostFacets = 12
  private let formula: String
  private var tokens: [Token] = []
  private var place = 0

  init(_ formula: String) { self.formula = formula }

  mutating func parse() throws(DataError) -> [Facet] {
    tokens = try Self.tokens(formula)
    let facets = try crossing()
    if place < tokens.count { throw fault("there is something after its end") }
    if facets.count > Self.mostFacets { throw fault("more than \(Self.mostFacets) facets") }
    var seen: Set<String> = []
    for facet in facets where !seen.insert(facet.name).inserted { throw fault("the facet \(facet.name) occurs twice") }
    return facets
  }

  private func fault(_ reason: String) -> DataError { Self.fault(formula, reason) }

  private static func fault(_ formula: String, _ reason: String) -> DataError {
    DataError(
      .definition(reason: "the design cannot be read: \(reason)"), value: formula,
      hint: "Write a design like p x i, p x (r:t) or i:p: x crosses facets, : nests the left in the right.")
  }

  private static func tokens(_ formula: String) throws(DataError) -> [Token] {
    var tokens: [Token] = []
    var name = ""
    func end() {
      if !name.isEmpty { tokens.append(name == "x" ? .cross : .name(name)) }
      name = ""
    }
    for character in formula {
      if character.isLetter && character != "×" || !name.isEmpty && (character.isNumber || "_-".contains(character)) {
        name.append(character)
        continue
      }
      end()
      switch character {
      case "*", "×": tokens.append(.cross)
      case ":": tokens.append(.nest)
      case "(": tokens.append(.open)
      case ")": tokens.append(.close)
      case " ", "\t": break
      default: throw fault(formula, "\(character) has no meaning")
      }
    }
    end()
    return tokens
  }

  private mutating func take(_ token: Token) -> Bool {
    guard place < tokens.count, tokens[place] == token else { return false }
    place += 1
    return true
  }

  private mutating func crossing() throws(DataError) -> [Facet] {
    var facets = try nested()
    while take(.cross) { facets += try nested() }
    return facets
  }

  private mutating func nested() throws(DataError) -> [Facet] {
    let inner = try part()
    guard take(.nest) else { return inner }
    let outer = try nested()
    let names = Set(outer.map(\.name))
    return inner.map { Facet(name: $0.name, nesting: $0.nesting.union(names)) } + outer
  }

  private mutating func part() throws(DataError) -> [Facet] {
    if take(.open) {
      let facets = try crossing()
      if !take(.close) { throw fault("a bracket is not closed") }
      return facets
    }
    guard place < tokens.count, case .name(let name) = tokens[place] else { throw fault("a facet is missing") }
    place += 1
    return [Facet(name: name, nesting: [])]
  }
}

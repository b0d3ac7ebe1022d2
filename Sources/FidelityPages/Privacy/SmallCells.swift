/// Which cells of the tables of one set of data a page withholds: the rule of `docs/report.md`, in one place.
///
/// 1. A cell is small where fewer persons stand behind it than the least; where the tables do not count persons, fewer
///    observations.
/// 2. A cell of more columns is a part of each cell of fewer of them: a school of its district, a period of the whole.
///    Where parts of a shown cell are withheld, they must be two or more with the least together, or what is withheld
///    would follow from the cell less its other parts: the smallest of the others are withheld too, until that holds.
///    Groups have persons of their own, so their sizes add up. Periods mostly have the same persons: of those that
///    are withheld, one must have the least by itself.
/// 3. A cell that is a part of a withheld one is withheld.
package struct SmallCells: Sendable {
  package let least: Double
  package private(set) var withheld: Set<CellKey> = []
  /// Whether the size of any cell is one of persons, and whether that of any is not.
  package private(set) var (countsPersons, countsObservations) = (false, false)
  private var persons: [CellKey: Double] = [:]
  private var observations: [CellKey: Double] = [:]
  /// The sets of columns that withheld cells have.
  private var shapes: [[String]] = []

  package init(least: Int) { self.least = Double(least) }

  package mutating func take(_ key: CellKey, persons count: Double) {
    guard count.isFinite else { return }
    persons[key] = min(persons[key] ?? .infinity, count)
  }

  /// Of several tables that have the cell the smallest count.
  package mutating func take(_ key: CellKey, observations count: Double) {
    guard count.isFinite else { return }
    observations[key] = min(observations[key] ?? .infinity, count)
  }

  /// Decides, once all sizes are known.
  /// - Complexity: O(cells x pairs of sets of columns), again for each round in which the second rule adds cells.
  package mutating func decide() {
    let sizes = observations.merging(persons) { _, persons in persons }
    countsPersons = !persons.isEmpty
    countsObservations = sizes.keys.contains { persons[$0] == nil }
    for (key, size) in sizes where size < least { withhold(key) }
    let families = Self.families(sizes)
    var isOpen = !withheld.isEmpty
    while isOpen {
      isOpen = false
      for family in families where !isWithheld(family.whole) {
        if hide(family, sizes) { isOpen = true }
      }
    }
  }

  /// Whether a cell is withheld, or a part of one that is.
  package func isWithheld(_ key: CellKey) -> Bool {
    shapes.contains { shape in key.part(of: shape).map(withheld.contains) ?? false }
  }

  /// Withholds what another decision does, too.
  package mutating func withhold(_ other: SmallCells) {
    for key in other.withheld { withhold(key) }
  }

  /// The column of periods.
  package static let timeColumn = "time"

  private mutating func withhold(_ key: CellKey) {
    withheld.insert(key)
    if !shapes.contains(key.columns) { shapes.append(key.columns) }
  }

  /// Withholds the smallest of the parts of a shown cell until nothing follows from the others; the cell itself where
  /// its only part is withheld, which is the same.
  /// - Returns: whether any had to be.
  private mutating func hide(_ family: Family, _ sizes: [CellKey: Double]) -> Bool {
    let parts = family.parts
    let hidden = parts.filter(isWithheld)
    guard !hidden.isEmpty else { return false }
    if parts.count == 1, let size = sizes[family.whole], size == sizes[parts[0]] {
      withhold(family.whole)
      return true
    }
    // The persons of parts together, at least.
    func together(_ size: Double, _ part: CellKey) -> Double {
      let own = sizes[part] ?? 0
      return family.sharesPersons ? max(size, own) : size + own
    }
    var (count, size) = (hidden.count, hidden.reduce(0, together))
    var hasAdded = false
    for part in parts where (count < 2 || size < least) && !isWithheld(part) {
      withhold(part)
      (count, size, hasAdded) = (count + 1, together(size, part), true)
    }
    return hasAdded
  }

  private struct Family {
    let whole: CellKey
    /// The smallest first.
    let parts: [CellKey]
    /// Whether parts may have the same persons: they are periods.
    let sharesPersons: Bool
  }

  /// Each cell with its parts of each finer set of columns, in an order that does not depend on how cells were taken:
  /// the smallest wholes first, so that what a district withholds counts for the state too.
  private static func families(_ sizes: [CellKey: Double]) -> [Family] {
    var cells: [[String]: [CellKey]] = [:]
    for key in sizes.keys { cells[key.columns, default: []].append(key) }
    // The whole may be known from elsewhere.
    cells[[]] = [.all]
    let shapes = cells.keys.sorted { ($0.count, $0.joined(separator: ",")) < ($1.count, $1.joined(separator: ",")) }
    var families: [Family] = []
    for (place, whole) in shapes.enumerated().reversed() {
      for finer in shapes[(place + 1)...] where finer.count > whole.count && Set(whole).isSubset(of: finer) {
        let parts = Dictionary(grouping: cells[finer] ?? []) { $0.part(of: whole) ?? .all }
        families += parts.sorted { $0.key.values.lexicographicallyPrecedes($1.key.values) }.map { key, parts in
          let sorted = parts.sorted { left, right in
            let (first, second) = (sizes[left] ?? 0, sizes[right] ?? 0)
            return first == second ? left.values.lexicographicallyPrecedes(right.values) : first < second
          }
          return Family(
            whole: key, parts: sorted, sharesPersons: finer.contains(timeColumn) && !whole.contains(timeColumn))
        }
      }
    }
    return families
  }
}

import FidelityPages
import FidelityTesting
import Testing

/// What is withheld cannot be had from what is shown.
@Suite("Small cells")
struct SmallCellsTests {
  private static func decided(_ sizes: [CellKey: Int], least: Int, isPersons: Bool = false) -> SmallCells {
    var cells = SmallCells(least: least)
    for (key, size) in sizes {
      if isPersons { cells.take(key, persons: Double(size)) } else { cells.take(key, observations: Double(size)) }
    }
    cells.decide()
    return cells
  }

  private static func site(_ name: String) -> CellKey { CellKey([("site", name)]) }

  @Test func `one small group takes the next with it`() {
    let cells = Self.decided([Self.site("a"): 3, Self.site("b"): 30, Self.site("c"): 20, .all: 53], least: 10)
    #expect(cells.withheld == [Self.site("a"), Self.site("c")])
  }

  @Test func `small groups together have the least`() {
    let sizes = [Self.site("a"): 3, Self.site("b"): 4, Self.site("c"): 20, Self.site("d"): 30, .all: 57]
    #expect(Self.decided(sizes, least: 10).withheld == [Self.site("a"), Self.site("b"), Self.site("c")])
  }

  /// The same six persons in two periods: the two together tell of six, not of twelve.
  @Test func `periods of the same persons do not add up`() {
    func period(_ month: Int) -> CellKey { CellKey([("time", "2025-0\(month)-01")]) }
    let sizes = [period(1): 6, period(2): 6, period(3): 30, period(4): 30, period(5): 31, .all: 36]
    let cells = Self.decided(sizes, least: 10, isPersons: true)
    let either = [3, 4].map { [period(1), period(2), period($0)] as Set }
    #expect(either.contains(cells.withheld))
  }

  @Test func `persons decide where they are known, not observations`() {
    var cells = SmallCells(least: 10)
    for (name, persons) in [("a", 1.0), ("b", 12), ("c", 12)] {
      cells.take(Self.site(name), observations: 160)
      cells.take(Self.site(name), persons: persons)
    }
    cells.decide()
    #expect(cells.withheld == [Self.site("a"), Self.site("b")])
    #expect(cells.countsPersons && !cells.countsObservations)
  }

  @Test func `the whole is withheld where it is small, with every part of it`() {
    let cells = Self.decided([Self.site("a"): 3, .all: 3], least: 10)
    #expect(cells.isWithheld(.all) && cells.isWithheld(Self.site("z")))
    #expect(cells.isWithheld(CellKey([("time", "2025-01-01")])))
  }

  @Test func `a part of a withheld group is withheld in another table`() {
    let cells = Self.decided(
      [Self.site("a"): 3, Self.site("b"): 8, Self.site("c"): 20, CellKey([("site", "c"), ("grade", "1")]): 20],
      least: 10)
    #expect(cells.isWithheld(CellKey([("grade", "1"), ("site", "a")])))
    #expect(!cells.isWithheld(CellKey([("site", "c"), ("grade", "1")])))
    #expect(!cells.isWithheld(CellKey([("grade", "1")])))
  }

  @Test func `a district's school follows neither from its district nor from the state`() {
    var sizes: [CellKey: Int] = [.all: 90]
    for (district, schools) in [("x", [4, 20, 21]), ("y", [15, 15, 15])] {
      sizes[CellKey([("district", district)])] = schools.reduce(0, +)
      for (place, size) in schools.enumerated() {
        sizes[CellKey([("district", district), ("school", "\(district)\(place)")])] = size
      }
    }
    let cells = Self.decided(sizes, least: 10)
    #expect(cells.withheld.count == 2)
    #expect(cells.isWithheld(CellKey([("school", "x0"), ("district", "x")])))
    #expect(cells.isWithheld(CellKey([("school", "x1"), ("district", "x")])))
  }

  /// An attacker who subtracts whatever is shown: no withheld group or period is a sum of shown figures.
  @Test(arguments: 0..<200) func `subtraction of any figures that are shown`(seed: Int) {
    var generator = SeededGenerator(seed: UInt64(seed))
    let (districts, most) = (Int.random(in: 1...4, using: &generator), Int.random(in: 1...5, using: &generator))
    let (periods, least) = (Int.random(in: 1...4, using: &generator), Int.random(in: 2...12, using: &generator))
    // The atoms: schools of districts in periods.
    var atoms: [[(column: String, value: String)]] = []
    var sizes: [CellKey: Int] = [:]
    for district in 0..<districts {
      for school in 0..<Int.random(in: 1...most, using: &generator) {
        for period in 0..<periods {
          atoms.append([("district", "d\(district)"), ("school", "d\(district)s\(school)"), ("time", "t\(period)")])
          let size = Int.random(in: 0...9, using: &generator)
          for columns in [[], ["district"], ["district", "school"], ["time"]] as [[String]] {
            let key = CellKey(atoms[atoms.count - 1].filter { columns.contains($0.column) })
            sizes[key, default: 0] += size
          }
        }
      }
    }
    let cells = Self.decided(sizes, least: least)
    func vector(_ key: CellKey) -> [Double] {
      atoms.map { CellKey($0).part(of: key.columns) == key ? 1 : 0 }
    }
    let shown = sizes.keys.filter { !cells.isWithheld($0) }
    for key in shown { #expect((sizes[key] ?? 0) >= least) }
    var basis: [[Double]] = []
    for key in shown { basis = Self.extended(basis, by: vector(key)) }
    for key in sizes.keys where cells.isWithheld(key) && !vector(key).allSatisfy({ $0 == 0 }) {
      #expect(Self.extended(basis, by: vector(key)).count > basis.count, "\(key) follows (seed \(seed))")
    }
  }

  /// An echelon basis with another vector, as far as that is no sum of the others.
  private static func extended(_ basis: [[Double]], by vector: [Double]) -> [[Double]] {
    var rest = vector
    for row in basis {
      guard let pivot = row.firstIndex(where: { abs($0) > 1e-9 }), abs(rest[pivot]) > 1e-9 else { continue }
      let factor = rest[pivot] / row[pivot]
      for place in rest.indices { rest[place] -= factor * row[place] }
    }
    return rest.contains { abs($0) > 1e-9 } ? basis + [rest] : basis
  }

  @Test(arguments: 0..<20) func `the order in which cells come decides nothing`(seed: Int) {
    var generator = SeededGenerator(seed: UInt64(seed))
    let cells = (0..<40).map { place in
      (CellKey([("a", "\(place % 5)"), ("b", "\(place)")]), Int.random(in: 1...30, using: &generator))
    }
    func withheld(_ cells: [(CellKey, Int)]) -> Set<CellKey> {
      var small = SmallCells(least: 10)
      for (key, size) in cells { small.take(key, observations: Double(size)) }
      small.decide()
      return small.withheld
    }
    #expect(withheld(cells) == withheld(cells.shuffled(using: &generator)))
  }
}

/// The few of many open things that have been open longest.
///
/// The order in which they come leaves no trace: of things as old as each other, the first by name stay.
/// - Complexity: O(1) for a thing that is younger than those kept, O(limit) else.
struct LongestOpen: Sendable {
  struct Item: Sendable, Hashable {
    let name: String
    let days: Double
    /// Of which category, or at which level.
    let term: String?
  }

  /// So many are kept.
  static let limit = 20

  private(set) var items: [Item] = []
  /// Those that came.
  private(set) var count = 0

  /// - Parameter name: told where it is needed only.
  mutating func add(days: Double, name: @autoclosure () -> String?, term: @autoclosure () -> String?) {
    count += 1
    if items.count == Self.limit, let last = items.last, days < last.days { return }
    let item = Item(name: name() ?? "", days: days, term: term())
    let place = items.firstIndex { (-$0.days, $0.name) > (-item.days, item.name) } ?? items.count
    items.insert(item, at: place)
    if items.count > Self.limit { items.removeLast() }
  }
}

extension SystemRows {
  /// A row `open-days` for each.
  mutating func openDays(_ open: LongestOpen, unitKind: String) {
    let note = open.count > open.items.count ? "the longest of \(open.count) that are open" : nil
    for item in open.items {
      whole(
        DriverFigure("open-days", term: item.term, unitKind: unitKind, unit: item.name), item.days, note: note)
    }
  }
}

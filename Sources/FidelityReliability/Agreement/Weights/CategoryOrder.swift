package import FidelityData

/// The codes of a dictionary of categories in the order of their values: made once for all groups, of which each uses
/// some of the codes.
package struct CategoryOrder: Sendable {
  /// The place of each code in that order.
  private let places: [UInt32]

  /// - Complexity: O(q log q) for q categories.
  package init(_ dictionary: CategoryDictionary) {
    let codes = dictionary.sortedCodes
    var places = [UInt32](repeating: 0, count: codes.count)
    for (place, code) in codes.enumerated() { places[Int(code)] = UInt32(place) }
    self.places = places
  }

  /// Some of the codes, ascending by value.
  func ascending(_ codes: [UInt32]) -> [UInt32] { codes.sorted { places[Int($0)] < places[Int($1)] } }
}

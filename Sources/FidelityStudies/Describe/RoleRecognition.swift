import FidelityData
import FidelityDrivers

/// Which tables of the drivers a file may be, by the names of its columns: a guess for people.
enum RoleRecognition {
  /// The roles whose needed columns a file has, the one with most of them first; of as many, the one that has more of
  /// the file's columns.
  static func roles(_ names: [String]) -> [DriverRole] {
    let plain = Set(names.map(ItemNames.plain))
    func has(_ column: DriverColumn) -> Bool { plain.contains(ItemNames.plain(column.name)) }
    let found = DriverRole.allCases.filter { role in
      // Many a table has units: one of units says where they belong.
      if role == .units, !levels.contains(where: plain.contains) { return false }
      return role.columns.allSatisfy { $0.isOptional || has($0) }
    }
    func rank(_ role: DriverRole) -> (Int, Int) {
      (role.columns.count { !$0.isOptional }, role.columns.count(where: has))
    }
    return found.sorted { rank($0) > rank($1) }
  }

  /// What the levels above a unit are called.
  private static let levels = ["building", "school", "site", "district", "state"]
}

extension TableDescription {
  /// Which tables of the drivers the file may be, and the line of a study's `tables` that names it; none for a file
  /// that is none.
  /// - Parameter file: the path of the table.
  package func roleSentences(file: String) -> [String] {
    guard let best = roles.first else { return [] }
    return [
      "a table of the drivers: \(roles.map(\.rawValue).joined(separator: ", "))",
      "in the tables of a study: - {role: \(best.rawValue), file: \(Self.scalar(file))}",
    ]
  }

  /// A text as YAML takes it in a mapping of one line.
  private static func scalar(_ text: String) -> String {
    let isPlain = text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_-./".contains($0)) }
    if isPlain, let first = text.first, first != "-" { return text }
    return InstrumentDraft.quoted(DataError.printable(text, limit: .max))
  }
}

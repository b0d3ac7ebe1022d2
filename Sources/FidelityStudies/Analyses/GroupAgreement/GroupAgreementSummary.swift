import FidelityData
import FidelityMeasurement

/// The table `group-agreement-summary`: every index over all groups of a value of `by`.
///
/// `share` is that of groups with `estimate` at or above `cut`; of average deviations, at or below it.
struct GroupAgreementSummary: Sendable {
  struct Row: Sendable {
    let quantity: String
    let term: String?
    let form: String?
    let cut: Double
    let values: AgreementSummary
  }

  /// Some group of the level of each row.
  private(set) var codes: [UInt32] = []
  private var rows: [Row] = []

  mutating func append(_ rows: [Row], group: UInt32) {
    codes += repeatElement(group, count: rows.count)
    self.rows += rows
  }

  /// - Parameter levels: the columns of `by`, a row for each of ``codes``.
  func table(_ levels: [Table.Column]) -> Table {
    func numbers(_ name: String, _ number: (Row) -> Double) -> Table.Column {
      Table.Column(name, .numbers(rows.map(number)))
    }
    return Table(
      columns: levels + [
        Table.Column("quantity", text: rows.map(\.quantity)), Table.Column("term", text: rows.map(\.term)),
        Table.Column("form", text: rows.map(\.form)), numbers("mean") { $0.values.mean },
        numbers("median") { $0.values.median }, numbers("standard_deviation") { $0.values.deviation },
        numbers("minimum") { $0.values.smallest }, numbers("maximum") { $0.values.largest },
        numbers("cut") { $0.cut }, numbers("share") { $0.values.share },
        Table.Column("n_groups", .wholes(rows.map(\.values.count))),
        Table.Column("n_undefined", .wholes(rows.map(\.values.undefinedCount))),
      ])
  }
}

public import FidelityData

/// A figure of a system: a row of the table of results.
public struct DriverRow: Sendable, Equatable {
  public var system: DriverSystem
  /// What kind of unit the row is about: a level, `coachee`, `leader`, ...; nil for the whole.
  public var unitKind: String?
  /// Which one; nil for the whole.
  public var unit: String?
  /// Of a clock's share still open: after how many days; NaN elsewhere.
  public var days = Double.nan
  public var estimate: Estimate

  public init(_ system: DriverSystem, _ estimate: Estimate) { (self.system, self.estimate) = (system, estimate) }

  public static func == (a: DriverRow, b: DriverRow) -> Bool {
    a.system == b.system && a.unitKind == b.unitKind && a.unit == b.unit && isSameNumber(a.days, b.days)
      && a.estimate == b.estimate
  }
}

/// Which row a figure is: the quantity, and what tells it from others of the quantity.
public struct DriverFigure: Sendable, Hashable {
  public var quantity: String
  public var term: String?
  public var form: String?
  public var unitKind: String?
  public var unit: String?

  public init(
    _ quantity: String, term: String? = nil, form: String? = nil, unitKind: String? = nil, unit: String? = nil
  ) {
    (self.quantity, self.term, self.form, self.unitKind, self.unit) = (quantity, term, form, unitKind, unit)
  }
}

extension DriverRow {
  /// What the row is of.
  package var figure: DriverFigure {
    DriverFigure(estimate.quantity, term: estimate.term, form: estimate.form, unitKind: unitKind, unit: unit)
  }
}

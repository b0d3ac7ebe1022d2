/// A column of a regression's design: a product of parts of numeric variables, where some factors have some levels;
/// elsewhere 0.
public struct DesignColumn: Sendable, Hashable {
  /// What a numeric variable contributes.
  public enum Part: Sendable, Hashable {
    case value(variable: Int)
    case power(variable: Int, Int)
    /// A column of the variable's spline.
    case spline(variable: Int, column: Int)
  }

  /// A level of a factor.
  public struct Level: Sendable, Hashable {
    public let factor: Int
    public let level: UInt32

    public init(factor: Int, level: UInt32) {
      self.factor = factor
      self.level = level
    }
  }

  /// As R calls it: `time`, `phaseB`, `time:phaseB`, `time^2`, `ns(time, 3)1`.
  public var name: String
  public var parts: [Part]
  public var levels: [Level]

  public init(_ name: String, parts: [Part] = [], levels: [Level] = []) {
    self.name = name
    self.parts = parts
    self.levels = levels
  }

  /// The product of two columns.
  func times(_ other: DesignColumn) -> DesignColumn {
    DesignColumn("\(name):\(other.name)", parts: parts + other.parts, levels: levels + other.levels)
  }

  /// Whether the column is one of the variables, or 1, wherever the factors have one level each: then it can be summed
  /// by combinations of levels before anything is known about them.
  package var isLinear: Bool {
    switch parts.count {
    case 0: true
    case 1: if case .value = parts[0] { true } else { false }
    default: false
    }
  }
}

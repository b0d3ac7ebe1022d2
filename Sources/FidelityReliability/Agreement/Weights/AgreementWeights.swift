import FidelitySystem

/// Agreement weights w_kl between categories: 1 on the diagonal, less the further apart two categories are.
///
/// With category values x_k, minimum a, maximum b and d = x_k - x_l:
///
/// | case | w_kl |
/// |---|---|
/// | `identity` | 1 if k = l, else 0 |
/// | `linear` | 1 - \|d\| / (b - a) |
/// | `quadratic` | 1 - d^2 / (b - a)^2 |
/// | `ordinal` | 1 - s / max s, s = C(\|rank difference\| + 1, 2) |
/// | `radical` | 1 - sqrt(\|d\| / (b - a)) |
/// | `ratio` | 1 - (d / (x_k + x_l))^2 / ((b - a) / (b + a))^2 |
/// | `circular` | 1 - s / max s, s = sin^2(pi d / (b - a + 1)) |
/// | `bipolar` | 1 - s / max s, s = d^2 / ((x_k + x_l - 2a)(2b - x_k - x_l)) |
///
/// Text categories take their ranks 1, 2, ... as values. Any others are a matrix, ``CustomWeights``. Reference: Gwet
/// (2014), Handbook of Inter-Rater Reliability, 4th ed., ch. 3.
public enum AgreementWeights: Sendable, Hashable {
  case identity, linear, quadratic, ordinal, radical, ratio, circular, bipolar
  /// A matrix of one's own.
  case custom(CustomWeights)

  /// The families that need no matrix.
  public static let families: [AgreementWeights] = [
    .identity, .linear, .quadratic, .ordinal, .radical, .ratio, .circular, .bipolar,
  ]

  /// The name in result tables and options.
  public var name: String {
    switch self {
    case .identity: "identity"
    case .linear: "linear"
    case .quadratic: "quadratic"
    case .ordinal: "ordinal"
    case .radical: "radical"
    case .ratio: "ratio"
    case .circular: "circular"
    case .bipolar: "bipolar"
    case .custom(let weights): weights.name
    }
  }

  /// The family of a name, or nil.
  public init?(name: String) {
    guard let family = Self.families.first(where: { $0.name == name }) else { return nil }
    self = family
  }

  /// Families are told apart by a number: small groups compare weights more often than they do anything else.
  @inline(__always)
  private var number: UInt8 {
    switch self {
    case .identity: 0
    case .linear: 1
    case .quadratic: 2
    case .ordinal: 3
    case .radical: 4
    case .ratio: 5
    case .circular: 6
    case .bipolar: 7
    case .custom: 8
    }
  }

  @inline(__always)
  public static func == (a: AgreementWeights, b: AgreementWeights) -> Bool {
    a.number == b.number && (a.number < 8 || isSameMatrix(a, b))
  }

  private static func isSameMatrix(_ a: AgreementWeights, _ b: AgreementWeights) -> Bool {
    if case .custom(let a) = a, case .custom(let b) = b { a == b } else { false }
  }

  /// Whether w_kl = w_lk; only a matrix of one's own may be otherwise.
  public var isSymmetric: Bool { if case .custom(let weights) = self { weights.isSymmetric } else { true } }

  /// Each of them once: the families in their order, then matrices as they come.
  static func distinct(_ weights: [AgreementWeights]) -> [AgreementWeights] {
    var matrices: [AgreementWeights] = []
    for case .custom(let matrix) in weights where !matrices.contains(.custom(matrix)) {
      matrices.append(.custom(matrix))
    }
    return families.filter(weights.contains) + matrices
  }

  /// The q x q matrix for ascending category values, row by row. A distance of 0/0 is 0; a category that a custom
  /// matrix lacks has NaN. O(q^2).
  /// - Parameter labels: the names of text categories, which a custom matrix goes by; empty where categories are
  ///   numbers.
  public func matrix(values: [Double], labels: [String] = []) -> [Double] {
    if case .custom(let weights) = self { return weights.matrix(values: values, labels: labels) }
    let count = values.count
    guard count > 1 else { return Array(repeating: 1, count: count) }
    var distances = [Double](repeating: 0, count: count * count)
    for row in 0..<count {
      for column in 0..<count where row != column {
        distances[row * count + column] = distance(row, column, values)
      }
    }
    switch self {
    case .ordinal, .circular, .bipolar:
      let largest = distances.max() ?? 1
      return distances.map { 1 - $0 / largest }
    default:
      return distances.map { 1 - $0 }
    }
  }

  private func distance(_ row: Int, _ column: Int, _ values: [Double]) -> Double {
    let (x, y) = (values[row], values[column])
    let (low, high) = (values[0], values[values.count - 1])
    let difference = abs(x - y)
    switch self {
    case .identity, .custom: return 1
    case .linear: return difference / (high - low)
    case .quadratic: return square(difference / (high - low))
    case .radical: return (difference / (high - low)).squareRoot()
    case .ratio: return square(difference / (x + y)) / square((high - low) / (high + low))
    case .ordinal:
      let steps = Double(abs(row - column))
      return steps * (steps + 1) / 2
    case .circular: return square(sinOfPi(times: difference / (high - low + 1)))
    case .bipolar: return square(difference) / ((x + y - 2 * low) * (2 * high - x - y))
    }
  }
}

extension AgreementWeights: Codable {
  /// A family is its name, a matrix its categories and numbers.
  public init(from decoder: any Decoder) throws {
    guard let name = try? decoder.singleValueContainer().decode(String.self) else {
      self = .custom(try CustomWeights(from: decoder))
      return
    }
    guard let family = AgreementWeights(name: name) else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "there are no weights \(name)"))
    }
    self = family
  }

  public func encode(to encoder: any Encoder) throws {
    if case .custom(let weights) = self {
      try weights.encode(to: encoder)
    } else {
      var container = encoder.singleValueContainer()
      try container.encode(name)
    }
  }
}

func square(_ value: Double) -> Double { value * value }

/// sin(pi x) for 0 <= x <= 1.
func sinOfPi(times x: Double) -> Double { sin(.pi * x) }

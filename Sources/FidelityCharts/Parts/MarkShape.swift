/// The shape of a mark: what a colour says, a shape says too.
enum MarkShape: Sendable {
  case circle, square, diamond, triangleUp, triangleDown
  /// The upper left corner of a square, as marked cells of a matrix have it.
  case corner

  /// The outline around a place.
  func path(x: Double, y: Double, radius: Double) -> String {
    func corners(_ points: [(Double, Double)]) -> String {
      points.enumerated().map { index, point in
        "\(index == 0 ? "M" : "L")\(Markup.place(x + point.0 * radius)) \(Markup.place(y + point.1 * radius))"
      }.joined() + "z"
    }
    switch self {
    case .circle, .square: return corners([(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)])
    case .diamond: return corners([(0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)])
    case .triangleUp: return corners([(0, -1.2), (1.2, 1), (-1.2, 1)])
    case .triangleDown: return corners([(0, 1.2), (1.2, -1), (-1.2, -1)])
    case .corner: return corners([(-1, -1), (0.8, -1), (-1, 0.8)])
    }
  }
}

/// A sign and what it means.
struct LegendEntry: Sendable {
  enum Sign: Sendable {
    case mark(MarkShape, String)
    case line(String)
    case area(String)
    case hatch
  }

  let sign: Sign
  let text: String

  init(_ sign: Sign, _ text: String) { (self.sign, self.text) = (sign, text) }
}

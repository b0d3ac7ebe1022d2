/// Places for labels beside points, so that no label touches another or leaves the plot.
struct LabelBoxes {
  struct Box: Sendable {
    let left: Double
    let top: Double
    let right: Double
    let bottom: Double

    func touches(_ other: Box) -> Bool {
      left < other.right && other.left < right && top < other.bottom && other.top < bottom
    }
  }

  let bounds: Box
  private var taken: [Box] = []

  init(within bounds: Box) { self.bounds = bounds }

  /// Keeps labels away from a point.
  mutating func block(x: Double, y: Double, radius: Double) {
    taken.append(Box(left: x - radius, top: y - radius, right: x + radius, bottom: y + radius))
  }

  mutating func block(_ box: Box) { taken.append(box) }

  /// The baseline's place and anchor of a label beside a point; nil where there is no room on any side.
  mutating func place(_ text: String, x: Double, y: Double) -> (x: Double, y: Double, anchor: Sheet.Anchor)? {
    let width = TextMeasure.width(text)
    let (height, gap) = (14.0, 7.0)
    let tries: [(left: Double, top: Double, anchor: Sheet.Anchor)] = [
      (x + gap, y - height / 2, .start), (x - gap - width, y - height / 2, .end),
      (x - width / 2, y - gap - height, .middle), (x - width / 2, y + gap, .middle),
    ]
    for (left, top, anchor) in tries {
      let box = Box(left: left, top: top, right: left + width, bottom: top + height)
      let isInside =
        box.left >= bounds.left && box.right <= bounds.right && box.top >= bounds.top && box.bottom <= bounds.bottom
      guard isInside, !taken.contains(where: box.touches) else { continue }
      taken.append(box)
      let place = anchor == .start ? left : anchor == .end ? left + width : left + width / 2
      return (place, top + 11, anchor)
    }
    return nil
  }
}

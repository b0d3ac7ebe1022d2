/// Points of a plot; many of them as marks that stand for all points of a small square.
enum PointCloud {
  struct Point {
    let x: Double
    let y: Double
    /// How many things it stands for.
    var weight = 1.0
  }

  /// - Returns: whether marks stand for more than one thing.
  static func draw(_ points: [Point], in plot: PointPlot, limit: Int, on sheet: inout Sheet) -> Bool {
    var shown = points
    if points.count > limit { shown = gathered(points, plot) }
    let most = shown.map(\.weight).max() ?? 1
    // Four sizes, by area.
    var paths = [String](repeating: "", count: 4)
    for point in shown {
      let size = most <= 1 ? 1 : min(3, Int((point.weight / most).squareRoot() * 4))
      let radius = most <= 1 ? 3.5 : [1.5, 2.5, 3.5, 4.5][size]
      let (x, y) = (Markup.place(plot.x(point.x) - radius), Markup.place(plot.y(point.y)))
      let twice = Markup.place(2 * radius)
      let half = Markup.place(radius)
      paths[size] += "M\(x) \(y)a\(half) \(half) 0 1 0 \(twice) 0a\(half) \(half) 0 1 0 -\(twice) 0z"
    }
    sheet.path(paths.joined(), most <= 1 ? "ra la" : "a")
    return most > 1
  }

  /// One point for each square of 7 units that has any, at the middle of the square.
  private static func gathered(_ points: [Point], _ plot: PointPlot) -> [Point] {
    let (columns, rows) = (Int((plot.right - plot.left) / 7), Int((plot.bottom - plot.top) / 7))
    guard columns > 0, rows > 0 else { return points }
    let (width, height) = (plot.xScale.upper - plot.xScale.lower, plot.yScale.upper - plot.yScale.lower)
    var weights = [Double](repeating: 0, count: columns * rows)
    for point in points {
      let column = min(max(Int((point.x - plot.xScale.lower) / width * Double(columns)), 0), columns - 1)
      let row = min(max(Int((point.y - plot.yScale.lower) / height * Double(rows)), 0), rows - 1)
      weights[row * columns + column] += point.weight
    }
    return weights.indices.filter { weights[$0] > 0 }.map { index in
      Point(
        x: plot.xScale.lower + (Double(index % columns) + 0.5) / Double(columns) * width,
        y: plot.yScale.lower + (Double(index / columns) + 0.5) / Double(rows) * height, weight: weights[index])
    }
  }
}

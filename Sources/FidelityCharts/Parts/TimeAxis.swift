import FidelityData

/// An axis of dates as YYYY-MM-DD, of numbers, or of names in their order.
struct TimeAxis {
  /// The place of each of the texts; NaN for an empty one.
  let values: [Double]
  let scale: NiceScale
  /// Nil where the ticks are those of the scale.
  let ticks: [(value: Double, text: String)]?
  let name: String

  init(_ texts: [String], in words: ChartTexts) {
    let filled = texts.filter { !$0.isEmpty }
    let days = filled.compactMap { CalendarDate.Format.iso.day($0) }
    if !filled.isEmpty, days.count == filled.count {
      values = texts.map { CalendarDate.Format.iso.day($0).map(Double.init) ?? .nan }
      let (low, high) = (days.min() ?? 0, days.max() ?? 0)
      let pad = max((high - low) / 30, 3)
      scale = NiceScale(exactly: Double(low - pad), Double(high + pad))
      ticks = Self.ticks(from: low, to: high)
      name = words("axis-date")
      return
    }
    let numbers = filled.compactMap { Double($0).flatMap { $0.isFinite ? $0 : nil } }
    if numbers.count == filled.count {
      values = texts.map { Double($0).flatMap { $0.isFinite ? $0 : nil } ?? .nan }
      scale = NiceScale(covering: numbers)
      ticks = nil
      name = words("axis-time")
      return
    }
    var places: [String: Int] = [:]
    for text in filled where places[text] == nil { places[text] = places.count }
    values = texts.map { places[$0].map(Double.init) ?? .nan }
    scale = NiceScale(exactly: -0.5, Double(max(places.count, 1)) - 0.5)
    ticks = places.sorted { $0.value < $1.value }.map { (Double($0.value), LabelText.cut($0.key, to: 90)) }
    name = words("axis-occasion")
  }

  /// The beginnings of months, quarters, half-years or years: at most eight.
  private static func ticks(from low: Int, to high: Int) -> [(value: Double, text: String)] {
    if high - low < 45 {
      let step = max(1, (high - low) / 4)
      return stride(from: low, through: high, by: step).map { (Double($0), CalendarDate.text(ofDay: $0)) }
    }
    let (first, last) = (CalendarDate.civil(low), CalendarDate.civil(high))
    let months = (last.year - first.year) * 12 + last.month - first.month
    let years = months / 12
    let step = [1, 2, 3, 6, 12].first { months / $0 < 6 } ?? 12 * (years / 6 + 1)
    var ticks: [(value: Double, text: String)] = []
    for month in first.year * 12 + first.month - 1...last.year * 12 + last.month - 1 where month % step == 0 {
      guard let day = CalendarDate.day(year: month / 12, month: month % 12 + 1, day: 1), day >= low - 20, day <= high
      else { continue }
      let text = CalendarDate.text(ofDay: day)
      ticks.append((Double(max(day, low)), String(text.prefix(step % 12 == 0 ? 4 : 7))))
    }
    return ticks
  }
}

extension NiceScale {
  /// An axis with these ends, whatever they are.
  init(exactly lower: Double, _ upper: Double) {
    let nice = NiceScale(from: lower, to: upper)
    self.init(lower: lower, upper: upper, step: nice.step, decimals: nice.decimals)
  }
}

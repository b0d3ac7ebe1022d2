import FidelityData

/// What every kind of picture draws from: the tables, the options, and identifiers that are not taken yet.
struct ChartContext {
  let kind: ChartKind
  let results: Results
  let options: ChartOptions
  /// The words of the picture, in its language.
  let texts: ChartTexts
  private var taken: Set<String> = []

  init(_ kind: ChartKind, _ results: Results, _ options: ChartOptions) {
    self.kind = kind
    self.results = results
    self.options = options
    texts = options.texts
  }

  /// An empty sheet with a title, the picture's own unless another is asked for.
  /// - Parameter part: what tells it from the other pictures of its kind.
  mutating func sheet(_ title: String, part: String = "") -> Sheet {
    let tail = Markup.identifier(part)
    let stem = "\(Markup.identifier(options.identifierPrefix))-\(kind.rawValue)" + (tail.isEmpty ? "" : "-" + tail)
    var identifier = stem
    var number = 2
    while !taken.insert(identifier).inserted {
      identifier = "\(stem)-\(number)"
      number += 1
    }
    return Sheet(kind, identifier: identifier, title: options.title ?? title, texts)
  }

  /// The score that counts as fidelity: as asked for, or as the table of bands has it.
  func criterion(of term: String) throws(DataError) -> Double? {
    if let criterion = options.criterion { return criterion }
    guard let table = results["score-bands"], let terms = table.texts("term"), let marks = table.texts("is_fidelity")
    else { return nil }
    let cuts = try table.optionalNumbers("lower")
    return zip(zip(terms, marks), cuts).first { $0.0.0 == term && $0.0.1 == "true" && $0.1.isFinite }?.1
  }

  /// The bands of a scale's scores, lowest first.
  func bands(of term: String) throws(DataError) -> [RowPlot.Band] {
    guard let table = results["score-bands"], let terms = table.texts("term"), let names = table.texts("band") else {
      return []
    }
    let (lowers, uppers) = (try table.optionalNumbers("lower"), try table.optionalNumbers("upper"))
    let rows = terms.indices.filter { terms[$0] == term && lowers[$0].isFinite && uppers[$0].isFinite }
      .sorted { lowers[$0] < lowers[$1] }
    return rows.enumerated().map { index, row in
      // The best band has the best ground, whatever the number of bands.
      let ground = rows.count == 1 ? 3 : index * 3 / (rows.count - 1)
      return RowPlot.Band(from: lowers[row], to: uppers[row], name: names[row], ground: ground)
    }
  }

  /// The scale that is drawn: as asked for, or the total, or the first.
  func term(among terms: [String]) -> String? {
    if let wanted = options.term { return terms.contains(wanted) ? wanted : nil }
    return terms.contains("total") ? "total" : terms.first
  }
}

/// Some figures about numbers that pictures state.
enum Summary {
  /// The mean of the finite ones of the numbers; NaN of none.
  static func mean(_ numbers: [Double]) -> Double {
    let finite = numbers.filter(\.isFinite)
    return finite.isEmpty ? .nan : finite.reduce(0, +) / Double(finite.count)
  }

  /// The quantile of numbers in ascending order (type 7 of Hyndman and Fan); NaN of none.
  static func quantile(_ sorted: [Double], _ share: Double) -> Double {
    guard !sorted.isEmpty else { return .nan }
    let place = share * Double(sorted.count - 1)
    let low = Int(place)
    let high = min(low + 1, sorted.count - 1)
    return sorted[low] + (place - Double(low)) * (sorted[high] - sorted[low])
  }
}

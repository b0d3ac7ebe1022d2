/// Arranges collected ratings by group, unit and rater.
///
/// A rating's key is its group and its unit as one number. Where the keys ascend already, the ratings are cut into
/// stretches; else each piece of the collector is dealt into buckets, ranges of keys, and each bucket sorts what all
/// pieces have for it (by digits of the key, in the cache). Both keep the order of equal keys. Stretches and buckets
/// become pieces of the table side by side, and are joined in their order: nothing depends on the number of threads.
/// - Complexity: O(ratings).
struct RatingArrangement {
  typealias Rating = RatingCollector.Rating

  /// As many ratings stay in the cache of one processor.
  private static let stretchSize = 1 << 13
  private static let mostBuckets = 1 << 10

  private let pieces: [RatingCollector.Piece]
  private let groupCount: Int
  private let unitCount: UInt64
  /// The bucket of a key: its upper bits.
  private let shift: UInt64
  private let bucketCount: Int

  init(_ collected: consuming RatingCollector, groupCount: Int, unitCount: Int) {
    let count = collected.count
    pieces = collected.takePieces()
    self.groupCount = groupCount
    self.unitCount = UInt64(unitCount)
    let keyCount = max(1, UInt64(groupCount) * self.unitCount)
    let wanted = UInt64(min(max(1, count / Self.stretchSize), Self.mostBuckets))
    var shift: UInt64 = 0
    while (keyCount - 1) >> shift >= wanted { shift += 1 }
    self.shift = shift
    bucketCount = Int((keyCount - 1) >> shift) + 1
  }

  /// The table, the surplus of its duplicates and the first five of them.
  func run(
    _ rule: DuplicateRule, _ dictionary: CategoryDictionary
  ) -> (table: RatingTable, surplus: Int, examples: [DuplicateRating.Place]) {
    let (pieces, groupCount) = (pieces, groupCount)
    let surveys = WorkerThreads.map(pieces.count) { survey(pieces[$0]) }
    let parts: [ArrangedPart]
    if Self.areAscending(surveys) {
      let cuts = stretches()
      parts = WorkerThreads.map(cuts.count - 1) { index in
        var part = ArrangedPart(rule, dictionary)
        part.append(stretch(from: cuts[index], to: cuts[index + 1]).span)
        return part
      }
    } else {
      let dealt = WorkerThreads.map(pieces.count) { deal(pieces[$0], surveys[$0]) }
      parts = WorkerThreads.map(bucketCount) { bucket in
        var part = ArrangedPart(rule, dictionary)
        part.append(sorted(bucket, dealt).span)
        return part
      }
    }
    return ArrangedPart.joined(parts, groupCount: groupCount, dictionary)
  }

  // MARK: - Keys

  @inline(__always)
  private func key(_ rating: Rating) -> UInt64 { UInt64(rating.group) * unitCount + UInt64(rating.unit) }

  /// What the keys of a piece are.
  private struct Survey {
    /// Ratings by bucket, those without group or unit left out.
    let counts: [Int32]
    let leftOut: Int
    let isAscending: Bool
    let first: UInt64?
    let last: UInt64
  }

  private func survey(_ piece: RatingCollector.Piece) -> Survey {
    var allCounts = [Int32](repeating: 0, count: bucketCount)
    var (isAscending, leftOut, last) = (true, 0, UInt64(0))
    let (ratings, translation) = (piece.ratings.span, piece.translation)
    do {
      var counts = allCounts.mutableSpan
      for index in ratings.indices {
        let (group, unit) = (
          RatingCollector.Translation.code(ratings[index].group, translation.groups),
          RatingCollector.Translation.code(ratings[index].unit, translation.units)
        )
        if group == missingKey || unit == missingKey {
          leftOut += 1
          continue
        }
        let key = UInt64(group) * unitCount + UInt64(unit)
        counts[Int(key >> shift)] += 1
        isAscending = isAscending && key >= last
        last = key
      }
    }
    return Survey(
      counts: allCounts, leftOut: leftOut, isAscending: isAscending,
      first: ratings.isEmpty || leftOut > 0 ? nil : key(translation(ratings[0])), last: last)
  }

  private static func areAscending(_ surveys: [Survey]) -> Bool {
    var last: UInt64 = 0
    for survey in surveys {
      guard survey.isAscending, survey.leftOut == 0 else { return false }
      guard let first = survey.first else { continue }
      if first < last { return false }
      last = survey.last
    }
    return true
  }

  // MARK: - In order already

  /// A place among the ratings of all pieces.
  private struct Cut {
    var piece: Int
    var rating: Int
  }

  /// Where stretches of some thousand ratings begin, none in the middle of a unit; the last is the end.
  private func stretches() -> [Cut] {
    var cuts = [Cut(piece: 0, rating: 0)]
    for (piece, source) in pieces.enumerated() {
      let ratings = source.ratings.span
      var start = 0
      while start < ratings.count {
        // A new unit differs from the rating before it, in codes that mean the same throughout the piece.
        var place = start
        while place < ratings.count, place == 0 || isSameUnit(ratings[place], ratings[place - 1]) { place += 1 }
        if place < ratings.count, place > 0 { cuts.append(Cut(piece: piece, rating: place)) }
        start = place + Self.stretchSize
      }
    }
    cuts.append(Cut(piece: pieces.count, rating: 0))
    return cuts
  }

  @inline(__always)
  private func isSameUnit(_ a: Rating, _ b: Rating) -> Bool { a.unit == b.unit && a.group == b.group }

  private func stretch(from start: Cut, to end: Cut) -> [Rating] {
    var result: [Rating] = []
    result.reserveCapacity(2 * Self.stretchSize)
    for piece in start.piece..<min(end.piece + 1, pieces.count) {
      let source = pieces[piece]
      let (ratings, translation) = (source.ratings.span, source.translation)
      let lower = piece == start.piece ? start.rating : 0
      let upper = piece == end.piece ? end.rating : ratings.count
      for index in lower..<upper { result.append(translation(ratings[index])) }
    }
    return result
  }

  // MARK: - In any order

  /// The translated ratings of a piece by bucket.
  private struct Dealt {
    let ratings: [Rating]
    /// Where each bucket begins, and the end of the last.
    let offsets: [Int32]
  }

  private func deal(_ piece: RatingCollector.Piece, _ survey: Survey) -> Dealt {
    var offsets = [Int32](repeating: 0, count: bucketCount + 1)
    for bucket in 0..<bucketCount { offsets[bucket + 1] = offsets[bucket] + survey.counts[bucket] }
    let kept = piece.ratings.count - survey.leftOut
    var dealt = [Rating](repeating: Rating(group: 0, unit: 0, rater: 0, category: 0), count: kept)
    var next = offsets
    do {
      let (ratings, translation) = (piece.ratings.span, piece.translation)
      var output = dealt.mutableSpan
      var places = next.mutableSpan
      for index in ratings.indices {
        let rating = translation(ratings[index])
        if rating.group == missingKey || rating.unit == missingKey { continue }
        let bucket = Int(key(rating) >> shift)
        output[Int(places[bucket])] = rating
        places[bucket] += 1
      }
    }
    return Dealt(ratings: dealt, offsets: offsets)
  }

  /// The ratings of a bucket by key, equal keys in the order of the data.
  private func sorted(_ bucket: Int, _ dealt: [Dealt]) -> [Rating] {
    var ratings: [Rating] = []
    ratings.reserveCapacity(dealt.reduce(0) { $0 + Int($1.offsets[bucket + 1] - $1.offsets[bucket]) })
    var (isAscending, last) = (true, UInt64(0))
    for piece in dealt {
      let source = piece.ratings.span
      for index in Int(piece.offsets[bucket])..<Int(piece.offsets[bucket + 1]) {
        let key = key(source[index])
        isAscending = isAscending && key >= last
        last = key
        ratings.append(source[index])
      }
    }
    return isAscending ? ratings : byKey(ratings, base: UInt64(bucket) << shift)
  }

  private static let digitBits: UInt64 = 11

  /// Sorts by the digits of key - base, the last first.
  private func byKey(_ ratings: [Rating], base: UInt64) -> [Rating] {
    var (current, other) = (ratings, ratings)
    var low: UInt64 = 0
    let digitCount = 1 << Int(Self.digitBits)
    while low < shift {
      // The digits of a small bucket are few.
      var offsets = [Int32](repeating: 0, count: min(digitCount, 1 << Int(min(shift - low, Self.digitBits))) + 1)
      do {
        let source = current.span
        var output = other.mutableSpan
        var places = offsets.mutableSpan
        let mask = UInt64(places.count - 2)
        for index in source.indices { places[Int(((key(source[index]) - base) >> low) & mask) + 1] += 1 }
        for digit in 1..<places.count { places[digit] += places[digit - 1] }
        for index in source.indices {
          let digit = Int(((key(source[index]) - base) >> low) & mask)
          output[Int(places[digit])] = source[index]
          places[digit] += 1
        }
      }
      swap(&current, &other)
      low += Self.digitBits
    }
    return current
  }
}

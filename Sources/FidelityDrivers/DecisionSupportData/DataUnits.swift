import FidelityData

/// The units whose data there are, and who looked at data.
///
/// The units of a level are those whose records are expected at it, those that looked at data at it, and the names in
/// a column of the level (`building`) of the tables of records, access and units. A unit's cluster is that of its rows;
/// one that stands in a column of its level has the cluster of the rows that name it, where they agree.
enum DataUnits {
  /// The share of a level's units that looked at data by the as-of date.
  static func access(_ table: DriverTable, _ tables: DriverTables, _ rows: inout SystemRows) {
    let asOf = rows.options.asOf
    let days = table.numbers("date")
    let hits = byLevel(table, where: { days[$0] <= asOf })
    let known = [byLevel(table)] + (tables[.dataRecords].map { [byLevel($0)] } ?? [])
    let levels = NameColumn(known.flatMap(\.levels.labels))
    let sources = [tables[.dataRecords], table, tables[.units]].compactMap(\.self)
    let cluster = rows.options.cluster
    let isClustered = cluster.map { cluster in sources.contains { $0.has(cluster) } } ?? false
    func counts(_ hits: [Bool], _ clusters: [String?]) -> ShareCounts {
      var counts = ShareCounts(clusters: isClustered ? NameColumn(clusters) : nil, lacking: cluster)
      for (place, isHit) in hits.enumerated() { counts.add(isHit, row: place) }
      return counts
    }
    var (allHits, allClusters): ([Bool], [String?]) = ([], [])
    var figures: [(term: String, counts: ShareCounts)] = []
    for level in levels.order.map({ levels.labels[$0] }) {
      var units = NameColumn()
      var clusters: [String?] = []
      func take(_ unit: String, _ cluster: String?) {
        if let place = units.code(of: unit) {
          clusters[Int(place)] = clusters[Int(place)] ?? cluster
        } else {
          units.append(unit)
          clusters.append(cluster)
        }
      }
      for part in known {
        let names = cluster.flatMap { part.table.has($0) ? part.table.names($0) : nil }
        for (unit, row) in part.units(level) { take(unit, names?[row]) }
      }
      for source in sources where source.role.columns.allSatisfy({ $0.name != level }) {
        let names = source.names(level)
        let own = cluster.map { clusterOfEach(names, source.names($0)) }
        for (place, unit) in names.labels.enumerated() { take(unit, own?[place]) }
      }
      let own = Set(hits.units(level).map(\.unit))
      let isHit = units.labels.map { own.contains($0) }
      figures.append((level, counts(isHit, clusters)))
      allHits += isHit
      allClusters += clusters
    }
    rows.share(DriverFigure("access-share", term: "all"), counts(allHits, allClusters))
    for (level, counts) in figures { rows.share(DriverFigure("access-share", term: level), counts) }
    rows.later(.dataAccess, table.laterCount("date", asOf: asOf))
  }

  /// The cluster of each name of a column; nil where its rows have none, or several (a district of buildings).
  private static func clusterOfEach(_ names: NameColumn, _ clusters: NameColumn) -> [String?] {
    var found = [UInt32](repeating: missingKey, count: names.labels.count)
    var isSeveral = [Bool](repeating: false, count: found.count)
    for (name, cluster) in zip(names.codes, clusters.codes) where name != missingKey && cluster != missingKey {
      if found[Int(name)] == missingKey { found[Int(name)] = cluster }
      if found[Int(name)] != cluster { isSeveral[Int(name)] = true }
    }
    return found.indices.map { found[$0] == missingKey || isSeveral[$0] ? nil : clusters.labels[Int(found[$0])] }
  }

  /// The units of a table by level, each with one of its rows.
  private struct ByLevel {
    let table: DriverTable
    let levels: NameColumn
    let names: NameColumn
    /// Of each unit: its level, and one of its rows; -1 for none.
    var level: [UInt32]
    var row: [Int]

    func units(_ label: String) -> [(unit: String, row: Int)] {
      guard let code = levels.code(of: label) else { return [] }
      return names.order.filter { level[$0] == code && row[$0] >= 0 }.map { (names.labels[$0], row[$0]) }
    }
  }

  private static func byLevel(_ table: DriverTable, where isUsed: (Int) -> Bool = { _ in true }) -> ByLevel {
    let (levels, names) = (table.names("level"), table.names("unit"))
    var result = ByLevel(
      table: table, levels: levels, names: names,
      level: Array(repeating: missingKey, count: names.labels.count),
      row: Array(repeating: -1, count: names.labels.count))
    for row in 0..<table.rowCount where names.codes[row] != missingKey && isUsed(row) {
      result.level[Int(names.codes[row])] = levels.codes[row]
      result.row[Int(names.codes[row])] = row
    }
    return result
  }

  /// Units that stand at two levels or in two clusters.
  static func errors(_ tables: DriverTables, _ options: DriverOptions) -> [DataError] {
    let own = [tables[.dataRecords], tables[.dataAccess]].compactMap(\.self)
    var errors: [DataError] = []
    for column in ["level"] + (options.cluster.map { [$0] } ?? []) {
      var known: [String: String] = [:]
      for table in own where table.has(column) {
        let (units, values) = (table.names("unit"), table.names(column))
        var first = [UInt32](repeating: missingKey, count: units.labels.count)
        let before = units.labels.map { known[$0] }
        for row in 0..<table.rowCount {
          let (unit, value) = (units.codes[row], values.codes[row])
          if unit == missingKey || value == missingKey { continue }
          if first[Int(unit)] == value { continue }
          let other = before[Int(unit)] ?? (first[Int(unit)] == missingKey ? nil : values.labels[Int(first[Int(unit)])])
          if let other, other != values.labels[Int(value)] {
            errors.append(
              table.error(
                "the unit '\(units.labels[Int(unit)])' stands at '\(other)' too", row: row, column: column,
                hint: "a unit has one \(column): correct it, or name two units"))
          } else {
            first[Int(unit)] = value
          }
        }
        for unit in units.labels.indices where first[unit] != missingKey {
          known[units.labels[unit]] = known[units.labels[unit]] ?? values.labels[Int(first[unit])]
        }
      }
    }
    return errors
  }
}

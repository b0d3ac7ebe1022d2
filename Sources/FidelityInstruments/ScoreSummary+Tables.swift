public import FidelityData

extension ScoreSummary {
  /// One row per group and scale: the group columns, then `scale, n_rows, n_scores, mean, standard_deviation, minimum,
  /// maximum, status`.
  ///
  /// - Parameter groups: the group columns, one value per group code.
  public func scaleTable(groups: [Table.Column] = []) -> Table {
    let cells = cells(instrument.scales.count)
    let figures = cells.map { statistics(scale: $0.member, group: $0.group) }
    return table(
      groups, cells,
      [
        Table.Column("scale", text: cells.map { instrument.scales[$0.member].id }),
        Table.Column("n_rows", .integers(cells.map { rowCounts[$0.group] })),
        Table.Column("n_scores", .integers(figures.map(\.count))),
        Table.Column("mean", .numbers(figures.map(\.mean))),
        Table.Column("standard_deviation", .numbers(figures.map(\.standardDeviation))),
        Table.Column("minimum", .numbers(figures.map(\.minimum))),
        Table.Column("maximum", .numbers(figures.map(\.maximum))),
        Table.Column("status", text: figures.map { ($0.count == 0 ? Status.tooFewItems : .ok).rawValue }),
      ])
  }

  /// One row per group, scale and band, the highest band first: the group columns, then `scale, band, n, share`, the
  /// share of the rows with a score.
  public func bandTable(groups: [Table.Column] = []) -> Table {
    let bands = instrument.scales.indices.flatMap { scale in
      instrument.scales[scale].bands.indices.reversed().map { (scale: scale, band: $0) }
    }
    let cells = cells(bands.count)
    return table(
      groups, cells,
      [
        Table.Column("scale", text: cells.map { instrument.scales[bands[$0.member].scale].id }),
        Table.Column(
          "band", text: cells.map { instrument.scales[bands[$0.member].scale].bands[bands[$0.member].band].label }),
        Table.Column(
          "n",
          .integers(
            cells.map { count(inBand: bands[$0.member].band, scale: bands[$0.member].scale, group: $0.group) })),
        Table.Column(
          "share",
          .numbers(cells.map { share(inBand: bands[$0.member].band, scale: bands[$0.member].scale, group: $0.group) })),
      ])
  }

  /// One row per group and criterion: the group columns, then `criterion, n_judged, n_met, share`.
  public func criterionTable(groups: [Table.Column] = []) -> Table {
    let cells = cells(instrument.criteria.count)
    return table(
      groups, cells,
      [
        Table.Column("criterion", text: cells.map { instrument.criteria[$0.member].id }),
        Table.Column("n_judged", .integers(cells.map { verdicts(criterion: $0.member, group: $0.group).judged })),
        Table.Column("n_met", .integers(cells.map { verdicts(criterion: $0.member, group: $0.group).met })),
        Table.Column("share", .numbers(cells.map { share(meeting: $0.member, group: $0.group) })),
      ])
  }

  private func cells(_ memberCount: Int) -> [(group: Int, member: Int)] {
    (0..<groupCount).flatMap { group in (0..<memberCount).map { (group, $0) } }
  }

  private func table(
    _ groups: [Table.Column], _ cells: [(group: Int, member: Int)], _ columns: [Table.Column]
  ) -> Table {
    Table(columns: Table(columns: groups).rows(cells.map(\.group)).columns + columns)
  }
}

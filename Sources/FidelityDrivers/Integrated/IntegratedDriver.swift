package import FidelityData
import FidelityMeasurement

/// Integrated drivers: whether every core component is expressed in every driver, and levels have alike profiles.
package enum IntegratedDriver: DriverAnalysis {
  package static let system = DriverSystem.integrated
  package static let roles: [DriverRole] = [.components]
  package static let headlines = [
    DriverHeadline("integration-level", "components expressed in the drivers, of 1")
  ]

  package static func errors(_ tables: DriverTables, _ options: DriverOptions) -> [DataError] {
    guard let table = tables[.components] else { return [] }
    let (ratings, maxima) = (table.numbers("rating"), table.numbers("maximum"))
    var errors: [DataError] = []
    for row in 0..<table.rowCount {
      if maxima[row] <= 0 {
        errors.append(
          table.error(
            "the most points are 0", row: row, column: "maximum", hint: "Give the most points that a rating can have."))
      } else if ratings[row] > maxima[row] {
        errors.append(
          table.error(
            "the rating has more points than its maximum, \(CategoryDictionary.label(maxima[row]))", row: row,
            column: "rating", hint: "Correct the rating, or its maximum."))
      }
    }
    return errors
  }

  package static func compute(_ tables: DriverTables, _ options: DriverOptions, _ rows: inout SystemRows) {
    let headline = DriverFigure("integration-level")
    guard let table = tables[.components] else {
      return rows.missing(headline, .noTable, note: "fill components.csv")
    }
    let ratings = ComponentRatings(table, options)
    if ratings.isTooLarge {
      return rows.missing(headline, .outOfRange, note: "too many components and drivers for a matrix")
    }
    let matrix = ratings.matrix()
    whole(matrix, IntegrationBootstrap(ratings, matrix, options), options, &rows)
    cells(ratings, matrix, &rows)
    vertical(ratings, options, &rows)
  }

  /// Level, coverage, evenness, alignment and index.
  private static func whole(
    _ matrix: IntegrationMatrix, _ bootstrap: IntegrationBootstrap?, _ options: DriverOptions, _ rows: inout SystemRows
  ) {
    let figures = matrix.figures(threshold: options.threshold)
    func append(
      _ figure: DriverFigure, _ path: KeyPath<IntegrationMatrix.Figures, Double>, _ without: (Status, String)? = nil,
      note: String? = nil
    ) {
      var row = rows.row(figure)
      row.estimate.estimate = figures[keyPath: path]
      row.estimate.unitCount = matrix.componentCount
      row.estimate.note = note
      if row.estimate.estimate.isNaN {
        let reason = figures.level.isNaN ? (Status.tooFewObservations, "no cell is rated") : without
        row.estimate.status = reason?.0 ?? .tooFewObservations
        row.estimate.add(note: reason?.1 ?? "no cell is rated")
      } else if let bootstrap {
        bootstrap.take(&row, path, level: options.level)
      } else {
        row.estimate.add(note: "one component: no error")
      }
      rows.append(row)
    }
    let apart = (Status.tooFewUnits, "no two drivers have a component in common")
    let empty = (Status.noVariation, "all cells are 0")
    append(DriverFigure("integration-level"), \.level)
    append(
      DriverFigure("integration-coverage"), \.coverage,
      note: "cells of \(CategoryDictionary.label(options.threshold)) or more")
    append(DriverFigure("integration-evenness", term: "all", form: "weighted by level"), \.evenness, empty)
    append(DriverFigure("integration-evenness", term: "all", form: "unweighted"), \.unweightedEvenness)
    append(DriverFigure("integration-alignment", form: "mean pairwise cosine"), \.alignment, apart)
    let warning = "level x evenness x alignment: no target"
    append(DriverFigure("integration-index", form: "weighted by level"), \.index, apart, note: warning)
    append(DriverFigure("integration-index", form: "unweighted"), \.unweightedIndex, apart, note: warning)
  }

  /// Each component: its evenness, and its cells.
  private static func cells(_ ratings: ComponentRatings, _ matrix: IntegrationMatrix, _ rows: inout SystemRows) {
    for (place, component) in ratings.components.enumerated() {
      func figure(_ quantity: String, _ driver: String? = nil) -> DriverFigure {
        DriverFigure(quantity, term: driver, unitKind: "component", unit: component)
      }
      let (mean, evenness) = matrix.component(place)
      if mean.isNaN {
        rows.missing(figure("integration-evenness"), .tooFewObservations, note: "no cell is rated")
      } else {
        rows.whole(figure("integration-level"), mean)
        rows.whole(figure("integration-evenness"), evenness)
      }
      for (driver, name) in ratings.drivers.enumerated() {
        let cell = matrix[place, driver]
        if cell.isNaN {
          rows.missing(figure("integration-cell", name), .tooFewObservations, note: "not rated")
        } else {
          rows.whole(figure("integration-cell", name), cell)
        }
      }
    }
  }

  /// The level of each level of the organisation, and the concordance of the profiles of adjacent ones.
  private static func vertical(_ ratings: ComponentRatings, _ options: DriverOptions, _ rows: inout SystemRows) {
    let matrices = ratings.namedMatrices
    guard matrices.count > 1 else {
      let note = "fewer than two levels of the study (\(options.levels.joined(separator: ", "))) have ratings"
      return rows.missing(DriverFigure("vertical-integration", form: "lin-ccc"), .tooFewUnits, note: note)
    }
    let profiles = matrices.map { entry in ratings.drivers.indices.map { entry.matrix.mean(ofDriver: $0) } }
    for (level, matrix) in matrices {
      let figure = DriverFigure("integration-level", unitKind: level)
      let mean = matrix.figures(threshold: options.threshold).level
      if mean.isNaN {
        rows.missing(figure, .tooFewObservations, note: "no cell is rated")
      } else {
        rows.whole(figure, mean)
      }
    }
    for place in 1..<matrices.count {
      let figure = DriverFigure(
        "vertical-integration", term: "\(matrices[place - 1].level) to \(matrices[place].level)", form: "lin-ccc")
      let concordance = LinConcordance(PairMoments(profiles[place - 1], profiles[place]))
      var row = rows.row(figure)
      if let estimate = concordance.estimates(level: options.level).first { row.estimate = estimate }
      (row.estimate.quantity, row.estimate.term, row.estimate.form) = (figure.quantity, figure.term, figure.form)
      rows.append(row)
    }
  }
}

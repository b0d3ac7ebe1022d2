import Fidelity

extension Subject {
  /// Regressions whose errors respect clusters.
  static let clusters = Subject(
    name: "Regression with errors that respect clusters",
    model: """
      y = .5 z + x + cluster + (slope of the cluster) x + residual: z is the cluster's, x varies within clusters; the
      clusters' variance is .25, that of their slopes .09, that of residuals 1. Clusters have 4, 6, 8, 12, 20, 40 rows
      in turn. z is normal, or 1 in a third of the clusters (two of each six, with 8 and 40 rows) and 0 elsewhere. Rows
      independent: clusters and their slopes do not vary.
      """,
    seed: 1_700,
    experiments: [6, 12, 40].flatMap { [clustered($0, isNormal: true), clustered($0, isNormal: false)] }
      + [clustered(6, isNormal: false, isIndependent: true)])

  private static let corrections = [
    (ClusterCorrection.cr2, "CR2, Satterthwaite"), (.cr1, "CR1, t with G - 1"), (.cr3, "CR3, t with G - 1"),
  ]

  private static let reasons = [
    "CR2, Satterthwaite":
      "two clusters, of 8 and 40 rows, have z = 1; the working model takes rows as independent, as in the last design",
    "CR1, t with G - 1": "nothing corrects for what few clusters of unequal size decide alone",
    "CR3, t with G - 1": "the jackknife's error is too large where a cluster decides alone",
  ]

  private static func clustered(_ count: Int, isNormal: Bool, isIndependent: Bool = false) -> Experiment {
    let spread = isIndependent ? (level: 0.0, slope: 0.0) : (level: 0.5, slope: 0.3)
    let clusters = (0..<count).flatMap { cluster in
      [UInt32](repeating: UInt32(cluster), count: [4, 6, 8, 12, 20, 40][cluster % 6])
    }
    let intervals = corrections.flatMap { _, method in
      [("cluster-level coefficient", 0.5), ("within-cluster coefficient", 1)].map {
        Interval($0, method, truth: $1, reason: reasons[method])
      }
    }
    let design = "\(count) clusters, z \(isNormal ? "normal" : "0 or 1")\(isIndependent ? ", rows independent" : "")"
    return Experiment(design, intervals) { stream in
      let parts = (0..<count).map { cluster in
        (
          z: isNormal ? stream.normal() : cluster % 3 == 2 ? 1 : 0, level: spread.level * stream.normal(),
          slope: 1 + spread.slope * stream.normal()
        )
      }
      var rows: [Double] = []
      rows.reserveCapacity(3 * clusters.count)
      for code in clusters {
        let (part, x) = (parts[Int(code)], stream.normal())
        rows += [part.z, x, 0.5 * part.z + part.level + part.slope * x + stream.normal()]
      }
      var sums = GroupedCrossProducts(width: 3)
      sums.add(groups: clusters.span, rows: rows.span)
      return corrections.flatMap { correction, _ in
        let rows = ClusteredRegression(sums, predictors: ["z", "x"], correction: correction).estimates()
        return ["z", "x"].map { term in Limits(rows.first { $0.term == term }) }
      }
    }
  }
}

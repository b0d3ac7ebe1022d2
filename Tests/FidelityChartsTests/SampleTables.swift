import FidelityCharts

/// Small tables of results, of the form that the analyses leave.
enum SampleTables {
  /// A tidy table: the grouping columns, then quantity, term, form, estimate, lower, upper, n, status.
  static func tidy(
    _ name: String, groups: [String] = [], extra: [String] = [], count: String = "n_observations", _ rows: [[String]]
  ) -> ResultTable {
    let header =
      groups + ["quantity", "term", "form"] + extra + ["estimate", "standard_error", "lower", "upper", count, "status"]
    return ResultTable(
      name: name, columns: header.enumerated().map { place, column in (column, rows.map { $0[place] }) })
  }

  static func plain(_ name: String, _ header: [String], _ rows: [[String]]) -> ResultTable {
    ResultTable(name: name, columns: header.enumerated().map { place, column in (column, rows.map { $0[place] }) })
  }

  /// A number between 0 and 1 that depends on its arguments alone.
  static func share(_ seed: Int, _ salt: Int = 0) -> Double {
    var state = UInt64(truncatingIfNeeded: seed &* 2_654_435_761 &+ salt &* 40_503 &+ 12_345)
    state ^= state >> 13
    state = state &* 0x9e37_79b9_7f4a_7c15
    state ^= state >> 29
    return Double(state % 10_000) / 10_000
  }

  private static func text(_ number: Double) -> String { String((number * 10_000).rounded() / 10_000) }

  /// Means of three scales and the total for each of some sites.
  static func scoreSummary(_ sites: [String], isMissing: Bool = false) -> ResultTable {
    var rows: [[String]] = []
    for (place, site) in sites.enumerated() {
      for (salt, term) in ["adherence", "quality", "total"].enumerated() {
        let mean = 0.4 + 0.5 * share(place, salt)
        let error = 0.03 + 0.04 * share(place, salt + 10)
        let numbers = [mean, error, mean - 2 * error, mean + 2 * error].map(text)
        rows.append(
          [site, "score-mean", term, ""] + (isMissing ? ["", "", "", ""] : numbers)
            + [String(20 + Int(80 * share(place, 99))), isMissing ? "no-observations" : "ok"])
      }
    }
    return tidy("score-summary", groups: ["site"], rows)
  }

  static func trendDecisions(_ sites: [String]) -> ResultTable {
    plain(
      "trend-decisions", ["site", "verdict", "slope", "shrunken_slope", "shrunken_lower", "shrunken_upper"],
      sites.enumerated().map { place, site in
        let slope = 0.03 * share(place, 7) - 0.01
        let sign = slope > 0.005 ? "improving" : slope < -0.005 ? "declining" : "stable"
        let verdict = place % 7 == 6 ? "insufficient" : sign
        return [site, verdict] + [slope, slope, slope - 0.008, slope + 0.008].map(text)
      })
  }

  static func overTime(_ periods: Int) -> ResultTable {
    plain(
      "scores-over-time", ["term", "time", "estimate", "lower", "upper", "n_observations", "criterion"],
      (0..<periods).map { period in
        let mean = 0.55 + 0.3 * Double(period) / Double(max(periods, 8)) + 0.04 * share(period)
        let month = (8 + period) % 12 + 1
        let time = "\(2024 + (8 + period) / 12)-\(month < 10 ? "0" : "")\(month)-01"
        return ["total", time] + [mean, mean - 0.05, mean + 0.05].map(text) + ["480", "0.8"]
      })
  }

  static let bands = plain(
    "score-bands", ["term", "band", "lower", "upper", "is_fidelity"],
    [
      ["total", "not yet", "0", "0.5", "false"], ["total", "in part", "0.5", "0.8", "false"],
      ["total", "with fidelity", "0.8", "1", "true"],
    ])

  static func itemMeans(_ items: [String], occasions: Int = 8) -> ResultTable {
    plain(
      "item-means", ["item", "label", "time", "estimate", "n_observations", "status"],
      items.enumerated().flatMap { place, item in
        (0..<occasions).map { occasion in
          [
            item, "what \(item) is about", "2025-0\(occasion % 9 + 1)-01",
            place == 1 && occasion == 2 ? "" : text(0.2 + 0.8 * share(place, occasion)), "240", "ok",
          ]
        }
      })
  }

  static func reliability(_ items: [String]) -> ResultTable {
    tidy(
      "reliability", groups: ["item"], extra: ["weights", "metric"], count: "n_units",
      items.enumerated().map { place, item in
        let alpha = 0.3 + 0.65 * share(place, 3)
        return [item, "krippendorff-alpha", "", "", "", "ordinal"]
          + [alpha, 0.03, alpha - 0.06, alpha + 0.06].map(text) + ["1900", "ok"]
      })
  }

  static func raters(_ names: [String]) -> ResultTable {
    tidy(
      "raters", groups: ["rater"], count: "n_units",
      names.enumerated().flatMap { place, name in
        ["against gold", "against others"].enumerated().map { salt, form in
          let bias = 0.8 * share(place, salt) - 0.4
          return [name, "bias", "", form] + [bias, 0.1, bias - 0.2, bias + 0.2].map(text) + ["25", "ok"]
        }
      })
  }

  static func raterPairs(_ names: [String]) -> ResultTable {
    var rows: [[String]] = []
    for (first, left) in names.enumerated() {
      for (second, right) in names.enumerated() where second > first {
        rows.append(
          ["cohen-kappa", "\(left) - \(right)", "", "quadratic"]
            + [text(0.2 + 0.7 * share(first * 100 + second)), "0.1", "0.1", "0.9", "26", "ok"])
      }
    }
    return tidy("rater-pairs", extra: ["weights"], count: "n_units", rows)
  }

  static func concordance(_ first: String, _ second: String, points: Int) -> [ResultTable] {
    [
      tidy(
        "concordance", groups: ["rater_1", "rater_2"],
        [
          [first, second, "bland-altman-bias", "", "", "-1.2", "0.2", "-1.6", "-0.8", "99", "ok"],
          [first, second, "bland-altman-limit", "lower", "", "-5.1", "", "-5.9", "-4.5", "99", "ok"],
          [first, second, "bland-altman-limit", "upper", "", "2.7", "", "2.1", "3.5", "99", "ok"],
        ]),
      plain(
        "concordance-points", ["rater_1", "rater_2", "unit", "mean", "difference", "n_units"],
        (0..<points).map { point in
          [
            first, second, String(point), text(50 + 30 * share(point, 1)), text(-1.2 + 8 * (share(point, 2) - 0.5)),
            "1",
          ]
        }),
    ]
  }

  static let driversPage = plain(
    "drivers-page", ["system", "figure", "quantity", "estimate", "lower", "upper", "criterion", "n_units", "status"],
    [
      ["selection", "prerequisites that those hired meet", "prerequisites-met", "0.975", "0.92", "1", "1", "20", "ok"],
      ["training", "training held of what was planned", "training-adherence", "0.6", "", "", "0.8", "5", "ok"],
      ["coaching", "minutes coached as planned", "coaching-adherence", "0.68", "0.64", "0.71", "", "40", "ok"],
      ["leadership", "adaptive against technical", "leadership-balance", "-0.14", "-0.23", "-0.06", "", "8", "ok"],
      ["levels", "lasting variation above the classroom", "system-share", "", "", "", "", "", "no-table"],
    ])

  /// Rows of the drivers' table: system, level, unit, days, quantity, term, form, estimate, lower, upper, n.
  private static func driver(_ cells: [String]) -> [String] {
    [
      cells[0], "", cells[1], cells[2], cells[3], cells[4], cells[5], cells[6], cells[7], "", cells[8], cells[9],
      cells[10], "ok",
    ]
  }

  static func drivers(components: [String], names: [String]) -> ResultTable {
    var rows: [[String]] = []
    for (place, component) in components.enumerated() {
      for (salt, name) in names.enumerated() {
        rows.append(
          driver([
            "integrated", "component", component, "", "integration-cell", name, "", text(share(place, salt)), "", "",
            "",
          ]))
      }
    }
    for (term, scale) in [("all", 40.0), ("staffing", 25), ("policy", 60)] {
      for days in [7, 14, 30, 60, 90] {
        let open = 1 / (1 + Double(days) / scale)
        rows.append(
          driver([
            "facilitative-administration", "", "", String(days), "survival", term, "", text(open), text(open * 0.8),
            text(min(1, open * 1.2)), "60",
          ]))
      }
    }
    for (term, count) in [("building to district", "30"), ("district to state", "7")] {
      rows.append(driver(["systems-interventions", "", "", "", "escalations", term, "", count, "", "", ""]))
    }
    for (quantity, value) in [
      ("data-health", "0.83"), ("completeness", "0.886"), ("timeliness", "0.69"), ("all-three-types", "1"),
      ("use-in-decisions", "0.79"), ("access-share", ""),
    ] {
      rows.append(
        driver([
          "decision-support-data", "", "", "", quantity, quantity == "completeness" ? "all" : "", "", value, "0.6",
          "0.9", "48",
        ]))
    }
    for unit in 0..<30 {
      for (salt, term) in ["by coaching", "by training"].enumerated() {
        let level = 0.4 + 0.7 * share(unit, salt + 50)
        rows.append(
          driver([
            "compensatory", "unit", "U\(unit)", "", "required-compensation", term, "",
            level > 1 ? "" : text(level), "", "", "",
          ]))
      }
    }
    for (salt, term) in ["coaching", "training"].enumerated() {
      for step in 0...10 {
        let level = step == 0 ? "" : text(Double(step * (7 + salt)))
        rows.append(
          driver([
            "compensatory", "", "", "", "nca-bottleneck", term, "ce-fdh at \(step * 10) %", level, "", "", "60",
          ]))
      }
    }
    return tidy("drivers", groups: ["system", "period", "system_level", "unit", "days"], count: "n_units", rows)
  }

  static func coachingCycles(_ count: Int) -> ResultTable {
    plain(
      "coaching-cycles", ["cycle", "from", "planned", "delivered"],
      (0..<count).map { cycle in
        let month = cycle % 12 + 1
        return [
          String(cycle + 1), "\(2024 + cycle / 12)-\(month < 10 ? "0" : "")\(month)-06", "900",
          text(300 + 700 * share(cycle)),
        ]
      })
  }

  /// A folder in which every kind of picture has its tables.
  static let district: Results = {
    let sites = (1...12).map { "School \($0)" }
    let raters = (1...7).map { "R0\($0)" }
    return Results(
      folder: "results",
      tables: [
        scoreSummary(sites), trendDecisions(sites), overTime(8), bands, itemMeans((1...6).map { "a\($0)" }),
        reliability((1...6).map { "a\($0)" }), SampleTables.raters(raters), raterPairs(raters), driversPage,
        drivers(
          components: ["family-voice", "feedback", "goal-setting"],
          names: ["coaching", "data", "fidelity", "leadership", "selection", "training"]),
        coachingCycles(10),
      ] + concordance("hurley", "nadler", points: 99))
  }()
}

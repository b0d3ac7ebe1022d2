extension InstrumentCatalogue {
  /// School-wide Evaluation Tool 2.1.
  static let schoolwideEvaluationTool21 = #"""
    id: set-2.1
    title: School-wide Evaluation Tool
    version: "2.1"
    source: >-
      Sugai, G., Lewis-Palmer, T., Todd, A. W., & Horner, R. H. (2001, revised 2005). School-wide Evaluation Tool
      (SET), version 2.1. Educational and Community Supports, University of Oregon. Horner, R. H., Todd, A. W.,
      Lewis-Palmer, T., Irvin, L. K., Sugai, G., & Boland, J. B. (2004). Journal of Positive Behavior
      Interventions, 6(1), 3-12.
    licence: >-
      Free of charge for schools. Structure and rules only; the labels are ours and replace no wording of the
      tool.
    verified: >-
      Features A to D item by item against a state's public entry form, the 80/80 criterion against state
      guidance; the total as the mean of the seven feature percents after Horner et al. (2004). The rule for
      missing items is ours: 80 % of a feature's items, and every feature for the total.
    columns: "SET_{item}"
    defaults: {range: [0, 2], step: 1, missing: {policy: prorate, at-least: 80%}}
    items:
      - {id: A1, label: Few positive rules are agreed}
      - {id: A2, label: Rules are posted}
      - {id: B1, label: System for teaching is documented}
      - {id: B2, label: Staff say that teaching took place}
      - {id: B3, label: Team says that staff were taught}
      - {id: B4, label: Students know the rules}
      - {id: B5, label: Staff know the rules}
      - {id: C1, label: System is documented}
      - {id: C2, label: Students report a reward}
      - {id: C3, label: Staff report giving one}
      - {id: D1, label: System is documented}
      - {id: D2, label: Staff and administration agree on who handles what}
      - {id: D3, label: Crisis plan is at hand}
      - {id: D4, label: Staff and administration agree on emergencies}
      - {id: E1, label: Referral form has the needed fields}
      - {id: E2, label: Data are gathered and summarised}
      - {id: E3, label: Team reports data to staff}
      - {id: E4, label: Data are used for decisions}
      - {id: F1, label: Behaviour support is a leading goal}
      - {id: F2, label: Staff report a team}
      - {id: F3, label: Team represents all staff}
      - {id: F4, label: Team has a known leader}
      - {id: F5, label: Administrator is an active member}
      - {id: F6, label: Team meets monthly}
      - {id: F7, label: Team reports to staff}
      - {id: F8, label: Action plan is recent}
      - {id: G1, label: Budget is set aside}
      - {id: G2, label: District liaison is known}
    scales:
      - id: expectations-defined
        label: Expectations defined
        items: [A1, A2]
        aggregate: pooled-percent
      - id: expectations-taught
        label: Expectations taught
        items: [B1, B2, B3, B4, B5]
        aggregate: pooled-percent
      - id: reward-system
        label: System for rewarding
        items: [C1, C2, C3]
        aggregate: pooled-percent
      - id: violation-system
        label: System for responding to violations
        items: [D1, D2, D3, D4]
        aggregate: pooled-percent
      - id: monitoring
        label: Monitoring and decisions
        items: [E1, E2, E3, E4]
        aggregate: pooled-percent
      - id: management
        label: Management
        items: [F1, F2, F3, F4, F5, F6, F7, F8]
        aggregate: pooled-percent
      - id: district-support
        label: District support
        items: [G1, G2]
        aggregate: pooled-percent
      - id: total
        label: Mean of the seven features
        scales:
          [expectations-defined, expectations-taught, reward-system, violation-system, monitoring, management,
          district-support]
        aggregate: mean-of-percents
        missing: fail
        bands: [{label: at criterion, at-least: 80%}, {label: below criterion}]
    criteria:
      - id: implementing
        label: 80 % of the total and 80 % of expectations taught
        all: [{scale: total, at-least: 80%}, {scale: expectations-taught, at-least: 80%}]
    """#
}

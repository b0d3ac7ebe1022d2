extension InstrumentCatalogue {
  /// SWPBIS Tiered Fidelity Inventory 2.1.
  static let tieredFidelityInventory21 = #"""
    id: tfi-2.1
    title: SWPBIS Tiered Fidelity Inventory
    version: "2.1"
    source: >-
      Algozzine, B., Barrett, S., Eber, L., George, H., Horner, R., Lewis, T., Putnam, B., Swain-Bradway, J.,
      McIntosh, K., & Sugai, G. (2014). School-wide PBIS Tiered Fidelity Inventory. OSEP Technical Assistance
      Center on Positive Behavioral Interventions and Supports.
    licence: >-
      Free of charge from pbis.org. Structure and rules only; the labels are ours and replace no wording of the
      inventory.
    verified: >-
      Possible points 30, 26 and 34, and 70 % = 21, 18.2 and 23.8 points, against the conversion tables of
      PBISApps (TFI 3.0 Conversion Tables and Formulas); the names of the subscales against the inventory's table
      of contents. The rule for missing items is ours: 80 % must be answered.
    columns: ["TFI_{item}", "item_{item}"]
    defaults: {range: [0, 2], step: 1, missing: {policy: prorate, at-least: 80%}}
    items:
      - {id: "1.1", label: Team has the roles it needs}
      - {id: "1.2", label: "Team meets with agenda, minutes and plan"}
      - {id: "1.3", label: Expectations are few and positive}
      - {id: "1.4", label: Expectations are taught in all settings}
      - {id: "1.5", label: Problem behaviours are defined}
      - {id: "1.6", label: Policies favour teaching over exclusion}
      - {id: "1.7", label: Staff are trained in the core practices}
      - {id: "1.8", label: Classrooms follow the school's practices}
      - {id: "1.9", label: Acknowledgement system is in use}
      - {id: "1.10", label: Staff see data and give input}
      - {id: "1.11", label: Students and families give input}
      - {id: "1.12", label: Discipline data are at hand}
      - {id: "1.13", label: Team decides on data}
      - {id: "1.14", label: Fidelity is reviewed}
      - {id: "1.15", label: Year is evaluated and shared}
      - {id: "2.1", label: Team has the roles it needs}
      - {id: "2.2", label: "Team meets with agenda, minutes and plan"}
      - {id: "2.3", label: Students are screened for support}
      - {id: "2.4", label: Requests for help have a route}
      - {id: "2.5", label: Several interventions are on offer}
      - {id: "2.6", label: Interventions have the critical features}
      - {id: "2.7", label: Intervention fits the student's need}
      - {id: "2.8", label: Students keep universal support}
      - {id: "2.9", label: Staff know how to refer and deliver}
      - {id: "2.10", label: Share of students served is tracked}
      - {id: "2.11", label: Student progress is tracked}
      - {id: "2.12", label: Fidelity of interventions is tracked}
      - {id: "2.13", label: Year is evaluated and shared}
      - {id: "3.1", label: Team has the roles it needs}
      - {id: "3.2", label: "Team meets with agenda, minutes and plan"}
      - {id: "3.3", label: Students are screened for support}
      - {id: "3.4", label: Each student has a support team}
      - {id: "3.5", label: Staffing covers the need}
      - {id: "3.6", label: Family and student take part}
      - {id: "3.7", label: Staff are trained for individual support}
      - {id: "3.8", label: Plan covers quality of life}
      - {id: "3.9", label: "Plan rests on academic, social and health data"}
      - {id: "3.10", label: Plan states what drives the behaviour}
      - {id: "3.11", label: "Plan covers prevention, teaching and safety"}
      - {id: "3.12", label: Plan uses formal and natural supports}
      - {id: "3.13", label: Students keep the other tiers}
      - {id: "3.14", label: Plan data are collected}
      - {id: "3.15", label: Teams decide on plan data}
      - {id: "3.16", label: Share of students served is tracked}
      - {id: "3.17", label: Year is evaluated and shared}
    scales:
      - id: tier1
        label: Tier 1
        items:
          ["1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7", "1.8", "1.9", "1.10", "1.11", "1.12", "1.13", "1.14",
          "1.15"]
        aggregate: pooled-percent
        bands: [{label: at criterion, at-least: 70%}, {label: below criterion}]
      - id: tier1-teams
        label: Tier 1 teams
        items: ["1.1", "1.2"]
        aggregate: pooled-percent
      - id: tier1-implementation
        label: Tier 1 implementation
        items: ["1.3", "1.4", "1.5", "1.6", "1.7", "1.8", "1.9", "1.10", "1.11"]
        aggregate: pooled-percent
      - id: tier1-evaluation
        label: Tier 1 evaluation
        items: ["1.12", "1.13", "1.14", "1.15"]
        aggregate: pooled-percent
      - id: tier2
        label: Tier 2
        items: ["2.1", "2.2", "2.3", "2.4", "2.5", "2.6", "2.7", "2.8", "2.9", "2.10", "2.11", "2.12", "2.13"]
        aggregate: pooled-percent
        bands: [{label: at criterion, at-least: 70%}, {label: below criterion}]
      - id: tier2-teams
        label: Tier 2 teams
        items: ["2.1", "2.2", "2.3", "2.4"]
        aggregate: pooled-percent
      - id: tier2-interventions
        label: Tier 2 interventions
        items: ["2.5", "2.6", "2.7", "2.8", "2.9"]
        aggregate: pooled-percent
      - id: tier2-evaluation
        label: Tier 2 evaluation
        items: ["2.10", "2.11", "2.12", "2.13"]
        aggregate: pooled-percent
      - id: tier3
        label: Tier 3
        items:
          ["3.1", "3.2", "3.3", "3.4", "3.5", "3.6", "3.7", "3.8", "3.9", "3.10", "3.11", "3.12", "3.13", "3.14",
          "3.15", "3.16", "3.17"]
        aggregate: pooled-percent
        bands: [{label: at criterion, at-least: 70%}, {label: below criterion}]
      - id: tier3-teams
        label: Tier 3 teams
        items: ["3.1", "3.2", "3.3", "3.4"]
        aggregate: pooled-percent
      - id: tier3-resources
        label: Tier 3 resources
        items: ["3.5", "3.6", "3.7"]
        aggregate: pooled-percent
      - id: tier3-support-plans
        label: Tier 3 support plans
        items: ["3.8", "3.9", "3.10", "3.11", "3.12", "3.13"]
        aggregate: pooled-percent
      - id: tier3-evaluation
        label: Tier 3 evaluation
        items: ["3.14", "3.15", "3.16", "3.17"]
        aggregate: pooled-percent
    """#
}

extension InstrumentCatalogue {
  /// The implementation drivers, with items of our own.
  static let implementationDrivers = #"""
    id: implementation-drivers
    title: Implementation drivers
    version: "1.0"
    source: >-
      Our own items, written for this catalogue after the Implementation Drivers of the Active Implementation
      Frameworks (National Implementation Research Network; Fixsen, D. L., Naoom, S. F., Blase, K. A., Friedman,
      R. M., & Wallace, F., 2005, Implementation Research: A Synthesis of the Literature).
    licence: The same as this package; items, labels and scoring are ours.
    verified: >-
      Each driver's items against a list of what the framework's text names for that driver. The 80 % bands are a
      convention of capacity assessments, not an empirical cut score; no validation study exists.
    defaults: {range: [0, 2], step: 1, missing: {policy: prorate, at-least: 80%}}
    # 0 = not in place, 1 = partly in place, 2 = in place
    items:
      - {id: sel1, label: "Written list of the knowledge, skills and abilities that the program needs"}
      - {id: sel2, label: Each of them marked as needed at entry or taught afterwards}
      - {id: sel3, label: First users chosen from present staff by these criteria}
      - {id: sel4, label: New posts filled by the same criteria}
      - {id: sel5, label: Recruiting reaches people who meet the criteria}
      - {id: sel6, label: Interviews follow a written protocol with ratings}
      - {id: sel7, label: "Criteria exist for teachers, administrators and program leads"}
      - {id: trn1, label: "Trainees learn when, how and with whom to use each practice"}
      - {id: trn2, label: Theory and values behind the program are taught}
      - {id: trn3, label: Methods suit adults and keep trainees active}
      - {id: trn4, label: Each core component is introduced with its reason}
      - {id: trn5, label: Every trainee rehearses new skills more than once}
      - {id: trn6, label: Feedback follows each rehearsal and mistakes cost nothing}
      - {id: trn7, label: Plan says which staff learn what and how learning is checked}
      - {id: coa1, label: "Written plan says how often, where, when, with whom and why"}
      - {id: coa2, label: Coaching takes place as planned}
      - {id: coa3, label: New skills are coached on the job until mastered}
      - {id: coa4, label: Feedback rests on two or more data sources}
      - {id: coa5, label: Direct observation is one of the sources every time}
      - {id: coa6, label: Coaching data lead to better training}
      - {id: coa7, label: Coaching data lead to better organizational support}
      - {id: fid1, label: "Staff know beforehand what is assessed, how and by whom"}
      - {id: fid2, label: Each assessment uses two or more data sources}
      - {id: fid3, label: Good practice is recognized openly}
      - {id: fid4, label: Results lead to better practice}
      - {id: fid5, label: Results lead to better organization and system support}
      - {id: fid6, label: Low fidelity is answered by the organization and not left to the teacher}
      - {id: dat1, label: "Quality, fidelity and outcome data are all collected"}
      - {id: dat2, label: Reliability of the data is checked}
      - {id: dat3, label: Reports come out often and at set times}
      - {id: dat4, label: Data work is part of daily routines}
      - {id: dat5, label: Classrooms and the building reach their own data}
      - {id: dat6, label: Data decide on students and teachers}
      - {id: dat7, label: Data decide on the building}
      - {id: adm1, label: Administrators decide on several kinds of data}
      - {id: adm2, label: Staff are kept organized and aimed at the outcomes}
      - {id: adm3, label: Challenges are looked for and solved by a named person}
      - {id: adm4, label: A communication protocol is written and used}
      - {id: adm5, label: Those who raise an issue hear what became of it}
      - {id: adm6, label: "Policies, procedures and guidelines are changed to fit"}
      - {id: adm7, label: Administrative barriers to the program are removed}
      - {id: sys1, label: Issues beyond the organization's control are logged}
      - {id: sys2, label: The building brings them to the district}
      - {id: sys3, label: The district brings them to the state}
      - {id: sys4, label: Issues that were passed on are resolved}
      - {id: sys5, label: Resources fit the program at each level}
      - {id: sys6, label: Regulations and supports fit the program at each level}
      - {id: tec1, label: Leaders know the program and its components}
      - {id: tec2, label: Leading is a role open to any position}
      - {id: tec3, label: "Problems with a known answer get owner, steps and date"}
      - {id: tec4, label: Leaders see to it that agreed steps are done}
      - {id: tec5, label: Leaders take a visible part in the work}
      - {id: ada1, label: Leaders tell problems with a known answer from those without}
      - {id: ada2, label: Those affected help to find the answer}
      - {id: ada3, label: Differing views and values are brought into the open}
      - {id: ada4, label: Work on hard problems is shared with those who must change}
      - {id: ada5, label: "Answers are tried, checked with data and revised"}
      - {id: int1, label: Key features of the program show in selection}
      - {id: int2, label: The same key features show in training}
      - {id: int3, label: The same key features are a focus of coaching}
      - {id: int4, label: The same key features are measured by fidelity assessment}
      - {id: int5, label: The data system reports on them reliably and in time}
      - {id: int6, label: Administrators give them resources}
      - {id: int7, label: Barriers beyond the school reach district and state}
      - {id: cmp1, label: Gaps found at selection are passed on to training}
      - {id: cmp2, label: Training takes up the gaps of those who enter}
      - {id: cmp3, label: Skill after training is measured and passed on to coaching}
      - {id: cmp4, label: Those with less skill after training get more coaching}
      - {id: cmp5, label: Fidelity monitoring shows whether gaps were closed}
      - {id: cmp6, label: A weak driver is made up for by another on purpose}
    scales:
      - id: selection
        label: Selection
        items: [sel1, sel2, sel3, sel4, sel5, sel6, sel7]
        aggregate: pooled-percent
        bands: [{label: in place, at-least: 80%}, {label: not yet in place}]
      - id: training
        label: Training
        items: [trn1, trn2, trn3, trn4, trn5, trn6, trn7]
        aggregate: pooled-percent
        bands: [{label: in place, at-least: 80%}, {label: not yet in place}]
      - id: coaching
        label: Coaching
        items: [coa1, coa2, coa3, coa4, coa5, coa6, coa7]
        aggregate: pooled-percent
        bands: [{label: in place, at-least: 80%}, {label: not yet in place}]
      - id: fidelity-assessment
        label: Fidelity assessment
        items: [fid1, fid2, fid3, fid4, fid5, fid6]
        aggregate: pooled-percent
        bands: [{label: in place, at-least: 80%}, {label: not yet in place}]
      - id: decision-support-data-systems
        label: Decision-support data systems
        items: [dat1, dat2, dat3, dat4, dat5, dat6, dat7]
        aggregate: pooled-percent
        bands: [{label: in place, at-least: 80%}, {label: not yet in place}]
      - id: facilitative-administration
        label: Facilitative administration
        items: [adm1, adm2, adm3, adm4, adm5, adm6, adm7]
        aggregate: pooled-percent
        bands: [{label: in place, at-least: 80%}, {label: not yet in place}]
      - id: systems-interventions
        label: Systems interventions
        items: [sys1, sys2, sys3, sys4, sys5, sys6]
        aggregate: pooled-percent
        bands: [{label: in place, at-least: 80%}, {label: not yet in place}]
      - id: leadership-technical
        label: Technical leadership
        items: [tec1, tec2, tec3, tec4, tec5]
        aggregate: pooled-percent
        bands: [{label: in place, at-least: 80%}, {label: not yet in place}]
      - id: leadership-adaptive
        label: Adaptive leadership
        items: [ada1, ada2, ada3, ada4, ada5]
        aggregate: pooled-percent
        bands: [{label: in place, at-least: 80%}, {label: not yet in place}]
      - id: integrated
        label: Integrated drivers
        items: [int1, int2, int3, int4, int5, int6, int7]
        aggregate: pooled-percent
        bands: [{label: in place, at-least: 80%}, {label: not yet in place}]
      - id: compensatory
        label: Compensatory drivers
        items: [cmp1, cmp2, cmp3, cmp4, cmp5, cmp6]
        aggregate: pooled-percent
        bands: [{label: in place, at-least: 80%}, {label: not yet in place}]
      - id: competency
        label: Competency drivers
        scales: [selection, training, coaching, fidelity-assessment]
        aggregate: mean-of-percents
        missing: fail
        bands: [{label: in place, at-least: 80%}, {label: not yet in place}]
      - id: organization
        label: Organization drivers
        scales: [decision-support-data-systems, facilitative-administration, systems-interventions]
        aggregate: mean-of-percents
        missing: fail
        bands: [{label: in place, at-least: 80%}, {label: not yet in place}]
      - id: leadership
        label: Leadership drivers
        scales: [leadership-technical, leadership-adaptive]
        aggregate: mean-of-percents
        missing: fail
        bands: [{label: in place, at-least: 80%}, {label: not yet in place}]
      - id: total
        label: Mean of the nine drivers
        scales:
          [selection, training, coaching, fidelity-assessment, decision-support-data-systems,
          facilitative-administration, systems-interventions, leadership-technical, leadership-adaptive]
        aggregate: mean-of-percents
        missing: fail
        bands: [{label: in place, at-least: 80%}, {label: not yet in place}]
    """#
}

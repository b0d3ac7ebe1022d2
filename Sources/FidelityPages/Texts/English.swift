/// Every text of the report, in English: a mapping of ids to texts, as a file of another language is.
///
/// `{name}` stands for a value; `fidelity report --texts` prints this for translators.
enum English {
  /// Quantities of result tables that pages and pictures name; in English they are their own names.
  static let quantities = [
    "krippendorff-alpha", "gwet-ac", "fleiss-kappa", "conger-kappa", "cohen-kappa", "scott-pi", "light-kappa",
    "brennan-prediger", "van-oest-ir2", "bangdiwala-b", "percent-agreement", "icc", "variance-component", "lin-ccc",
    "bland-altman-bias", "bland-altman-limit", "rwg", "rwg-j", "icc-1", "icc-2", "kendall-w", "prerequisites-met",
    "training-need", "normalised-gain", "coaching-adherence", "direct-observation-share", "probability-at-criterion",
    "share-at-criterion", "self-observer-bias", "data-health", "closed-loop-rate", "median-days", "stuck-above",
    "passed-on", "leadership-balance", "integration-coverage", "integration-level", "power-mean",
    "required-compensation", "nca-effect-size", "system-share",
  ]

  static let yaml = #"""
    language: en
    direction: ltr
    decimal-mark: "."
    thousands-mark: ","
    to: to
    none: none
    unknown: not recorded
    skip-to-content: Skip to the content
    contents: Contents
    data-behind: The data behind this picture
    filter: Show only rows with
    sort-by: "Sort by {column}"
    report-title: Implementation fidelity report
    made: "Results of {date}"
    for-district: For the district's implementation team
    for-building: For the building's leadership team
    footer: >-
      Made by Fidelity {version} from the tables in the results folder. Every number on this page stands in those
      tables; the section on method names them.
    not-available: "This needs a result that the folder does not have. {advice}"
    other-tables: >-
      This page shows the first table of each kind. Further ones, which are in the folders: {files}.
    rows-left-out: "{shown} of {all} rows are shown: the lowest and the highest. All of them are in {file}."

    summary-title: The main finding
    measured-title: What was measured, by whom, on whom
    scores-title: Fidelity now and over time
    reliability-title: How far raters agree, and what it means for the scores
    sites-title: Where sites differ
    drivers-title: The implementation drivers
    next-title: What to look at next
    method-title: Method
    glossary-title: Words used on this page

    finding-level: >-
      The mean of {scale} was {mean} ({lower} to {upper}, {level} interval; administrations: {n}).
    finding-level-no-interval: "The mean of {scale} was {mean} (administrations: {n})."
    finding-level-sites: "The mean of {scale} was {mean} (administrations: {n}, groups: {groups})."
    finding-cut-above: "The whole interval lies at or above the criterion of {cut}."
    finding-cut-below: "The whole interval lies below the criterion of {cut}."
    finding-cut-open: >-
      The interval includes the criterion of {cut}, so the data do not say on which side of it the mean lies.
    finding-change: >-
      Over the time observed, {improving} of {n} {n|group|groups} {improving|improves|improve}, {declining}
      {declining|declines|decline}, {stable} {stable|is|are} stable within the margin, and for {insufficient} the data
      do not say.
    finding-change-one: "Over the time observed, the score changed by {slope} a unit of time ({lower} to {upper})."
    finding-reliability: >-
      Of {n} {n|coefficient|coefficients} of agreement by {what} ({quantity}), {good} {good|is|are} {threshold} or more
      even at the lower limit of {good|its|their} interval; the lowest is that of {worst}, {worst-value}.
    finding-reliability-one: "Agreement between raters is {value} ({lower} to {upper}; {quantity})."
    finding-drivers: >-
      Drivers below their criterion (with the whole interval, where there is one): {below} of the {n} that {n|has|have}
      both figure and criterion; furthest from it is "{figure}" with {value}, where the criterion is {criterion}.
    finding-drivers-met: "No driver clearly lies below its criterion (with a figure and a criterion: {n})."
    finding-none: "The results folder has no table from which this page makes a finding."
    finding-rules: >-
      These sentences are made from the tables by fixed rules: a group improves, declines or is stable where its verdict
      in the table of trends says so; agreement counts as sufficient from {threshold} on; a criterion is met where the
      whole interval lies at or above it. They describe: none of them says what brought a number about.

    measured-instrument: Instrument
    measured-items: Items
    measured-scales: Scales
    measured-sites: Sites
    measured-teachers: Teachers
    measured-units: Units rated
    measured-raters: Raters
    measured-administrations: Administrations scored
    measured-incomplete: Administrations with too few answers
    measured-rows: Rows of data
    measured-rows-selected: Rows that meet the study's condition
    measured-period: Period
    measured-period-text: "{first} to {last}"
    measured-study: Study
    measured-caption: The study in figures
    measured-what: What
    measured-value: Figure
    measured-advice: "Run a study with 'fidelity run'."
    cut-scores-caption: The bands of the scores
    cut-scores-scale: Scale
    cut-scores-band: Band
    cut-scores-from: From

    scores-intro: >-
      A score is computed for every administration, by the rules of the instrument. The interval of a mean says how far
      it could move if other administrations of the same kind had been observed.
    scores-caption: Scores over all administrations
    scores-scale: Scale
    scores-mean: Mean
    scores-interval: "{level} interval"
    scores-sd: Standard deviation
    scores-range: Lowest to highest
    scores-n: Administrations
    bands-caption: Shares of administrations by band
    bands-band: Band
    bands-share: Share
    criteria-caption: Criteria met
    criteria-criterion: Criterion
    time-caption: Scores over time
    time-time: Time
    scores-withheld: >-
      No scores are shown: even those of all together rest on fewer than {least} persons or observations. The section on
      method says what was counted.
    time-withheld: >-
      Periods that are not shown: {count}. Too few persons or observations are in them, or they could be computed from
      the others.
    scores-advice: "Run a study with 'score' among its analyses; with a column of time there are scores over time too."

    reliability-intro: >-
      Two raters who watch the same lesson should give it the same score. Coefficients of agreement say how far they do,
      beyond what would be expected by chance; 1 is perfect. On this page {threshold} and more counts as sufficient.
    reliability-caption: "Agreement between raters: {table}"
    reliability-what: Rated
    reliability-value: Estimate
    reliability-interval: "{level} interval"
    reliability-units: Units
    reliability-verdict: Reading
    reliability-sufficient: sufficient
    reliability-uncertain: not clear
    reliability-insufficient: too low
    reliability-undefined: "no figure: {status}"
    reliability-all: >-
      all
    reliability-advice: "Run a study with 'reliability', 'icc' or 'raters' among its analyses."
    other-caption: "{table}: estimates"
    other-quantity: Quantity
    sem-title: What it means for a single score
    sem-text: >-
      The standard error of measurement of one score by one rater is {sem}: about two thirds of repeated measurements of
      the same unit would lie within {sem} of its true score. It is the root of the variance between raters plus the
      residual variance.
    sem-text-drivers: >-
      The standard error of measurement of one score is {sem}: about two thirds of repeated measurements of the same
      unit would lie within {sem} of its true score. It is the root of the variance of scores within units, in the
      drivers' table of fidelity assessments.
    sem-caption: "Probability that the true score is {cut} or more"
    sem-score: Observed score
    sem-probability: Probability
    sem-rule: >-
      Normal errors with the same standard error at every score: the probability is that of a normal variable with mean
      x and standard deviation {sem} being {cut} or more.
    sem-advice: >-
      What agreement means for a single score needs its standard error of measurement: run 'icc' of the score (score:
      total), or the drivers with a table of fidelity assessments.

    sites-intro: >-
      Each row of the table is one group, in the order of the results. A difference between two groups whose intervals
      overlap widely may be chance.
    sites-suppressed: >-
      Groups that are not shown: {count}. A figure rests on fewer than {least} persons or observations, or could be
      computed from the others. The section on method says what was counted.
    sites-persons: >-
      Some tables of these folders have a row for each person. This page ranks no teachers and no observers: their
      figures are in the results folder, for whoever may see them.
    sites-caption: "{scale} by {group}"
    sites-n: Administrations
    sites-mean: Mean
    sites-interval: Interval
    sites-top: "Share {band}"
    sites-slope: Change a unit of time
    sites-verdict: Verdict
    sites-cut: Criterion
    sites-cut-above: above
    sites-cut-below: below
    sites-cut-open: not clear
    sites-advice: "Run a study whose 'score' has 'by: [site]', and 'trend' with 'group: site'."
    verdict-improving: improving
    verdict-declining: declining
    verdict-stable: stable
    verdict-insufficient: not enough data

    drivers-intro: >-
      Fidelity of practice rests on competency, organization and leadership. Each line is one driver with its headline
      figure, as of the end of the period.
    drivers-caption: The drivers in figures
    drivers-figure: Driver
    drivers-value: Figure
    drivers-interval: Interval
    drivers-criterion: Criterion
    drivers-change: Change since the period before
    drivers-n: Units
    drivers-state: Note
    drivers-advice: "Fill the tables of 'fidelity drivers init DIR' and run its study: 'fidelity run DIR/study.yaml'."
    questions-title: Questions for the team
    questions-caption: >-
      Questions for the team, answered from the data (thin: fewer than five units, or limits more than 0.4 apart)
    questions-question: Question
    questions-figure: Figure
    questions-value: Value
    questions-interval: Interval
    questions-answer: Answer
    answer-answered: answered
    answer-thin: thin
    answer-no-data: no data
    status-no-table: the table is missing
    status-nothing-planned: nothing was planned or due
    status-no-events: nothing of the kind has happened
    status-not-reached: more than half is still open
    status-below-agreement-gate: raters disagree
    status-not-compensable: nothing makes up for it
    status-too-few-units: too few units to say
    status-no-variation: all ratings are alike
    status-too-few-raters: too few raters
    status-too-few-observations: too few observations
    status-too-few-clusters: too few clusters
    status-too-few-categories: too few categories
    status-too-many-categories: too many categories
    status-not-two-raters: not two raters
    status-raters-unknown: the raters are not known
    status-undefined-weights: the weights are not defined
    status-constant-predictor: the predictor does not vary
    status-aliased: another predictor says the same
    status-exact-fit: the line runs through every point
    status-no-spread: no spread
    status-out-of-range: out of range
    status-not-numeric: no numbers
    status-too-few-items: too few items
    status-items-missing: items are missing
    status-singular-fit: a variance is zero
    status-unbalanced: the design is not balanced
    status-not-converged: the fit has not converged
    status-at-ceiling: all are at the ceiling
    status-no-corrections: nothing was corrected
    status-nothing-required: nothing is required
    status-not-identified: the data do not determine it
    status-at-bound: at the bound
    status-not-necessary: not necessary
    status-not-available: not available
    status-confounded: the effects cannot be told apart
    status-suppressed: not shown

    system-selection: selection
    system-training: training
    system-coaching: coaching
    system-coaching-worksheet: coaching worksheet
    system-fidelity-assessment: fidelity assessment
    system-decision-support-data: decision-support data
    system-facilitative-administration: facilitative administration
    system-systems-interventions: systems interventions
    system-leadership: leadership
    system-levels: levels
    system-integrated: integration
    system-compensatory: compensation
    figure-minutes-coached-as-planned-cycle-by-cycle: "minutes coached as planned, cycle by cycle"
    figure-sessions-with-direct-observation: "sessions with direct observation"
    figure-commitments-to-coaching-in-place: "commitments to coaching in place"
    figure-composite-of-the-drivers: "composite of the drivers"
    figure-units-that-pass-composite-and-minima: "units that pass composite and minima"
    figure-data-complete-in-time-of-all-kinds-used: "data complete, in time, of all kinds, used"
    figure-barriers-resolved-and-reported-back: "barriers resolved and reported back"
    figure-planned-meetings-of-feedback-loops-that-were-held: "planned meetings of feedback loops that were held"
    figure-units-whose-fidelity-meets-the-criterion: "units whose fidelity meets the criterion"
    figure-components-expressed-in-the-drivers-of-1: "components expressed in the drivers, of 1"
    figure-adaptive-against-technical-0-balanced: "adaptive against technical (0: balanced)"
    figure-adaptive-leading-of-1: "adaptive leading, of 1"
    figure-technical-leading-of-1: "technical leading, of 1"
    figure-lasting-variation-above-the-classroom: "lasting variation above the classroom"
    figure-prerequisites-that-those-hired-meet: "prerequisites that those hired meet"
    figure-issues-stuck-above-the-building: "issues stuck above the building"
    figure-issues-that-the-district-passed-on: "issues that the district passed on"
    figure-issues-stuck-above-a-level: "issues stuck above a level"
    figure-training-held-of-what-was-planned: "training held of what was planned"
    question-are-people-chosen-by-what-the-work-needs: "Are people chosen by what the work needs?"
    question-does-training-supply-what-selection-leaves: "Does training supply what selection leaves?"
    question-are-people-coached-as-planned-and-always-observed: "Are people coached as planned, and always observed?"
    question-how-sure-are-we-of-fidelity: "How sure are we of fidelity?"
    question-are-data-complete-in-time-and-used: "Are data complete, in time and used?"
    question-are-barriers-answered-and-how-soon: "Are barriers answered, and how soon?"
    question-what-goes-up-and-what-comes-back: "What goes up, and what comes back?"
    question-is-there-leadership-of-both-kinds: "Is there leadership of both kinds?"
    question-is-every-component-in-every-driver: "Is every component in every driver?"
    question-what-makes-up-for-what-and-what-cannot: "What makes up for what, and what cannot?"
    question-is-it-the-teacher-alone-or-the-system: "Is it the teacher alone, or the system?"

    next-intro: >-
      Places where a conversation may help, picked from the tables by fixed rules. A place on this list is a question,
      not a judgement.
    next-discuss-title: To discuss
    next-discuss: "{group}: the whole interval lies below the criterion of {cut} (mean {mean})"
    next-declining: "{group}: the score declines by {slope} a unit of time"
    next-retrain-title: To train again
    next-retrain: "{item}: {quantity} is {value} (below {threshold})"
    next-visit-title: To visit
    next-visit: "{group}: few administrations ({n}; the median is {median})"
    next-visit-wide: "{group}: the interval of the mean is {width} wide, the widest"
    next-actions-title: Waiting for somebody
    next-actions-caption: "What is open in the drivers: {kind}"
    next-action-what: What
    next-action-detail: Detail
    next-action-owner: Owner
    next-action-days: Days
    next-action-persons: "persons: {n}; days at most: {days}. Their names are in drivers-actions.csv."
    next-more: "and {n} more in {file}"
    next-nothing: Nothing in the tables of this folder meets these rules.
    action-open-barrier: Open barriers
    action-stuck-issue: Issues without an answer
    action-overdue-coaching: Overdue coaching
    action-overdue-commitment: Overdue commitments
    action-gap: Components missing in a driver
    action-training-need: To be trained

    method-intro: >-
      Numbers come from the result tables and are rounded for reading only. Where a number is undefined, its status says
      why.
    method-conventions: Conventions
    method-warnings: Warnings of the run
    method-inputs: Files that were read
    method-file: File
    method-bytes: Bytes
    method-sha: SHA-256
    method-tables: Result tables
    method-rows: Rows
    method-versions: "Fidelity {version}, Arrow {arrow}, seed {seed}"
    method-folder: "Results folder: {study}"
    privacy-title: What this page does not show
    privacy-rule: >-
      No figure of scores or trends is shown that rests on fewer than {least} persons, be it of a group, of a period or
      of all. What is withheld must not follow from what is shown: of the parts of a whole, two or more with {least} or
      more persons together are withheld, or none.
    privacy-persons: "Persons are counted: the distinct teachers whose scores stand behind a figure."
    privacy-observations: >-
      Some tables do not say how many persons a figure rests on. There, administrations are counted in their place, so
      that one person who was observed often may stand behind a figure that is shown.
    privacy-drivers: >-
      Figures of the drivers about persons (leaders and participants of training among them) are withheld below the
      same number; agreement within a group where it rests on fewer units. Agreement of all raters, by items too, tells
      nobody's score and is shown.
    privacy-limits: >-
      The rule cannot know what readers know already, nor what other pages show of the same data, and a share of 0% or
      100% tells the result of everybody in its group.
    privacy-off: "This page was made without withholding small figures: persons may be recognised from them."
    grras-title: What a report of reliability and agreement should say
    grras-intro: >-
      The points of the GRRAS guideline (Kottner and others, 2011), in our words: filled where the data say them, open
      where only people can.
    grras-point: Point
    grras-here: Here
    grras-open: "open: to be filled in by the authors"
    grras-1: Reliability or agreement in the title or abstract
    grras-2: Name and description of the instrument
    grras-3: The subjects of interest
    grras-4: The raters of interest
    grras-5: What is known of the instrument's reliability, and why this study
    grras-6: How the numbers of subjects, raters and replicates were chosen
    grras-7: How subjects and raters were sampled
    grras-8: "The measurement: time between ratings, training of raters, what they knew"
    grras-9: Whether ratings were independent
    grras-10: The statistical analysis
    grras-11: Actual numbers of raters, subjects and ratings
    grras-12: The sample of raters and subjects
    grras-13: Estimates with their uncertainty
    grras-14: Practical relevance
    grras-15: Where detailed results are to be had
    grras-title-said: "the title of this page"
    grras-numbers-said: >-
      {units} {units|unit|units}, {raters} {raters|rater|raters}, {rows} {rows|row|rows} of data
    grras-estimates-said: the section on agreement
    grras-details-said: "the tables listed above, in the results folder"
    grras-analysis-said: the conventions listed above

    glossary-fidelity: Fidelity
    glossary-fidelity-text: How far a practice is carried out as it was designed.
    glossary-administration: Administration
    glossary-administration-text: One use of the instrument, by one rater on one occasion.
    glossary-interval: Interval
    glossary-interval-text: >-
      The values that agree with the data at the stated level. Over many studies, intervals of the 95% level include the
      true value in about 95 of 100.
    glossary-agreement: Agreement beyond chance
    glossary-agreement-text: >-
      A coefficient that is 1 where raters always agree and 0 where they agree no more often than their habits alone
      would make them.
    glossary-sem: Standard error of measurement
    glossary-sem-text: The standard deviation of repeated measurements of the same thing.
    glossary-criterion: Criterion
    glossary-criterion-text: The score from which on the instrument speaks of implementation with fidelity.
    glossary-driver: Implementation driver
    glossary-driver-text: >-
      What makes a practice possible: selection, training, coaching, fidelity assessment, decision-support data,
      facilitative administration, systems interventions and leadership.
    glossary-suppressed: Not shown
    glossary-suppressed-text: >-
      Figures of small groups are withheld so that nobody can be recognised from them.
    """#
}

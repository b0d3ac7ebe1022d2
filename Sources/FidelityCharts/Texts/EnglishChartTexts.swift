/// Every text of pictures, in English: what `fidelity report --texts` prints beside those of the page.
///
/// `{name}` stands for a value, `{n|one|other}` for a word that depends on whether a number is 1.
enum EnglishChartTexts {
  typealias Texts = [(id: String, text: String)]

  /// What several kinds say.
  static let parts: Texts = [
    ("chart-source", "Source: {source}"), ("chart-source-n", "{file} · n = {n}"),
    ("chart-counted", "{n} {what}{n||s}"), ("chart-counted-groups", "{n} group{n||s} ({what})"),
    ("chart-list-more", "{first} and {n} more"), ("chart-list-and", "{first} and {last}"), ("chart-list-none", "none"),
    ("chart-head-estimate", "estimate"), ("chart-head-mean", "mean"), ("chart-head-lower", "lower"),
    ("chart-head-upper", "upper"), ("chart-head-units", "units"), ("chart-head-administrations", "administrations"),
    ("chart-head-driver", "driver"), ("chart-head-group", "group"), ("chart-all", "all"),
    ("chart-no-data", "no data"), ("chart-no-interval", "no interval"),
    ("chart-criterion", "criterion"), ("chart-criterion-at", "criterion {value}"),
    ("chart-reference-at", "{name} {value}"), ("chart-n", "n = {n}"),
    ("chart-axis-date", "date"), ("chart-axis-time", "time"), ("chart-axis-occasion", "occasion"),
    ("chart-matrix-names", "Rows: {rows}. Columns: {columns}."),
    ("chart-matrix-same-order", "Columns in the order of the rows."),
    ("chart-matrix-names-in-table", "The columns' names are in the table."),
    ("chart-matrix-class", "{from} to below {to}"), ("chart-matrix-last-class", "{from} to {to}"),
  ]

  /// What each kind says, in the order of the kinds.
  static let kinds: Texts = scores + reliability + drivers

  private static let scores: Texts = [
    ("chart-over-time-title", "Mean score over time: {scale}"),
    ("chart-over-time-axis", "Mean score {scale}"), ("chart-over-time-axis-share", "Mean score {scale}, 0 to 1"),
    ("chart-over-time-mean", "mean of the period"), ("chart-over-time-met", "mean at or above the criterion"),
    ("chart-over-time-below", "mean below the criterion"), ("chart-over-time-interval", "interval of the mean"),
    ("chart-over-time-n", "{n} administration{n||s} in {periods} period{periods||s}"),
    ("chart-over-time-period", "period"),
    ("chart-over-time-none", "No period has a mean of {scale}."),
    ("chart-over-time-one", "The mean of {scale} was {value} in {time}"),
    ("chart-over-time-two", "The mean of {scale} was {first} in {from} and {last} in {to}"),
    ("chart-over-time-reached", "{sentence}; it reached the criterion of {cut} in {met} of {n} period{n||s}."),
    ("chart-over-time-end", "{sentence}."),

    ("chart-subscales-title", "Scales: means"), ("chart-subscales-title-groups", "Scales: the middle of {groups}"),
    ("chart-subscales-axis", "Mean score"), ("chart-subscales-axis-share", "Mean score, 0 to 1"),
    ("chart-subscales-axis-groups", "Median of the groups' means"),
    ("chart-subscales-axis-groups-share", "Median of the groups' means, 0 to 1"),
    ("chart-subscales-scale", "scale"), ("chart-subscales-total", "total"),
    ("chart-subscales-interval", "interval of the mean"),
    ("chart-subscales-percentiles", "from the 10th to the 90th percentile of the groups"),
    ("chart-subscales-none", "No scale has a mean."), ("chart-subscales-one", "{scale} stands at {value}."),
    ("chart-subscales-finding", "{low} is the lowest scale ({low-value}), {high} the highest ({high-value})."),
    ("chart-subscales-n", "up to {n} administration{n||s}"),
    ("chart-subscales-median", "median"), ("chart-subscales-p10", "10th percentile"),
    ("chart-subscales-p90", "90th percentile"),

    ("chart-items-title", "Items by occasions"), ("chart-items-rows", "items"), ("chart-items-occasions", "occasions"),
    ("chart-items-dates", "occasions, by their first day"), ("chart-items-mean", "mean"), ("chart-items-item", "item"),
    ("chart-items-limit", "Of {n} items, the {shown} with the lowest means."),
    ("chart-items-lowest", "lowest of its occasion"), ("chart-items-n", "{n} rating{n||s}"),
    ("chart-items-none", "No item has a mean."), ("chart-items-one", "{item} has a mean of {value}."),
    (
      "chart-items-finding",
      "Over all occasions {low} is lowest ({low-value}) and {high} highest ({high-value}), taking occasions alike."
    ),

    ("chart-caterpillar-title", "Mean score {scale} by {group}"),
    ("chart-caterpillar-axis", "Mean score {scale}, with its interval"),
    ("chart-caterpillar-title-slope", "Change per unit of time by {group}"),
    ("chart-caterpillar-axis-slope", "Slope, with its interval"),
    (
      "chart-caterpillar-axis-shrunken",
      "Slope, drawn towards the mean of all (empirical Bayes), with its interval"
    ),
    ("chart-caterpillar-no-change", "no change"), ("chart-caterpillar-median", "median"),
    ("chart-caterpillar-above", "whole interval at or above ({reference})"),
    ("chart-caterpillar-holding", "interval holds it"), ("chart-caterpillar-below", "whole interval below"),
    ("chart-caterpillar-improving", "verdict: improving"), ("chart-caterpillar-declining", "verdict: declining"),
    ("chart-caterpillar-stable", "verdict: stable"), ("chart-caterpillar-insufficient", "verdict: not enough data"),
    (
      "chart-caterpillar-verdicts",
      "Marks are the verdicts of the table, made from each group's own slope and the margin; the lines show how well"
        + " the drawn slopes are known and may reach over 0 beside a verdict."
    ),
    ("chart-caterpillar-curve", "All {n} are in the curve, by rank{rest}"),
    ("chart-caterpillar-left-out", ", {n} without an estimate left out"),
    ("chart-caterpillar-ends", "; beneath it the {n} highest and the {n} lowest."),
    ("chart-caterpillar-rank", "rank, from the highest"),
    ("chart-caterpillar-none", "No {group} has an estimate."),
    ("chart-caterpillar-one", "{name} stands at {value}, alone."),
    (
      "chart-caterpillar-finding",
      "Of {groups}, {above} {above|lies|lie} with {above|its|their} whole interval at or above {value} ({reference})"
        + " and {below} below; estimates go from {low-value} ({low}) to {high-value} ({high})."
    ),
    (
      "chart-caterpillar-finding-slope",
      "Of {groups}, {improving} {improving|is|are} improving, {declining} declining, {stable} stable by the verdicts"
        + " of the table; slopes go from {low-value} ({low}) to {high-value} ({high})."
    ),

    ("chart-funnel-title", "Funnel: mean score {scale} by {group} and size"),
    ("chart-funnel-x", "administrations of the {group}"), ("chart-funnel-y", "Mean score {scale}"),
    ("chart-funnel-mean", "mean of all, {value}"), ("chart-funnel-inner", "95 % limits"),
    ("chart-funnel-outer", "99.8 % limits"), ("chart-funnel-mark", "a {group}"), ("chart-funnel-above", "above"),
    ("chart-funnel-below", "below"),
    (
      "chart-funnel-chance",
      "If all were alike, 1 in 20 would lie outside the 95 % limits by chance, 2 in 1,000 outside the others."
    ),
    (
      "chart-funnel-limit",
      "Of {n} outside the 99.8 % limits, the {shown} farthest have a triangle."
    ),
    (
      "chart-funnel-finding",
      "Of {groups}, {outside} {outside|lies|lie} outside the 95 % limits around the mean of {value} and {far} outside"
        + " the 99.8 % limits."
    ),
    (
      "chart-funnel-finding-names",
      "Of {groups}, {outside} {outside|lies|lie} outside the 95 % limits around the mean of {value} and {far} outside"
        + " the 99.8 % limits: {names}."
    ),
    ("chart-funnel-lower", "lower 99.8 % limit"), ("chart-funnel-upper", "upper 99.8 % limit"),
  ]

  private static let reliability: Texts = [
    ("chart-agreement-title", "Agreement of raters"), ("chart-agreement-title-groups", "Agreement by {group}"),
    ("chart-agreement-axis", "{quantity}, with its interval"), ("chart-agreement-coefficients", "coefficients"),
    ("chart-agreement-limit", "Of {n}, the {shown} lowest."),
    ("chart-agreement-enough", "{threshold} or more"), ("chart-agreement-low", "below {threshold}"),
    ("chart-agreement-bands", "Bands: Landis and Koch (1977), a convention and no test."),
    ("chart-agreement-poor", "poor"), ("chart-agreement-slight", "slight"), ("chart-agreement-fair", "fair"),
    ("chart-agreement-moderate", "moderate"), ("chart-agreement-substantial", "substantial"),
    ("chart-agreement-almost-perfect", "almost perfect"), ("chart-agreement-n", "up to {n} unit{n||s}"),
    ("chart-agreement-none", "No value of {quantity} is defined."),
    ("chart-agreement-one", "{quantity} of {name} is {value}."),
    (
      "chart-agreement-finding",
      "{quantity} goes from {low-value} ({low}) to {high-value} ({high}); {n} of {all} {n|lies|lie} below {threshold}."
    ),

    ("chart-matrix-title", "Agreement of pairs of raters"),
    ("chart-matrix-title-group", "Agreement of pairs of raters: {group}"),
    ("chart-matrix-rows", "raters"), ("chart-matrix-columns", "raters; {quantity}"),
    ("chart-matrix-weights", "{quantity}, {weights} weights"), ("chart-matrix-low", "below {threshold}"),
    ("chart-matrix-empty", "the same rater, or no units in common"),
    ("chart-matrix-limit", "Of {n} raters, the {shown} with the lowest mean agreement."),
    ("chart-matrix-none", "No pair of raters has a value."),
    (
      "chart-matrix-finding",
      "{quantity} goes from {low-value} ({low-first} and {low-second}) to {high-value} ({high-first} and"
        + " {high-second}); {n} of {all} pair{all||s} {n|lies|lie} below {threshold}."
    ),
    ("chart-matrix-n", "{n} rater{n||s}, {pairs} pair{pairs||s}"), ("chart-matrix-rater", "rater"),

    ("chart-bias-title-gold", "Bias of raters against the gold standard"),
    ("chart-bias-title-others", "Bias of raters against the others"),
    ("chart-bias-axis-gold", "Mean difference from the gold standard, in points of the scale"),
    ("chart-bias-axis-others", "Mean difference from the other raters of the same units, in points of the scale"),
    ("chart-bias-none-reference", "no bias"), ("chart-bias-higher", "rates higher (lenient)"),
    ("chart-bias-holding", "interval holds 0"), ("chart-bias-lower", "rates lower (severe)"),
    ("chart-bias-limit", "Of {n} raters, the {shown} that rate highest and the {shown} lowest."),
    ("chart-bias-none", "No rater's bias is defined."),
    (
      "chart-bias-finding-gold",
      "Against the gold standard, {high} of {n} rater{n||s} {high|rates|rate} higher{high-names} and {low}"
        + " lower{low-names}, by intervals that leave out 0."
    ),
    (
      "chart-bias-finding-others",
      "Against the other raters of the same units, {high} of {n} rater{n||s} {high|rates|rate} higher{high-names} and"
        + " {low} lower{low-names}, by intervals that leave out 0."
    ),
    ("chart-bias-names", " ({names})"), ("chart-bias-n", "{n} rater{n||s}"),
    ("chart-bias-n-units", "{n} rater{n||s}, up to {units} unit{units||s} each"), ("chart-bias-head", "bias"),

    ("chart-limits-title", "Limits of agreement: {pair}"), ("chart-limits-x", "Mean of the two"),
    ("chart-limits-y", "Difference, {pair}"), ("chart-limits-upper", "upper limit"), ("chart-limits-bias", "bias"),
    ("chart-limits-lower", "lower limit"), ("chart-limits-unit", "a unit"),
    ("chart-limits-units", "units; larger marks stand for more"), ("chart-limits-limits", "limits of agreement"),
    ("chart-limits-intervals", "their intervals"), ("chart-limits-n", "{n} unit{n||s}"),
    ("chart-limits-finding-points", "{n} unit{n||s} of {first} and {second}."),
    (
      "chart-limits-finding",
      "{first} differs from {second} by {bias} on average; the limits of agreement are {lower} and {upper}."
    ),
    ("chart-limits-line", "line"), ("chart-limits-value", "value"),
  ]

  private static let drivers: Texts = [
    ("chart-profile-title", "Profile of the drivers"),
    ("chart-profile-axis", "Headline of each driver, with its interval; 1 = all"),
    ("chart-profile-share", "share: more is better"), ("chart-profile-weakest", "the weakest of these"),
    ("chart-profile-beside", "another scale, or made of others: not compared"),
    ("chart-profile-none", "No driver has a headline that is defined."),
    (
      "chart-profile-finding",
      "The weakest of {n} driver{n||s} is {driver}: {figure}, {value}."
    ),
    (
      "chart-profile-finding-criterion",
      "The weakest of {n} driver{n||s} is {driver}: {figure}, {value} (criterion {cut})."
    ),
    ("chart-profile-one", "{driver}: {figure}, {value}."), ("chart-profile-n", "{n} headline{n||s}"),
    ("chart-profile-headline", "headline"),

    ("chart-integration-title", "Integration: components by drivers"), ("chart-integration-rows", "components"),
    ("chart-integration-columns", "drivers; 1 = fully expressed"), ("chart-integration-below", "below {cut}"),
    ("chart-integration-limit", "The first {shown} of {n} components."),
    ("chart-integration-finding", "{below} of {n} cell{n||s} {below|lies|lie} below {cut}."),
    (
      "chart-integration-finding-least",
      "{below} of {n} cell{n||s} {below|lies|lie} below {cut}; {driver} expresses the components least (mean {value})."
    ),
    ("chart-integration-n", "{components} component{components||s}, {drivers} driver{drivers||s}"),
    ("chart-integration-component", "component"),

    ("chart-compensation-title", "Compensation: one driver raised, the others as they are"),
    ("chart-compensation-x", "level of the driver that is raised"),
    ("chart-compensation-y", "Share of units that would reach the target"),
    (
      "chart-compensation-finding",
      "Raised {driver} alone, with that driver at up to 1, a share of {value} of the units would reach the target, the"
        + " most of the drivers; the rest cannot make up for the others with it."
    ),
    ("chart-compensation-none", "No unit needs a driver to make up for another."),
    ("chart-compensation-n", "{n} unit{n||s}"),
    ("chart-compensation-can", "units that can reach the target"), ("chart-compensation-share", "share"),
    ("chart-compensation-median", "median level needed"),
    ("chart-necessary-title", "Necessary levels: what cannot be made up for"),
    ("chart-necessary-x", "level of the outcome, % of its range"),
    ("chart-necessary-y", "Level of the driver that it takes at least, % of its range"),
    (
      "chart-necessary-finding",
      "The highest outcome was met only where {driver} had at least {value} % of its range."
    ),
    ("chart-necessary-none", "No level is necessary."), ("chart-necessary-outcome", "outcome, %"),
    ("chart-necessary-level", "level needed, %"),

    ("chart-coaching-title", "Coaching planned and delivered, by cycle"), ("chart-coaching-cycle", "cycle"),
    ("chart-coaching-cycle-day", "cycle, by its first day"),
    ("chart-coaching-axis", "Minutes of all coachees together"), ("chart-coaching-planned", "planned"),
    ("chart-coaching-delivered", "delivered"), ("chart-coaching-limit", "The last {shown} of {n} cycles."),
    ("chart-coaching-none", "No cycle has a plan and a log."),
    (
      "chart-coaching-finding",
      "{done} of {plan} planned minutes were delivered; {full} of {n} cycle{n||s} had as much as planned."
    ),
    ("chart-coaching-n", "{n} cycle{n||s}"), ("chart-coaching-first-day", "first day"),
    ("chart-coaching-planned-minutes", "planned minutes"), ("chart-coaching-delivered-minutes", "delivered minutes"),

    ("chart-barriers-title", "Barriers still open, by days"), ("chart-barriers-x", "days since it was raised"),
    ("chart-barriers-y", "Share of barriers still open"), ("chart-barriers-half", "half"),
    ("chart-barriers-all", "all, with interval"),
    ("chart-barriers-joined", "The estimate at these days, joined by straight lines."),
    ("chart-barriers-limit", "The first {shown} of {n} kinds of barriers."),
    (
      "chart-barriers-finding",
      "By the product limit, half of the barriers were resolved within {days} day{days||s}; after {last}"
        + " day{last||s} {share} of them were still open."
    ),
    (
      "chart-barriers-finding-open",
      "More than half of the barriers were still open at the end; after {last} day{last||s} {share} of them were still"
        + " open."
    ),
    ("chart-barriers-n", "{n} barrier{n||s}"), ("chart-barriers-days", "days"),
    ("chart-barriers-share", "share still open"),

    ("chart-escalation-title", "Issues by level"), ("chart-escalation-raised", "levels that raised them"),
    ("chart-escalation-resolved", "levels that resolved them; shade: share of the row"),
    ("chart-escalation-from", "levels that sent them"),
    ("chart-escalation-to", "levels that they were sent to; shade: share of the row"),
    ("chart-escalation-empty", "none"), ("chart-escalation-none", "No issue left its level."),
    (
      "chart-escalation-finding-issues",
      "Of {n} issue{n||s}, {most} went from {from} to {to}, more than any other way."
    ),
    (
      "chart-escalation-finding-moves",
      "Of {n} move{n||s} of issues, {most} went from {from} to {to}, more than any other way."
    ),
    ("chart-escalation-n-issues", "{n} issue{n||s}"), ("chart-escalation-n-moves", "{n} move{n||s} of issues"),
    ("chart-escalation-head", "from"),

    ("chart-health-title", "Health of the data"),
    ("chart-health-axis", "Shares, 1 = all; the line is the interval, the dashed one {cut}"),
    ("chart-health-enough", "{cut} or more"), ("chart-health-below", "below"),
    ("chart-health-none", "No share is defined."),
    ("chart-health-finding", "{below} of {n} share{n||s} {below|lies|lie} below {cut}."),
    ("chart-health-finding-names", "{below} of {n} share{n||s} {below|lies|lie} below {cut}: {names}."),
    ("chart-health-share", "share"), ("chart-health-n", "n"),
    ("chart-health-data-health", "Health of the data, all together"),
    ("chart-health-completeness", "Complete: received of what was due"),
    ("chart-health-timeliness", "In time: entered within the limit"),
    ("chart-health-all-three-types", "All three kinds of data there"),
    ("chart-health-use-in-decisions", "Decisions that use data"), ("chart-health-access-share", "People with access"),
  ]
}

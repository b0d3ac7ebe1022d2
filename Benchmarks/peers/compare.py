"""Whether the answers of a job agree. What does not agree is shown as such, and its time is not compared."""

import json
import math
import subprocess

from plan import HERE, PYTHON

# Of results in files: the largest difference over the root mean square of the quantity. Double precision and sums in
# another order explain 1e-12; a mistake is larger than this.
FILE_TOLERANCE = 1e-9
# Of single figures, relative.
FIGURE_TOLERANCE = 1e-9
# Of alpha's standard error: irrCAC's Python port keeps a small-sample term, of the order of 1/ratings, in one place.
ALPHA_ERROR_TOLERANCE = 1e-5
# Of variance components and of the criterion: lme4 seeks the maximum without slopes, until its criterion keeps.
COMPONENT_TOLERANCE = 1e-5
CRITERION_TOLERANCE = 1e-6
# Of the component of five raters, whose criterion is flat: a relative 1e-12 of it, lme4's rounding among half a million
# ratings, are 1e-3 of the component.
RATER_COMPONENT_TOLERANCE = 2e-3
# Of regressions with absorbed effects: pyfixest goes on until its own changes are below 1e-6.
EFFECTS_TOLERANCE = 1e-6
# Of a standard error from 50 resamples against one from 1,000: four standard deviations.
BOOTSTRAP_TOLERANCE = 0.4


def compare_files(job, contenders):
    """The largest deviation of each contender's result file from the reference, by name, and the quantity it is of."""
    given = [f"{contender.name}={contender.output}" for contender in contenders if contender.output]
    command = [PYTHON, HERE / "check.py", job.check, job.source, *given]
    answer = subprocess.run(command, capture_output=True, text=True)
    if answer.returncode != 0:
        raise RuntimeError(f"check.py of {job.key} failed:\n{answer.stderr}")
    found = json.loads(answer.stdout.strip().splitlines()[-1])
    verdicts = {}
    for name, deviations in found.items():
        quantity, worst = max(deviations.items(), key=lambda item: item[1])
        verdicts[name] = {"deviation": worst, "of": quantity, "agrees": worst <= FILE_TOLERANCE}
    return verdicts


def tolerance_of(figure, place):
    if place == 1 and "alpha" in figure:
        return ALPHA_ERROR_TOLERANCE
    if figure == "criterion":
        return CRITERION_TOLERANCE
    if figure == "variance rater":
        return RATER_COMPONENT_TOLERANCE
    return COMPONENT_TOLERANCE if figure.startswith("variance") else FIGURE_TOLERANCE


def compare_figures(job, reports):
    """The largest relative deviation of each contender's printed figures from Fidelity's, or else the first one's."""
    ours = next(iter(reports.values()))["figures"]
    verdicts = {}
    for name, report in reports.items():
        shared = [figure for figure in report["figures"] if figure in ours]
        worst, of, agrees = 0.0, "", bool(shared)
        for figure in shared:
            for place, what in enumerate(["", " standard error"]):
                theirs, wanted = report["figures"][figure][place], ours[figure][place]
                if theirs is None or wanted is None:
                    continue
                # A p value may be 0 in doubles.
                deviation = abs(theirs - wanted) / abs(wanted) if wanted else 0.0 if theirs == wanted else math.inf
                if job.key == "alpha-bootstrap" and place == 1:
                    agrees = agrees and deviation <= BOOTSTRAP_TOLERANCE
                    continue
                tolerance = EFFECTS_TOLERANCE if job.key == "absorbed-effects" else tolerance_of(figure, place)
                agrees = agrees and deviation <= tolerance
                if deviation > worst:
                    worst, of = deviation, figure + what
        verdicts[name] = {"deviation": worst, "of": of, "agrees": agrees}
    return verdicts

"""The krippendorff package: three alphas without standard errors, and a bootstrap of one by calling it in a loop."""

import importlib.metadata

import krippendorff
import numpy as np
import ratings
from protocol import serve

METRICS = ["nominal", "ordinal", "interval"]
RESAMPLES = 50


def prepare(source):
    # The package takes raters by units; memory in that order is the layout it is fastest with.
    return {"values": np.ascontiguousarray(ratings.read(source).T)}


def alphas(values):
    return {
        f"alpha-{metric}": [float(krippendorff.alpha(reliability_data=values, level_of_measurement=metric)), None]
        for metric in METRICS
    }


def bootstrap(values):
    """A sample of the resamples; the driver extrapolates."""
    random = np.random.default_rng(7)
    units = values.shape[1]
    replicates = [
        krippendorff.alpha(reliability_data=values[:, random.integers(0, units, units)], level_of_measurement="ordinal")
        for _ in range(RESAMPLES)
    ]
    estimate = float(krippendorff.alpha(reliability_data=values, level_of_measurement="ordinal"))
    return {"alpha-ordinal": [estimate, float(np.std(replicates, ddof=1))], "resamples": [RESAMPLES, None]}


serve(
    {"krippendorff": importlib.metadata.version("krippendorff"), "numpy": np.__version__},
    {"alphas": alphas, "bootstrap": bootstrap},
    prepare,
)

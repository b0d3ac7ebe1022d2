"""scikit-learn: Cohen's kappa of a sample of all pairs of raters, by calling it in a loop."""

import itertools

import numpy as np
import ratings
import sklearn
from protocol import serve
from sklearn.metrics import cohen_kappa_score

PAIRS = 200


def prepare(source):
    values = np.ascontiguousarray(ratings.read(source).T)
    pairs = list(itertools.combinations(range(len(values)), 2))
    random = np.random.default_rng(7)
    sample = [pairs[index] for index in random.choice(len(pairs), min(PAIRS, len(pairs)), replace=False)]
    return {"values": values, "sample": sample}


def all_pairs(values, sample):
    """It knows no missing ratings: a pair's common units are cut out for it."""
    found = {}
    for first, second in sample:
        a, b = values[first], values[second]
        both = ~(np.isnan(a) | np.isnan(b))
        kappa = cohen_kappa_score(a[both].astype(np.int8), b[both].astype(np.int8), weights="quadratic")
        found[f"{first},{second}"] = [float(kappa), None]
    return {**found, "pairs": [len(sample), None]}


serve({"scikit-learn": sklearn.__version__}, {"all-pairs": all_pairs}, prepare)

"""numpy by hand: quadratic kappa of all pairs of raters from four matrix products (GEMM); sums of squares; permutations
of a necessary condition in a loop."""

import itertools

import numpy as np
import ratings
from protocol import serve


def prepare(source):
    return {"values": ratings.read(source)}


def all_pairs(values):
    """Over the units that both rated: 1 - mean (a - b)^2 / mean over all pairings of their ratings."""
    rated = ~np.isnan(values)
    x = np.where(rated, values, 0.0)
    m = rated.astype(np.float64)
    count = m.T @ m
    sums = x.T @ m  # of rater i over the units that j rated too
    squares = (x * x).T @ m
    products = x.T @ x
    observed = (squares + squares.T - 2 * products) / count
    expected = (squares + squares.T) / count - 2 * sums * sums.T / count**2
    kappa = 1 - observed / expected
    return lambda: {f"{i},{j}": [float(kappa[i, j]), None] for i, j in itertools.combinations(range(len(kappa)), 2)}


def mean_squares(values):
    """Of complete ratings, units by raters: what all forms of intraclass correlation are made of, and no more."""
    n, k = values.shape
    units, raters, mean = values.mean(axis=1), values.mean(axis=0), values.mean()
    between = k * np.square(units - mean).sum()
    rating = n * np.square(raters - mean).sum()
    rest = np.square(values - mean).sum() - between - rating
    squares = {"unit": between / (n - 1), "rater": rating / (k - 1), "residual": rest / ((n - 1) * (k - 1))}
    return {f"mean square {name}": [float(square), None] for name, square in squares.items()}


PERMUTATIONS = 100


def necessity(values):
    """The effect size of the ceiling of steps (CE-FDH) and its permutations: the highest y so far, and what lies above
    it."""
    x, y = values[np.argsort(values[:, 0])].T
    widths, top = np.diff(x), y.max()
    scope = (x[-1] - x[0]) * (top - y.min())

    def effect(y):
        return (widths * (top - np.maximum.accumulate(y)[:-1])).sum() / scope

    observed = effect(y)
    random = np.random.default_rng(7)
    reached = sum(effect(random.permutation(y)) >= observed for _ in range(PERMUTATIONS))
    return {
        "effect size ce-fdh": [float(observed), None],
        f"p of {PERMUTATIONS}": [float((1 + reached) / (1 + PERMUTATIONS)), None],
    }


JOBS = {"all-pairs": all_pairs, "mean-squares": mean_squares, "necessity": necessity}
serve({"numpy": np.__version__}, JOBS, prepare)

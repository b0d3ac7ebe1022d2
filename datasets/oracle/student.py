"""Student's t distribution in 50-digit arithmetic, so that no peer's approximation enters the expected figures."""

from mpmath import betainc, findroot, mp, mpf
from scipy import stats

mp.dps = 50


def two_sided_p(statistic, df):
    t = mpf(statistic)
    return betainc(mpf(df) / 2, mpf(1) / 2, 0, df / (df + t * t), regularized=True)


def quantile_975(df):
    """The t value that leaves 2.5 % above it; SciPy's double starts the search."""
    start = mpf(float(stats.t.ppf(0.975, df)))
    return findroot(lambda t: two_sided_p(t, df) - mpf("0.05"), start)

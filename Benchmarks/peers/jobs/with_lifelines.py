"""lifelines: the product limit of the barriers of some buildings, by calling it in a loop."""

import lifelines
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from drivers import AS_OF, SAMPLE
from lifelines import KaplanMeierFitter
from protocol import serve


def prepare(source, output):
    """Days and whether they are over, of the first buildings; an open barrier is one until the as-of date."""
    table = pq.read_table(source, columns=["building", "raised", "resolved"], filters=[("building", "<", SAMPLE)])
    building = table["building"].to_numpy()
    raised, resolved = (table[name].cast(pa.int32()).to_numpy() for name in ["raised", "resolved"])
    is_over = ~np.isnan(resolved)
    days = np.where(is_over, resolved, AS_OF) - raised
    spells = {number: (days[building == number], is_over[building == number]) for number in np.unique(building)}
    return {"spells": spells, "output": output}


def clocks(spells, output):
    """Curve with limits by log(-log), its own."""
    fits = {
        building: KaplanMeierFitter().fit(days, is_over, label="open") for building, (days, is_over) in spells.items()
    }

    def finish():
        medians, survivals = [], []
        for fit in fits.values():
            curve = fit.survival_function_["open"]
            # Its own median takes the next day where rounding leaves the curve a little above one half.
            reached = curve.index[curve <= 0.5 + 1e-12]
            medians.append(reached[0] if len(reached) else None)
            survivals.append(fit.predict(30))
        table = {"building": list(fits), "median": pa.array(medians, pa.float64()), "survival": survivals}
        pq.write_table(pa.table(table), output)
        return {}

    return finish


serve({"lifelines": lifelines.__version__}, {"clocks": clocks}, prepare)

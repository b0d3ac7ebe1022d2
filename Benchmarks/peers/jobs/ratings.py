"""The ratings of a file in memory: an array of floats, units by raters, missing ones NaN."""

import numpy as np
import pyarrow.parquet as pq


def read(source):
    columns = pq.read_table(source).columns
    return np.column_stack([column.to_numpy().astype(np.float64) for column in columns])

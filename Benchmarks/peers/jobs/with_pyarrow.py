"""pyarrow: its reader, compute functions and hash aggregation."""

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq
from protocol import serve


def read(source):
    return pq.read_table(source) if source.endswith(".parquet") else pa.csv.read_csv(source)


def read_alone(source):
    return {"rows": [read(source).num_rows, None]}


def convert(source, output):
    with pa.csv.open_csv(source) as reader, pq.ParquetWriter(output, reader.schema) as writer:
        for batch in reader:
            writer.write_batch(batch)


def trend(source, output):
    table = read(source)
    x, y = table["month"].cast(pa.float64()), table["score"]
    columns = [table["site"], x, y, pc.multiply(x, x), pc.multiply(x, y), pc.multiply(y, y)]
    names = ["sx", "sy", "sxx", "sxy", "syy"]
    wide = pa.table(columns, names=["site", *names])
    sums = wide.group_by("site").aggregate([([], "count_all"), *[(name, "sum") for name in names]])
    n = sums["count_all"].cast(pa.float64())
    sx, sy, sxx, sxy, syy = (sums[f"{name}_sum"] for name in names)

    def spread(products, a, b):
        return pc.subtract(products, pc.divide(pc.multiply(a, b), n))

    spread_x, spread_y, cross = spread(sxx, sx, sx), spread(syy, sy, sy), spread(sxy, sx, sy)
    slope = pc.divide(cross, spread_x)
    intercept = pc.divide(pc.subtract(sy, pc.multiply(slope, sx)), n)
    r_squared = pc.divide(pc.multiply(cross, cross), pc.multiply(spread_x, spread_y))
    lines = {"site": sums["site"], "n": n, "slope": slope, "intercept": intercept, "r_squared": r_squared}
    pq.write_table(pa.table(lines), output)


serve({"pyarrow": pa.__version__}, {"read": read_alone, "convert": convert, "trend": trend})

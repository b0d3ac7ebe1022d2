"""The jobs: which data they need, who takes part, what must agree."""

import dataclasses
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "jobs"))
from drivers import COACHEES_OF_BUILDING, SAMPLE  # noqa: E402

ROOT = HERE.parent.parent
FIDELITY = ROOT / ".build/release/fidelity"
PEER_JOBS = HERE.parent / ".build/release/PeerJobs"
PYTHON = HERE / ".venv/bin/python"
PYTHON_IRRCAC = HERE / ".venv-irrcac/bin/python"
PYTHON_LIFELINES = HERE / ".venv-lifelines/bin/python"
# Passes of a contender that measures itself: the first is the cold one, the median of the others counts.
PASSES = 2
# Most passes of jobs without a result file. No new one begins once a second has passed since the first ended, so what
# takes a second or more is done twice, and what takes a millisecond is not measured by one sample of it.
MOST_PASSES = 50
# Fidelity as the rivals are timed: the job alone, in a process that has done it once.
WARM = "fidelity, warm process"
# The library alone, without reading and writing.
IN_MEMORY = "fidelity, ratings in memory to rows"
# What of a job of drivers is reading.
READING = "fidelity, reading the log alone"
# Product limits of columns in memory, all groups in one call.
CLOCKS = "fidelity, curves of all buildings in memory"
# The plain line per site of the file that a richer regression reads.
LINE = "fidelity, a line per site of the same file"


@dataclasses.dataclass
class Contender:
    name: str
    command: list
    # Whether it prints its own times: from the second pass on they lack start-up and imports.
    measures_itself: bool = True
    output: pathlib.Path | None = None
    # A sample of the work is measured, and the times are multiplied by this.
    factor: float = 1
    is_ours: bool = False


@dataclasses.dataclass
class Job:
    key: str
    title: str
    note: str
    files: list
    contenders: list
    rounds: int
    # How answers are compared: a key of check.py's CHECKS (files), "figures" (printed ones), None.
    check: str | None = None
    # The Parquet file that holds what the job reads, for the reference.
    source: pathlib.Path | None = None


class Plan:
    """All jobs for a folder of data and a scale: 1 is the full size, 0.01 the quick one."""

    def __init__(self, data, scale, rounds):
        self.data, self.scale, self.rounds = data, scale, rounds
        self.sites = self.size(20_000)

    def size(self, full):
        return max(int(full * self.scale), 1)

    def file(self, kind, size, groups=0, suffix="parquet"):
        """A file to be generated: its path and the arguments of generate.py."""
        name = f"{kind}-{size}" + (f"x{groups}" if groups else "")
        return self.data / f"{name}.{suffix}", kind, size, groups

    def output(self, job, contender, suffix="parquet"):
        return self.data / "results" / f"{job}-{contender}.{suffix}"

    def python(self, tool, function, name, factor=1.0, output=None, passes=None, **parameters):
        passes = passes or (PASSES if output else MOST_PASSES)
        python = {"irrcac": PYTHON_IRRCAC, "lifelines": PYTHON_LIFELINES}.get(tool, PYTHON)
        given = [f"{key}={value}" for key, value in parameters.items()] + ([f"output={output}"] if output else [])
        command = [python, HERE / f"jobs/with_{tool}.py", function, passes, *given]
        return Contender(name, command, output=output, factor=factor)

    def r(self, function, name, output=None, passes=None, factor=1.0, **parameters):
        passes = passes or (PASSES if output else MOST_PASSES)
        given = [f"{key}={value}" for key, value in parameters.items()] + ([f"output={output}"] if output else [])
        command = ["Rscript", HERE / "jobs/peers.R", function, passes, *given]
        return Contender(name, command, output=output, factor=factor)

    def trend(self, key, title, kind, rows, note="", rounds=None, small=False):
        suffix = "csv" if kind == "trend-csv" else "parquet"
        file = self.file(kind, self.size(rows), self.sites, suffix)
        reference = self.file("trend-parquet" if suffix == "csv" else kind, self.size(rows), self.sites)
        ours = self.output(key, "fidelity")
        command = [FIDELITY, "trend", file[0], "--time", "month", "--outcome", "score", "--group", "site"]
        warm = self.output(key, "fidelity-warm")
        contenders = [
            Contender("fidelity", [*command, "-o", ours, "-q"], False, ours, is_ours=True),
            Contender(WARM, [PEER_JOBS, "trend", file[0], PASSES, warm], True, warm, is_ours=True),
        ]
        rivals = [
            ("polars", "trend-moments", "Polars, raw sums"),
            ("polars", "trend-covariance", "Polars, cov and var"),
            ("duckdb", "trend", "DuckDB, regr_*"),
        ]
        if not small:
            rivals += [("pandas", "trend", "pandas, raw sums"), ("pyarrow", "trend", "pyarrow, raw sums")]
        for tool, function, name in rivals:
            output = self.output(key, f"{tool}-{function}")
            contenders.append(self.python(tool, function, name, source=file[0], output=output))
        if suffix == "csv":
            output = self.output(key, "data.table", "csv")
            contenders.append(self.r("trend", "data.table (R), raw sums", source=file[0], output=output))
        files = [file] if file == reference else [file, reference]
        return Job(key, title, note, files, contenders, rounds or self.rounds, "trend", reference[0])

    def scoring(self, key, title, kind):
        suffix = kind.removeprefix("scoring-")
        rows = self.size(1_000_000)
        file, reference = self.file(kind, rows, suffix=suffix), self.file("scoring-parquet", rows)
        instrument = self.file("instrument", 0, suffix="yaml")
        contenders = []
        for name, options in [("fidelity", ["--unit", "id"]), ("fidelity, rows numbered instead of the ids", [])]:
            ours = self.output(key, f"fidelity{len(contenders)}")
            command = [FIDELITY, "score", file[0], "--instrument", instrument[0], *options, "-o", ours, "-q"]
            contenders.append(Contender(name, command, False, ours, is_ours=True))
        warm = self.output(key, "fidelity-warm")
        command = [PEER_JOBS, "score", file[0], PASSES, warm, instrument[0]]
        contenders.append(Contender(WARM, command, True, warm, is_ours=True))
        for tool, name in [("polars", "Polars"), ("duckdb", "DuckDB"), ("pandas", "pandas")]:
            output = self.output(key, tool)
            contenders.append(self.python(tool, "score", name, source=file[0], output=output))
        note = (
            "43 items from 0 to 2, 2 % missing; eight subscales (share of the points, or mean with at least 80 % "
            "answered), total, number of answered items. Every tool writes ids and scores."
        )
        files = [file, instrument] + ([] if file == reference else [reference])
        return Job(key, title, note, files, contenders, self.rounds, "score", reference[0])

    def excel(self, library):
        """The same from a sheet of a workbook."""
        key, rows = f"scoring-{library}", self.size(200_000)
        file, reference = self.file(key, rows, suffix="xlsx"), self.file("scoring-parquet", rows)
        instrument = self.file("instrument", 0, suffix="yaml")
        ours, warm = self.output(key, "fidelity"), self.output(key, "fidelity-warm")
        command = [FIDELITY, "score", file[0], "--instrument", instrument[0], "--unit", "id", "-o", ours, "-q"]
        contenders = [
            Contender("fidelity", command, False, ours, is_ours=True),
            Contender(WARM, [PEER_JOBS, "score", file[0], PASSES, warm, instrument[0]], True, warm, is_ours=True),
        ]
        for tool, name, passes in [("polars", "Polars, calamine", PASSES), ("pandas", "pandas, openpyxl", 1)]:
            output = self.output(key, tool)
            contenders.append(self.python(tool, "score", name, passes=passes, source=file[0], output=output))
        title = f"Scoring {rows:,} administrations, a sheet written by {library} to Parquet"
        note = "43 items and an id a row; the rest as for Parquet. pandas does it once: it takes a minute."
        files, rounds = [file, instrument, reference], min(3, self.rounds)
        return Job(key, title, note, files, contenders, rounds, "score", reference[0])

    def reading(self):
        """One table a file: what of the trend jobs is reading."""
        rows = self.size(10_000_000)
        jobs = []
        for kind, title in [("trend-parquet", "Parquet"), ("trend-text", "Parquet, text keys"), ("trend-csv", "CSV")]:
            file = self.file(kind, rows, self.sites, "csv" if kind == "trend-csv" else "parquet")
            contenders = [Contender("fidelity", [PEER_JOBS, "read", file[0], MOST_PASSES], is_ours=True)]
            for tool, name in [
                ("polars", "Polars"),
                ("duckdb", "DuckDB"),
                ("pandas", "pandas"),
                ("pyarrow", "pyarrow"),
            ]:
                contenders.append(self.python(tool, "read", name, source=file[0]))
            if kind == "trend-csv":
                contenders.append(self.r("read", "data.table (R)", source=file[0]))
            note = (
                "Reading and decoding the three columns, in process for all. Fidelity's scan codes the keys and keeps "
                "no rows; the others hold the table in memory, DuckDB as an Arrow table."
            )
            key = f"read-{kind.removeprefix('trend-')}"
            jobs.append(
                Job(key, f"Reading alone, {title}, {rows:,} rows", note, [file], contenders, self.rounds, "figures")
            )
        return jobs

    def convert(self):
        """Tables in another format."""
        rows = self.size(10_000_000)
        file = self.file("trend-csv", rows, self.sites, "csv")
        ours = self.output("convert", "fidelity")
        contenders = [
            Contender("fidelity", [FIDELITY, "convert", file[0], ours, "-q"], False, ours, is_ours=True),
        ]
        for tool, name in [("polars", "Polars, streaming"), ("duckdb", "DuckDB"), ("pyarrow", "pyarrow, streaming")]:
            output = self.output("convert", tool)
            contenders.append(self.python(tool, "convert", name, source=file[0], output=output))
        note = (
            "File to file. Fidelity reads the text twice: a column has a type where all its cells have it. The rivals "
            "guess from the first rows."
        )
        title = f"CSV to Parquet, {rows:,} rows"
        return Job("convert", title, note, [file], contenders, self.rounds, "convert", file[0])

    def ours(self, function, file):
        command = [PEER_JOBS, function, file[0], MOST_PASSES]
        return Contender("fidelity", command, is_ours=True)

    def agreement(self):
        million = self.file("ratings", self.size(1_000_000), 4)
        million_csv = self.file("ratings", self.size(1_000_000), 4, "csv")
        hundred = self.file("ratings", self.size(100_000), 5)
        small = self.file("ratings", 10_000, 3)
        return [
            Job(
                "agreement",
                f"Agreement of {million[2]:,} units x 4 raters",
                "Five categories, 5 % missing, in memory: from an array of ratings to the results. Fidelity: "
                "Krippendorff's alpha (nominal, ordinal, interval), AC1, AC2 with quadratic weights, Fleiss, Conger, "
                "Brennan-Prediger, all with standard errors, intervals and p values. krippendorff: the three alphas "
                "without errors. irrCAC: the same as Fidelity without ordinal alpha, which it does not have.",
                [million, million_csv],
                [
                    self.ours("family", million),
                    self.python("krippendorff", "alphas", "krippendorff, three alphas alone", source=million[0]),
                    self.python("irrcac", "family", "irrCAC (Python)", source=million[0]),
                    self.r("family", "irrCAC (R)", source=million_csv[0]),
                    self.r("alphas", "irr (R), three alphas alone", source=million_csv[0]),
                ],
                self.rounds,
                "figures",
            ),
            Job(
                "agreement-weighted",
                f"Agreement of {hundred[2]:,} units x 5 raters, unweighted and quadratic",
                "In memory, five categories, 5 % missing: AC1, AC2, Fleiss, Conger, Brennan-Prediger and alpha, "
                "unweighted and with quadratic weights, with standard errors.",
                [hundred],
                [
                    self.ours("weighted-family", hundred),
                    self.python("irrcac", "weighted-family", "irrCAC (Python)", source=hundred[0]),
                ],
                self.rounds,
                "figures",
            ),
            Job(
                "alpha-bootstrap",
                "1,000 bootstrap resamples of ordinal alpha, 10,000 units x 3 raters",
                "In memory. krippendorff is called for 50 resamples, and its time is multiplied by 20.",
                [small],
                [
                    self.ours("alpha-bootstrap", small),
                    self.python(
                        "krippendorff", "bootstrap", "krippendorff in a loop (extrapolated)", 20, source=small[0]
                    ),
                ],
                self.rounds,
                "figures",
            ),
        ]

    def intraclass(self):
        units, few, groups = self.size(100_000), 2_000, self.size(100_000)
        complete = self.file("scores", units, 5)
        small, small_csv = self.file("scores", few, 5), self.file("scores", few, 5, "csv")
        missing = self.file("scores-missing", units, 5)
        missing_csv = self.file("scores-missing", units, 5, "csv")
        grouped, long = self.file("scores-grouped", groups, 3), self.file("scores-long", self.size(25_000_000), 4)
        forms = (
            "Complete, in memory: from an array (pingouin: a table) of ratings to the results. Fidelity: ten forms "
            "with limits and tests. The others: the six of them that differ, with limits and tests; numpy by hand: "
            "three mean squares alone, what a tool that reads the ratings has to do at least."
        )
        return [
            Job(
                "icc",
                f"Intraclass correlations of {units:,} units x 5 raters",
                forms,
                [complete],
                [
                    self.ours("icc-forms", complete),
                    self.python("pingouin", "icc", "pingouin", source=complete[0]),
                    self.python("numpy", "mean-squares", "numpy by hand, mean squares alone", source=complete[0]),
                ],
                self.rounds,
                "figures",
            ),
            Job(
                "icc-2000",
                f"Intraclass correlations of {few:,} units x 5 raters",
                forms + " psych's analysis of variance has a column for every unit, 400 GB for 100,000 of them: so few "
                "here, and once in a process.",
                [small, small_csv],
                [
                    self.ours("icc-forms", small),
                    self.python("pingouin", "icc", "pingouin", source=small[0]),
                    self.python("numpy", "mean-squares", "numpy by hand, mean squares alone", source=small[0]),
                    self.r("icc", "psych (R), lmer = FALSE", passes=1, source=small_csv[0]),
                ],
                1,
                "figures",
            ),
            Job(
                "icc-reml",
                f"Variance components by REML, {units:,} units x 5 raters",
                "5 % missing, in memory: components of units, raters and residual, and the criterion. lme4 with "
                "Nelder_Mead, once in a process: with its default optimiser it stops before the maximum here, and "
                "warns of it.",
                [missing, missing_csv],
                [
                    self.ours("icc-reml", missing),
                    self.r("reml", "lme4 (R)", passes=1, source=missing_csv[0]),
                ],
                min(2, self.rounds),
                "figures",
            ),
            self.small_groups(grouped),
            Job(
                "icc-100m",
                f"Intraclass correlations of {4 * long[2]:,} ratings from Parquet",
                f"{long[2]:,} units x 4 raters, a rating a row, ordered by unit; the whole command, alone: what counts "
                "is the peak of memory.",
                [long],
                [self.intraclass_command("icc-100m", long)],
                min(2, self.rounds),
                "icc",
                long[0],
            ),
        ]

    def intraclass_command(self, key, file, *options):
        ours = self.output(key, "fidelity")
        roles = ["--unit", "unit", "--rater", "rater", "--value", "value"]
        command = [FIDELITY, "icc", file[0], *options, *roles, "-o", ours, "-q"]
        return Contender("fidelity", command, False, ours, is_ours=True)

    def small_groups(self, file):
        """Many small intraclass correlations from file to file; the rivals have mean squares alone."""
        warm = self.output("icc-small", "fidelity-warm")
        contenders = [
            self.intraclass_command("icc-small", file, "--by", "group"),
            Contender(WARM, [PEER_JOBS, "icc", file[0], PASSES, warm], True, warm, is_ours=True),
            Contender(IN_MEMORY, [PEER_JOBS, "icc-groups", file[0], MOST_PASSES], is_ours=True),
        ]
        for tool, name in [("polars", "Polars, raw sums"), ("pandas", "pandas, mean squares by groupby")]:
            output = self.output("icc-small", tool)
            contenders.append(self.python(tool, "mean-squares", name, source=file[0], output=output))
        return Job(
            "icc-small",
            f"Intraclass correlations of {file[2]:,} groups of 20 units x 3 raters",
            "From file to result file. Fidelity: ten forms with limits and tests, components, errors of measurement. "
            "The rivals: three mean squares of each group and no form, limit or test, for which they have no functions "
            "of many groups. *Ratings in memory to rows* are Fidelity's ten forms without reading and writing.",
            [file],
            contenders,
            min(3, self.rounds),
            "icc",
            file[0],
        )

    def regressions(self):
        rows = self.size(10_000_000)
        nested = self.file("nested", rows, self.sites)
        # Sites of the same size for a rival that takes them one by one.
        few = max(min(50, self.sites), 1)
        sample = self.file("nested", few * (rows // self.sites), few, "csv")
        million, clusters = self.size(1_000_000), self.size(20_000)
        clustered = self.file("clustered", million, clusters)
        clustered_csv = self.file("clustered", million, clusters, "csv")
        effects = self.file("effects", rows, self.sites)

        def command(key, name, *options):
            ours = self.output(key, f"fidelity-{len(options)}")
            line = ["--time", "month", "--outcome", "score", "--group", "site", *options, "-o", ours, "-q"]
            # Only what fits the whole model is compared.
            output = ours if options else None
            return Contender(name, [FIDELITY, "trend", nested[0], *line], False, output, is_ours=True)

        polars = self.output("trend-covariates", "polars")
        return [
            Job(
                "trend-covariates",
                f"Month and two covariates per site from Parquet, {rows:,} rows x {self.sites:,} sites",
                "From file to result file. Fidelity: coefficients with errors, tests and limits, F, residual deviation. "
                "Polars: raw sums, then numpy's solution for coefficients and R squared alone.",
                [nested],
                [
                    command("trend-covariates", "fidelity", "--covariates", "hours,enrolment"),
                    command("trend-covariates", LINE),
                    self.python("polars", "trend-covariates", "Polars, raw sums", source=nested[0], output=polars),
                ],
                self.rounds,
                "covariates",
                nested[0],
            ),
            Job(
                "trend-clusters",
                f"Lines per site, CR2 errors by teacher, from Parquet, {rows:,} rows x {self.sites:,} sites",
                "From file to result file: five teachers a site, errors and degrees of freedom of CR2. estimatr fits "
                f"{few} sites of the same size, in memory, and its time is multiplied by {self.sites // few}.",
                [nested, sample],
                [
                    command("trend-clusters", "fidelity", "--cluster", "teacher", "--covariance", "cr2"),
                    command("trend-clusters", LINE),
                    self.r(
                        "cr2-by-site", "estimatr (R) in a loop (extrapolated)", factor=self.sites / few,
                        source=sample[0],
                    ),
                ],
                min(5, self.rounds),
                "clusters",
                nested[0],
            ),
            Job(
                "clustered-cr1",
                f"A regression of {million:,} rows with CR1 errors of {clusters:,} clusters",
                "In memory: from columns (pyfixest: a table) to coefficients, errors, tests and limits of two "
                "predictors and the intercept; with Stata's factor (CR1S), which is pyfixest's.",
                [clustered],
                [
                    self.ours("clustered-cr1", clustered),
                    self.python("pyfixest", "cr1", "pyfixest", source=clustered[0]),
                ],
                self.rounds,
                "figures",
            ),
            Job(
                "clustered-cr2",
                f"A regression of {million:,} rows with CR2 errors of {clusters:,} clusters",
                "The same with CR2 and Satterthwaite's degrees of freedom. estimatr does it once in a process.",
                [clustered, clustered_csv],
                [
                    self.ours("clustered-cr2", clustered),
                    self.r("cr2", "estimatr (R)", passes=1, source=clustered_csv[0]),
                ],
                1,
                "figures",
            ),
            Job(
                "absorbed-effects",
                f"Two predictors of {rows:,} rows, effects of {self.sites:,} sites and 36 occasions absorbed",
                "In memory: from columns (pyfixest: a table) to coefficients, errors, tests and limits.",
                [effects],
                [
                    self.ours("absorbed-effects", effects),
                    self.python("pyfixest", "effects", "pyfixest", source=effects[0]),
                ],
                min(3, self.rounds),
                "figures",
            ),
        ]

    def drivers(self):
        sessions, coachees = self.size(10_000_000), self.size(50_000)
        spells, buildings, units = self.size(1_000_000), self.size(10_000), self.size(10_000)
        log, plan = self.file("coaching-log", sessions, coachees), self.file("coaching-plan", coachees)
        study = self.file("coaching-study", sessions, coachees, "yaml")
        polars = self.output("coaching-log", "polars")
        barriers = self.file("barriers", spells, buildings)
        barriers_study = self.file("barriers-study", spells, buildings, "yaml")
        sample = self.file("barriers-sample", spells, buildings, "csv")
        few = min(SAMPLE, buildings)
        curves = self.output("barriers", "fidelity-curves", "csv")
        lifelines, survival = self.output("barriers", "lifelines"), self.output("barriers", "survival", "csv")
        necessity = self.file("nca", units)
        reading = (
            "From Parquet to results per building. Fidelity is the whole command; *reading the log alone* is the scan "
            "of the columns that it reads, in a warm process."
        )
        return [
            Job(
                "coaching-log",
                f"A coaching log of {sessions:,} sessions of {coachees:,} coachees in "
                f"{coachees // COACHEES_OF_BUILDING:,} buildings, with its plan",
                f"{reading} Fidelity: all figures of coaching of the whole and each building, with errors and limits: "
                "adherence, dose, contacts, gaps, kept sessions, direct observation, the clock to feedback; adherence, "
                "dose and gaps of each coachee. "
                "Polars: adherence by cycle and dose of each building alone, by group_by, without errors.",
                [log, plan, study],
                [
                    *self.drivers_command("coaching-log", study, log),
                    self.python(
                        "polars",
                        "coaching",
                        "Polars, adherence and dose alone",
                        source=log[0],
                        output=polars,
                        plan=plan[0],
                    ),
                ],
                min(5, self.rounds),
                "coaching",
                log[0],
            ),
            Job(
                "barriers",
                f"A log of {spells:,} barriers of {buildings:,} buildings",
                f"{reading} Fidelity: shares still open, medians and restricted means of all barriers and of six "
                "categories in each building, log-rank tests, shares with limits. The rivals: the curve of all the "
                f"barriers of a building with its limits, in memory, for {few} of the buildings one by one; their time "
                f"is multiplied by {buildings / few:g}. *Curves of all buildings in memory* is the same of Fidelity's "
                "library: from columns to the curve, its median and the share open after 30 days of every building.",
                [barriers, barriers_study, sample],
                [
                    *self.drivers_command("barriers", barriers_study, barriers),
                    Contender(
                        CLOCKS, [PEER_JOBS, "clocks", barriers[0], MOST_PASSES, curves], True, curves, is_ours=True
                    ),
                    self.python(
                        "lifelines",
                        "clocks",
                        "lifelines in a loop (extrapolated)",
                        buildings / few,
                        lifelines,
                        source=barriers[0],
                    ),
                    self.r(
                        "clocks",
                        "survival (R) in a loop (extrapolated)",
                        survival,
                        factor=buildings / few,
                        source=sample[0],
                    ),
                ],
                min(3, self.rounds),
                "barriers",
                barriers[0],
            ),
            Job(
                "nca",
                f"Necessary condition analysis of {units:,} units with 10,000 permutations",
                "In memory: from two columns to effect sizes and p values. Fidelity: the ceiling of steps (CE-FDH) and "
                "that of a line (CR-FDH). numpy: CE-FDH alone, 100 permutations, whose time is multiplied by 100.",
                [necessity],
                [
                    self.ours("nca", necessity),
                    self.python("numpy", "necessity", "numpy in a loop (extrapolated)", 100, source=necessity[0]),
                ],
                self.rounds,
                "figures",
            ),
        ]

    def drivers_command(self, key, study, log):
        ours = self.output(key, "fidelity")
        command = [FIDELITY, "drivers", study[0], "--table", "drivers", "-o", ours, "-q"]
        return [
            Contender("fidelity", command, False, ours, is_ours=True),
            Contender(READING, [PEER_JOBS, f"read-{key}", log[0], MOST_PASSES], is_ours=True),
        ]

    def start_up(self):
        rows = self.file("scoring-parquet", 200)
        instrument = self.file("instrument", 0, suffix="yaml")
        output = self.output("start-up", "fidelity")
        score = [FIDELITY, "score", rows[0], "--instrument", instrument[0], "--unit", "id", "-o", output, "-q"]
        contenders = [
            Contender("fidelity --version", [FIDELITY, "--version"], False, is_ours=True),
            Contender("fidelity --help", [FIDELITY, "--help"], False, is_ours=True),
            Contender("fidelity score, 200 rows", score, False, output, is_ours=True),
        ]
        for tool, name in [("polars", "Polars"), ("duckdb", "DuckDB"), ("pandas", "pandas")]:
            output = self.output("start-up", tool)
            contender = self.python(tool, "score", f"{name}, 200 rows", source=rows[0], output=output)
            contender.command[3] = 1
            contender.measures_itself = False
            contenders.append(contender)
        note = "The whole process, from a warm page cache; of the rivals with Python's start and their import."
        return Job("start-up", "Start-up", note, [rows, instrument], contenders, 3 * self.rounds)

    def all_pairs(self):
        """Prepared for the day when Fidelity has the job."""
        file = self.file("ratings", self.size(10_000), 200)
        pairs = 200 * 199 / 2
        name = "scikit-learn in a loop (extrapolated)"
        return Job(
            "all-pairs",
            f"Quadratic kappa of all pairs of 200 raters, {file[2]:,} units",
            "In memory. scikit-learn is called for 200 of the 19,900 pairs, and its time is multiplied by 99.5. "
            "Fidelity has no such job yet.",
            [file],
            [
                self.python("numpy", "all-pairs", "numpy by hand (GEMM)", source=file[0]),
                self.python("sklearn", "all-pairs", name, pairs / 200, source=file[0]),
            ],
            self.rounds,
            "figures",
        )

    def jobs(self):
        def rows(count):
            return f"{self.size(count):,} rows x {self.sites:,} sites"

        note = (
            "A line per site, file to result file. The rivals compute slope, intercept and R squared alone; Fidelity "
            "also their standard errors, t, p, intervals and the residual deviation."
        )
        return [
            self.trend("trend-parquet", f"Trends from Parquet, {rows(10_000_000)}", "trend-parquet", 10_000_000, note),
            self.trend(
                "trend-text", f"Trends from Parquet, text keys, {rows(10_000_000)}", "trend-text", 10_000_000, note
            ),
            self.trend("trend-csv", f"Trends from CSV, {rows(10_000_000)}", "trend-csv", 10_000_000, note),
            self.trend(
                "trend-100m",
                f"Trends from Parquet, {rows(100_000_000)}",
                "trend-parquet",
                100_000_000,
                note + " pandas and pyarrow, which hold all rows in memory several times over, do not take part.",
                rounds=min(3, self.rounds),
                small=True,
            ),
            *self.reading(),
            self.convert(),
            *self.agreement(),
            *self.intraclass(),
            *self.regressions(),
            *self.drivers(),
            self.scoring("scoring-parquet", f"Scoring {self.size(1_000_000):,} administrations, Parquet to Parquet",
                         "scoring-parquet"),
            self.scoring("scoring-csv", f"Scoring {self.size(1_000_000):,} administrations, CSV to Parquet",
                         "scoring-csv"),
            self.excel("openpyxl"),
            self.excel("xlsxwriter"),
            self.start_up(),
            self.all_pairs(),
        ]  # fmt: skip


# The jobs that a run does unless it is told others.
STANDARD = [
    "trend-parquet", "trend-text", "trend-csv", "trend-100m", "read-parquet", "read-text", "read-csv", "convert",
    "agreement", "agreement-weighted", "alpha-bootstrap",
    "icc", "icc-2000", "icc-reml", "icc-small", "icc-100m",
    "trend-covariates", "trend-clusters", "clustered-cr1", "clustered-cr2", "absorbed-effects",
    "coaching-log", "barriers", "nca",
    "scoring-parquet", "scoring-csv", "scoring-openpyxl", "scoring-xlsxwriter", "start-up", "size",
]  # fmt: skip

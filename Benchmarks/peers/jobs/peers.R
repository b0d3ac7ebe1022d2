# R: data.table for trends (from CSV: Debian has no Parquet reader for R), psych and lme4 for intraclass correlation,
# estimatr for errors that respect clusters, survival for spells and, where they are installed, irr and irrCAC.
#
#   Rscript peers.R JOB PASSES NAME=VALUE...
#
# Prints the same JSON as protocol.py, or {"missing": "PACKAGE"} where a job's package is not installed. Debian packages
# neither irr nor irrCAC.

arguments <- commandArgs(trailingOnly = TRUE)
job <- arguments[1]
passes <- as.integer(arguments[2])
pairs <- strsplit(arguments[-(1:2)], "=", fixed = TRUE)
parameters <- setNames(lapply(pairs, `[`, 2), vapply(pairs, `[`, "", 1))

need <- function(package) {
  if (!suppressWarnings(requireNamespace(package, quietly = TRUE))) {
    cat(sprintf('{"missing": "%s"}\n', package))
    quit(status = 0)
  }
}

number <- function(x) if (is.null(x) || is.na(x)) "null" else sprintf("%.17g", x)

# The peak of resident memory in kilobytes.
peak <- function() {
  line <- grep("^VmHWM", readLines("/proc/self/status"), value = TRUE)
  as.numeric(gsub("[^0-9]", "", line))
}

# Seconds since the machine started, the clock of Python's time.monotonic().
monotonic <- function() as.numeric(strsplit(readLines("/proc/uptime"), " ")[[1]][1])

serve <- function(versions, run) {
  seconds <- numeric(0)
  for (pass in seq_len(passes)) {
    # As in protocol.py: after two passes, none begins once a second has passed since the first ended.
    if (pass > 2 && monotonic() >= first_end + 1) break
    # R's garbage of the pass before is not this pass's work.
    if (pass > 1) invisible(gc())
    start <- proc.time()[["elapsed"]]
    figures <- run()
    seconds <- c(seconds, proc.time()[["elapsed"]] - start)
    if (pass == 1) {
      first_end <- monotonic()
      first_peak <- peak()
    }
  }
  shown <- vapply(names(figures), function(name) {
    sprintf('"%s": [%s, %s]', name, number(figures[[name]][1]), number(figures[[name]][2]))
  }, "")
  cat(sprintf(
    '{"versions": {%s}, "seconds": [%s], "first_end": %s, "first_peak": %s, "figures": {%s}}\n',
    paste(sprintf('"%s": "%s"', names(versions), versions), collapse = ", "),
    paste(vapply(seconds, number, ""), collapse = ", "), number(first_end), number(first_peak),
    paste(shown, collapse = ", ")
  ))
}

r_version <- paste(R.version$major, R.version$minor, sep = ".")

if (job == "read") {
  need("data.table")
  suppressPackageStartupMessages(library(data.table))
  setDTthreads(0)
  serve(c(R = r_version, "data.table" = as.character(packageVersion("data.table"))), function() {
    list(rows = c(nrow(fread(parameters$source, showProgress = FALSE)), NA))
  })
} else if (job == "trend") {
  need("data.table")
  suppressPackageStartupMessages(library(data.table))
  setDTthreads(0)
  serve(c(R = r_version, "data.table" = as.character(packageVersion("data.table"))), function() {
    table <- fread(parameters$source, showProgress = FALSE)
    # Sums of columns are what data.table computes in its own C code by group.
    table[, `:=`(month = as.numeric(month))]
    table[, `:=`(xx = month * month, xy = month * score, yy = score * score)]
    sums <- table[, .(n = .N, sx = sum(month), sy = sum(score), sxx = sum(xx), sxy = sum(xy), syy = sum(yy)), by = site]
    sums[, `:=`(spread_x = sxx - sx * sx / n, spread_y = syy - sy * sy / n, cross = sxy - sx * sy / n)]
    sums[, slope := cross / spread_x]
    sums[, `:=`(intercept = (sy - slope * sx) / n, r_squared = cross * cross / (spread_x * spread_y))]
    fwrite(sums[, .(site, n, slope, intercept, r_squared)], parameters$output)
    list()
  })
} else if (job == "family") {
  need("irrCAC")
  values <- as.matrix(utils::read.csv(parameters$source))
  serve(c(R = r_version, "irrCAC (R)" = as.character(packageVersion("irrCAC"))), function() {
    figures <- list()
    for (weights in c("unweighted", "quadratic")) {
      suffix <- if (weights == "unweighted") "identity" else "quadratic"
      one <- function(name, estimator) {
        row <- estimator(values, weights = weights)$est
        figures[[name]] <<- c(row$coeff.val, row$coeff.se)
      }
      one(paste0("gwet-ac-", suffix), irrCAC::gwet.ac1.raw)
      if (weights == "unweighted") {
        one("fleiss-kappa-identity", irrCAC::fleiss.kappa.raw)
        one("conger-kappa-identity", irrCAC::conger.kappa.raw)
        one("brennan-prediger-identity", irrCAC::bp.coeff.raw)
      }
      one(if (weights == "unweighted") "alpha-nominal" else "alpha-interval", irrCAC::krippen.alpha.raw)
    }
    figures
  })
} else if (job == "alphas") {
  need("irr")
  values <- t(as.matrix(utils::read.csv(parameters$source)))
  serve(c(R = r_version, irr = as.character(packageVersion("irr"))), function() {
    metrics <- c("nominal", "ordinal", "interval")
    setNames(lapply(metrics, function(metric) c(irr::kripp.alpha(values, metric)$value, NA)), paste0("alpha-", metrics))
  })
} else if (job == "icc") {
  need("psych")
  values <- as.matrix(utils::read.csv(parameters$source))
  serve(c(R = r_version, psych = as.character(packageVersion("psych"))), function() {
    results <- psych::ICC(values, lmer = FALSE)$results
    figures <- list()
    for (row in seq_len(nrow(results))) {
      # ICC2k is ICC(2,k).
      type <- sub("^ICC(.)(k?)$", "\\1,\\2", results$type[row])
      name <- sprintf("ICC(%s%s)", type, if (endsWith(type, "k")) "" else "1")
      figures[[name]] <- c(results$ICC[row], NA)
      figures[[paste(name, "lower")]] <- c(results[row, "lower bound"], NA)
      figures[[paste(name, "upper")]] <- c(results[row, "upper bound"], NA)
      figures[[paste(name, "F")]] <- c(results$F[row], NA)
    }
    figures
  })
} else if (job == "reml") {
  need("lme4")
  wide <- utils::read.csv(parameters$source)
  long <- data.frame(
    value = unlist(wide, use.names = FALSE), unit = factor(rep(seq_len(nrow(wide)), ncol(wide))),
    rater = factor(rep(names(wide), each = nrow(wide)))
  )
  long <- long[!is.na(long$value), ]
  serve(c(R = r_version, lme4 = as.character(packageVersion("lme4"))), function() {
    # The default optimiser stops at another component of the raters, with a warning.
    control <- lme4::lmerControl(optimizer = "Nelder_Mead", calc.derivs = FALSE)
    fit <- lme4::lmer(value ~ 1 + (1 | unit) + (1 | rater), data = long, REML = TRUE, control = control)
    variances <- as.data.frame(lme4::VarCorr(fit))
    figures <- setNames(lapply(variances$vcov, c, NA), paste("variance", tolower(variances$grp)))
    c(figures, list(criterion = c(lme4::REMLcrit(fit), NA)))
  })
} else if (job == "cr2") {
  need("estimatr")
  table <- utils::read.csv(parameters$source)
  serve(c(R = r_version, estimatr = as.character(packageVersion("estimatr"))), function() {
    fit <- estimatr::lm_robust(y ~ x1 + x2, data = table, clusters = cluster, se_type = "CR2")
    figures <- lapply(seq_along(fit$term), function(place) c(fit$coefficients[place], fit$std.error[place]))
    names(figures) <- fit$term
    freedom <- lapply(fit$df, c, NA)
    c(figures, setNames(freedom, paste(fit$term, "degrees of freedom")))
  })
} else if (job == "cr2-by-site") {
  need("estimatr")
  sites <- split(utils::read.csv(parameters$source), ~site)
  serve(c(R = r_version, estimatr = as.character(packageVersion("estimatr"))), function() {
    for (rows in sites) estimatr::lm_robust(score ~ month, data = rows, clusters = teacher, se_type = "CR2")
    list()
  })
} else if (job == "clocks") {
  need("survival")
  table <- utils::read.csv(parameters$source)
  as_of <- as.Date("2025-12-31")
  # An open barrier is one until the as-of date.
  table$is_over <- !is.na(as.Date(table$resolved))
  table$days <- as.numeric(ifelse(table$is_over, as.Date(table$resolved), as_of) - as.numeric(as.Date(table$raised)))
  buildings <- split(table[c("days", "is_over")], table$building)
  found <- NULL
  serve(c(R = r_version, survival = as.character(packageVersion("survival"))), function() {
    found <<- lapply(buildings, function(rows) {
      survival::survfit(survival::Surv(days, is_over) ~ 1, data = rows, conf.type = "log-log")
    })
    list()
  })
  figures <- lapply(found, function(fit) {
    # The smallest time: survfit's own median is the middle where the curve is one half for a while.
    c(fit$time[fit$surv <= 0.5 + 1e-12][1], summary(fit, times = 30, extend = TRUE)$surv)
  })
  figures <- do.call(rbind, figures)
  utils::write.csv(
    data.frame(building = as.integer(names(found)), median = figures[, 1], survival = figures[, 2]),
    parameters$output,
    row.names = FALSE
  )
} else {
  stop("no such job: ", job)
}

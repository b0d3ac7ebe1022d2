# Writes datasets/variance-components: tables of random designs, and the components that restricted and full maximum
# likelihood give them. lme4 finds the point; Newton steps on the score equations, with dense matrices, bring it to the
# last digits, which no search by values of the criterion can. The criterion is compared with lme4's.
#   cd datasets/oracle && Rscript variance_components.R
suppressMessages(library(lme4))
options(digits = 17, scipen = -1)
set.seed(20240611, kind = "Mersenne-Twister", normal.kind = "Inversion")
folder <- "../variance-components"
dir.create(folder, showWarnings = FALSE)

crossed <- function(units, raters, sd, keep) {
  d <- expand.grid(rater = seq_len(raters), unit = seq_len(units))[, 2:1]
  d$value <- 10 + rnorm(units, 0, sd[1])[d$unit] + rnorm(raters, 0, sd[2])[d$rater] + rnorm(nrow(d), 0, sd[3])
  d[keep(d), ]
}
share <- function(p) function(d) runif(nrow(d)) < p
everything <- function(d) rep(TRUE, nrow(d))
few <- function(d) ave(runif(nrow(d)), d$unit, FUN = rank) <= 2 + (d$unit %% 2)

nested <- function(counts, sd, sizes) {
  d <- data.frame(a = seq_len(counts[1]))
  d$value <- rnorm(nrow(d), 0, sd[1])
  names <- letters[seq_along(counts)]
  for (level in seq_along(counts)[-1]) {
    d <- d[rep(seq_len(nrow(d)), sample(seq_len(counts[level]), nrow(d), TRUE) + (level == 2)), ]
    d[[names[level]]] <- seq_len(nrow(d))
    d$value <- d$value + rnorm(nrow(d), 0, sd[level])
  }
  d <- d[rep(seq_len(nrow(d)), sample(sizes, nrow(d), TRUE)), ]
  d$value <- 50 + d$value + rnorm(nrow(d), 0, sd[length(sd)])
  d[, c(names, "value")]
}

replicated <- function(units, raters, sd) {
  d <- expand.grid(k = 1:3, rater = seq_len(raters), unit = seq_len(units))[, 3:2]
  cell <- (d$unit - 1) * raters + d$rater
  d$value <- 5 + rnorm(units, 0, sd[1])[d$unit] + rnorm(raters, 0, sd[2])[d$rater] +
    rnorm(units * raters, 0, sd[3])[cell] + rnorm(nrow(d), 0, sd[4])
  d[runif(nrow(d)) < 0.75, ]
}

three <- function(n, sd) {
  d <- expand.grid(o = seq_len(n[3]), i = seq_len(n[2]), p = seq_len(n[1]))[, 3:1]
  pick <- function(s, ...) { f <- interaction(..., drop = TRUE); rnorm(nlevels(f), 0, s)[as.integer(f)] }
  d$value <- 4 + pick(sd[1], d$p) + pick(sd[2], d$i) + pick(sd[3], d$o) + pick(sd[4], d$p, d$i) +
    pick(sd[5], d$p, d$o) + pick(sd[6], d$i, d$o) + rnorm(nrow(d), 0, sd[7])
  d[runif(nrow(d)) < 0.85, ]
}

classes <- function(sd) {
  d <- expand.grid(i = 1:5, p = 1:24)[, 2:1]
  d$c <- (d$p - 1) %/% 4 + 1
  cell <- (d$c - 1) * 5 + d$i
  d$value <- 3 + rnorm(6, 0, sd[1])[d$c] + rnorm(24, 0, sd[2])[d$p] + rnorm(5, 0, sd[3])[d$i] +
    rnorm(30, 0, sd[4])[cell] + rnorm(nrow(d), 0, sd[5])
  d[, c("c", "p", "i", "value")]
}

two <- list(unit = "unit", rater = "rater")
designs <- list(
  "crossed-complete" = list(crossed(20, 4, c(2, 1, 1), everything), two, "unit x rater"),
  "crossed-missing" = list(crossed(30, 5, c(2, 1, 1), share(0.8)), two, "unit x rater"),
  "crossed-two-each" = list(crossed(40, 8, c(1.5, 1, 1), few), two, "unit x rater"),
  "crossed-many-raters" = list(crossed(25, 14, c(1, 0.5, 1), share(0.4)), two, "unit x rater"),
  "crossed-no-raters" = list(crossed(30, 4, c(2, 0.01, 2), share(0.9)), two, "unit x rater"),
  "crossed-no-units" = list(crossed(20, 5, c(0.01, 2, 1), share(0.8)), two, "unit x rater"),
  "crossed-large-origin" = list(local({
    d <- crossed(15, 4, c(2, 1, 1), share(0.8)); d$value <- d$value + 1e6; d }), two, "unit x rater"),
  "one-way" = list(nested(18, c(3, 1.5), 1:9), list(a = "a"), "one-way"),
  "one-way-none" = list(nested(12, c(0.01, 1.5), 2:6), list(a = "a"), "one-way"),
  "nested-two" = list(nested(c(10, 4), c(3, 2, 1.5), 1:6), list(a = "a", b = "b"), "a/b"),
  "nested-three" = list(nested(c(8, 3, 3), c(3, 2, 1, 1.5), 1:5), list(a = "a", b = "b", c = "c"), "a/b/c"),
  "nested-no-middle" = list(nested(c(8, 4, 3), c(3, 0.001, 1, 1), 2:5), list(a = "a", b = "b", c = "c"), "a/b/c"),
  "replicates" = list(replicated(12, 4, c(2, 0.8, 0.7, 0.5)),
    list(unit = "unit", rater = "rater", "unit x rater" = c("unit", "rater")), "unit x rater + cells"),
  "p-x-i-x-o" = list(three(c(14, 4, 3), c(1, 0.6, 0.5, 0.7, 0.6, 0.4, 0.8)),
    list(p = "p", i = "i", o = "o", pi = c("p", "i"), po = c("p", "o"), io = c("i", "o")), "p x i x o"),
  "p-in-c-x-i" = list(classes(c(0.6, 1, 0.8, 0.001, 1)),
    list(c = "c", i = "i", "p:c" = c("c", "p"), ci = c("c", "i")), "(p:c) x i"))

indicator <- function(d, columns) {
  f <- interaction(d[columns], drop = TRUE)
  model.matrix(~ 0 + f)
}

# -2 log likelihood, its slopes and curvatures in the components v (the last: residual), with dense matrices.
dense <- function(y, zz, v, restricted) {
  n <- length(y)
  V <- Reduce(`+`, Map(`*`, zz, as.list(v)))
  W <- solve(V)
  x <- rep(1, n)
  information <- sum(W)
  P <- W - (W %*% x) %*% (t(x) %*% W) / information
  beta <- sum(W %*% y) / information
  r <- P %*% y
  A <- if (restricted) P else W
  value <- as.numeric(determinant(V)$modulus) + sum(y * r) +
    (if (restricted) log(information) + (n - 1) * log(2 * pi) else n * log(2 * pi))
  k <- length(zz)
  AZ <- lapply(zz, function(z) A %*% z)
  slopes <- sapply(seq_len(k), function(i) sum(diag(AZ[[i]])) - sum(r * (zz[[i]] %*% r)))
  curvature <- matrix(0, k, k)
  for (i in seq_len(k)) for (j in seq_len(k))
    curvature[i, j] <- -sum(AZ[[i]] * t(AZ[[j]])) + 2 * sum((zz[[i]] %*% r) * (P %*% (zz[[j]] %*% r)))
  list(value = value, slopes = slopes, curvature = curvature, mean = beta, error = sqrt(1 / information))
}

cases <- character()
number <- function(x) sprintf("%.15g", x)
case <- function(quantity, options, value, tolerance, extra = "", from) {
  cases <<- c(cases, sprintf(
    '    {"quantity": "%s", "options": {%s}, "value": %s%s, "tolerance": %s, "from": "%s"}', quantity,
    paste(sprintf('"%s": "%s"', names(options), options), collapse = ", "), number(value), extra,
    sprintf("%.2g", tolerance), from))
}

for (name in names(designs)) {
  d <- designs[[name]][[1]]
  terms <- designs[[name]][[2]]
  d$value <- round(d$value, 2)
  write.table(d, file.path(folder, paste0(name, ".csv")), sep = ",", quote = FALSE, row.names = FALSE)
  # Both lose digits where the origin is far: it is taken off, which changes nothing but the mean.
  shift <- if (mean(d$value) > 1e5) 1e6 else 0
  y <- round(d$value - shift, 2)
  zz <- c(lapply(terms, function(t) tcrossprod(indicator(d, t))), list(diag(length(y))))
  labels <- c(names(terms), "residual")
  for (restricted in c(TRUE, FALSE)) {
    f <- lapply(terms, function(t) interaction(d[t], drop = TRUE))
    names(f) <- paste0("f", seq_along(f))
    data <- cbind(data.frame(value = y), f)
    formula <- as.formula(paste("value ~ 1 +", paste0("(1|", names(f), ")", collapse = " + ")))
    fit <- suppressMessages(suppressWarnings(lmer(formula, data, REML = restricted, control = lmerControl(
      optimizer = "bobyqa", optCtrl = list(rhoend = 1e-10, maxfun = 1e5), calc.derivs = FALSE,
      check.conv.singular = "ignore"))))
    found <- as.data.frame(VarCorr(fit))
    v <- c(found$vcov[match(names(f), found$grp)], found$vcov[found$grp == "Residual"])
    free <- v > 1e-7 * max(v)
    v[!free] <- 0
    for (iteration in 1:60) {
      now <- dense(y, zz, v, restricted)
      step <- -solve(now$curvature[free, free], now$slopes[free])
      while (any(v[free] + step <= 0)) step <- step / 2
      v[free] <- v[free] + step
      if (max(abs(step) / v[free]) < 1e-13) break
    }
    now <- dense(y, zz, v, restricted)
    lme4 <- if (restricted) REMLcrit(fit) else -2 * as.numeric(logLik(fit))
    stopifnot(all(now$slopes[!free] >= 0), abs(now$value - lme4) < 1e-6,
              all(abs(v[free] - c(found$vcov[match(names(f), found$grp)], found$vcov[found$grp == "Residual"])[free]) <
                    1e-4 * v[free]))
    errors <- rep(NA, length(v))
    errors[free] <- sqrt(diag(solve(now$curvature[free, free] / 2)))
    method <- if (restricted) "REML" else "ML"
    from <- paste("lme4", packageVersion("lme4"), "to the digits of its search; Newton steps on dense score equations")
    options <- c(table = paste0(name, ".csv"), design = designs[[name]][[3]], method = method)
    for (i in seq_along(v)) {
      extra <- if (free[i]) sprintf(', "standard_error": %s', number(errors[i])) else ""
      case("variance-component", c(options, term = labels[i]), v[i], 1e-8 * max(v[i], 0.01 * max(v)), extra, from)
    }
    case(if (restricted) "reml-criterion" else "ml-deviance", options, now$value, 1e-8, "", from)
    case("fixed-effect", c(options, term = "intercept"), now$mean + shift, 1e-8 * max(1, abs(now$mean)),
         sprintf(', "standard_error": %s', number(now$error)), from)
  }
}

writeLines(c(
  "{",
  '  "title": "Variance components of random designs by restricted and full maximum likelihood",',
  '  "citation": "Simulated: datasets/oracle/variance_components.R",',
  '  "notes": [',
  '    "All terms are random, the mean is fixed. A component whose best value is 0 has the value 0 and no standard error.",',
  '    "Standard errors of components come from the observed information over the components that are not 0."',
  "  ],",
  '  "cases": [',
  paste(cases, collapse = ",\n"),
  "  ]",
  "}"), file.path(folder, "expected.json"))

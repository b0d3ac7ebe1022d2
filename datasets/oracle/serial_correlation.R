# Writes the tables of datasets/serial-correlation (random series with fixed seeds) and prints figures of them, of
# datasets/its-uk-drivers and of datasets/newey-west-investment: the exact Gaussian likelihood of autoregressive errors with
# dense matrices and roots of its slope, compared with R nlme; R sandwich and lmtest. One case of expected.json per line.
#   cd datasets/oracle && Rscript serial_correlation.R      # nlme 3.1.162, sandwich 3.0.2, lmtest 0.9.40
suppressMessages({library(nlme); library(sandwich); library(lmtest)})
say <- function(quantity, options, fields, tolerance, from) {
  number <- function(x) if (length(x) > 1) paste0("[", paste(sprintf("%.17g", x), collapse = ", "), "]") else
    sprintf("%.17g", x)
  quoted <- function(x) if (is.character(x)) paste0('"', x, '"') else if (is.logical(x)) tolower(x) else
    sprintf("%.17g", x)
  pairs <- function(x, f) paste(sprintf('"%s": %s', names(x), sapply(x, f)), collapse = ", ")
  cat(sprintf('{"quantity": "%s", "options": {%s}, %s, "tolerance": %.3g, "from": "%s"}\n', quantity,
    pairs(options, quoted), pairs(fields, number), tolerance, from))
}
root <- function(f, a, b) uniroot(f, c(a, b), tol = 1e-15, maxiter = 10000)$root

# y on X with cor(e_i, e_j) = rho^|t_i - t_j| within series, at one rho.
at <- function(rho, y, X, time, series, reml) {
  d <- abs(outer(time, time, "-"))
  same <- outer(series, series, "==")
  V <- ifelse(same, ifelse(d == 0, 1, sign(rho)^d * abs(rho)^d), 0)
  dV <- ifelse(same & d > 0, d * sign(rho)^(d - 1) * abs(rho)^(d - 1), 0)
  W <- solve(V)
  XWX <- crossprod(X, W %*% X)
  b <- solve(XWX, crossprod(X, W %*% y))
  r <- y - X %*% b
  n <- length(y)
  p <- ncol(X)
  N <- n - reml * p
  q <- drop(crossprod(r, W %*% r))
  value <- -N / 2 * (log(2 * pi * q / N) + 1) - determinant(V)$modulus / 2 - reml * determinant(XWX)$modulus / 2
  P <- if (reml) W - W %*% X %*% solve(XWX, crossprod(X, W)) else W
  slope <- N / 2 * drop(crossprod(W %*% r, dV %*% (W %*% r))) / q - sum(diag(P %*% dV)) / 2
  list(value = as.numeric(value), slope = slope, b = drop(b), se = sqrt(diag(solve(XWX)) * q / (n - p)),
    sd = sqrt(q / (n - p)))
}
autoregressive <- function(d, formula, time, series, options, near, continuous, tight = TRUE) {
  y <- model.response(model.frame(formula, d))
  X <- model.matrix(formula, d)
  for (reml in c(FALSE, TRUE)) {
    f <- function(rho) at(rho, y, X, time, series, reml)
    rho <- root(function(r) f(r)$slope, near[1], near[2])
    fit <- f(rho)
    d$.t <- time
    d$.s <- factor(series)
    cor <- if (continuous) corCAR1(form = ~ .t | .s) else corAR1(form = ~ .t | .s)
    peer <- gls(formula, d, correlation = cor, method = if (reml) "REML" else "ML")
    stopifnot(abs(logLik(peer) - fit$value) < 1e-6, max(abs(coef(peer) / fit$b - 1)) < 1e-3)
    o <- c(options, list(estimator = if (reml) "AR(1) REML" else "AR(1) ML"))
    from <- "R 4.2.2 dense matrices; agrees with nlme 3.1.162 gls"
    terms <- ifelse(colnames(X) == "(Intercept)", "intercept", colnames(X))
    for (i in seq_along(terms)) {
      say("regression-coefficient", c(list(term = terms[i]), o),
        list(value = fit$b[i], standard_error = fit$se[i]), 1e-9 * max(abs(fit$b[i]), fit$se[i]), from)
    }
    say("residual-sd", o, list(value = fit$sd), 1e-9 * fit$sd, from)
    say("log-likelihood", o, list(value = fit$value), 1e-9 * abs(fit$value), from)
    for (level in c(0.95, 0.5)) {
      fall <- function(r) 2 * (fit$value - f(r)$value) - qchisq(level, 1)
      low <- if (continuous) 1e-9 else -0.99999
      limits <- c(if (fall(low) > 0) root(fall, low, rho) else 0, root(fall, rho, 1 - 1e-9))
      say("autocorrelation-parameter", c(o, list(confidence = level)), list(value = rho, interval = limits), 1e-8, from)
    }
  }
}
newey <- function(fit, options) {
  n <- nobs(fit)
  from <- "sandwich 3.0.2"
  terms <- gsub("`", "", sub("(Intercept)", "intercept", names(coef(fit)), fixed = TRUE))
  for (white in c(FALSE, TRUE)) {
    width <- bwNeweyWest(fit, prewhite = as.numeric(white))
    say("newey-west-bandwidth", c(options, list(prewhitened = white)), list(value = width), 1e-9 * max(width, 1), from)
    for (rule in c("automatic", "4(n/100)^(2/9)", "n^(1/4)", ".75n^(1/3)-1")) for (adjust in c(FALSE, TRUE)) {
      lag <- switch(rule, automatic = floor(width), "4(n/100)^(2/9)" = floor(4 * (n / 100)^(2 / 9)),
        "n^(1/4)" = floor(n^(1 / 4)), floor(.75 * n^(1 / 3)) - 1)
      V <- NeweyWest(fit, lag = lag, prewhite = as.numeric(white), adjust = adjust)
      for (i in seq_along(terms)) {
        say("regression-coefficient-se", c(list(term = terms[i], covariance = "newey-west"), options,
          list(rule = rule, lag = lag, adjust = adjust, prewhitened = white)), list(value = sqrt(V[i, i])),
          1e-9 * sqrt(V[i, i]), from)
      }
    }
  }
  say("durbin-watson", options, list(value = unname(dwtest(fit)$statistic)), 1e-9, "lmtest 0.9.40")
}

folder <- "../serial-correlation"
dir.create(folder, showWarnings = FALSE)
set.seed(20240711, kind = "Mersenne-Twister", normal.kind = "Inversion")
errors <- function(time, rho) {
  e <- rnorm(1)
  for (i in seq_along(time)[-1]) {
    phi <- rho^(time[i] - time[i - 1])
    e[i] <- phi * e[i - 1] + sqrt(1 - phi^2) * rnorm(1)
  }
  e
}
gaps <- data.frame(month = sort(sample(1:60, 42)))
gaps$x <- round(rnorm(42), 3)
gaps$y <- round(20 + 0.1 * gaps$month + gaps$x + 2 * errors(gaps$month, 0.7), 3)
panel <- do.call(rbind, lapply(1:6, function(s) {
  n <- c(9, 14, 20, 5, 12, 17)[s]
  month <- sort(sample(1:30, n))
  day <- round(month + runif(n, -0.45, 0.45), 2)
  data.frame(site = s, month = month, day = day, x = round(rnorm(n), 3), e = 1.5 * errors(month, 0.6))
}))
panel$y <- round(5 + 0.2 * panel$month - panel$x + panel$e, 3)
panel$e <- NULL
negative <- data.frame(month = 1:40)
negative$y <- round(3 + 0.05 * negative$month + as.numeric(arima.sim(list(ar = -0.6), 40)), 3)
# Rows in no order.
for (name in c("gaps", "panel", "negative")) {
  d <- get(name)
  d <- d[sample(nrow(d)), ]
  assign(name, d)
  write.csv(d, file.path(folder, paste0(name, ".csv")), row.names = FALSE, quote = FALSE)
}
cat("# serial-correlation\n")
one <- function(d) rep(1, nrow(d))
autoregressive(gaps, y ~ month + x, gaps$month, one(gaps), list(table = "gaps.csv"), c(0.01, 0.99), FALSE)
autoregressive(panel, y ~ month + x, panel$month, panel$site, list(table = "panel.csv"), c(0.01, 0.99), FALSE)
autoregressive(panel, y ~ month + x, panel$day, panel$site, list(table = "panel.csv", form = "continuous"),
  c(0.01, 0.99), TRUE)
autoregressive(negative, y ~ month, negative$month, one(negative), list(table = "negative.csv"), c(-0.95, 0.2), FALSE)
sorted <- negative[order(negative$month), ]
newey(lm(y ~ month, sorted), list(table = "negative.csv"))
# Amplitude modulated: scores of missing months are 0.
ordered <- gaps[order(gaps$month), ]
fit <- lm(y ~ month + x, ordered)
full <- matrix(0, 60, 3)
full[ordered$month, ] <- model.matrix(fit) * resid(fit)
for (lag in c(1, 4)) {
  W <- crossprod(full)
  for (j in 1:lag) {
    G <- crossprod(full[(1 + j):60, ], full[1:(60 - j), ])
    W <- W + (1 - j / (lag + 1)) * (G + t(G))
  }
  B <- solve(crossprod(model.matrix(fit)))
  V <- B %*% W %*% B
  ignored <- NeweyWest(fit, lag = lag, prewhite = 0)
  for (i in 1:3) for (rule in c("respected", "ignored")) {
    value <- if (rule == "respected") V[i, i] else ignored[i, i]
    say("regression-coefficient-se", list(term = c("intercept", "month", "x")[i], covariance = "newey-west",
      table = "gaps.csv", lag = lag, adjust = FALSE, gaps = rule), list(value = sqrt(value)), 1e-9 * sqrt(value),
      if (rule == "respected") "R 4.2.2" else "sandwich 3.0.2")
  }
}

cat("# its-uk-drivers\n")
uk <- read.csv("../its-uk-drivers/data.csv")
names(uk)[1] <- "time"
uk$level <- as.numeric(uk$time >= 170)
uk$slope <- pmax(0, uk$time - 170)
names(uk)[4] <- "slope-change"
newey(lm(value ~ time + level + `slope-change`, uk), list(covariance.of = "uk")[0])
X <- cbind(intercept = 1, as.matrix(uk[, c("time", "level", "slope-change")]))
for (reml in c(FALSE, TRUE)) {
  f <- function(rho) at(rho, uk$value, X, uk$time, one(uk), reml)
  rho <- root(function(r) f(r)$slope, 0.3, 0.95)
  fall <- function(r) 2 * (f(rho)$value - f(r)$value) - qchisq(0.95, 1)
  say("autocorrelation-parameter", list(estimator = if (reml) "AR(1) REML" else "AR(1) ML"),
    list(value = rho, interval = c(root(fall, 0, rho), root(fall, rho, 0.999))), 1e-8, "R 4.2.2 dense matrices")
}

cat("# newey-west-investment\n")
investment <- read.csv("../newey-west-investment/data.csv")
newey(lm(investment ~ gnp + interest, investment), list(covariance.of = "x")[0])

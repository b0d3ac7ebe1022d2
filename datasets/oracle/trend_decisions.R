# Figures of datasets/meta-bcg and datasets/empirical-bayes-slopes that no publication prints: roots of the estimating
# equations to the last digits, metafor's best linear predictions, the second-order errors built on them, and the
# predictions of R's predict.lm. One case of expected.json per line.
#   cd datasets/oracle && Rscript trend_decisions.R      # metafor 3.8-1
suppressMessages(library(metafor))
say <- function(quantity, options, fields, tolerance, from) {
  number <- function(x) if (length(x) > 1) paste0("[", paste(sprintf("%.17g", x), collapse = ", "), "]") else
    sprintf("%.17g", x)
  quoted <- function(x) if (is.character(x)) paste0('"', x, '"') else sprintf("%.17g", x)
  pairs <- function(x, f) paste(sprintf('"%s": %s', names(x), sapply(x, f)), collapse = ", ")
  cat(sprintf('{"quantity": "%s", "options": {%s}, %s, "tolerance": %.3g, "from": "%s"}\n', quantity,
    pairs(options, quoted), pairs(fields, number), tolerance, from))
}
root <- function(f, to) uniroot(f, c(0, to), tol = 1e-15, maxiter = 10000)$root

# tau^2 by its defining equation, and what follows.
solve_tau <- function(y, v, method) {
  k <- length(y)
  w <- function(t) 1 / (v + t)
  m <- function(t) sum(w(t) * y) / sum(w(t))
  q <- function(t) sum(w(t) * (y - m(t))^2)
  score <- function(t) sum(w(t)^2 * (y - m(t))^2) - sum(w(t)) + (method == "REML") * sum(w(t)^2) / sum(w(t))
  a <- 1 / v
  switch(method,
    PM = root(function(t) q(t) - (k - 1), 1e3 * var(y)), REML = root(score, 1e3 * var(y)), ML = root(score, 1e3 * var(y)),
    DL = (q(0) - (k - 1)) / (sum(a) - sum(a^2) / sum(a)), HE = var(y) - mean(v))
}
effects <- function(y, v, names, label, from) {
  k <- length(y)
  for (method in c("PM", "REML", "ML", "DL", "HE")) {
    tau <- solve_tau(y, v, method)
    say("meta-tau-squared", list(tau = method), list(value = tau), 1e-11 * tau, from)
    fit <- rma(yi = y, vi = v, tau2 = tau)
    stopifnot(abs(fit$tau2 - tau) < 1e-14 * tau)
    linear <- blup(fit)
    w <- 1 / (v + tau)
    b <- v * w
    a <- 1 / v
    trace <- sum(a) - sum(a^2) / sum(a)
    spread <- switch(method,
      REML = 2 / sum(w^2), ML = 2 / sum(w^2), PM = 2 * k / sum(w)^2, HE = 2 * sum(1 / w^2) / k^2,
      # Var(y'Ay) = 2 tr(A S A S) with A = diag(a) - a a' / sum(a) and S = diag(v + tau^2)
      DL = {
        A <- diag(a) - outer(a, a) / sum(a)
        S <- diag(1 / w)
        2 * sum(diag(A %*% S %*% A %*% S)) / trace^2
      })
    bias <- switch(method, ML = -1 / sum(w), PM = 2 * (k * sum(w^2) - sum(w)^2) / sum(w)^3, 0)
    square <- linear$se^2 + 2 * b^2 * w * spread - b^2 * bias
    for (i in seq_len(k)) {
      say("site-effect", setNames(list(names[i], method, "with the uncertainty of mean and variance"),
        c(label, "tau", "error")), list(value = linear$pred[i], standard_error = sqrt(square[i])),
        1e-10 * max(abs(y)), from)
      say("site-effect", setNames(list(names[i], method, "conditional"), c(label, "tau", "error")),
        list(value = linear$pred[i], standard_error = sqrt(tau * b[i])), 1e-10 * max(abs(y)), from)
    }
  }
  for (p in c(0.95, 0.8)) {
    q <- function(t) { w <- 1 / (v + t); sum(w * (y - sum(w * y) / sum(w))^2) }
    limit <- function(quantile) root(function(t) q(t) - quantile, 1e4 * var(y))
    say("meta-tau-squared", list(interval = "Q-profile", confidence = p),
      list(interval = c(limit(qchisq((1 + p) / 2, k - 1)), limit(qchisq((1 - p) / 2, k - 1)))), 1e-10 * var(y),
      "R 4.2.2 uniroot")
  }
}

cat("# meta-bcg\n")
bcg <- read.csv("../meta-bcg/data.csv")
effects(bcg$value, bcg$variance, bcg$trial, "trial", "R 4.2.2 uniroot; metafor 3.8-1 blup")

cat("# empirical-bayes-slopes\n")
sleep <- read.csv("../empirical-bayes-slopes/data.csv")
fits <- lapply(split(sleep, sleep$site), function(d) lm(value ~ day, d))
own <- sapply(fits, function(f) vcov(f)["day", "day"])
effects(sapply(fits, function(f) coef(f)["day"]), unname(own), as.integer(names(fits)), "site",
  "R 4.2.2 lm, uniroot; metafor 3.8-1 blup")
for (site in names(fits)[c(1, 9)]) for (day in c(4.5, 10, 14)) for (kind in c("confidence", "prediction")) {
  p <- predict(fits[[site]], data.frame(day = day), interval = kind)
  say("prediction", list(site = as.integer(site), day = day, of = if (kind == "confidence") "mean" else "observation"),
    list(value = p[1], interval = p[2:3]), 1e-9, "R 4.2.2 predict.lm")
}

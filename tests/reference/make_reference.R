# Writes the reference answers of tests/stats as JSON, inputs included.
#
#   Rscript tests/reference/make_reference.R
#
# Needs R with survival, npsurv and jsonlite (Debian: r-cran-survival, r-cran-npsurv, r-cran-jsonlite). The
# tests read the JSON only. Numbers are written with 17 digits, so that nothing is lost; NA, NaN and
# infinite values are written as null.

suppressMessages({
  library(survival)
  library(npsurv)
  library(jsonlite)
})

arguments <- commandArgs(trailingOnly = FALSE)
here <- dirname(sub("^--file=", "", grep("^--file=", arguments, value = TRUE)))
options(digits = 17)
set.seed(20240101, kind = "Mersenne-Twister", normal.kind = "Inversion", sample.kind = "Rejection")

save_as <- function(name, cases) {
  versions <- list(
    R = as.character(getRversion()), survival = as.character(packageVersion("survival")),
    npsurv = as.character(packageVersion("npsurv"))
  )
  finite <- function(x) {
    if (is.list(x)) return(lapply(x, finite))
    if (is.numeric(x)) x[!is.finite(x)] <- NA
    x
  }
  text <- toJSON(
    list(made_with = versions, cases = finite(cases)),
    digits = I(17), na = "null", null = "null", auto_unbox = TRUE, pretty = 1
  )
  # One array of numbers per line keeps the files short enough to read.
  text <- gsub("\\s*\n\\s+(?=(-?[0-9]|null|\\]))", " ", text, perl = TRUE)
  writeLines(text, file.path(here, paste0(name, ".json")))
}

vector_of <- function(x) I(unname(x))

# ---- proportions -------------------------------------------------------------------------------------

counts <- list(
  c(0, 1), c(1, 1), c(0, 10), c(10, 10), c(3, 7), c(52, 100), c(70, 101), c(288, 537), c(1, 100000)
)
wilson_cases <- lapply(counts, function(kn) {
  limits <- suppressWarnings(prop.test(kn[1], kn[2], correct = FALSE))$conf.int
  list(successes = kn[1], n = kn[2], low = limits[1], high = limits[2])
})

pairs <- list(
  c(70, 101, 52, 100), c(3, 10, 0, 8), c(0, 12, 0, 9), c(10, 10, 4, 11), c(5, 5, 5, 5), c(1, 30, 17, 25),
  c(288, 537, 30, 90), c(450, 1000, 400, 1000), c(20000, 50000, 30300, 75000), c(2, 9, 7, 9), c(8, 20, 12, 20)
)
fisher_cases <- lapply(pairs, function(x) {
  table <- matrix(c(x[1], x[2] - x[1], x[3], x[4] - x[3]), 2)
  list(k1 = x[1], n1 = x[2], k2 = x[3], n2 = x[4], p = fisher.test(table)$p.value)
})

# Woolf's interval is the Wald interval of a saturated logistic regression.
odds_cases <- lapply(pairs[c(1, 6, 7, 8, 10)], function(x) {
  fit <- glm(cbind(c(x[1], x[3]), c(x[2] - x[1], x[4] - x[3])) ~ factor(c(1, 0)),
    family = binomial, control = list(epsilon = 1e-12, maxit = 100))
  estimate <- coef(summary(fit))[2, ]
  ends <- exp(estimate[1] + c(0, -1, 1) * qnorm(0.975) * estimate[2])
  list(k1 = x[1], n1 = x[2], k2 = x[3], n2 = x[4], estimate = ends[1], low = ends[2], high = ends[3])
})

groups <- list(
  list(k = c(12, 20, 9), n = c(30, 44, 31)), list(k = c(1, 3, 2, 0), n = c(6, 8, 5, 7)),
  list(k = c(70, 52), n = c(101, 100)), list(k = c(400, 380, 51, 9, 77), n = c(801, 799, 104, 30, 150))
)
chi_cases <- lapply(groups, function(g) {
  test <- suppressWarnings(chisq.test(cbind(g$k, g$n - g$k), correct = FALSE))
  list(
    successes = g$k, totals = g$n, statistic = unname(test$statistic), df = unname(test$parameter),
    p = test$p.value, share_small_expected = mean(test$expected < 5)
  )
})

families <- list(
  c(0.01, 0.04, 0.03, 0.005, 0.5), c(0.05), c(0.2, 0.2, 0.2), c(1, 0.9, 1e-8, 0.04, 0.04, 0.011, 0.6, 0.3)
)
bh_cases <- lapply(families, function(p) list(p = vector_of(p), adjusted = vector_of(p.adjust(p, "BH"))))

mcnemar_cases <- lapply(list(c(0, 6), c(3, 3), c(10, 2), c(41, 60), c(0, 1)), function(bc) {
  list(b = bc[1], c = bc[2], p = binom.test(bc[1], sum(bc))$p.value)
})

save_as("proportions", list(
  wilson = wilson_cases, fisher = fisher_cases, odds_ratio = odds_cases, chi_square = chi_cases,
  benjamini_hochberg = bh_cases, mcnemar = mcnemar_cases
))

# ---- changes and ranks -------------------------------------------------------------------------------

change_sets <- list(
  whole = c(-12, -9, -9, -3, 0, 0, 1, -7, -5, -5, -5, 2, 4, -20, -1),
  tied = rep(c(-4, -4, -2, 0, 3), c(6, 1, 9, 5, 2)),
  six = c(-1, -2, -3, -4, -5, -6),
  decimals = round(rnorm(40, -1.3, 2.4), 1),
  large = round(rnorm(400, -6, 6))
)
probs <- c(0, 0.1, 0.25, 0.5, 0.75, 0.9, 1)
change_cases <- lapply(change_sets, function(x) {
  ranks <- suppressWarnings(wilcox.test(x, exact = FALSE, correct = FALSE))
  walsh <- outer(x, x, "+")[lower.tri(diag(length(x)), diag = TRUE)] / 2
  n <- length(x)
  k <- floor(n * (n + 1) / 4 - qnorm(0.975) * sqrt(n * (n + 1) * (2 * n + 1) / 24)) + 1
  limits <- t.test(x)$conf.int
  list(
    values = x, mean = mean(x), sd = sd(x), t_low = limits[1], t_high = limits[2],
    probs = probs, quantiles = vector_of(quantile(x, probs)),
    w = unname(ranks$statistic), p = ranks$p.value, n_nonzero = sum(x != 0),
    hl = median(walsh), hl_low = sort(walsh)[k], hl_high = rev(sort(walsh))[k]
  )
})

two_groups <- list(
  list(x = c(1, 4, 4, 6, 9), y = c(2, 4, 5, 8, 8, 10)), list(x = change_sets$whole, y = change_sets$tied),
  list(x = round(rnorm(80, 10, 4)), y = round(rnorm(55, 12, 4)))
)
mann_whitney_cases <- lapply(two_groups, function(g) {
  test <- suppressWarnings(wilcox.test(g$x, g$y, exact = FALSE, correct = FALSE))
  list(x = g$x, y = g$y, u = unname(test$statistic), p = test$p.value)
})

several <- list(
  two_groups[[1]], c(two_groups[[2]], list(z = change_sets$six)),
  lapply(1:5, function(i) round(rnorm(20 + i, i / 2, 3)))
)
kruskal_cases <- lapply(several, function(g) {
  g <- unname(g)
  test <- kruskal.test(g)
  n <- length(unlist(g))
  list(
    groups = lapply(g, vector_of), h = unname(test$statistic), df = unname(test$parameter), p = test$p.value,
    n = n
  )
})

save_as("ranks", list(change = change_cases, mann_whitney = mann_whitney_cases, kruskal_wallis = kruskal_cases))

# ---- Kaplan-Meier, log-rank, competing ends ----------------------------------------------------------

heavy <- data.frame(time = sample(1:60, 150, TRUE), event = rbinom(150, 1, 0.2))
ties <- data.frame(time = sample(c(7, 14, 21, 28), 90, TRUE), event = rbinom(90, 1, 0.6))
long <- data.frame(time = ceiling(rexp(600, 1 / 40)), event = rbinom(600, 1, 0.7))
survival_sets <- list(
  # Freireich's leukaemia remission times, 6-MP arm.
  freireich = data.frame(
    time = c(6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35),
    event = c(1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0)
  ),
  four = data.frame(time = c(1, 2, 3, 4), event = c(1, 1, 1, 1)),
  half_then_flat = data.frame(time = c(2, 4, 6, 9), event = c(1, 1, 0, 0)),
  half_then_drop = data.frame(time = c(2, 4, 8, 9), event = c(1, 1, 1, 0)),
  half_censored_between = data.frame(time = c(2, 4, 5, 8, 9, 11), event = c(1, 1, 0, 1, 1, 1)),
  half_by_products = data.frame(time = c(1, 2, 2, 3, 4, 6, 10), event = c(1, 0, 0, 1, 1, 0, 0)),
  not_reached = data.frame(time = c(3, 5, 5, 8, 9, 9), event = c(1, 0, 0, 0, 1, 0)),
  all_events_one_time = data.frame(time = c(5, 5, 5), event = c(1, 1, 1)),
  no_event = data.frame(time = c(3, 4, 4), event = c(0, 0, 0)),
  ties = ties, heavy = heavy, long = long
)
at <- c(0, 1, 5, 7, 14, 21, 28, 60)
km_cases <- lapply(survival_sets, function(d) {
  fit <- survfit(Surv(time, event) ~ 1, data = d, conf.type = "log-log")
  half <- quantile(fit, 0.5)
  table <- summary(fit, times = at, extend = TRUE)
  list(
    time = d$time, event = d$event, times = vector_of(fit$time), at_risk = vector_of(fit$n.risk),
    events = vector_of(fit$n.event), censored = vector_of(fit$n.censor), survival = vector_of(fit$surv),
    se_log = vector_of(fit$std.err), low = vector_of(fit$lower), high = vector_of(fit$upper),
    median = unname(half$quantile), median_low = unname(half$lower), median_high = unname(half$upper),
    quarters = vector_of(quantile(fit, c(0.25, 0.75))$quantile), at = at, n_risk_at = vector_of(table$n.risk), survival_at = vector_of(table$surv)
  )
})

lung_like <- data.frame(
  time = ceiling(rexp(240, rep(c(1 / 30, 1 / 45, 1 / 30), each = 80))), event = rbinom(240, 1, 0.7),
  group = rep(1:3, each = 80)
)
logrank_sets <- list(
  veteran = data.frame(time = veteran$time, event = veteran$status, group = as.integer(veteran$celltype)),
  aml = data.frame(time = aml$time, event = aml$status, group = as.integer(aml$x)),
  ovarian = data.frame(time = ovarian$futime, event = ovarian$fustat, group = ovarian$rx),
  three = lung_like,
  five = transform(lung_like, group = rep(1:5, length.out = 240)),
  tied = transform(ties, group = rep(1:2, 45)),
  group_never_at_risk = data.frame(
    time = c(5, 6, 7, 8, 9, 10, 1, 1), event = c(1, 0, 1, 1, 0, 1, 0, 0), group = c(1, 1, 1, 2, 2, 2, 3, 3)
  )
)
logrank_cases <- lapply(logrank_sets, function(d) {
  test <- survdiff(Surv(time, event) ~ group, data = d)
  df <- sum(test$exp > 0) - 1
  list(
    time = d$time, event = d$event, group = d$group, chi2 = test$chisq, df = df,
    p = pchisq(test$chisq, df, lower.tail = FALSE)
  )
})

competing_sets <- list(
  small = data.frame(time = c(1, 2, 2, 3, 4, 5, 5, 6), end = c(1, 2, 0, 1, 1, 2, 0, 1)),
  mixed = data.frame(time = sample(1:20, 60, TRUE), end = sample(0:2, 60, TRUE)),
  rare = data.frame(time = sample(1:90, 300, TRUE), end = sample(0:2, 300, TRUE, c(0.6, 0.35, 0.05)))
)
competing_cases <- lapply(competing_sets, function(d) {
  fit <- survfit(Surv(time, factor(end, 0:2)) ~ 1, data = d, conf.type = "log-log")
  list(
    time = d$time, end = d$end, times = vector_of(fit$time), at_risk = vector_of(fit$n.risk[, 1]),
    state = fit$pstate, se = fit$std.err, low = fit$lower, high = fit$upper
  )
})

save_as("survival", list(kaplan_meier = km_cases, logrank = logrank_cases, competing = competing_cases))

# ---- interval censoring ------------------------------------------------------------------------------

# People examined on whole days until the event is seen or they stop coming.
visits <- function(n, days, jitter, scale) {
  event <- rgamma(n, 1.4, scale = scale)
  t(sapply(seq_len(n), function(i) {
    came <- unique(pmax(1, days + sample(-jitter:jitter, length(days), TRUE)))
    came <- sort(came[seq_len(sample(2:length(came), 1))])
    before <- came[came < event[i]]
    after <- came[came >= event[i]]
    c(if (length(before)) max(before) else 0, if (length(after)) min(after) else Inf)
  }))
}
interval_sets <- list(
  # Finkelstein and Wolfe's breast cosmesis data, radiotherapy arm.
  cosmesis = matrix(c(
    45, Inf, 25, 37, 37, Inf, 6, 10, 46, Inf, 0, 5, 0, 7, 26, 40, 18, Inf, 46, Inf, 46, Inf, 24, Inf, 46, Inf,
    27, 34, 36, Inf, 7, 16, 36, 44, 5, 11, 17, Inf, 46, Inf, 19, 35, 7, 14, 36, 48, 17, 25, 37, 44, 37, Inf,
    24, Inf, 0, 8, 40, Inf, 32, Inf, 4, 11, 17, 25, 33, Inf, 15, Inf, 46, Inf, 19, 26, 11, 15, 11, 18, 37, Inf,
    22, Inf, 38, Inf, 34, Inf, 46, Inf, 5, 12, 36, Inf, 46, Inf
  ), ncol = 2, byrow = TRUE),
  exact_days = visits(80, c(7, 14, 21, 28), 0, 9),
  jittered = visits(120, 7 * 1:8, 2, 10),
  sparse = visits(60, c(3, 10, 24, 45), 3, 15),
  every_day = {
    start <- sample(0:30, 200, TRUE)
    cbind(start, start + 1)
  },
  mostly_open = rbind(visits(15, 7 * 1:4, 2, 40), cbind(sample(5:30, 60, TRUE), Inf)),
  one = matrix(c(7, 14), 1),
  weighted = visits(300, 7 * 1:12, 3, 14)
)
interval_cases <- lapply(interval_sets, function(LR) {
  LR <- unname(as.matrix(LR))
  weights <- if (nrow(LR) == 300) rep(c(1, 5, 40), 100) else rep(1, nrow(LR))
  if (nrow(LR) == 1) {
    f <- list(left = LR[1], right = LR[2], p = 1)
    ll <- 0
  } else {
    fit <- npsurv(LR, w = weights, tol = 1e-14, maxit = 10000)
    f <- fit$f
    ll <- fit$ll
  }
  list(
    left = vector_of(LR[, 1]), right = vector_of(LR[, 2]), counts = vector_of(weights),
    cell_left = vector_of(f$left), cell_right = vector_of(f$right), mass = vector_of(f$p), loglik = ll
  )
})
save_as("intervals", interval_cases)

# ---- recurrent gaps ----------------------------------------------------------------------------------

recurrent <- function(patients, mean_gaps, followed) {
  do.call(rbind, lapply(seq_len(patients), function(i) {
    gaps <- ceiling(rexp(rpois(1, mean_gaps), rgamma(1, 4, 4) / 30))
    data.frame(patient = i, gap = c(gaps, sample(0:followed, 1)), completed = c(rep(1, length(gaps)), 0))
  }))
}
gap_sets <- list(
  three = data.frame(
    patient = c(1, 1, 1, 2, 2, 3), gap = c(10, 20, 5, 15, 3, 12), completed = c(1, 1, 0, 1, 0, 0)
  ),
  ends_in_event = data.frame(patient = c(1, 2, 2, 3), gap = c(4, 9, 30, 8), completed = c(0, 1, 1, 1)),
  one_gap_each = data.frame(patient = 1:30, gap = sample(1:40, 30, TRUE), completed = rbinom(30, 1, 0.7)),
  clinic = recurrent(40, 2, 40), often = recurrent(60, 6, 90), seldom = recurrent(80, 0.6, 120)
)
gap_cases <- lapply(gap_sets, function(d) {
  done <- tapply(d$completed, d$patient, sum)[as.character(d$patient)]
  used <- (d$completed == 1 | done == 0) & d$gap > 0
  rows <- transform(d, w = ifelse(done > 0, 1 / pmax(done, 1), 1))[used, ]
  fit <- survfit(Surv(gap, completed) ~ 1, data = rows, weights = w, cluster = patient, conf.type = "log-log")
  half <- quantile(fit, 0.5)
  # A clustered band need not fall all the way, and quantile() sorts it; print() takes its first crossing.
  limits <- summary(fit)$table[c("0.95LCL", "0.95UCL")]
  list(
    patient = d$patient, gap = d$gap, completed = d$completed, times = vector_of(fit$time),
    at_risk = vector_of(fit$n.risk), events = vector_of(fit$n.event), survival = vector_of(fit$surv),
    # With clusters survfit gives the standard error of survival itself.
    se = vector_of(fit$std.err), low = vector_of(fit$lower), high = vector_of(fit$upper),
    median = unname(half$quantile), median_low = unname(limits[1]), median_high = unname(limits[2])
  )
})

rate_sets <- list(
  few = list(b = c(3, 0, 1, 5), y = c(0.5, 0.9, 1.2, 2)),
  many = list(b = rpois(50, 3), y = round(runif(50, 0.1, 3), 3))
)
rate_cases <- lapply(rate_sets, function(d) {
  # The ratio estimator is a weighted regression on a constant; its sandwich variance with n/(n-1).
  r <- sum(d$b) / sum(d$y)
  fit <- lm(I(d$b / d$y) ~ 1, weights = d$y)
  influence <- d$y * residuals(fit) / sum(d$y)
  n <- length(d$b)
  se_log <- sqrt(n / (n - 1) * sum(influence^2)) / r
  ends <- r * exp(c(-1, 1) * qnorm(0.975) * se_log)
  list(events = d$b, years = d$y, rate = unname(coef(fit)), low = ends[1], high = ends[2])
})
save_as("gaps", list(wang_chang = gap_cases, rate = rate_cases))

# ---- charts ------------------------------------------------------------------------------------------

funnel_cases <- do.call(c, lapply(c(5, 12, 60, 1000, 40000), function(n) {
  lapply(c(0.03, 0.3, 0.536), function(p) {
    tails <- c(0.001, 0.025, 0.975, 0.999)
    r <- qbinom(tails, n, p)
    limit <- (r - (pbinom(r, n, p) - tails) / dbinom(r, n, p)) / n
    list(n = n, p = p, tails = tails, limits = pmin(1, pmax(0, limit)))
  })
}))

# Attendances at emergency departments in England seen within four hours, 20 weeks: Mohammed et al., BMJ Qual
# Saf 2013;22:362.
emergency <- list(
  seen = c(266501, 264225, 276532, 281461, 269071, 261215, 270409, 279778, 270483, 270320, 267923, 271478,
    255353, 256820, 261835, 259144, 255910, 260863, 264465, 260989),
  total = c(280443, 276823, 291681, 296155, 282343, 275888, 283867, 295251, 284468, 282529, 279618, 283932,
    266629, 268091, 276803, 271578, 266005, 273520, 278574, 273772)
)
laney <- function(k, n) {
  p <- sum(k) / sum(n)
  s <- sqrt(p * (1 - p) / n)
  z <- (k / n - p) / s
  sigma_z <- mean(abs(diff(z))) / 1.128
  list(
    successes = k, totals = n, centre = p, chi2 = sum(z^2), sigma_z = sigma_z,
    lower = pmax(0, p - 3 * s * max(1, sigma_z)), upper = pmin(1, p + 3 * s * max(1, sigma_z))
  )
}
save_as("charts", list(funnel = funnel_cases, laney = laney(emergency$seen, emergency$total)))

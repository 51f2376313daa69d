# Writes the answers of tests/analyses/test_compare_reference.py as JSON, the invented people included.
#
#   Rscript tests/reference/compare.R
#
# Needs R with survival and jsonlite. Tests come from fisher.test, chisq.test, wilcox.test, kruskal.test,
# survdiff and p.adjust, Wilson limits from prop.test, limits of the funnel from pbinom. Newcombe's
# interval is put together here from the limits of prop.test.

suppressMessages({
  library(survival)
  library(jsonlite)
})

arguments <- commandArgs(trailingOnly = FALSE)
here <- dirname(sub("^--file=", "", grep("^--file=", arguments, value = TRUE)))
options(digits = 17)
set.seed(20240607, kind = "Mersenne-Twister", normal.kind = "Inversion", sample.kind = "Rejection")

# PHQ-9 before, on day 8 and on day 31; some are not scored on day 31. Bands at 5, 10, 15 and 20.
people <- function(sizes, relief, scored = 0.9) {
  group <- rep(names(sizes), sizes)
  n <- length(group)
  before <- sample(5:27, n, replace = TRUE)
  share <- pmin(pmax(rnorm(n, relief[group], 0.35), -0.5), 1)
  end <- pmin(27, pmax(0, round(before * (1 - share))))
  middle <- pmin(27, pmax(0, round(before * (1 - share * runif(n, 0.2, 1.2)))))
  end[runif(n) > scored] <- NA
  data.frame(group, before, middle, end)
}

clinics <- list(
  three_sites = people(c(Harbour = 31, Mill = 25, Park = 4), c(Harbour = 0.6, Mill = 0.35, Park = 0.9)),
  two_routes = people(c(iv = 80, nasal = 64), c(iv = 0.6, nasal = 0.4), 0.8),
  five_groups = people(
    c(a = 40, b = 55, c = 70, d = 25, e = 8), c(a = 0.3, b = 0.5, c = 0.55, d = 0.7, e = 0.5)
  )
)

wilson <- function(k, n) suppressWarnings(prop.test(k, n, correct = FALSE))$conf.int[1:2]

newcombe <- function(k1, n1, k2, n2) {
  p1 <- k1 / n1; p2 <- k2 / n2; a <- wilson(k1, n1); b <- wilson(k2, n2)
  list(
    value = p1 - p2, low = p1 - p2 - sqrt((p1 - a[1])^2 + (b[2] - p2)^2),
    high = p1 - p2 + sqrt((a[2] - p1)^2 + (p2 - b[1])^2)
  )
}

woolf <- function(k1, n1, k2, n2) {
  cells <- c(k1, n1 - k1, k2, n2 - k2)
  if (min(cells) == 0) return(NULL)
  fit <- glm(cbind(c(k1, k2), c(n1 - k1, n2 - k2)) ~ factor(c(1, 0)), family = binomial,
    control = list(epsilon = 1e-13, maxit = 100))
  ends <- exp(coef(summary(fit))[2, 1] + c(0, -1, 1) * qnorm(0.975) * coef(summary(fit))[2, 2])
  list(value = ends[1], low = ends[2], high = ends[3])
}

outcomes <- list(
  response = function(a, b) 2 * b <= a, remission = function(a, b) b < 5,
  reliable_improvement = function(a, b) a - b >= 6, reliable_deterioration = function(a, b) b - a >= 6
)
bands <- c(0, 5, 10, 15, 20, 28)

standardised <- function(own, all, shown) {
  cut_all <- cut(all$before, bands, right = FALSE); cut_own <- cut(own$before, bands, right = FALSE)
  w <- table(cut_all) / nrow(all)
  n <- table(cut_own); k <- tapply(shown(own$before, own$end), cut_own, sum, default = 0)
  if (any(w > 0 & n == 0)) return(NULL)
  use <- which(w > 0)
  limits <- sapply(use, function(i) wilson(k[i], n[i]))
  p <- k[use] / n[use]; rate <- sum(w[use] * p)
  list(
    value = rate, low = rate - sqrt(sum((w[use] * (p - limits[1, ]))^2)),
    high = rate + sqrt(sum((w[use] * (limits[2, ] - p))^2))
  )
}

limit <- function(n, p, a) {
  r <- which(pbinom(0:n, n, p) >= a)[1] - 1
  f <- pbinom(r, n, p); before <- if (r > 0) pbinom(r - 1, n, p) else 0
  min(1, max(0, (r - (f - a) / (f - before)) / n))
}

answer <- function(d) {
  names <- unique(d$group)
  scored <- d[!is.na(d$end), ]
  size <- sapply(names, function(g) sum(scored$group == g))
  large <- names[size >= 10]
  reference <- names[which.max(size)]
  use <- scored[scored$group %in% large, ]
  use$group <- factor(use$group, levels = large)
  groups <- lapply(names, function(g) {
    own <- scored[scored$group == g, ]
    all <- d[d$group == g, ]
    base <- scored[scored$group == reference, ]
    rest <- scored[scored$group != g, ]
    parts <- lapply(outcomes, function(shown) {
      k <- sum(shown(own$before, own$end)); n <- nrow(own)
      kr <- sum(shown(base$before, base$end)); nr <- nrow(base)
      ko <- sum(shown(rest$before, rest$end)); no <- nrow(rest)
      w <- wilson(k, n)
      found <- list(
        successes = k, scored = n, judged = nrow(all), low = w[1], high = w[2],
        failure = wilson(k, nrow(all)), success = wilson(k + nrow(all) - n, nrow(all)),
        standardised = if (n >= 10) standardised(own, scored, shown)
      )
      all_r <- d[d$group == reference, ]
      if (g != reference && n >= 10) {
        found$difference <- newcombe(k, n, kr, nr)
        found$difference_failure <- newcombe(k, nrow(all), kr, nrow(all_r))
        found$difference_success <- newcombe(k + nrow(all) - n, nrow(all), kr + nrow(all_r) - nr, nrow(all_r))
        found$odds <- woolf(k, n, kr, nr)
      }
      if (n >= 10) found$rest <- newcombe(k, n, ko, no)
      found
    })
    change <- own$end - own$before
    mean <- if (length(change) >= 10) {
      t <- t.test(change); list(value = mean(change), low = t$conf.int[1], high = t$conf.int[2])
    }
    list(label = g, outcomes = parts, n = length(change), mean = mean, median = median(change))
  })
  tests <- lapply(outcomes, function(shown) {
    table <- table(use$group, factor(shown(use$before, use$end), levels = c(TRUE, FALSE)))
    if (length(large) == 2) return(list(p = fisher.test(table)$p.value))
    if (any(colSums(table) == 0)) return(NULL)
    test <- suppressWarnings(chisq.test(table, correct = FALSE))
    list(p = test$p.value, statistic = unname(test$statistic), rough = mean(test$expected < 5) > 0.2)
  })
  change <- use$end - use$before
  tests$change <- if (length(large) == 2) {
    test <- wilcox.test(change ~ use$group, exact = FALSE, correct = FALSE)
    n <- table(use$group)
    list(p = test$p.value, statistic = unname(test$statistic),
      effect = 2 * unname(test$statistic) / prod(n) - 1)
  } else {
    test <- kruskal.test(change, use$group)
    list(p = test$p.value, statistic = unname(test$statistic),
      effect = unname(test$statistic) / (length(change) - 1))
  }
  early <- 2 * d$middle <= d$before
  late <- !is.na(d$end) & 2 * d$end <= d$before
  time <- ifelse(early, 8, ifelse(is.na(d$end), 8, 31))
  followed <- table(d$group)[d$group] >= 10
  test <- survdiff(Surv(time, early | late) ~ group, data = d, subset = followed)
  tests$improvement <- list(
    p = pchisq(test$chisq, length(test$n) - 1, lower.tail = FALSE), statistic = test$chisq
  )
  tests <- Filter(Negate(is.null), tests)
  adjusted <- p.adjust(sapply(tests, function(t) t$p), "BH")
  for (name in names(tests)) tests[[name]]$adjusted <- adjusted[[name]]
  pooled <- mean(2 * scored$end <= scored$before)
  funnel <- lapply(names, function(g) {
    n <- sum(scored$group == g)
    I(sapply(c(0.001, 0.025, 0.975, 0.999), function(a) limit(n, pooled, a)))
  })
  list(people = d, reference = reference, groups = groups, tests = tests, pooled = pooled, funnel = funnel)
}

text <- toJSON(
  list(made_with = list(R = as.character(getRversion())), cases = lapply(clinics, answer)),
  digits = I(17), na = "null", null = "null", auto_unbox = TRUE, pretty = 1, dataframe = "columns"
)
text <- gsub("\\s*\n\\s+(?=(-?[0-9\"][^:]*?[,\n]|null|\\]))", " ", text, perl = TRUE)
writeLines(text, file.path(here, "compare.json"))

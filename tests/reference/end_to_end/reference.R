# A second, independent way from the CSV files to every number: plain loops over people, survival, npsurv.
# Run from this folder:  Rscript reference.R        writes answers/<clinic>.json
# Nothing here is shared with the Python side; where the two differ one of them is wrong.

suppressPackageStartupMessages({ library(survival); library(npsurv); library(jsonlite) })
Z <- 1.959963984540054
OUT <- "answers"

# ---- scales: worse is higher unless better = TRUE --------------------------------------------------------
scale_of <- function(name) {
  scale <- SCALES[[name]]
  if (!is.null(RULES$remission_cutoff[[name]])) scale$remitted <- eval(parse(text = paste("function(x) x", RULES$remission_cutoff[[name]])))
  points <- RULES$reliable_points[[name]]
  if (!is.null(points)) scale$reliable <- function(drop) drop >= points
  scale
}
SCALES <- list(
  phq9 = list(ratio = TRUE, remitted = function(x) x < 5, reliable = function(drop) drop >= 6),
  gad7 = list(ratio = TRUE, remitted = function(x) x < 5, reliable = function(drop) drop >= 4),
  qids_sr16 = list(ratio = TRUE, remitted = function(x) x <= 5, reliable = function(drop) drop >= 5),
  madrs = list(ratio = TRUE, remitted = function(x) x <= 10,
               reliable = function(drop) drop > 1.96 * 6.4 * sqrt(2 * (1 - 0.91))),
  who5 = list(ratio = FALSE, better = TRUE))
# Settings in force; a clinic may change some. Names as in a rules file.
DEFAULT_RULES <- list(induction_gap_days = 10, induction_last_day = 28, induction_most_sessions = 8, completed_sessions = 4,
  completed_span_days = 7, new_courses = TRUE, baseline = "last", severity_gate = FALSE, remission_among = "above_cutoff",
  followup_end = "cut_off", remission_cutoff = list(), reliable_points = list())
RULES <- DEFAULT_RULES
PRESETS <- list(
  mcinnes_2022 = list(anchor = "induction", from = 14, to = 31, target = 21, completers = TRUE),
  end_of_induction = list(anchor = "induction", from = 1, to = 14, target = 7, completers = TRUE),
  day_28 = list(anchor = "start", from = 21, to = 35, target = 28, completers = FALSE, closed = 35),
  last_of_course = list(anchor = "last", completers = FALSE, closed = 28),
  "day_90+-14" = list(anchor = "start", from = 76, to = 104, target = 90, completers = FALSE, closed = 104))

# ---- reading ---------------------------------------------------------------------------------------------
read_file <- function(path) {
  rows <- read.csv(path, colClasses = "character", na.strings = character(0))
  rows$row <- seq_len(nrow(rows))
  if ("date" %in% names(rows)) {
    rows$on <- as.integer(as.Date(substr(rows$date, 1, 10)))
    rows$minute <- ifelse(nchar(rows$date) > 10, as.integer(substr(rows$date, 12, 13)) * 60L + as.integer(substr(rows$date, 15, 16)), NA)
  } else { rows$on <- as.integer(rows$day); rows$minute <- NA }
  rows
}

# One list per person with sessions: days from the person's first session, scores marked pre or post.
read_people <- function(clinic) {
  folder <- file.path("data", clinic$data)
  sessions <- read_file(file.path(folder, "sessions.csv")); scores <- read_file(file.path(folder, "scores.csv"))
  scores$total <- as.numeric(scores$total)
  dated <- "date" %in% names(sessions)
  if (dated) {
    cutoff <- if (is.null(clinic$cutoff)) max(sessions$on, scores$on) else as.integer(as.Date(clinic$cutoff))
    sessions <- sessions[sessions$on <= cutoff, ]; scores <- scores[scores$on <= cutoff, ]
  } else if (clinic$patients) {
    patients <- read.csv(file.path(folder, "patients.csv"), colClasses = "character")
    followup <- setNames(as.integer(patients$followup_day), patients$patient_id)
  } else followup <- setNames(rep(Inf, nrow(sessions)), sessions$patient_id)     # everybody counts as mature
  lapply(unique(sessions$patient_id), function(id) {
    s <- sessions[sessions$patient_id == id, ]; o <- scores[scores$patient_id == id, ]
    s <- s[order(s$on, s$minute, s$row), ]
    zero <- s$on[1]
    person <- list(id = id, followup = if (dated) cutoff - zero else followup[[id]])
    person$joined <- (!is.null(s$session_number) && nzchar(s$session_number[1]) && as.integer(s$session_number[1]) > 1) ||
      (!is.null(s$phase) && s$phase[1] == "booster")
    person$contact <- max(s$on, o$on) - zero
    person$session_rows <- data.frame(day = s$on - zero, phase = if (is.null(s$phase)) "" else s$phase)
    o$day <- o$on - zero
    clock <- s$minute[match(o$on, s$on)]
    o$post <- if (is.null(o$timing)) !is.na(clock) & !is.na(o$minute) & o$minute > clock else o$timing == "post"
    person$scores <- o[order(o$day, o$post, o$minute, o$row), c("day", "post", "minute", "instrument", "total")]
    person
  })
}

# ---- the first course ------------------------------------------------------------------------------------
first_course <- function(person) {
  rows <- person$session_rows
  d <- sort(unique(rows$day)); n <- length(d)
  phase <- vapply(d, function(day) rows$phase[rows$day == day][1], "")
  labelled <- function(i) all(rows$phase[rows$day %in% d[i]] != "")
  boundary <- NA
  for (i in seq_len(n)[-1]) {
    if (!RULES$new_courses) break
    spaced <- d[i] - d[i - 1] > 28 && i + 2 <= n && d[i + 1] - d[i] <= 10 && d[i + 2] - d[i + 1] <= 10
    marked <- phase[i] == "induction" && any(phase[seq_len(i - 1)] == "booster") && labelled(seq_len(i))
    if (spaced || marked) { boundary <- i; break }
  }
  mine <- if (is.na(boundary)) seq_len(n) else seq_len(boundary - 1)
  if (labelled(mine)) run <- mine[phase[mine] == "induction"]
  else {
    run <- 1
    while (max(run) < length(mine) && length(run) < RULES$induction_most_sessions &&
           d[max(run) + 1] - d[max(run)] <= RULES$induction_gap_days && d[max(run) + 1] <= RULES$induction_last_day)
      run <- c(run, max(run) + 1)
  }
  end <- d[max(run)]
  person$all_days <- d
  person$days <- d[mine]; person$run <- d[run]; person$end <- end
  person$completed <- length(run) >= RULES$completed_sessions && end - d[run[1]] >= RULES$completed_span_days
  person$boosters <- d[mine][d[mine] > end]
  person$next_course <- if (is.na(boundary)) NA else d[boundary]
  person
}

# Scores of one instrument that belong to the first course; same-day repeats without clock times: the first.
course_scores <- function(person, instrument) {
  o <- person$scores[person$scores$instrument == instrument, ]
  twice <- duplicated(o[, c("day", "post")]) & is.na(o$minute)
  o <- o[!twice, ]
  if (!is.na(person$next_course)) o <- o[o$day < person$next_course | (o$day == person$next_course & !o$post), ]
  o
}
baseline_of <- function(o) {
  x <- o$total[o$day >= -30 & (o$day < 0 | (o$day == 0 & !o$post))]
  if (!length(x)) return(NA)
  switch(RULES$baseline, last = x[length(x)], first = x[1], worst = max(x), mean = mean(x))
}
endpoint_of <- function(o, person, rule) {
  o <- o[o$day > 0, ]
  if (rule$anchor != "last") {
    from <- if (rule$anchor == "induction") person$end else 0
    o <- o[o$day >= from + rule$from & o$day <= from + rule$to, ]
    if (!nrow(o)) return(NULL)
    return(o[which.min(abs(o$day - from - rule$target)), ])   # which.min: the first of equals
  }
  if (nrow(o)) o[nrow(o), ] else NULL
}
window_end <- function(person, rule) switch(rule$anchor, induction = person$end + rule$to, start = rule$to, last = 28)

# ---- rates -----------------------------------------------------------------------------------------------
wilson <- function(x, n) {
  if (n == 0) return(list(successes = 0, total = 0, share = NULL, low = NULL, high = NULL))
  p <- x / n; centre <- (p + Z^2 / (2 * n)) / (1 + Z^2 / n)
  half <- Z / (1 + Z^2 / n) * sqrt(p * (1 - p) / n + Z^2 / (4 * n^2))
  witness <- suppressWarnings(prop.test(x, n, correct = FALSE)$conf.int)
  limits <- c(if (x == 0) 0 else centre - half, if (x == n) 1 else centre + half)
  stopifnot(max(abs(witness - limits)) < 1e-12)
  list(successes = x, total = n, share = p, low = limits[1], high = limits[2])
}

outcome_table <- function(first, instrument, rule) {
  rows <- lapply(first, function(person) {
    o <- course_scores(person, instrument)
    e <- endpoint_of(o, person, rule)
    upto <- if (rule$anchor == "last") Inf else window_end(person, rule)
    later <- o[o$day > 0 & o$day <= upto, ]
    before <- !is.null(e) && (any(person$boosters < e$day) || (e$day %in% person$boosters && e$post))
    data.frame(id = person$id, completed = person$completed, followup = person$followup, closes = window_end(person, rule),
               baseline = baseline_of(o), endpoint = if (is.null(e)) NA else e$total, boosted = before,
               carried = if (!is.null(e)) e$total else if (nrow(later)) later$total[nrow(later)] else NA)
  })
  do.call(rbind, rows)
}

definitions_of <- function(scale) {
  sign <- if (isTRUE(scale$better)) -1 else 1
  all <- list()
  gate <- function(b) if (RULES$severity_gate) b >= 10 else b == b
  above <- function(b) if (RULES$remission_among == "all") b == b else !scale$remitted(b)
  if (scale$ratio) all$response <- list(ok = function(b, x) 2 * x <= b + 1e-9, can = function(b) b > 0 & gate(b))
  if (!is.null(scale$remitted)) all$remission <- list(ok = function(b, x) scale$remitted(x), can = function(b) above(b) & gate(b))
  if (!is.null(scale$reliable)) {
    all$reliable_improvement <- list(ok = function(b, x) scale$reliable(sign * (b - x)), can = function(b) b == b)
    all$reliable_deterioration <- list(ok = function(b, x) scale$reliable(sign * (x - b)), can = function(b) b == b)
  }
  all
}

rates_of <- function(table, rule, scale) {
  population <- if (rule$completers) table[table$completed, ] else table
  mature <- population[population$followup >= population$closes, ]
  closed <- if (rule$anchor == "induction") RULES$induction_last_day + rule$to else rule$closed
  begun <- table[table$followup >= closed, ]
  judged <- mature[!is.na(mature$baseline), ]
  answer <- list(scope = list(
    treated = nrow(table), not_completed = nrow(table) - nrow(population), not_yet_evaluable = nrow(population) - nrow(mature),
    missing_baseline = nrow(mature) - nrow(judged), judged = nrow(judged), scored = sum(!is.na(judged$endpoint)),
    boosted_before_endpoint = sum(judged$boosted)))
  for (key in names(definitions_of(scale))) {
    rule_of <- definitions_of(scale)[[key]]
    able <- judged[rule_of$can(judged$baseline), ]
    wide <- begun[!is.na(begun$baseline), ]; wide <- wide[rule_of$can(wide$baseline), ]
    yes <- function(rows, x) sum(!is.na(x) & rule_of$ok(rows$baseline, ifelse(is.na(x), 0, x)))
    hits <- yes(able, able$endpoint); missing <- sum(is.na(able$endpoint)); n <- nrow(able)
    answer$rates[[key]] <- list(
      observed = wilson(hits, n - missing), missing_as_failure = wilson(hits, n), missing_as_success = wilson(hits + missing, n),
      carried_forward = wilson(yes(able, able$carried), n), all_started = wilson(yes(wide, wide$endpoint), nrow(wide)),
      excluded = nrow(judged) - n)
  }
  scored <- judged[!is.na(judged$endpoint), ]
  answer$change <- change_of(scored$baseline, scored$endpoint)
  answer
}

change_of <- function(before, after) {
  x <- after - before; n <- length(x)
  pairs <- outer(x, x, "+") / 2
  walsh <- sort(pairs[lower.tri(pairs, diag = TRUE)])
  k <- floor(n * (n + 1) / 4 - Z * sqrt(n * (n + 1) * (2 * n + 1) / 24)) + 1
  t <- t.test(x)$conf.int; J <- 1 - 3 / (4 * (n - 1) - 1)
  list(n = n, baseline_mean = mean(before), endpoint_mean = mean(after), mean = mean(x), mean_low = t[1], mean_high = t[2],
       sd = sd(x), median = median(x), lower_quartile = unname(quantile(x, .25)), upper_quartile = unname(quantile(x, .75)),
       hodges_lehmann = median(walsh), hl_low = walsh[k], hl_high = walsh[length(walsh) + 1 - k],
       signed_rank_p = suppressWarnings(wilcox.test(x[x != 0], exact = FALSE, correct = FALSE)$p.value),
       signed_rank_n = sum(x != 0), d_z = mean(x) / sd(x), g_av = J * mean(x) / sqrt((var(before) + var(after)) / 2),
       minimum = min(x), maximum = max(x))
}

# ---- trajectories ----------------------------------------------------------------------------------------
trajectory_of <- function(first, instrument) {
  nominal <- c(0, 7, 14, 21, 28, 42, 56, 84)
  picked <- function(value) t(vapply(first, function(person) {
    o <- course_scores(person, instrument); o$on <- o$day %in% person$all_days
    vapply(nominal, function(day) {
      near <- o[abs(o$day - day) <= 3, ]
      if (nrow(near)) as.numeric(near[[value]][which.min(abs(near$day - day))]) else NA_real_
    }, 0)
  }, nominal))
  at <- picked("total")
  point <- function(x) {
    x <- x[!is.na(x)]; n <- length(x)
    half <- if (n > 1) qt(.975, n - 1) * sd(x) / sqrt(n) else NA
    list(n = n, mean = mean(x), sd = sd(x), low = mean(x) - half, high = mean(x) + half)
  }
  full <- at[rowSums(is.na(at)) == 0, , drop = FALSE]
  list(day = nominal, on_session_day = colSums(picked("on"), na.rm = TRUE), points = apply(at, 2, point), complete = apply(full, 2, point))
}

# ---- survival --------------------------------------------------------------------------------------------
undefined <- function(x) { x <- unname(x); if (length(x) == 0 || is.na(x) || is.infinite(x)) NULL else x }
km_of <- function(time, event, days, weights = NULL, id = NULL) {
  keep <- time > 0
  rows <- data.frame(time = time[keep], event = event[keep], w = if (is.null(weights)) 1 else weights[keep], id = if (is.null(id)) seq_len(sum(keep)) else id[keep])
  fit <- if (is.null(id)) survfit(Surv(time, event) ~ 1, rows, conf.type = "log-log")
         else survfit(Surv(time, event) ~ 1, rows, weights = w, cluster = id, conf.type = "log-log")
  q <- quantile(fit, probs = 0.5)
  s <- summary(fit, times = days, extend = TRUE)
  flat <- s$surv == 1 | s$surv == 0                         # the log-log band is undefined at both ends
  s$lower[flat] <- NA; s$upper[flat] <- NA
  list(n = nrow(rows), events = sum(rows$event), median = undefined(q$quantile), median_low = undefined(q$lower), median_high = undefined(q$upper),
       day = days, share = 1 - s$surv, low = ifelse(is.na(s$upper), NA, 1 - s$upper), high = ifelse(is.na(s$lower), NA, 1 - s$lower),
       at_risk = s$n.risk)
}

# ---- time to improvement ---------------------------------------------------------------------------------
improvement_of <- function(first, instrument, key, scale, likelihood) {
  rule_of <- definitions_of(scale)[[key]]; there_already <- function(b) key == "remission" && scale$remitted(b)
  left_out <- c(missing_baseline = 0, baseline_zero = 0, met_at_baseline = 0, no_later_score = 0); pairs <- NULL
  for (person in first) {
    o <- course_scores(person, instrument); b <- baseline_of(o)
    after <- o[o$day > 0 | (o$day == 0 & o$post), ]
    when <- after$day + 0.5 * after$post
    why <- if (is.na(b)) "missing_baseline" else if (b == 0) "baseline_zero" else if (there_already(b)) "met_at_baseline"
           else if (!nrow(after)) "no_later_score" else NA
    if (!is.na(why)) { left_out[[why]] <- left_out[[why]] + 1; next }
    hit <- which(rule_of$ok(b, after$total))
    if (length(hit)) pairs <- rbind(pairs, c(max(c(0, when[seq_len(hit[1] - 1)])), when[hit[1]]))
    else pairs <- rbind(pairs, c(max(when), Inf))
  }
  event <- is.finite(pairs[, 2]); days <- c(1, 7, 14, 15, 21, 28)
  np <- npsurv(pairs, tol = 1e-12, maxit = 2000)$f
  first_half <- which(cumsum(np$p) >= 0.5 - 1e-9)[1]
  half <- if (is.finite(np$right[first_half])) c(np$left[first_half], np$right[first_half]) else c(NA, NA)   # NA: not reached
  answer <- list(n = nrow(pairs), improved = sum(event), excluded = as.list(left_out),
    km = km_of(ifelse(event, pairs[, 2], pairs[, 1]), event, days),
    turnbull = list(day = days, low = vapply(days, function(t) sum(np$p[np$right <= t]), 0), high = vapply(days, function(t) sum(np$p[np$left < t]), 0),
                    median_left = undefined(half[1]), median_right = undefined(half[2])))
  if (likelihood) answer$likelihood <- lapply(c(7, 14, 21, 28), function(t) likelihood_limits(pairs, t))
  answer
}

# All shares by `day` whose best likelihood is within 3.841 / 2 of the best overall. Cells: innermost intervals,
# the one holding the day split, an end added where a side has none; the best likelihood under a share by EM
# with the two sides' masses held at share and 1 - share.
likelihood_limits <- function(pairs, day) {
  left <- sort(unique(pairs[, 1])); right <- sort(unique(pairs[, 2]))
  ends <- rbind(data.frame(at = right, side = 0), data.frame(at = left, side = 1)); ends <- ends[order(ends$at, ends$side), ]
  i <- which(ends$side[-nrow(ends)] == 1 & ends$side[-1] == 0)
  cells <- cbind(ends$at[i], ends$at[i + 1])
  holds <- cells[, 1] < day & cells[, 2] > day
  cells <- rbind(cells[!holds, , drop = FALSE], if (any(holds)) rbind(c(cells[holds, 1], day), c(day, cells[holds, 2])))
  if (!any(cells[, 2] <= day)) cells <- rbind(cells, c(0, day))
  if (!any(cells[, 1] >= day)) cells <- rbind(cells, c(day, Inf))
  A <- outer(pairs[, 1], cells[, 1], "<=") & outer(pairs[, 2], cells[, 2], ">=")
  keys <- apply(A, 1, paste, collapse = ""); w <- as.numeric(table(keys)[unique(keys)]); A <- A[!duplicated(keys), , drop = FALSE] + 0
  early <- cells[, 2] <= day
  fit <- function(theta) {
    m <- ifelse(early, if (is.na(theta)) 1 / length(early) else theta / sum(early), if (is.na(theta)) 1 / length(early) else (1 - theta) / sum(!early))
    for (step in 1:200000) {
      e <- m * as.vector(crossprod(A, w / as.vector(A %*% m)))
      held <- function(side, total) if (sum(e[side]) > 0) total * e[side] / sum(e[side]) else m[side]   # nobody there: stays
      new <- e / sum(e)
      if (!is.na(theta)) { new[early] <- held(early, theta); new[!early] <- held(!early, 1 - theta) }
      if (step %% 50 == 0 && max(abs(new - m)) < 1e-11) break
      m <- new
    }
    list(value = sum(w * log(as.vector(A %*% m))), share = sum(m[early]))
  }
  best <- fit(NA); inside <- function(theta) 2 * (best$value - fit(theta)$value) - 3.841
  side <- function(lo, hi) uniroot(inside, c(lo, hi), tol = 1e-7)$root
  at <- best$share
  list(day = day, n = nrow(pairs), share = at, low = if (inside(1e-6) <= 0) 0 else side(1e-6, at), high = if (inside(1 - 1e-6) <= 0) 1 else side(at, 1 - 1e-6))
}

# ---- by session number -----------------------------------------------------------------------------------
# The cumulative share is given twice: of all who started, and of those followed for the longest induction and
# the 14 days after it (42), so that young courses are not counted as failures.
by_session_of <- function(first, instrument, key, scale) {
  rule_of <- definitions_of(scale)[[key]]; got <- list(); starters <- 0; followed <- 0
  for (person in first) {
    o <- course_scores(person, instrument); b <- baseline_of(o)
    if (is.na(b) || b == 0 || (key == "remission" && scale$remitted(b))) next
    starters <- starters + 1; ever <- FALSE; s <- person$days; mature <- person$followup >= RULES$induction_last_day + 14
    followed <- followed + mature
    for (k in seq_along(s)) {
      upto <- if (k < length(s)) s[k + 1] else s[k] + 14
      after <- o[(o$day > s[k] | (o$day == s[k] & o$post)) & (o$day < upto | (o$day == upto & (!o$post | k == length(s)))), ]
      hit <- if (nrow(after)) rule_of$ok(b, after$total[nrow(after)]) else NA
      ever <- ever || isTRUE(hit)
      got[[length(got) + 1]] <- data.frame(k = k, hit = hit, last = k == length(s), ever = ever, mature = mature)
    }
  }
  got <- do.call(rbind, got)
  list(starters = starters, followed = followed, points = lapply(1:12, function(k) {
    here <- got[got$k == k, ]
    # someone who had met it by an earlier, last session still counts at k
    reached <- got[(got$k == k | (got$k < k & got$last)) & got$ever, ]
    list(number = k, received = nrow(here), responded = wilson(sum(here$hit, na.rm = TRUE), sum(!is.na(here$hit))),
         cumulative = wilson(nrow(reached), starters), cumulative_followed = wilson(sum(reached$mature), followed))
  }))
}

# ---- boosters --------------------------------------------------------------------------------------------
wang_chang <- function(people, gaps) {
  rows <- do.call(rbind, lapply(people, function(person) {
    g <- gaps(person)
    if (!length(g$done) && is.null(g$open)) return(NULL)
    if (length(g$done)) data.frame(id = person$id, gap = g$done, event = TRUE, w = 1 / length(g$done))
    else data.frame(id = person$id, gap = g$open, event = FALSE, w = 1)
  }))
  answer <- km_of(rows$gap, rows$event, c(30, 60, 90), rows$w, rows$id)
  answer$people <- length(unique(rows$id)); answer$with_completed <- length(unique(rows$id[rows$event]))
  answer
}
boosters_of <- function(first) {
  done <- Filter(function(person) person$completed, first)
  open_end <- function(person) if (RULES$followup_end == "last_contact" || is.infinite(person$followup)) person$contact else person$followup
  onward <- function(person) c(person$boosters, if (!is.na(person$next_course)) person$next_course)
  first_gap <- vapply(done, function(person) { to <- onward(person); (if (length(to)) to[1] else open_end(person)) - person$end }, 0)
  returned <- vapply(done, function(person) length(onward(person)) > 0, TRUE)
  first_km <- km_of(first_gap, returned, c(30, 60, 90))
  gaps_after <- function(start) function(person) {
    marks <- c(start(person), onward(person))
    open <- if (is.na(person$next_course) && length(marks)) open_end(person) - marks[length(marks)] else NULL
    list(done = diff(marks), open = open)
  }
  later <- gaps_after(function(person) NULL); everything <- gaps_after(function(person) person$end)
  answer <- list(completed_inductions = length(done), incomplete_inductions = sum(vapply(first, function(person) !person$completed && person$followup >= 38, TRUE)),
    boosted = sum(vapply(done, function(person) length(person$boosters) > 0, TRUE)), first = first_km, everything = wang_chang(done, everything))
  known <- all(is.finite(vapply(first, function(person) person$followup, 0)))
  if (!is.null(first_km$median) && known) {
    need <- max(180, 4 * first_km$median)
    long <- Filter(function(person) person$followup - person$end >= need && length(person$boosters) > 0, done)
    answer$later <- c(list(followup_at_least = need), wang_chang(long, later))
  }
  completed_gaps <- function(people, gaps) unlist(lapply(people, function(person) gaps(person)$done))
  answer$naive <- list(everything = median(completed_gaps(done, everything)), everything_n = length(completed_gaps(done, everything)),
                       later = median(completed_gaps(done, later)), later_n = length(completed_gaps(done, later)))
  if (!known) return(answer)
  b <- vapply(done, function(person) length(person$boosters), 0); y <- vapply(done, function(person) (person$followup - person$end) / 365.25, 0)
  n <- length(b); r <- sum(b) / sum(y); se <- sqrt(n / (n - 1) * sum((b - r * y)^2) / sum(b)^2)
  answer$per_year <- list(value = r, low = r * exp(-Z * se), high = r * exp(Z * se), years = sum(y), boosters = sum(b), n = n)
  still <- function(people) {
    old <- Filter(function(person) length(person$boosters) && person$followup - person$boosters[1] >= 90, people)
    wilson(sum(vapply(old, function(person) any(person$all_days > person$followup - 90), TRUE)), length(old))
  }
  answer$still_coming <- list(completed = still(done), everyone = still(first))
  answer
}

# ---- all together ----------------------------------------------------------------------------------------
answer_for <- function(clinic) {
  RULES <<- modifyList(DEFAULT_RULES, clinic$rules)
  people <- read_people(clinic)
  joined <- vapply(people, function(person) person$joined, TRUE)
  first <- lapply(people[!joined], first_course)
  answer <- list(data = clinic$data, patients = clinic$patients, cutoff = clinic$cutoff, rules = clinic$rules, joined_mid_course = sum(joined), boosters = boosters_of(first))
  answer$courses <- lapply(first, function(person) list(id = person$id, sessions = length(person$days), run = length(person$run), end = person$end,
    completed = person$completed, boosters = length(person$boosters), followup = undefined(person$followup),
    next_course = if (is.na(person$next_course)) NULL else person$next_course))
  for (instrument in clinic$instruments) {
    scale <- scale_of(instrument); part <- list(trajectory = trajectory_of(first, instrument))
    for (name in clinic$presets) part$presets[[name]] <- rates_of(outcome_table(first, instrument, PRESETS[[name]]), PRESETS[[name]], scale)
    for (key in intersect(names(definitions_of(scale)), c("response", "remission", "reliable_improvement"))) {
      part$improvement[[key]] <- improvement_of(first, instrument, key, scale, key == "response")
      part$by_session[[key]] <- by_session_of(first, instrument, key, scale)
    }
    answer$instruments[[instrument]] <- part
  }
  answer
}

clinic <- function(name, instruments, data = name, patients = file.exists(file.path("data", data, "patients.csv")), cutoff = NULL,
                   rules = setNames(list(), character(0)), presets = names(PRESETS))
  list(name = name, instruments = instruments, data = data, patients = patients, cutoff = cutoff, rules = rules, presets = presets)
CLINICS <- list(
  clinic("weekly", "phq9"), clinic("phased", c("phq9", "gad7")), clinic("clock", "phq9"), clinic("two_scales", c("madrs", "who5")),
  clinic("relative", "phq9"), clinic("edges", "phq9"), clinic("long_followup", c("phq9", "qids_sr16"), cutoff = "2024-02-29"),
  # the same files under other settings, and without what says how long people were followed
  clinic("weekly_stricter", "phq9", data = "weekly", presets = "mcinnes_2022",
         rules = list(baseline = "worst", new_courses = FALSE, severity_gate = TRUE, remission_among = "all")),
  clinic("clock_last_contact", "phq9", data = "clock", presets = c("end_of_induction", "day_90+-14"),
         rules = list(baseline = "first", followup_end = "last_contact", remission_cutoff = list(phq9 = "<=5"), reliable_points = list(phq9 = 5))),
  clinic("two_scales_shorter", "madrs", data = "two_scales", presets = c("mcinnes_2022", "day_28"),
         rules = list(baseline = "mean", induction_gap_days = 7, induction_last_day = 21, induction_most_sessions = 6, completed_sessions = 5,
                      completed_span_days = 10, remission_cutoff = list(madrs = "<=12"))),
  clinic("relative_unknown_end", "phq9", data = "relative", patients = FALSE))
for (one in CLINICS) {
  dir.create(OUT, showWarnings = FALSE)
  text <- toJSON(answer_for(one), auto_unbox = TRUE, digits = NA, null = "null", na = "null")
  writeLines(text, file.path(OUT, paste0(one$name, ".json")))
  cat(one$name, "\n")
}

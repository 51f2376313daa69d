# What comes after the rates: where everybody stands, how long response lasts, gap orders and slopes, second
# courses, and times by group. Reads the same clinics as reference.R and borrows its reading and first courses.
# Run from this folder:  Rscript afterwards.R        writes afterwards/<clinic>.json

script <- readLines("reference.R")
eval(parse(text = script[seq_len(grep("^answer_for <-", script) - 1)]))
RULE <- PRESETS$mcinnes_2022
BANDS <- list(phq9 = c(0, 5, 10, 15, 20), gad7 = c(0, 5, 10, 15), qids_sr16 = c(0, 6, 11, 16, 21), madrs = c(0, 7, 20, 35))

# Every day from the first session on with a row of any kind.
row_days <- function(person) sort(unique(c(person$all_days, person$scores$day[person$scores$day >= 0])))

# ---- where everybody stands ------------------------------------------------------------------------------
first_met <- function(person, instrument, scale) {
  o <- course_scores(person, instrument); b <- baseline_of(o)
  after <- o[o$day > 0 | (o$day == 0 & o$post), ]
  hit <- which(2 * after$total <= b + 1e-9)
  c(b, if (!is.na(b) && length(hit)) (after$day + 0.5 * after$post)[hit[1]] else Inf)
}
standing_of <- function(first, instrument, scale, horizon = 90) {
  far <- Filter(function(person) person$followup >= horizon, first)
  met <- vapply(far, first_met, c(0, 0), instrument, scale)
  usable <- !is.na(met[1, ]) & met[1, ] > 0
  days <- seq(0, horizon, by = 3)
  at <- vapply(days, function(t) {
    improved <- met[2, usable] <= t
    here <- vapply(far[usable], function(person) any(row_days(person) %in% (t - 27):t), TRUE)
    c(sum(improved), sum(here & !improved), sum(!here & !improved))
  }, c(0, 0, 0))
  list(people = length(far), no_baseline = sum(is.na(met[1, ])), baseline_zero = sum(met[1, ] == 0, na.rm = TRUE), judged = sum(usable),
       day = days, improved = at[1, ], in_care = at[2, ], not_seen = at[3, ], incidence = incidence_of(first, instrument, scale))
}
# Everybody followed to the end, one transition each; survfit gives the Aalen-Johansen estimate.
incidence_of <- function(first, instrument, scale) {
  rows <- do.call(rbind, lapply(first, function(person) {
    met <- first_met(person, instrument, scale)
    if (is.na(met[1]) || met[1] == 0) return(NULL)
    d <- row_days(person)
    silent <- vapply(d, function(x) !any(d %in% (x + 1):(x + 28)), TRUE)
    left <- d[silent][1] + 28
    if (met[2] <= min(left, person$followup + 0.5)) data.frame(time = met[2], end = "improved")
    else if (left <= person$followup) data.frame(time = left, end = "left")
    else data.frame(time = person$followup, end = "censored")
  }))
  rows <- rows[rows$time > 0, ]
  fit <- survfit(Surv(time, factor(end, c("censored", "improved", "left"))) ~ 1, rows)
  days <- c(7, 14, 21, 28, 42, 56, 70, 90)
  s <- summary(fit, times = days, extend = TRUE)
  list(n = nrow(rows), day = days, improved = s$pstate[, 2], left = s$pstate[, 3],
       improved_people = sum(rows$end == "improved" & rows$time <= 90), left_people = sum(rows$end == "left" & rows$time <= 90))
}

# ---- how long response lasts -----------------------------------------------------------------------------
durability_of <- function(first, instrument) {
  people <- list()
  for (person in first) {
    o <- course_scores(person, instrument); b <- baseline_of(o); e <- endpoint_of(o, person, RULE)
    if (!person$completed || person$followup < window_end(person, RULE) || is.na(b) || is.null(e) || b == 0 || 2 * e$total > b) next
    later <- o[o$day > e$day, ]
    lost <- later$day[2 * later$total > b]
    back <- c(person$boosters, if (!is.na(person$next_course)) person$next_course)
    people[[length(people) + 1]] <- list(zero = e$day, loss = min(lost, Inf), back = min(back, Inf),
      before = any(person$boosters < e$day) || (e$day %in% person$boosters && e$post),
      last = max(later$day, -Inf), end = person$followup, later = nrow(later), on = sum(later$day %in% person$all_days))
  }
  get <- function(name) vapply(people, function(p) as.numeric(p[[name]]), 0)
  zero <- get("zero"); loss <- get("loss"); back <- get("back"); last <- get("last"); before <- get("before") == 1
  same <- !before & back == zero; scored <- is.finite(last)
  km <- function(until, event, keep) c(km_of((until - zero)[keep], event[keep], c(7, 14, 28, 56)), list(people = sum(keep)))
  composite <- !before & !same
  list(responders = length(people), later_scores = sum(get("later")), on_session_days = sum(get("on")),
    before = sum(before), same_day = sum(same), unscored = sum(!scored), unscored_unboosted = sum(composite & !scored),
    until_loss_or_booster = c(km(pmin(loss, back, get("end")), is.finite(pmin(loss, back)), composite),
      list(lost = sum(composite & is.finite(loss) & loss <= back), boosted = sum(composite & is.finite(back) & back < loss))),
    usual_care = km(pmin(loss, last), is.finite(loss), scored),
    without_booster = km(pmin(loss, back, last), is.finite(loss) & loss <= back, composite & scored))
}

# ---- lengthening or shortening ---------------------------------------------------------------------------
onward <- function(person) c(person$boosters, if (!is.na(person$next_course)) person$next_course)
slopes_of <- function(first) {
  done <- Filter(function(person) person$completed, first)
  slope <- unlist(lapply(done, function(person) {
    g <- diff(onward(person)); n <- length(g)
    if (n < 3) return(NULL)
    pairs <- combn(n, 2)
    median((g[pairs[2, ]] - g[pairs[1, ]]) / (pairs[2, ] - pairs[1, ]))
  }))
  orders <- list()
  for (k in 0:9) {
    rows <- do.call(rbind, lapply(done, function(person) {
      marks <- c(person$end, onward(person)); m <- length(marks)
      started_again <- !is.na(person$next_course)
      if (m - started_again < k + 1) return(NULL)
      if (m > k + 1) data.frame(gap = marks[k + 2] - marks[k + 1], event = TRUE)
      else data.frame(gap = person$followup - marks[k + 1], event = FALSE)
    }))
    if (is.null(rows)) break
    fit <- survfit(Surv(gap, event) ~ 1, rows[rows$gap > 0, ])
    late <- max(c(0, fit$time[fit$n.risk >= 5]))
    q <- unname(quantile(fit, c(.25, .5, .75))$quantile); q[q > late] <- NA
    orders[[k + 1]] <- list(people = nrow(rows), completed = sum(rows$event), quarter = undefined(q[1]), half = undefined(q[2]), three_quarters = undefined(q[3]))
  }
  answer <- list(people = length(slope), orders = orders)
  if (length(slope) < 10) return(answer)
  walsh <- sort(outer(slope, slope, "+")[lower.tri(diag(length(slope)), diag = TRUE)] / 2); n <- length(slope)
  k <- floor(n * (n + 1) / 4 - Z * sqrt(n * (n + 1) * (2 * n + 1) / 24)) + 1
  x <- round(slope[slope != 0], 9)
  c(answer, list(longer = wilson(sum(slope > 0), n), shortened = sum(slope < 0), median = median(slope), shift = median(walsh),
    low = walsh[k], high = walsh[length(walsh) + 1 - k], p = wilcox.test(x, exact = FALSE, correct = FALSE)$p.value, nonzero = length(x)))
}

# ---- second courses --------------------------------------------------------------------------------------
# The same person, seen from the first session of the next course.
moved_on <- function(person) {
  later <- person; zero <- person$next_course
  later$session_rows <- person$session_rows[person$session_rows$day >= zero, ]
  later$session_rows$day <- later$session_rows$day - zero
  later$scores$day <- person$scores$day - zero
  later$followup <- person$followup - zero
  first_course(later[c("id", "followup", "joined", "session_rows", "scores")])
}
later_courses_of <- function(first, instrument, scale) {
  start <- vapply(first, function(person) as.numeric(person$next_course), 0); end <- vapply(first, function(person) as.numeric(person$followup), 0)
  second <- lapply(first[!is.na(start)], moved_on)
  answer <- list(treated = length(first), had_second = length(second), third = sum(!is.na(vapply(second, function(person) as.numeric(person$next_course), 0))),
    start = km_of(ifelse(is.na(start), end, start), !is.na(start), c(90, 180, 365)), middle = median(start, na.rm = TRUE))
  if (length(second)) {
    table <- outcome_table(second, instrument, RULE)
    answer$rates <- rates_of(table, RULE, scale)[c("scope", "rates")]
  }
  answer
}

# ---- groups ----------------------------------------------------------------------------------------------
first_routes <- function(clinic) {
  s <- read_file(file.path("data", clinic$name, "sessions.csv"))
  s <- s[order(s$on, s$minute, s$row), ]
  s <- s[!duplicated(s$patient_id), ]
  setNames(s$route, s$patient_id)
}
improvement_rows <- function(first, instrument, scale) do.call(rbind, lapply(first, function(person) {
  met <- first_met(person, instrument, scale); o <- course_scores(person, instrument)
  after <- o[o$day > 0 | (o$day == 0 & o$post), ]
  if (is.na(met[1]) || met[1] == 0 || !nrow(after)) return(NULL)
  data.frame(id = person$id, baseline = met[1], time = if (is.finite(met[2])) met[2] else max(after$day + 0.5 * after$post), event = is.finite(met[2]))
}))
gap_rows <- function(first) do.call(rbind, lapply(Filter(function(person) person$completed, first), function(person) {
  to <- onward(person)
  data.frame(id = person$id, time = (if (length(to)) to[1] else person$followup) - person$end, event = length(to) > 0)
}))
compared <- function(rows, group, days) {
  rows$group <- group; rows <- rows[!is.na(rows$group), ]
  size <- table(rows$group); large <- names(size)[size >= 10]
  kept <- rows[rows$group %in% large & rows$time > 0, ]
  answer <- list(groups = lapply(split(rows, rows$group), function(part) if (nrow(part) >= 10) km_of(part$time, part$event, days) else list(n = nrow(part), events = sum(part$event))))
  if (length(large) < 2) return(answer)
  test <- survdiff(Surv(time, event) ~ group, kept)
  c(answer, list(chi2 = test$chisq, df = length(large) - 1, p = pchisq(test$chisq, length(large) - 1, lower.tail = FALSE)))
}
groups_of <- function(first, clinic, instrument, scale) {
  route <- first_routes(clinic); cuts <- BANDS[[instrument]]
  baseline <- setNames(vapply(first, function(person) as.numeric(baseline_of(course_scores(person, instrument))), 0), vapply(first, function(person) person$id, ""))
  band <- setNames(findInterval(baseline, cuts), names(baseline)); band[is.na(baseline)] <- NA
  times <- improvement_rows(first, instrument, scale); gaps <- gap_rows(first)
  list(route = list(improvement = compared(times, route[times$id], c(7, 14, 21, 28)), first_booster = compared(gaps, route[gaps$id], c(30, 60, 90)),
                    rates = lapply(split(first, route[names(baseline)]), function(part) rates_of(outcome_table(part, instrument, RULE), RULE, scale)$rates)),
       baseline_severity = list(improvement = compared(times, band[times$id], c(7, 14, 21, 28)), first_booster = compared(gaps, band[gaps$id], c(30, 60, 90))))
}

# ---- all together ----------------------------------------------------------------------------------------
CLINICS <- eval(parse(text = script[grep("^CLINICS <-", script):(grep("^for \\(clinic in CLINICS\\)", script) - 1)]))
dir.create("afterwards", showWarnings = FALSE)
for (clinic in CLINICS) {
  people <- read_people(clinic)
  first <- lapply(Filter(function(person) !person$joined, people), first_course)
  answer <- list(cutoff = clinic$cutoff, slopes = slopes_of(first))
  for (instrument in Filter(function(name) SCALES[[name]]$ratio, clinic$instruments)) {
    scale <- SCALES[[instrument]]
    answer$instruments[[instrument]] <- list(standing = standing_of(first, instrument, scale), durability = durability_of(first, instrument),
      later_courses = later_courses_of(first, instrument, scale), groups = groups_of(first, clinic, instrument, scale))
  }
  writeLines(toJSON(answer, auto_unbox = TRUE, digits = NA, null = "null", na = "null"), file.path("afterwards", paste0(clinic$name, ".json")))
  cat(clinic$name, "\n")
}

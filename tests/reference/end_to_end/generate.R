# Writes the synthetic clinics under data/: one folder each with sessions.csv, scores.csv, perhaps patients.csv.
# Run from this folder:  Rscript generate.R   (base R only; the same seed gives the same files)

RNGkind("Mersenne-Twister", "Inversion", "Rejection")
DEFAULTS <- list(
  patients = 150, start = as.Date("2021-03-01"), end = as.Date("2023-06-30"), sites = FALSE,
  stop_after = 0.07, gap_days = 2:5, planned = 6, long_gap = 0.04, booster_median = 38, booster_spread = 0.5,
  patient_spread = 0.5, leave = 0.08, again = 0.12, again_after_booster = FALSE, same_day_twice = 0,
  phases = FALSE, phase_blank = 0, numbered = FALSE, joined = 0, relative = FALSE, clock = FALSE, timing = FALSE,
  no_baseline = 0.08, weekly = 7 * 1:12, jitter = 2, seen = 0.65, monthly = 30, post = 0.25, duplicates = 0,
  instruments = list(phq9 = list(top = 27, start = c(17, 4))))

# Session days of one person: an induction, boosters, at times a second induction. `label` is what the clinic wrote.
session_days <- function(p, last) {
  count <- p$planned + sample(c(0, 0, 0, -1, 1, 2, 3), 1)
  day <- 0; days <- 0; label <- "induction"
  while (length(days) < count && runif(1) > p$stop_after) {
    day <- day + if (runif(1) < p$long_gap) sample(8:13, 1) else sample(p$gap_days, 1)
    days <- c(days, day); label <- c(label, "induction")
  }
  if (runif(1) < 0.12) return(trimmed(days, label, last))
  own <- log(p$booster_median) + rnorm(1, 0, p$patient_spread)
  repeat {
    if (runif(1) < p$leave || day > last) break
    if (runif(1) < p$again && (!p$again_after_booster || tail(label, 1) == "booster")) {
      day <- day + sample(29:80, 1)
      run <- cumsum(c(day, sample(2:5, sample(3:5, 1), replace = TRUE)))
      days <- c(days, run); label <- c(label, rep("induction", length(run))); day <- tail(run, 1)
    }
    day <- day + max(11, round(exp(rnorm(1, own, p$booster_spread))))
    days <- c(days, day); label <- c(label, "booster")
  }
  trimmed(days, label, last)
}
trimmed <- function(days, label, last) list(day = days[days <= last], label = label[days <= last])

# Score days of one person: before the start, weekly give or take, monthly later, and at sessions.
score_days <- function(p, sessions, last) {
  before <- if (runif(1) < p$no_baseline) (if (runif(1) < 0.5) -sample(31:60, 1) else integer(0))
            else c(if (runif(1) < 0.75) 0, if (runif(1) < 0.4) -sample(1:30, 1), if (runif(1) < 0.2) -sample(1:45, 1))
  contact <- min(last, max(sessions) + sample(c(10, 35, 60, 120, 500), 1))
  weekly <- p$weekly + sample(-p$jitter:p$jitter, length(p$weekly), replace = TRUE)
  weekly <- weekly[runif(length(weekly)) < p$seen]
  monthly <- if (p$monthly > 0 && contact > 100) seq(100, contact, by = p$monthly) + 1 else integer(0)
  monthly <- round(monthly[runif(length(monthly)) < 0.5])
  visits <- sessions[sessions > 0 & runif(length(sessions)) < 0.35]
  all <- sort(unique(c(before, weekly, monthly, visits)))
  all[all <= contact]
}

# A person's course of one scale: falls by a share of the start, drifts back, with noise; whole numbers.
totals <- function(scale, days, sessions, post) {
  start <- rnorm(1, scale$start[1], scale$start[2]); share <- rbeta(1, 1.3, 1.1); speed <- runif(1, 4, 20)
  given <- vapply(seq_along(days), function(i) sum(sessions < days[i] | (sessions == days[i] & post[i])), 0)
  gain <- share * (1 - exp(-pmax(days + 0.5 * post, 0) / speed)) * pmin(given, 4) / 4
  back <- 0.25 * pmin(pmax(days - 40, 0) / 120, 1)
  value <- start * (1 - gain * (1 - back)) + rnorm(length(days), 0, scale$start[2] * 0.45)
  if (isTRUE(scale$better)) value <- scale$top - value
  value <- if (!is.null(scale$step)) scale$step * round(value / scale$step) else round(value)
  pmin(pmax(value, 0), scale$top)
}

person <- function(p, id) {
  begin <- p$start + sample(0:(as.integer(p$end - p$start) - 6), 1)
  last <- as.integer(p$end - begin)
  run <- session_days(p, last); days <- run$day; label <- run$label; number <- seq_along(days)
  if (runif(1) < p$joined && length(days) > 5) {           # the file begins in the middle of this course
    from <- if (runif(1) < 0.5 && any(label == "booster")) which(label == "booster")[1] else 3
    keep <- from:length(days); begin <- begin + days[from]
    days <- days[keep] - days[from]; label <- label[keep]; number <- number[keep]
    last <- as.integer(p$end - begin)
  }
  sessions <- data.frame(patient_id = id, day = days, phase = label, session_number = number)
  sessions$hour <- round(runif(nrow(sessions), 9 * 60, 16 * 60))
  scores <- do.call(rbind, lapply(names(p$instruments), function(name) person_scores(p, name, id, days, last, sessions$hour)))
  extra <- sessions[runif(nrow(sessions)) < p$same_day_twice, ]
  sessions <- rbind(sessions, extra); sessions <- sessions[order(sessions$day), ]
  if (runif(1) < p$phase_blank && sum(diff(c(0, label == "induction")) == 1) == 1) sessions$phase[sample(nrow(sessions), 1)] <- ""
  list(sessions = sessions, scores = scores, begin = begin, last = last)
}

person_scores <- function(p, name, id, sessions, last, hours) {
  scale <- p$instruments[[name]]
  if (!is.null(scale$share) && runif(1) > scale$share) return(NULL)
  days <- score_days(p, sessions, last)
  on <- days %in% sessions
  post <- on & (p$clock | p$timing) & runif(length(days)) < p$post
  both <- days[on & !post & (p$clock | p$timing) & runif(length(days)) < 0.2]    # scored before and after a session
  days <- c(days, both); post <- c(post, rep(TRUE, length(both)))
  if (!length(days)) return(NULL)
  place <- order(days, post); days <- days[place]; post <- post[place]
  total <- totals(scale, days, sessions, post)
  minute <- hours[match(days, sessions)] + ifelse(post, 1, -1) * sample(10:120, length(days), replace = TRUE)
  minute[is.na(minute)] <- sample(480:1100, sum(is.na(minute)), replace = TRUE)
  out <- data.frame(patient_id = id, day = days, minute = minute, instrument = name, total = total,
                    timing = ifelse(post, "post", "pre"))
  twice <- out[runif(nrow(out)) < p$duplicates, ]
  if (nrow(twice)) {
    change <- sample(c(0, 0, 1, -2), nrow(twice), replace = TRUE)
    twice$total <- pmin(pmax(twice$total + change, 0), scale$top)
  }
  rbind(out, twice)
}

clock_text <- function(minute) sprintf(" %02d:%02d", minute %/% 60, minute %% 60)

write_clinic <- function(name, seed, ...) {
  set.seed(seed)
  p <- modifyList(DEFAULTS, list(...))
  ids <- sprintf("K%04d", sample(1000:9999, p$patients))
  people <- lapply(ids, function(id) person(p, id))
  sessions <- do.call(rbind, lapply(people, `[[`, "sessions")); scores <- do.call(rbind, lapply(people, `[[`, "scores"))
  begin <- setNames(do.call(c, lapply(people, `[[`, "begin")), ids)
  if (p$relative) { sessions$when <- sessions$day; scores$when <- scores$day } else {
    sessions$when <- paste0(begin[sessions$patient_id] + sessions$day, if (p$clock) clock_text(sessions$hour))
    scores$when <- paste0(begin[scores$patient_id] + scores$day, if (p$clock) clock_text(scores$minute))
  }
  if (p$duplicates == 0) { scores <- scores[sample(nrow(scores)), ]; sessions <- sessions[sample(nrow(sessions)), ] }
  when <- if (p$relative) "day" else "date"
  s <- data.frame(patient_id = sessions$patient_id, when = sessions$when)
  if (p$numbered) s$session_number <- sessions$session_number
  if (p$phases) s$phase <- sessions$phase
  s$route <- sample(c("IV", "IM"), nrow(s), replace = TRUE)
  o <- data.frame(patient_id = scores$patient_id, when = scores$when, instrument = scores$instrument, total = scores$total)
  if (p$timing) o$timing <- ifelse(scores$timing == "post", "post", ifelse(runif(nrow(o)) < 0.5, "pre", ""))
  names(s)[2] <- names(o)[2] <- when
  folder <- file.path("data", name); dir.create(folder, showWarnings = FALSE, recursive = TRUE)
  write.csv(s, file.path(folder, "sessions.csv"), row.names = FALSE, quote = FALSE, na = "")
  write.csv(o, file.path(folder, "scores.csv"), row.names = FALSE, quote = FALSE, na = "")
  if (p$relative) write.csv(data.frame(patient_id = ids, followup_day = vapply(people, `[[`, 0L, "last"),
    start_quarter = paste0(format(begin, "%Y"), "-", quarters(begin))), file.path(folder, "patients.csv"), row.names = FALSE, quote = FALSE)
}

write_clinic("weekly", 11, patients = 160, again = 0.10, duplicates = 0.03, same_day_twice = 0.02)
write_clinic("phased", 22, patients = 140, phases = TRUE, phase_blank = 0.08, numbered = TRUE, joined = 0.10,
  again = 0.15, again_after_booster = TRUE, long_gap = 0.12, planned = 7,
  instruments = list(phq9 = list(top = 27, start = c(16, 5), share = 0.9), gad7 = list(top = 21, start = c(13, 4), share = 0.8)))
write_clinic("clock", 33, patients = 150, clock = TRUE, post = 0.35, again = 0.12, planned = 5)
write_clinic("two_scales", 44, patients = 130, timing = TRUE, post = 0.3, jitter = 1, again = 0.15,
  instruments = list(madrs = list(top = 60, start = c(31, 7), share = 0.95),
                     who5 = list(top = 100, start = c(72, 13), better = TRUE, step = 4, share = 0.85)))
write_clinic("relative", 55, patients = 150, relative = TRUE, no_baseline = 0.4, again = 0.10, seen = 0.5,
  end = as.Date("2024-03-31"), start = as.Date("2022-03-01"))
write_clinic("long_followup", 66, patients = 110, start = as.Date("2020-01-06"), end = as.Date("2024-05-20"), stop_after = 0.03,
  booster_median = 45, leave = 0.05, again = 0.06, seen = 0.45, monthly = 60,
  instruments = list(phq9 = list(top = 27, start = c(18, 4)), qids_sr16 = list(top = 27, start = c(17, 4), share = 0.6)))

# People placed on the edges of the rules: gaps of 10 and 11, day 28 and 29, windows' first and last days, ties,
# exact halves, follow-up that ends on the day a window closes or the day before.
edge_person <- function(id) {
  gaps <- sample(c(1, 2, 3, 4, 7, 9, 10, 11), sample(0:9, 1), replace = TRUE, prob = c(1, 2, 3, 3, 2, 1, 2, 1))
  days <- cumsum(c(0, gaps))
  if (runif(1) < 0.3) days <- list(c(0, 2, 4, 6), c(0, 2, 4, 7), c(0, 3, 7), c(0, 1, 2, 3, 4, 5, 6, 7, 8),
                                   c(0, 9, 18, 28), c(0, 9, 19, 29), c(0, 10, 20, 28))[[sample(7, 1)]]
  end <- max(days)
  for (extra in seq_len(sample(0:4, 1))) {
    days <- c(days, max(days) + sample(c(11, 27, 28, 29, 45), 1))
    if (runif(1) < 0.35) days <- c(days, max(days) + cumsum(sample(c(5, 10, 11), sample(1:3, 1), replace = TRUE)))
  }
  later <- days[days > end]
  ends <- c(end + c(13, 14, 30, 31), 27, 28, 34, 35, 41, 42, 58, 59, max(days) + c(0, 89, 90, 400), if (length(later)) later[1] + 89:91)
  followup <- ends[ends >= max(days)]; followup <- followup[sample(length(followup), 1)]
  at <- unique(c(sample(c(-31, -30, -29, -1, 0), sample(0:3, 1)), end + sample(c(0, 1, 6, 7, 8, 13, 14, 15, 20, 22, 31, 32), 4), sample(c(1, 4, 10, 11, 20, 21, 27, 29, 35, 36, 45, 87), 4),
                 days[runif(length(days)) < 0.3]))
  post <- at %in% days & runif(length(at)) < 0.4
  both <- at[at %in% days & !post & runif(length(at)) < 0.3]
  at <- c(at, both); post <- c(post, rep(TRUE, length(both)))
  keep <- at <= followup; at <- at[keep]; post <- post[keep]
  before <- sample(c(0, 4, 5, 9, 10, 11, 12, 16, 17), 1)
  total <- ifelse(at < 0 | (at == 0 & !post), before, sample(c(0, 4, 5, floor(before / 2), ceiling(before / 2), max(before - 6, 0), max(before - 5, 0), before + 5, before + 6), length(at), replace = TRUE))
  scores <- if (length(at)) data.frame(patient_id = id, day = at, instrument = "phq9", total = total, timing = ifelse(post, "post", "pre"))
  list(sessions = data.frame(patient_id = id, day = days), scores = scores, patients = data.frame(patient_id = id, followup_day = followup, start_quarter = "2022-Q1"))
}
set.seed(77)
edges <- lapply(sprintf("E%03d", 1:300), edge_person)
dir.create("data/edges", showWarnings = FALSE)
for (kind in c("sessions", "scores", "patients"))
  write.csv(do.call(rbind, lapply(edges, `[[`, kind)), file.path("data/edges", paste0(kind, ".csv")), row.names = FALSE, quote = FALSE)

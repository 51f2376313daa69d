# A second way from the files of the invented clinic to the numbers of the Treatment and Safety pages.
#
#   Rscript tests/reference/care.R        writes tests/reference/care.json
#
# Needs R with sandwich and jsonlite. Plain loops over people; nothing is shared with the Python side.

suppressPackageStartupMessages({ library(sandwich); library(jsonlite) })
arguments <- commandArgs(trailingOnly = FALSE)
here <- dirname(normalizePath(sub("^--file=", "", grep("^--file=", arguments, value = TRUE))))
data <- file.path(here, "..", "..", "sample_data")
CUTOFF <- as.Date("2026-06-30")
Z <- qnorm(0.975)

# ---- reading: what the import drops on purpose is dropped here by the same stated rules ------------------
read <- function(name) read.csv(file.path(data, name), colClasses = "character", na.strings = "")
sessions <- unique(read("sessions.csv"))
sessions$on <- as.Date(substr(sessions$date, 1, 10), optional = TRUE)
sessions <- sessions[!is.na(sessions$on) & sessions$on <= CUTOFF, ]
for (name in c("dose_mg_per_kg", "systolic_pre", "systolic_peak", "diastolic_pre", "diastolic_peak", "cadss_peak"))
  sessions[[name]] <- as.numeric(sessions[[name]])
sessions$dose_mg_per_kg[which(sessions$dose_mg_per_kg > 20)] <- NA
sessions$number <- as.integer(sessions$session_number)
sessions <- sessions[order(sessions$patient_id, sessions$date), ]

scores <- unique(read("scores.csv"))
scores$on <- as.Date(substr(scores$date, 1, 10), optional = TRUE)
scores$total <- suppressWarnings(as.numeric(scores$total))
scores <- scores[!is.na(scores$on) & scores$on <= CUTOFF & scores$instrument == "PHQ-9" & !is.na(scores$total), ]
scores <- scores[scores$total == round(scores$total) & scores$total >= 0 & scores$total <= 27, ]
scores$item_9 <- as.numeric(scores$item_9)
clock <- function(text) ifelse(nchar(text) > 10, substr(text, 12, 16), NA)

# ---- courses: every session of the invented clinic has a phase -------------------------------------------
people <- lapply(unique(sessions$patient_id), function(id) {
  own <- sessions[sessions$patient_id == id, ]
  zero <- own$on[1]
  own$day <- as.integer(own$on - zero)
  first <- !duplicated(own$day)
  days <- own$day[first]; phase <- own$phase[first]; n <- length(days)
  course <- 1L; at <- rep(1L, n)
  for (i in seq_len(n)[-1]) {
    gap <- diff(days)
    again <- phase[i] != "maintenance" && gap[i - 1] > 28 && i + 2 <= n && gap[i] <= 10 && gap[i + 1] <= 10
    if (again || (phase[i] == "induction" && phase[i - 1] == "maintenance")) course <- course + 1L
    at[i] <- course
  }
  induction <- 0L
  while (induction < n && at[induction + 1] == 1 && phase[induction + 1] == "induction") induction <- induction + 1L
  answers <- scores[scores$patient_id == id, ]
  answers$day <- as.integer(answers$on - zero)
  same <- match(answers$on, own$on)
  answers$post <- ifelse(is.na(answers$timing), FALSE, answers$timing == "post")
  told <- is.na(answers$timing) & !is.na(same) & !is.na(clock(answers$date)) & !is.na(clock(own$date[same]))
  answers$post[told] <- clock(answers$date)[told] > clock(own$date[same])[told]
  list(
    own = own, rows = own[first, ], days = days, at = at, induction = induction,
    joined = own$number[1] > 1 || own$phase[1] == "maintenance",
    followup = as.integer(CUTOFF - zero), answers = answers[order(answers$day, answers$post), ]
  )
})
treated <- Filter(function(p) !p$joined, people)
first_rows <- function(p) p$rows[p$at == 1, ]

# ---- arithmetic ------------------------------------------------------------------------------------------
share <- function(x) {
  k <- sum(x); n <- length(x)
  limits <- suppressWarnings(prop.test(k, n, correct = FALSE))$conf.int
  list(successes = k, total = n, low = limits[1], high = limits[2])
}
# Poisson with one mean and errors clustered by person is the ratio of totals with a robust variance.
per_hundred <- function(event, who) {
  if (!any(event)) return(list(beyond = 0, recorded = length(event), people = length(unique(who)), value = 0))
  fit <- glm(event ~ 1, family = poisson, data = data.frame(event = as.numeric(event)),
             control = glm.control(epsilon = 1e-15, maxit = 100))
  se <- sqrt(vcovCL(fit, cluster = who, type = "HC0", cadjust = TRUE)[1, 1])
  rate <- 100 * exp(coef(fit)[[1]])
  list(beyond = sum(event), recorded = length(event), people = length(unique(who)),
       value = rate, low = rate * exp(-Z * se), high = min(rate * exp(Z * se), 100))
}
spread <- function(x) as.list(setNames(c(length(x), quantile(x, c(0.5, 0.25, 0.75))), c("n", "median", "lower", "upper")))
over <- function(event, who) {
  keep <- !is.na(event)
  found <- per_hundred(event[keep], who[keep])
  found$worst <- share(tapply(event[keep], who[keep], any))
  found
}

# ---- Treatment -------------------------------------------------------------------------------------------
answer <- list()
old <- Filter(function(p) p$followup >= 38, treated)
answer$sessions <- list(
  counts = as.list(table(sapply(old, function(p) p$induction))),
  course = spread(sapply(old, function(p) sum(p$at == 1)))
)
judged <- Filter(function(p) p$followup >= 21, treated)
sixth <- sapply(judged, function(p) p$days[p$at == 1][6])
late <- (sixth - 21)[!is.na(sixth) & sixth > 21]
answer$protocol <- list(kept = share(!is.na(sixth) & sixth <= 21), late = spread(late),
                        short = as.list(table(sapply(judged[is.na(sixth)], function(p) sum(p$at == 1)))))

doses <- do.call(rbind, lapply(treated, function(p) {
  rows <- first_rows(p); n <- nrow(rows)
  step <- c(NA, diff(rows$dose_mg_per_kg))
  step[c(FALSE, rows$route[-1] != rows$route[-n])[seq_len(n)]] <- NA
  data.frame(who = p$own$patient_id[1], route = rows$route, order = seq_len(n), dose = rows$dose_mg_per_kg,
             step = round(step, 6), gap = c(NA, diff(p$days[p$at == 1])), setting = rows$setting)
}))
changed <- abs(doses$step) > 0.02
answer$doses <- list(
  points = lapply(split(doses, doses$route), function(rows)
    lapply(1:12, function(k) spread(rows$dose[rows$order == k & !is.na(rows$dose)]))),
  raised = lapply(split(doses, doses$route), function(rows) sum(rows$step > 0.02, na.rm = TRUE)),
  lowered = lapply(split(doses, doses$route), function(rows) sum(rows$step < -0.02, na.rm = TRUE)),
  changed = over(changed, doses$who)
)
answer$places <- lapply(split(doses, doses$route), function(rows) as.list(table(rows$setting)))
answer$any_home <- share(tapply(doses$setting == "at home", doses$who, any))
answer$gaps <- lapply(c(closer2 = 2, closer3 = 3, closer4 = 4), function(least) over(doses$gap < least, doses$who))
over_iv <- doses$route == "IV" & !is.na(doses$dose)
answer$over_iv <- lapply(c(at6 = 0.6, at8 = 0.8), function(most)
  over(doses$dose[over_iv] > most + 1e-9, doses$who[over_iv]))

# ---- Safety: every session of everybody ------------------------------------------------------------------
all <- do.call(rbind, lapply(people, function(p) {
  own <- p$own
  number <- if (p$joined) own$number else match(own$day, p$days)
  own$spacing <- c(NA, diff(own$day)); own$nth <- number
  own$first_ever <- c(!p$joined, rep(FALSE, nrow(own) - 1))
  own
}))
who <- all$patient_id
group <- function(name, inside) {
  inside <- inside & !is.na(inside)
  cadss <- all$cadss_peak[inside]; rise <- (all$systolic_peak - all$systolic_pre)[inside]
  fall <- (all$diastolic_peak - all$diastolic_pre)[inside]
  either <- function(a, b) ifelse((!is.na(a) & a) | (!is.na(b) & b), TRUE, ifelse(is.na(a) | is.na(b), NA, FALSE))
  found <- list(
    sessions = sum(inside),
    large_rise = over(either(rise >= 40, fall >= 25), who[inside]),
    high_peak = over(either(all$systolic_peak[inside] >= 180, all$diastolic_peak[inside] >= 110), who[inside]),
    systolic_rise = spread(rise[!is.na(rise)]),
    adverse_event = over(all$adverse_event[inside] != "none", who[inside]),
    stopped_early = over(all$stopped_early[inside] == "yes", who[inside])
  )
  if (any(!is.na(cadss))) {
    found$cadss_peak <- spread(cadss[!is.na(cadss)])
    found$cadss_over <- over(cadss > 4, who[inside])
  }
  found
}
dose <- all$dose_mg_per_kg
answer$groups <- list(
  "all/all" = group("all", rep(TRUE, nrow(all))),
  "dose_band/under 0.5 mg/kg" = group("", dose < 0.5),
  "dose_band/0.5 to under 0.8 mg/kg" = group("", dose >= 0.5 & dose < 0.8),
  "dose_band/0.8 to under 1.2 mg/kg" = group("", dose >= 0.8 & dose < 1.2),
  "route/Oral" = group("", all$route == "oral"),
  "session_number/session 1" = group("", all$nth == 1),
  "session_number/sessions 3\u20136" = group("", all$nth >= 3 & all$nth <= 6),
  "session_number/session 7 and later" = group("", all$nth >= 7),
  "spacing/first session" = group("", all$first_ever),
  "spacing/2 days or less" = group("", all$spacing <= 2),
  "spacing/11\u201328 days" = group("", all$spacing >= 11 & all$spacing <= 28),
  "setting/Supervised" = group("", all$setting == "supervised")
)
answer$kinds <- lapply(c(nausea = "nausea", vomiting = "vomiting"), function(kind)
  over(all$adverse_event == kind, who))

stops <- function(keep) {
  own <- Filter(keep, treated)
  month <- Filter(function(p) p$followup >= 28, own); old <- Filter(function(p) p$followup >= 38, own)
  list(after_one = share(sapply(month, function(p) !any(p$days > 0 & p$days <= 28))),
       before_finishing = share(sapply(old, function(p) p$induction < 4 || p$days[p$induction] < 7)))
}
answer$stopping <- c(
  list(all = stops(function(p) TRUE)),
  sapply(c("Harbour Street", "Mill Lane", "Park"), function(site) stops(function(p) p$own$site[1] == site), simplify = FALSE),
  sapply(c("IV", "oral"), function(route) stops(function(p) p$own$route[1] == route), simplify = FALSE)
)

# ---- suicidal thoughts: PHQ-9 item 9, last in 30 days before, nearest to day 21 after induction ----------
asked <- lapply(treated, function(p) {
  told <- p$answers[!is.na(p$answers$item_9), ]
  before <- told[told$day >= -30 & (told$day < 0 | (told$day == 0 & !told$post)), ]
  last <- p$days[p$induction]
  upto <- if (any(p$at > 1)) p$days[p$at > 1][1] else Inf
  after <- told[told$day >= 1 & told$day >= last + 14 & told$day <= last + 31 &
                  (told$day < upto | (told$day == upto & !told$post)), ]
  done <- p$induction >= 4 && last >= 7
  data.frame(evaluable = done && p$followup >= last + 31,
             before = if (nrow(before)) tail(before$item_9, 1) else NA,
             after = if (nrow(after)) after$item_9[which.min(abs(after$day - last - 21))] else NA)
})
asked <- do.call(rbind, asked)
asked <- asked[asked$evaluable & !is.na(asked$before), ]
both <- asked[!is.na(asked$after), ]
some <- both[both$before > 0, ]; none <- both[both$before == 0, ]
answer$suicidal <- list(
  with = sum(asked$before > 0), without = sum(asked$before == 0),
  eased = share(some$after < some$before), gone = share(some$after == 0), unchanged = share(some$after == some$before),
  stronger = share(some$after > some$before), new = share(none$after > 0), worse = share(both$after > both$before)
)

writeLines(toJSON(answer, digits = I(17), auto_unbox = TRUE, na = "null"), file.path(here, "care.json"))

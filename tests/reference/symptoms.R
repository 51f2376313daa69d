# Answers to one item before and after, and the exact test of two discordant counts, as base R has them.
# Rscript tests/reference/symptoms.R > tests/reference/symptoms.json
before <- c(3, 3, 2, 2, 3, 1, 2, 3, 0, 1, 3, 2)
after <- c(1, 0, 2, 1, 3, 1, 0, 2, 1, 0, 1, 2)
told <- t.test(after, before, paired = TRUE)
exact <- binom.test(1, 7, 0.5)
number <- function(x) trimws(formatC(x, digits = 17, format = "g"))
listed <- function(x) paste0("[", paste(number(x), collapse = ", "), "]")
cat(sprintf(
  paste0(
    '{"before": %s, "after": %s,\n "paired": {"before": %s, "after": %s, "change": %s, "low": %s, ',
    '"high": %s},\n "mcnemar": %s}\n'
  ),
  listed(before), listed(after), number(mean(before)), number(mean(after)),
  number(told$estimate), number(told$conf.int[1]), number(told$conf.int[2]), number(exact$p.value)
))

# The figures of vcd::agreementplot that two_raters.py compares with: Rscript bangdiwala.R
suppressMessages(library(vcd))
pdf(NULL)
options(digits = 16)
data(MSPatients)
steps <- 0:3
for (patients in dimnames(MSPatients)$Patients) {
  table <- MSPatients[, , patients]
  for (weights in list(c(1, 0), 1 - steps / 3, 1 - (steps / 3)^2))
    cat(patients, agreementplot(table, weights = weights)$Bangdiwala_Weighted, "\n")
}

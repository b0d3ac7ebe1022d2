import Fidelity

// Three raters, five lessons; Krippendorff's alpha of the first example anyone tries.
let lessons = ["1", "1", "2", "2", "3", "3", "4", "4", "5", "5"]
let observers = ["A", "B", "A", "B", "A", "B", "A", "C", "B", "C"]
let scores: [Double] = [1, 1, 2, 3, 4, 4, 2, 2, 3, 3]
let ratings = try RatingTable(units: lessons, raters: observers, values: scores)
let alpha = ratings.estimate(.krippendorffAlpha(metric: .interval))
print("alpha \(alpha.estimate), standard error \(alpha.standardError), units \(alpha.unitCount ?? 0)")
// By hand: margins 2, 3, 3, 2 of 1, 2, 3, 4; D_o = 2, D_e = 210; alpha = 1 - 9 x 2 / 210.
precondition(abs(alpha.estimate - (1 - 18.0 / 210)) < 1e-12, "the library gives another alpha")

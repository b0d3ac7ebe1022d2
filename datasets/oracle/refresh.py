"""Recomputes every figure that is not a printed one: `python oracle/refresh.py` from the datasets folder, with the
packages of requirements.txt. The tests read expected.json only and never run this."""

import agreement
import conventions
import expected
import family
import inference
import intraclass
import raters
import trends
import two_raters

if __name__ == "__main__":
    expected.refresh("krippendorff-12x4", [*agreement.krippendorff_12x4(), *family.krippendorff_12x4()])
    expected.refresh("gwet-raw4raters", [*agreement.gwet_raw4raters(), *family.gwet_raw4raters()])
    expected.refresh("shrout-fleiss-1979", [*intraclass.cases("shrout-fleiss-1979"), *agreement.shrout_fleiss(), *family.shrout_fleiss()])
    expected.refresh("fleiss-1971", [*two_raters.fleiss_1971_null(), *agreement.fleiss_1971(), *family.fleiss_1971()])
    expected.refresh("cohen-1968-weighted", two_raters.cohen_1968())
    expected.refresh("gwet-abstractors-3x3", two_raters.gwet_abstractors())
    expected.refresh("sas-weighted-kappa-3x3", two_raters.sas_3x3())
    expected.refresh("agreement-traps", [*agreement.traps(), *family.traps()])
    expected.refresh("conventions", conventions.conventions())
    expected.refresh("hayes-krippendorff-2007", conventions.hayes_krippendorff())
    expected.refresh("marginal-homogeneity", raters.marginal_homogeneity())
    expected.refresh("raters-gold", raters.raters_gold())
    expected.refresh("westlund-kurland-1953", list(family.westlund_kurland()))
    expected.refresh("van-oest-2019", list(family.van_oest_2019()))
    expected.refresh("feinstein-cicchetti-1990", list(family.feinstein_cicchetti()))
    expected.refresh("pooled-trend-small", list(trends.pooled_trend_small()))
    expected.refresh("agreement-inference", list(inference.inference()))
    expected.refresh("gwet-paired-15x4", list(inference.paired()))
    trends.check_certified("nist-norris", ["x"])
    trends.check_certified("nist-longley", [f"x{j}" for j in range(1, 7)])
    trends.check_certified("nist-pontius", ["x"], degree=2)
    trends.check_certified("nist-filip", ["x"], degree=10)
    for number in range(1, 6):
        trends.check_certified(f"nist-wampler{number}", ["x"], degree=5)
    for number in (1, 2):
        trends.check_certified(f"nist-noint{number}", ["x"], intercept=False)

// Written by scripts/list-datasets.sh.
#include "fidelity_datasets.h"

// The compiler reads the files as they are, without making tokens of them, and knows to compile again when one changes.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char file0[] = {
#embed "../../datasets/agreement-inference/data.csv"
};
static const unsigned char file1[] = {
#embed "../../datasets/agreement-inference/expected.json"
};
static const unsigned char file2[] = {
#embed "../../datasets/agreement-traps/declared-unused-category.csv"
};
static const unsigned char file3[] = {
#embed "../../datasets/agreement-traps/empty-cells.csv"
};
static const unsigned char file4[] = {
#embed "../../datasets/agreement-traps/expected.json"
};
static const unsigned char file5[] = {
#embed "../../datasets/agreement-traps/half-points.csv"
};
static const unsigned char file6[] = {
#embed "../../datasets/agreement-traps/large-labels.csv"
};
static const unsigned char file7[] = {
#embed "../../datasets/agreement-traps/numeric-vs-text-order.csv"
};
static const unsigned char file8[] = {
#embed "../../datasets/agreement-traps/one-category.csv"
};
static const unsigned char file9[] = {
#embed "../../datasets/agreement-traps/perfect.csv"
};
static const unsigned char file10[] = {
#embed "../../datasets/agreement-traps/text-categories.csv"
};
static const unsigned char file11[] = {
#embed "../../datasets/agreement-traps/twelve-categories.csv"
};
static const unsigned char file12[] = {
#embed "../../datasets/agreement-traps/two-categories.csv"
};
static const unsigned char file13[] = {
#embed "../../datasets/agreement-traps/two-raters.csv"
};
static const unsigned char file14[] = {
#embed "../../datasets/agreement-traps/two-units.csv"
};
static const unsigned char file15[] = {
#embed "../../datasets/agreement-traps/unbalanced-raters.csv"
};
static const unsigned char file16[] = {
#embed "../../datasets/agreement-traps/unit-rated-once.csv"
};
static const unsigned char file17[] = {
#embed "../../datasets/agreement-traps/zero-ratio.csv"
};
static const unsigned char file18[] = {
#embed "../../datasets/bland-altman-1986/data.csv"
};
static const unsigned char file19[] = {
#embed "../../datasets/bland-altman-1986/expected.json"
};
static const unsigned char file20[] = {
#embed "../../datasets/bland-altman-cardiac/data.csv"
};
static const unsigned char file21[] = {
#embed "../../datasets/bland-altman-cardiac/expected.json"
};
static const unsigned char file22[] = {
#embed "../../datasets/bland-altman-plasma/data.csv"
};
static const unsigned char file23[] = {
#embed "../../datasets/bland-altman-plasma/expected.json"
};
static const unsigned char file24[] = {
#embed "../../datasets/brennan-1/data.csv"
};
static const unsigned char file25[] = {
#embed "../../datasets/brennan-1/expected.json"
};
static const unsigned char file26[] = {
#embed "../../datasets/brennan-3/data.csv"
};
static const unsigned char file27[] = {
#embed "../../datasets/brennan-3/expected.json"
};
static const unsigned char file28[] = {
#embed "../../datasets/brennan-4/data.csv"
};
static const unsigned char file29[] = {
#embed "../../datasets/brennan-4/expected.json"
};
static const unsigned char file30[] = {
#embed "../../datasets/clustered-se-small/data.csv"
};
static const unsigned char file31[] = {
#embed "../../datasets/clustered-se-small/expected.json"
};
static const unsigned char file32[] = {
#embed "../../datasets/clustered-se-small/weighted.csv"
};
static const unsigned char file33[] = {
#embed "../../datasets/cohen-1968-weighted/data.csv"
};
static const unsigned char file34[] = {
#embed "../../datasets/cohen-1968-weighted/expected.json"
};
static const unsigned char file35[] = {
#embed "../../datasets/conventions/expected.json"
};
static const unsigned char file36[] = {
#embed "../../datasets/conventions/fleiss-1971.csv"
};
static const unsigned char file37[] = {
#embed "../../datasets/conventions/gwet-raw4raters.csv"
};
static const unsigned char file38[] = {
#embed "../../datasets/conventions/one-category.csv"
};
static const unsigned char file39[] = {
#embed "../../datasets/conventions/perfect.csv"
};
static const unsigned char file40[] = {
#embed "../../datasets/conventions/unit-rated-once.csv"
};
static const unsigned char file41[] = {
#embed "../../datasets/conventions/zero-ratio.csv"
};
static const unsigned char file42[] = {
#embed "../../datasets/drivers-barriers/data.csv"
};
static const unsigned char file43[] = {
#embed "../../datasets/drivers-barriers/expected.json"
};
static const unsigned char file44[] = {
#embed "../../datasets/drivers-barriers/gehan.csv"
};
static const unsigned char file45[] = {
#embed "../../datasets/drivers-barriers/loops.csv"
};
static const unsigned char file46[] = {
#embed "../../datasets/drivers-coaching-gain/data.csv"
};
static const unsigned char file47[] = {
#embed "../../datasets/drivers-coaching-gain/expected.json"
};
static const unsigned char file48[] = {
#embed "../../datasets/drivers-coaching-log/data.csv"
};
static const unsigned char file49[] = {
#embed "../../datasets/drivers-coaching-log/expected.json"
};
static const unsigned char file50[] = {
#embed "../../datasets/drivers-coaching-log/plan.csv"
};
static const unsigned char file51[] = {
#embed "../../datasets/drivers-coaching-worksheet/data.csv"
};
static const unsigned char file52[] = {
#embed "../../datasets/drivers-coaching-worksheet/expected.json"
};
static const unsigned char file53[] = {
#embed "../../datasets/drivers-compensation-detection/data.csv"
};
static const unsigned char file54[] = {
#embed "../../datasets/drivers-compensation-detection/expected.json"
};
static const unsigned char file55[] = {
#embed "../../datasets/drivers-compensation/data.csv"
};
static const unsigned char file56[] = {
#embed "../../datasets/drivers-compensation/expected.json"
};
static const unsigned char file57[] = {
#embed "../../datasets/drivers-compensation/weights.csv"
};
static const unsigned char file58[] = {
#embed "../../datasets/drivers-data-system/data.csv"
};
static const unsigned char file59[] = {
#embed "../../datasets/drivers-data-system/decisions.csv"
};
static const unsigned char file60[] = {
#embed "../../datasets/drivers-data-system/expected.json"
};
static const unsigned char file61[] = {
#embed "../../datasets/drivers-escalation/data.csv"
};
static const unsigned char file62[] = {
#embed "../../datasets/drivers-escalation/expected.json"
};
static const unsigned char file63[] = {
#embed "../../datasets/drivers-fidelity-assessment/data.csv"
};
static const unsigned char file64[] = {
#embed "../../datasets/drivers-fidelity-assessment/expected.json"
};
static const unsigned char file65[] = {
#embed "../../datasets/drivers-integration/data.csv"
};
static const unsigned char file66[] = {
#embed "../../datasets/drivers-integration/expected.json"
};
static const unsigned char file67[] = {
#embed "../../datasets/drivers-integration/gaps.csv"
};
static const unsigned char file68[] = {
#embed "../../datasets/drivers-integration/profiles.csv"
};
static const unsigned char file69[] = {
#embed "../../datasets/drivers-integration/zero.csv"
};
static const unsigned char file70[] = {
#embed "../../datasets/drivers-leadership/data.csv"
};
static const unsigned char file71[] = {
#embed "../../datasets/drivers-leadership/expected.json"
};
static const unsigned char file72[] = {
#embed "../../datasets/drivers-levels/data.csv"
};
static const unsigned char file73[] = {
#embed "../../datasets/drivers-levels/expected.json"
};
static const unsigned char file74[] = {
#embed "../../datasets/drivers-necessary-conditions/data.csv"
};
static const unsigned char file75[] = {
#embed "../../datasets/drivers-necessary-conditions/expected.json"
};
static const unsigned char file76[] = {
#embed "../../datasets/drivers-necessary-conditions/small.csv"
};
static const unsigned char file77[] = {
#embed "../../datasets/drivers-selection/candidates.csv"
};
static const unsigned char file78[] = {
#embed "../../datasets/drivers-selection/criteria.csv"
};
static const unsigned char file79[] = {
#embed "../../datasets/drivers-selection/data.csv"
};
static const unsigned char file80[] = {
#embed "../../datasets/drivers-selection/expected.json"
};
static const unsigned char file81[] = {
#embed "../../datasets/drivers-selection/revelle.csv"
};
static const unsigned char file82[] = {
#embed "../../datasets/drivers-training-gain/data.csv"
};
static const unsigned char file83[] = {
#embed "../../datasets/drivers-training-gain/expected.json"
};
static const unsigned char file84[] = {
#embed "../../datasets/drivers-training-gain/morris.csv"
};
static const unsigned char file85[] = {
#embed "../../datasets/drivers-training-plan/data.csv"
};
static const unsigned char file86[] = {
#embed "../../datasets/drivers-training-plan/expected.json"
};
static const unsigned char file87[] = {
#embed "../../datasets/drivers-training-plan/nothing.csv"
};
static const unsigned char file88[] = {
#embed "../../datasets/drivers-training-plan/plan.csv"
};
static const unsigned char file89[] = {
#embed "../../datasets/drivers-training-plan/sessions.csv"
};
static const unsigned char file90[] = {
#embed "../../datasets/empirical-bayes-slopes/data.csv"
};
static const unsigned char file91[] = {
#embed "../../datasets/empirical-bayes-slopes/expected.json"
};
static const unsigned char file92[] = {
#embed "../../datasets/feinstein-cicchetti-1990/balanced.csv"
};
static const unsigned char file93[] = {
#embed "../../datasets/feinstein-cicchetti-1990/expected.json"
};
static const unsigned char file94[] = {
#embed "../../datasets/feinstein-cicchetti-1990/skewed.csv"
};
static const unsigned char file95[] = {
#embed "../../datasets/fleiss-1971/data.csv"
};
static const unsigned char file96[] = {
#embed "../../datasets/fleiss-1971/expected.json"
};
static const unsigned char file97[] = {
#embed "../../datasets/group-agreement/data.csv"
};
static const unsigned char file98[] = {
#embed "../../datasets/group-agreement/expected.json"
};
static const unsigned char file99[] = {
#embed "../../datasets/group-agreement/sherif.csv"
};
static const unsigned char file100[] = {
#embed "../../datasets/gtheory-p-in-c-x-i/data.csv"
};
static const unsigned char file101[] = {
#embed "../../datasets/gtheory-p-in-c-x-i/expected.json"
};
static const unsigned char file102[] = {
#embed "../../datasets/gtheory-p-x-i-x-o-missing/data.csv"
};
static const unsigned char file103[] = {
#embed "../../datasets/gtheory-p-x-i-x-o-missing/expected.json"
};
static const unsigned char file104[] = {
#embed "../../datasets/gwet-abstractors-3x3/data.csv"
};
static const unsigned char file105[] = {
#embed "../../datasets/gwet-abstractors-3x3/expected.json"
};
static const unsigned char file106[] = {
#embed "../../datasets/gwet-paired-15x4/data.csv"
};
static const unsigned char file107[] = {
#embed "../../datasets/gwet-paired-15x4/expected.json"
};
static const unsigned char file108[] = {
#embed "../../datasets/gwet-raw4raters/data.csv"
};
static const unsigned char file109[] = {
#embed "../../datasets/gwet-raw4raters/expected.json"
};
static const unsigned char file110[] = {
#embed "../../datasets/hayes-krippendorff-2007/data.csv"
};
static const unsigned char file111[] = {
#embed "../../datasets/hayes-krippendorff-2007/expected.json"
};
static const unsigned char file112[] = {
#embed "../../datasets/icc-ten-forms/data.csv"
};
static const unsigned char file113[] = {
#embed "../../datasets/icc-ten-forms/expected.json"
};
static const unsigned char file114[] = {
#embed "../../datasets/icc-wine-8x4/data.csv"
};
static const unsigned char file115[] = {
#embed "../../datasets/icc-wine-8x4/expected.json"
};
static const unsigned char file116[] = {
#embed "../../datasets/its-24-months/data.csv"
};
static const unsigned char file117[] = {
#embed "../../datasets/its-24-months/expected.json"
};
static const unsigned char file118[] = {
#embed "../../datasets/its-uk-drivers/data.csv"
};
static const unsigned char file119[] = {
#embed "../../datasets/its-uk-drivers/expected.json"
};
static const unsigned char file120[] = {
#embed "../../datasets/kendall-w/data.csv"
};
static const unsigned char file121[] = {
#embed "../../datasets/kendall-w/expected.json"
};
static const unsigned char file122[] = {
#embed "../../datasets/kendall-w/ties.csv"
};
static const unsigned char file123[] = {
#embed "../../datasets/krippendorff-12x4/data.csv"
};
static const unsigned char file124[] = {
#embed "../../datasets/krippendorff-12x4/expected.json"
};
static const unsigned char file125[] = {
#embed "../../datasets/lin-ccc/data.csv"
};
static const unsigned char file126[] = {
#embed "../../datasets/lin-ccc/expected.json"
};
static const unsigned char file127[] = {
#embed "../../datasets/marginal-homogeneity/cochran.csv"
};
static const unsigned char file128[] = {
#embed "../../datasets/marginal-homogeneity/data.csv"
};
static const unsigned char file129[] = {
#embed "../../datasets/marginal-homogeneity/expected.json"
};
static const unsigned char file130[] = {
#embed "../../datasets/marginal-homogeneity/singular.csv"
};
static const unsigned char file131[] = {
#embed "../../datasets/marginal-homogeneity/table2.csv"
};
static const unsigned char file132[] = {
#embed "../../datasets/meta-bcg/data.csv"
};
static const unsigned char file133[] = {
#embed "../../datasets/meta-bcg/expected.json"
};
static const unsigned char file134[] = {
#embed "../../datasets/multiple-testing/data.csv"
};
static const unsigned char file135[] = {
#embed "../../datasets/multiple-testing/expected.json"
};
static const unsigned char file136[] = {
#embed "../../datasets/newey-west-investment/data.csv"
};
static const unsigned char file137[] = {
#embed "../../datasets/newey-west-investment/expected.json"
};
static const unsigned char file138[] = {
#embed "../../datasets/nist-anova-atmwtag/data.csv"
};
static const unsigned char file139[] = {
#embed "../../datasets/nist-anova-atmwtag/expected.json"
};
static const unsigned char file140[] = {
#embed "../../datasets/nist-anova-sirstv/data.csv"
};
static const unsigned char file141[] = {
#embed "../../datasets/nist-anova-sirstv/expected.json"
};
static const unsigned char file142[] = {
#embed "../../datasets/nist-anova-smls01/data.csv"
};
static const unsigned char file143[] = {
#embed "../../datasets/nist-anova-smls01/expected.json"
};
static const unsigned char file144[] = {
#embed "../../datasets/nist-anova-smls04/data.csv"
};
static const unsigned char file145[] = {
#embed "../../datasets/nist-anova-smls04/expected.json"
};
static const unsigned char file146[] = {
#embed "../../datasets/nist-anova-smls07/data.csv"
};
static const unsigned char file147[] = {
#embed "../../datasets/nist-anova-smls07/expected.json"
};
static const unsigned char file148[] = {
#embed "../../datasets/nist-filip/data.csv"
};
static const unsigned char file149[] = {
#embed "../../datasets/nist-filip/expected.json"
};
static const unsigned char file150[] = {
#embed "../../datasets/nist-longley/data.csv"
};
static const unsigned char file151[] = {
#embed "../../datasets/nist-longley/expected.json"
};
static const unsigned char file152[] = {
#embed "../../datasets/nist-noint1/data.csv"
};
static const unsigned char file153[] = {
#embed "../../datasets/nist-noint1/expected.json"
};
static const unsigned char file154[] = {
#embed "../../datasets/nist-noint2/data.csv"
};
static const unsigned char file155[] = {
#embed "../../datasets/nist-noint2/expected.json"
};
static const unsigned char file156[] = {
#embed "../../datasets/nist-norris/data.csv"
};
static const unsigned char file157[] = {
#embed "../../datasets/nist-norris/expected.json"
};
static const unsigned char file158[] = {
#embed "../../datasets/nist-pontius/data.csv"
};
static const unsigned char file159[] = {
#embed "../../datasets/nist-pontius/expected.json"
};
static const unsigned char file160[] = {
#embed "../../datasets/nist-wampler1/data.csv"
};
static const unsigned char file161[] = {
#embed "../../datasets/nist-wampler1/expected.json"
};
static const unsigned char file162[] = {
#embed "../../datasets/nist-wampler2/data.csv"
};
static const unsigned char file163[] = {
#embed "../../datasets/nist-wampler2/expected.json"
};
static const unsigned char file164[] = {
#embed "../../datasets/nist-wampler3/data.csv"
};
static const unsigned char file165[] = {
#embed "../../datasets/nist-wampler3/expected.json"
};
static const unsigned char file166[] = {
#embed "../../datasets/nist-wampler4/data.csv"
};
static const unsigned char file167[] = {
#embed "../../datasets/nist-wampler4/expected.json"
};
static const unsigned char file168[] = {
#embed "../../datasets/nist-wampler5/data.csv"
};
static const unsigned char file169[] = {
#embed "../../datasets/nist-wampler5/expected.json"
};
static const unsigned char file170[] = {
#embed "../../datasets/one-way-ticks/data.csv"
};
static const unsigned char file171[] = {
#embed "../../datasets/one-way-ticks/expected.json"
};
static const unsigned char file172[] = {
#embed "../../datasets/pooled-trend-small/data.csv"
};
static const unsigned char file173[] = {
#embed "../../datasets/pooled-trend-small/expected.json"
};
static const unsigned char file174[] = {
#embed "../../datasets/raters-gold/data.csv"
};
static const unsigned char file175[] = {
#embed "../../datasets/raters-gold/expected.json"
};
static const unsigned char file176[] = {
#embed "../../datasets/replicates-fat/data.csv"
};
static const unsigned char file177[] = {
#embed "../../datasets/replicates-fat/expected.json"
};
static const unsigned char file178[] = {
#embed "../../datasets/robust-se-publicschools/data.csv"
};
static const unsigned char file179[] = {
#embed "../../datasets/robust-se-publicschools/expected.json"
};
static const unsigned char file180[] = {
#embed "../../datasets/sas-weighted-kappa-3x3/data.csv"
};
static const unsigned char file181[] = {
#embed "../../datasets/sas-weighted-kappa-3x3/expected.json"
};
static const unsigned char file182[] = {
#embed "../../datasets/serial-correlation/expected.json"
};
static const unsigned char file183[] = {
#embed "../../datasets/serial-correlation/gaps.csv"
};
static const unsigned char file184[] = {
#embed "../../datasets/serial-correlation/negative.csv"
};
static const unsigned char file185[] = {
#embed "../../datasets/serial-correlation/panel.csv"
};
static const unsigned char file186[] = {
#embed "../../datasets/shrout-fleiss-1979/data.csv"
};
static const unsigned char file187[] = {
#embed "../../datasets/shrout-fleiss-1979/expected.json"
};
static const unsigned char file188[] = {
#embed "../../datasets/tost-sleep/data.csv"
};
static const unsigned char file189[] = {
#embed "../../datasets/tost-sleep/expected.json"
};
static const unsigned char file190[] = {
#embed "../../datasets/two-way-missing/data.csv"
};
static const unsigned char file191[] = {
#embed "../../datasets/two-way-missing/expected.json"
};
static const unsigned char file192[] = {
#embed "../../datasets/van-oest-2019/expected.json"
};
static const unsigned char file193[] = {
#embed "../../datasets/van-oest-2019/first.csv"
};
static const unsigned char file194[] = {
#embed "../../datasets/van-oest-2019/second-fourfold.csv"
};
static const unsigned char file195[] = {
#embed "../../datasets/van-oest-2019/second.csv"
};
static const unsigned char file196[] = {
#embed "../../datasets/variance-components/crossed-complete.csv"
};
static const unsigned char file197[] = {
#embed "../../datasets/variance-components/crossed-large-origin.csv"
};
static const unsigned char file198[] = {
#embed "../../datasets/variance-components/crossed-many-raters.csv"
};
static const unsigned char file199[] = {
#embed "../../datasets/variance-components/crossed-missing.csv"
};
static const unsigned char file200[] = {
#embed "../../datasets/variance-components/crossed-no-raters.csv"
};
static const unsigned char file201[] = {
#embed "../../datasets/variance-components/crossed-no-units.csv"
};
static const unsigned char file202[] = {
#embed "../../datasets/variance-components/crossed-two-each.csv"
};
static const unsigned char file203[] = {
#embed "../../datasets/variance-components/expected.json"
};
static const unsigned char file204[] = {
#embed "../../datasets/variance-components/nested-no-middle.csv"
};
static const unsigned char file205[] = {
#embed "../../datasets/variance-components/nested-three.csv"
};
static const unsigned char file206[] = {
#embed "../../datasets/variance-components/nested-two.csv"
};
static const unsigned char file207[] = {
#embed "../../datasets/variance-components/one-way-none.csv"
};
static const unsigned char file208[] = {
#embed "../../datasets/variance-components/one-way.csv"
};
static const unsigned char file209[] = {
#embed "../../datasets/variance-components/p-in-c-x-i.csv"
};
static const unsigned char file210[] = {
#embed "../../datasets/variance-components/p-x-i-x-o.csv"
};
static const unsigned char file211[] = {
#embed "../../datasets/variance-components/replicates.csv"
};
static const unsigned char file212[] = {
#embed "../../datasets/westlund-kurland-1953/expected.json"
};
static const unsigned char file213[] = {
#embed "../../datasets/westlund-kurland-1953/new-orleans.csv"
};
static const unsigned char file214[] = {
#embed "../../datasets/westlund-kurland-1953/winnipeg.csv"
};

static const fidelity_dataset_file files[] = {
    {"agreement-inference/data.csv", file0, sizeof file0},
    {"agreement-inference/expected.json", file1, sizeof file1},
    {"agreement-traps/declared-unused-category.csv", file2, sizeof file2},
    {"agreement-traps/empty-cells.csv", file3, sizeof file3},
    {"agreement-traps/expected.json", file4, sizeof file4},
    {"agreement-traps/half-points.csv", file5, sizeof file5},
    {"agreement-traps/large-labels.csv", file6, sizeof file6},
    {"agreement-traps/numeric-vs-text-order.csv", file7, sizeof file7},
    {"agreement-traps/one-category.csv", file8, sizeof file8},
    {"agreement-traps/perfect.csv", file9, sizeof file9},
    {"agreement-traps/text-categories.csv", file10, sizeof file10},
    {"agreement-traps/twelve-categories.csv", file11, sizeof file11},
    {"agreement-traps/two-categories.csv", file12, sizeof file12},
    {"agreement-traps/two-raters.csv", file13, sizeof file13},
    {"agreement-traps/two-units.csv", file14, sizeof file14},
    {"agreement-traps/unbalanced-raters.csv", file15, sizeof file15},
    {"agreement-traps/unit-rated-once.csv", file16, sizeof file16},
    {"agreement-traps/zero-ratio.csv", file17, sizeof file17},
    {"bland-altman-1986/data.csv", file18, sizeof file18},
    {"bland-altman-1986/expected.json", file19, sizeof file19},
    {"bland-altman-cardiac/data.csv", file20, sizeof file20},
    {"bland-altman-cardiac/expected.json", file21, sizeof file21},
    {"bland-altman-plasma/data.csv", file22, sizeof file22},
    {"bland-altman-plasma/expected.json", file23, sizeof file23},
    {"brennan-1/data.csv", file24, sizeof file24},
    {"brennan-1/expected.json", file25, sizeof file25},
    {"brennan-3/data.csv", file26, sizeof file26},
    {"brennan-3/expected.json", file27, sizeof file27},
    {"brennan-4/data.csv", file28, sizeof file28},
    {"brennan-4/expected.json", file29, sizeof file29},
    {"clustered-se-small/data.csv", file30, sizeof file30},
    {"clustered-se-small/expected.json", file31, sizeof file31},
    {"clustered-se-small/weighted.csv", file32, sizeof file32},
    {"cohen-1968-weighted/data.csv", file33, sizeof file33},
    {"cohen-1968-weighted/expected.json", file34, sizeof file34},
    {"conventions/expected.json", file35, sizeof file35},
    {"conventions/fleiss-1971.csv", file36, sizeof file36},
    {"conventions/gwet-raw4raters.csv", file37, sizeof file37},
    {"conventions/one-category.csv", file38, sizeof file38},
    {"conventions/perfect.csv", file39, sizeof file39},
    {"conventions/unit-rated-once.csv", file40, sizeof file40},
    {"conventions/zero-ratio.csv", file41, sizeof file41},
    {"drivers-barriers/data.csv", file42, sizeof file42},
    {"drivers-barriers/expected.json", file43, sizeof file43},
    {"drivers-barriers/gehan.csv", file44, sizeof file44},
    {"drivers-barriers/loops.csv", file45, sizeof file45},
    {"drivers-coaching-gain/data.csv", file46, sizeof file46},
    {"drivers-coaching-gain/expected.json", file47, sizeof file47},
    {"drivers-coaching-log/data.csv", file48, sizeof file48},
    {"drivers-coaching-log/expected.json", file49, sizeof file49},
    {"drivers-coaching-log/plan.csv", file50, sizeof file50},
    {"drivers-coaching-worksheet/data.csv", file51, sizeof file51},
    {"drivers-coaching-worksheet/expected.json", file52, sizeof file52},
    {"drivers-compensation-detection/data.csv", file53, sizeof file53},
    {"drivers-compensation-detection/expected.json", file54, sizeof file54},
    {"drivers-compensation/data.csv", file55, sizeof file55},
    {"drivers-compensation/expected.json", file56, sizeof file56},
    {"drivers-compensation/weights.csv", file57, sizeof file57},
    {"drivers-data-system/data.csv", file58, sizeof file58},
    {"drivers-data-system/decisions.csv", file59, sizeof file59},
    {"drivers-data-system/expected.json", file60, sizeof file60},
    {"drivers-escalation/data.csv", file61, sizeof file61},
    {"drivers-escalation/expected.json", file62, sizeof file62},
    {"drivers-fidelity-assessment/data.csv", file63, sizeof file63},
    {"drivers-fidelity-assessment/expected.json", file64, sizeof file64},
    {"drivers-integration/data.csv", file65, sizeof file65},
    {"drivers-integration/expected.json", file66, sizeof file66},
    {"drivers-integration/gaps.csv", file67, sizeof file67},
    {"drivers-integration/profiles.csv", file68, sizeof file68},
    {"drivers-integration/zero.csv", file69, sizeof file69},
    {"drivers-leadership/data.csv", file70, sizeof file70},
    {"drivers-leadership/expected.json", file71, sizeof file71},
    {"drivers-levels/data.csv", file72, sizeof file72},
    {"drivers-levels/expected.json", file73, sizeof file73},
    {"drivers-necessary-conditions/data.csv", file74, sizeof file74},
    {"drivers-necessary-conditions/expected.json", file75, sizeof file75},
    {"drivers-necessary-conditions/small.csv", file76, sizeof file76},
    {"drivers-selection/candidates.csv", file77, sizeof file77},
    {"drivers-selection/criteria.csv", file78, sizeof file78},
    {"drivers-selection/data.csv", file79, sizeof file79},
    {"drivers-selection/expected.json", file80, sizeof file80},
    {"drivers-selection/revelle.csv", file81, sizeof file81},
    {"drivers-training-gain/data.csv", file82, sizeof file82},
    {"drivers-training-gain/expected.json", file83, sizeof file83},
    {"drivers-training-gain/morris.csv", file84, sizeof file84},
    {"drivers-training-plan/data.csv", file85, sizeof file85},
    {"drivers-training-plan/expected.json", file86, sizeof file86},
    {"drivers-training-plan/nothing.csv", file87, sizeof file87},
    {"drivers-training-plan/plan.csv", file88, sizeof file88},
    {"drivers-training-plan/sessions.csv", file89, sizeof file89},
    {"empirical-bayes-slopes/data.csv", file90, sizeof file90},
    {"empirical-bayes-slopes/expected.json", file91, sizeof file91},
    {"feinstein-cicchetti-1990/balanced.csv", file92, sizeof file92},
    {"feinstein-cicchetti-1990/expected.json", file93, sizeof file93},
    {"feinstein-cicchetti-1990/skewed.csv", file94, sizeof file94},
    {"fleiss-1971/data.csv", file95, sizeof file95},
    {"fleiss-1971/expected.json", file96, sizeof file96},
    {"group-agreement/data.csv", file97, sizeof file97},
    {"group-agreement/expected.json", file98, sizeof file98},
    {"group-agreement/sherif.csv", file99, sizeof file99},
    {"gtheory-p-in-c-x-i/data.csv", file100, sizeof file100},
    {"gtheory-p-in-c-x-i/expected.json", file101, sizeof file101},
    {"gtheory-p-x-i-x-o-missing/data.csv", file102, sizeof file102},
    {"gtheory-p-x-i-x-o-missing/expected.json", file103, sizeof file103},
    {"gwet-abstractors-3x3/data.csv", file104, sizeof file104},
    {"gwet-abstractors-3x3/expected.json", file105, sizeof file105},
    {"gwet-paired-15x4/data.csv", file106, sizeof file106},
    {"gwet-paired-15x4/expected.json", file107, sizeof file107},
    {"gwet-raw4raters/data.csv", file108, sizeof file108},
    {"gwet-raw4raters/expected.json", file109, sizeof file109},
    {"hayes-krippendorff-2007/data.csv", file110, sizeof file110},
    {"hayes-krippendorff-2007/expected.json", file111, sizeof file111},
    {"icc-ten-forms/data.csv", file112, sizeof file112},
    {"icc-ten-forms/expected.json", file113, sizeof file113},
    {"icc-wine-8x4/data.csv", file114, sizeof file114},
    {"icc-wine-8x4/expected.json", file115, sizeof file115},
    {"its-24-months/data.csv", file116, sizeof file116},
    {"its-24-months/expected.json", file117, sizeof file117},
    {"its-uk-drivers/data.csv", file118, sizeof file118},
    {"its-uk-drivers/expected.json", file119, sizeof file119},
    {"kendall-w/data.csv", file120, sizeof file120},
    {"kendall-w/expected.json", file121, sizeof file121},
    {"kendall-w/ties.csv", file122, sizeof file122},
    {"krippendorff-12x4/data.csv", file123, sizeof file123},
    {"krippendorff-12x4/expected.json", file124, sizeof file124},
    {"lin-ccc/data.csv", file125, sizeof file125},
    {"lin-ccc/expected.json", file126, sizeof file126},
    {"marginal-homogeneity/cochran.csv", file127, sizeof file127},
    {"marginal-homogeneity/data.csv", file128, sizeof file128},
    {"marginal-homogeneity/expected.json", file129, sizeof file129},
    {"marginal-homogeneity/singular.csv", file130, sizeof file130},
    {"marginal-homogeneity/table2.csv", file131, sizeof file131},
    {"meta-bcg/data.csv", file132, sizeof file132},
    {"meta-bcg/expected.json", file133, sizeof file133},
    {"multiple-testing/data.csv", file134, sizeof file134},
    {"multiple-testing/expected.json", file135, sizeof file135},
    {"newey-west-investment/data.csv", file136, sizeof file136},
    {"newey-west-investment/expected.json", file137, sizeof file137},
    {"nist-anova-atmwtag/data.csv", file138, sizeof file138},
    {"nist-anova-atmwtag/expected.json", file139, sizeof file139},
    {"nist-anova-sirstv/data.csv", file140, sizeof file140},
    {"nist-anova-sirstv/expected.json", file141, sizeof file141},
    {"nist-anova-smls01/data.csv", file142, sizeof file142},
    {"nist-anova-smls01/expected.json", file143, sizeof file143},
    {"nist-anova-smls04/data.csv", file144, sizeof file144},
    {"nist-anova-smls04/expected.json", file145, sizeof file145},
    {"nist-anova-smls07/data.csv", file146, sizeof file146},
    {"nist-anova-smls07/expected.json", file147, sizeof file147},
    {"nist-filip/data.csv", file148, sizeof file148},
    {"nist-filip/expected.json", file149, sizeof file149},
    {"nist-longley/data.csv", file150, sizeof file150},
    {"nist-longley/expected.json", file151, sizeof file151},
    {"nist-noint1/data.csv", file152, sizeof file152},
    {"nist-noint1/expected.json", file153, sizeof file153},
    {"nist-noint2/data.csv", file154, sizeof file154},
    {"nist-noint2/expected.json", file155, sizeof file155},
    {"nist-norris/data.csv", file156, sizeof file156},
    {"nist-norris/expected.json", file157, sizeof file157},
    {"nist-pontius/data.csv", file158, sizeof file158},
    {"nist-pontius/expected.json", file159, sizeof file159},
    {"nist-wampler1/data.csv", file160, sizeof file160},
    {"nist-wampler1/expected.json", file161, sizeof file161},
    {"nist-wampler2/data.csv", file162, sizeof file162},
    {"nist-wampler2/expected.json", file163, sizeof file163},
    {"nist-wampler3/data.csv", file164, sizeof file164},
    {"nist-wampler3/expected.json", file165, sizeof file165},
    {"nist-wampler4/data.csv", file166, sizeof file166},
    {"nist-wampler4/expected.json", file167, sizeof file167},
    {"nist-wampler5/data.csv", file168, sizeof file168},
    {"nist-wampler5/expected.json", file169, sizeof file169},
    {"one-way-ticks/data.csv", file170, sizeof file170},
    {"one-way-ticks/expected.json", file171, sizeof file171},
    {"pooled-trend-small/data.csv", file172, sizeof file172},
    {"pooled-trend-small/expected.json", file173, sizeof file173},
    {"raters-gold/data.csv", file174, sizeof file174},
    {"raters-gold/expected.json", file175, sizeof file175},
    {"replicates-fat/data.csv", file176, sizeof file176},
    {"replicates-fat/expected.json", file177, sizeof file177},
    {"robust-se-publicschools/data.csv", file178, sizeof file178},
    {"robust-se-publicschools/expected.json", file179, sizeof file179},
    {"sas-weighted-kappa-3x3/data.csv", file180, sizeof file180},
    {"sas-weighted-kappa-3x3/expected.json", file181, sizeof file181},
    {"serial-correlation/expected.json", file182, sizeof file182},
    {"serial-correlation/gaps.csv", file183, sizeof file183},
    {"serial-correlation/negative.csv", file184, sizeof file184},
    {"serial-correlation/panel.csv", file185, sizeof file185},
    {"shrout-fleiss-1979/data.csv", file186, sizeof file186},
    {"shrout-fleiss-1979/expected.json", file187, sizeof file187},
    {"tost-sleep/data.csv", file188, sizeof file188},
    {"tost-sleep/expected.json", file189, sizeof file189},
    {"two-way-missing/data.csv", file190, sizeof file190},
    {"two-way-missing/expected.json", file191, sizeof file191},
    {"van-oest-2019/expected.json", file192, sizeof file192},
    {"van-oest-2019/first.csv", file193, sizeof file193},
    {"van-oest-2019/second-fourfold.csv", file194, sizeof file194},
    {"van-oest-2019/second.csv", file195, sizeof file195},
    {"variance-components/crossed-complete.csv", file196, sizeof file196},
    {"variance-components/crossed-large-origin.csv", file197, sizeof file197},
    {"variance-components/crossed-many-raters.csv", file198, sizeof file198},
    {"variance-components/crossed-missing.csv", file199, sizeof file199},
    {"variance-components/crossed-no-raters.csv", file200, sizeof file200},
    {"variance-components/crossed-no-units.csv", file201, sizeof file201},
    {"variance-components/crossed-two-each.csv", file202, sizeof file202},
    {"variance-components/expected.json", file203, sizeof file203},
    {"variance-components/nested-no-middle.csv", file204, sizeof file204},
    {"variance-components/nested-three.csv", file205, sizeof file205},
    {"variance-components/nested-two.csv", file206, sizeof file206},
    {"variance-components/one-way-none.csv", file207, sizeof file207},
    {"variance-components/one-way.csv", file208, sizeof file208},
    {"variance-components/p-in-c-x-i.csv", file209, sizeof file209},
    {"variance-components/p-x-i-x-o.csv", file210, sizeof file210},
    {"variance-components/replicates.csv", file211, sizeof file211},
    {"westlund-kurland-1953/expected.json", file212, sizeof file212},
    {"westlund-kurland-1953/new-orleans.csv", file213, sizeof file213},
    {"westlund-kurland-1953/winnipeg.csv", file214, sizeof file214},
};

size_t fidelity_dataset_file_count(void) { return sizeof files / sizeof files[0]; }

fidelity_dataset_file fidelity_dataset_file_at(size_t index) { return files[index]; }

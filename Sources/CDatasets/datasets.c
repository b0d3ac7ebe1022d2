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
#embed "../../datasets/empirical-bayes-slopes/data.csv"
};
static const unsigned char file43[] = {
#embed "../../datasets/empirical-bayes-slopes/expected.json"
};
static const unsigned char file44[] = {
#embed "../../datasets/feinstein-cicchetti-1990/balanced.csv"
};
static const unsigned char file45[] = {
#embed "../../datasets/feinstein-cicchetti-1990/expected.json"
};
static const unsigned char file46[] = {
#embed "../../datasets/feinstein-cicchetti-1990/skewed.csv"
};
static const unsigned char file47[] = {
#embed "../../datasets/fleiss-1971/data.csv"
};
static const unsigned char file48[] = {
#embed "../../datasets/fleiss-1971/expected.json"
};
static const unsigned char file49[] = {
#embed "../../datasets/group-agreement/data.csv"
};
static const unsigned char file50[] = {
#embed "../../datasets/group-agreement/expected.json"
};
static const unsigned char file51[] = {
#embed "../../datasets/group-agreement/sherif.csv"
};
static const unsigned char file52[] = {
#embed "../../datasets/gtheory-p-in-c-x-i/data.csv"
};
static const unsigned char file53[] = {
#embed "../../datasets/gtheory-p-in-c-x-i/expected.json"
};
static const unsigned char file54[] = {
#embed "../../datasets/gtheory-p-x-i-x-o-missing/data.csv"
};
static const unsigned char file55[] = {
#embed "../../datasets/gtheory-p-x-i-x-o-missing/expected.json"
};
static const unsigned char file56[] = {
#embed "../../datasets/gwet-abstractors-3x3/data.csv"
};
static const unsigned char file57[] = {
#embed "../../datasets/gwet-abstractors-3x3/expected.json"
};
static const unsigned char file58[] = {
#embed "../../datasets/gwet-paired-15x4/data.csv"
};
static const unsigned char file59[] = {
#embed "../../datasets/gwet-paired-15x4/expected.json"
};
static const unsigned char file60[] = {
#embed "../../datasets/gwet-raw4raters/data.csv"
};
static const unsigned char file61[] = {
#embed "../../datasets/gwet-raw4raters/expected.json"
};
static const unsigned char file62[] = {
#embed "../../datasets/hayes-krippendorff-2007/data.csv"
};
static const unsigned char file63[] = {
#embed "../../datasets/hayes-krippendorff-2007/expected.json"
};
static const unsigned char file64[] = {
#embed "../../datasets/icc-ten-forms/data.csv"
};
static const unsigned char file65[] = {
#embed "../../datasets/icc-ten-forms/expected.json"
};
static const unsigned char file66[] = {
#embed "../../datasets/icc-wine-8x4/data.csv"
};
static const unsigned char file67[] = {
#embed "../../datasets/icc-wine-8x4/expected.json"
};
static const unsigned char file68[] = {
#embed "../../datasets/its-24-months/data.csv"
};
static const unsigned char file69[] = {
#embed "../../datasets/its-24-months/expected.json"
};
static const unsigned char file70[] = {
#embed "../../datasets/its-uk-drivers/data.csv"
};
static const unsigned char file71[] = {
#embed "../../datasets/its-uk-drivers/expected.json"
};
static const unsigned char file72[] = {
#embed "../../datasets/kendall-w/data.csv"
};
static const unsigned char file73[] = {
#embed "../../datasets/kendall-w/expected.json"
};
static const unsigned char file74[] = {
#embed "../../datasets/kendall-w/ties.csv"
};
static const unsigned char file75[] = {
#embed "../../datasets/krippendorff-12x4/data.csv"
};
static const unsigned char file76[] = {
#embed "../../datasets/krippendorff-12x4/expected.json"
};
static const unsigned char file77[] = {
#embed "../../datasets/lin-ccc/data.csv"
};
static const unsigned char file78[] = {
#embed "../../datasets/lin-ccc/expected.json"
};
static const unsigned char file79[] = {
#embed "../../datasets/marginal-homogeneity/cochran.csv"
};
static const unsigned char file80[] = {
#embed "../../datasets/marginal-homogeneity/data.csv"
};
static const unsigned char file81[] = {
#embed "../../datasets/marginal-homogeneity/expected.json"
};
static const unsigned char file82[] = {
#embed "../../datasets/marginal-homogeneity/singular.csv"
};
static const unsigned char file83[] = {
#embed "../../datasets/marginal-homogeneity/table2.csv"
};
static const unsigned char file84[] = {
#embed "../../datasets/meta-bcg/data.csv"
};
static const unsigned char file85[] = {
#embed "../../datasets/meta-bcg/expected.json"
};
static const unsigned char file86[] = {
#embed "../../datasets/multiple-testing/data.csv"
};
static const unsigned char file87[] = {
#embed "../../datasets/multiple-testing/expected.json"
};
static const unsigned char file88[] = {
#embed "../../datasets/newey-west-investment/data.csv"
};
static const unsigned char file89[] = {
#embed "../../datasets/newey-west-investment/expected.json"
};
static const unsigned char file90[] = {
#embed "../../datasets/nist-anova-atmwtag/data.csv"
};
static const unsigned char file91[] = {
#embed "../../datasets/nist-anova-atmwtag/expected.json"
};
static const unsigned char file92[] = {
#embed "../../datasets/nist-anova-sirstv/data.csv"
};
static const unsigned char file93[] = {
#embed "../../datasets/nist-anova-sirstv/expected.json"
};
static const unsigned char file94[] = {
#embed "../../datasets/nist-anova-smls01/data.csv"
};
static const unsigned char file95[] = {
#embed "../../datasets/nist-anova-smls01/expected.json"
};
static const unsigned char file96[] = {
#embed "../../datasets/nist-anova-smls04/data.csv"
};
static const unsigned char file97[] = {
#embed "../../datasets/nist-anova-smls04/expected.json"
};
static const unsigned char file98[] = {
#embed "../../datasets/nist-anova-smls07/data.csv"
};
static const unsigned char file99[] = {
#embed "../../datasets/nist-anova-smls07/expected.json"
};
static const unsigned char file100[] = {
#embed "../../datasets/nist-filip/data.csv"
};
static const unsigned char file101[] = {
#embed "../../datasets/nist-filip/expected.json"
};
static const unsigned char file102[] = {
#embed "../../datasets/nist-longley/data.csv"
};
static const unsigned char file103[] = {
#embed "../../datasets/nist-longley/expected.json"
};
static const unsigned char file104[] = {
#embed "../../datasets/nist-noint1/data.csv"
};
static const unsigned char file105[] = {
#embed "../../datasets/nist-noint1/expected.json"
};
static const unsigned char file106[] = {
#embed "../../datasets/nist-noint2/data.csv"
};
static const unsigned char file107[] = {
#embed "../../datasets/nist-noint2/expected.json"
};
static const unsigned char file108[] = {
#embed "../../datasets/nist-norris/data.csv"
};
static const unsigned char file109[] = {
#embed "../../datasets/nist-norris/expected.json"
};
static const unsigned char file110[] = {
#embed "../../datasets/nist-pontius/data.csv"
};
static const unsigned char file111[] = {
#embed "../../datasets/nist-pontius/expected.json"
};
static const unsigned char file112[] = {
#embed "../../datasets/nist-wampler1/data.csv"
};
static const unsigned char file113[] = {
#embed "../../datasets/nist-wampler1/expected.json"
};
static const unsigned char file114[] = {
#embed "../../datasets/nist-wampler2/data.csv"
};
static const unsigned char file115[] = {
#embed "../../datasets/nist-wampler2/expected.json"
};
static const unsigned char file116[] = {
#embed "../../datasets/nist-wampler3/data.csv"
};
static const unsigned char file117[] = {
#embed "../../datasets/nist-wampler3/expected.json"
};
static const unsigned char file118[] = {
#embed "../../datasets/nist-wampler4/data.csv"
};
static const unsigned char file119[] = {
#embed "../../datasets/nist-wampler4/expected.json"
};
static const unsigned char file120[] = {
#embed "../../datasets/nist-wampler5/data.csv"
};
static const unsigned char file121[] = {
#embed "../../datasets/nist-wampler5/expected.json"
};
static const unsigned char file122[] = {
#embed "../../datasets/one-way-ticks/data.csv"
};
static const unsigned char file123[] = {
#embed "../../datasets/one-way-ticks/expected.json"
};
static const unsigned char file124[] = {
#embed "../../datasets/pooled-trend-small/data.csv"
};
static const unsigned char file125[] = {
#embed "../../datasets/pooled-trend-small/expected.json"
};
static const unsigned char file126[] = {
#embed "../../datasets/raters-gold/data.csv"
};
static const unsigned char file127[] = {
#embed "../../datasets/raters-gold/expected.json"
};
static const unsigned char file128[] = {
#embed "../../datasets/replicates-fat/data.csv"
};
static const unsigned char file129[] = {
#embed "../../datasets/replicates-fat/expected.json"
};
static const unsigned char file130[] = {
#embed "../../datasets/robust-se-publicschools/data.csv"
};
static const unsigned char file131[] = {
#embed "../../datasets/robust-se-publicschools/expected.json"
};
static const unsigned char file132[] = {
#embed "../../datasets/sas-weighted-kappa-3x3/data.csv"
};
static const unsigned char file133[] = {
#embed "../../datasets/sas-weighted-kappa-3x3/expected.json"
};
static const unsigned char file134[] = {
#embed "../../datasets/serial-correlation/expected.json"
};
static const unsigned char file135[] = {
#embed "../../datasets/serial-correlation/gaps.csv"
};
static const unsigned char file136[] = {
#embed "../../datasets/serial-correlation/negative.csv"
};
static const unsigned char file137[] = {
#embed "../../datasets/serial-correlation/panel.csv"
};
static const unsigned char file138[] = {
#embed "../../datasets/shrout-fleiss-1979/data.csv"
};
static const unsigned char file139[] = {
#embed "../../datasets/shrout-fleiss-1979/expected.json"
};
static const unsigned char file140[] = {
#embed "../../datasets/tost-sleep/data.csv"
};
static const unsigned char file141[] = {
#embed "../../datasets/tost-sleep/expected.json"
};
static const unsigned char file142[] = {
#embed "../../datasets/two-way-missing/data.csv"
};
static const unsigned char file143[] = {
#embed "../../datasets/two-way-missing/expected.json"
};
static const unsigned char file144[] = {
#embed "../../datasets/van-oest-2019/expected.json"
};
static const unsigned char file145[] = {
#embed "../../datasets/van-oest-2019/first.csv"
};
static const unsigned char file146[] = {
#embed "../../datasets/van-oest-2019/second-fourfold.csv"
};
static const unsigned char file147[] = {
#embed "../../datasets/van-oest-2019/second.csv"
};
static const unsigned char file148[] = {
#embed "../../datasets/variance-components/crossed-complete.csv"
};
static const unsigned char file149[] = {
#embed "../../datasets/variance-components/crossed-large-origin.csv"
};
static const unsigned char file150[] = {
#embed "../../datasets/variance-components/crossed-many-raters.csv"
};
static const unsigned char file151[] = {
#embed "../../datasets/variance-components/crossed-missing.csv"
};
static const unsigned char file152[] = {
#embed "../../datasets/variance-components/crossed-no-raters.csv"
};
static const unsigned char file153[] = {
#embed "../../datasets/variance-components/crossed-no-units.csv"
};
static const unsigned char file154[] = {
#embed "../../datasets/variance-components/crossed-two-each.csv"
};
static const unsigned char file155[] = {
#embed "../../datasets/variance-components/expected.json"
};
static const unsigned char file156[] = {
#embed "../../datasets/variance-components/nested-no-middle.csv"
};
static const unsigned char file157[] = {
#embed "../../datasets/variance-components/nested-three.csv"
};
static const unsigned char file158[] = {
#embed "../../datasets/variance-components/nested-two.csv"
};
static const unsigned char file159[] = {
#embed "../../datasets/variance-components/one-way-none.csv"
};
static const unsigned char file160[] = {
#embed "../../datasets/variance-components/one-way.csv"
};
static const unsigned char file161[] = {
#embed "../../datasets/variance-components/p-in-c-x-i.csv"
};
static const unsigned char file162[] = {
#embed "../../datasets/variance-components/p-x-i-x-o.csv"
};
static const unsigned char file163[] = {
#embed "../../datasets/variance-components/replicates.csv"
};
static const unsigned char file164[] = {
#embed "../../datasets/westlund-kurland-1953/expected.json"
};
static const unsigned char file165[] = {
#embed "../../datasets/westlund-kurland-1953/new-orleans.csv"
};
static const unsigned char file166[] = {
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
    {"empirical-bayes-slopes/data.csv", file42, sizeof file42},
    {"empirical-bayes-slopes/expected.json", file43, sizeof file43},
    {"feinstein-cicchetti-1990/balanced.csv", file44, sizeof file44},
    {"feinstein-cicchetti-1990/expected.json", file45, sizeof file45},
    {"feinstein-cicchetti-1990/skewed.csv", file46, sizeof file46},
    {"fleiss-1971/data.csv", file47, sizeof file47},
    {"fleiss-1971/expected.json", file48, sizeof file48},
    {"group-agreement/data.csv", file49, sizeof file49},
    {"group-agreement/expected.json", file50, sizeof file50},
    {"group-agreement/sherif.csv", file51, sizeof file51},
    {"gtheory-p-in-c-x-i/data.csv", file52, sizeof file52},
    {"gtheory-p-in-c-x-i/expected.json", file53, sizeof file53},
    {"gtheory-p-x-i-x-o-missing/data.csv", file54, sizeof file54},
    {"gtheory-p-x-i-x-o-missing/expected.json", file55, sizeof file55},
    {"gwet-abstractors-3x3/data.csv", file56, sizeof file56},
    {"gwet-abstractors-3x3/expected.json", file57, sizeof file57},
    {"gwet-paired-15x4/data.csv", file58, sizeof file58},
    {"gwet-paired-15x4/expected.json", file59, sizeof file59},
    {"gwet-raw4raters/data.csv", file60, sizeof file60},
    {"gwet-raw4raters/expected.json", file61, sizeof file61},
    {"hayes-krippendorff-2007/data.csv", file62, sizeof file62},
    {"hayes-krippendorff-2007/expected.json", file63, sizeof file63},
    {"icc-ten-forms/data.csv", file64, sizeof file64},
    {"icc-ten-forms/expected.json", file65, sizeof file65},
    {"icc-wine-8x4/data.csv", file66, sizeof file66},
    {"icc-wine-8x4/expected.json", file67, sizeof file67},
    {"its-24-months/data.csv", file68, sizeof file68},
    {"its-24-months/expected.json", file69, sizeof file69},
    {"its-uk-drivers/data.csv", file70, sizeof file70},
    {"its-uk-drivers/expected.json", file71, sizeof file71},
    {"kendall-w/data.csv", file72, sizeof file72},
    {"kendall-w/expected.json", file73, sizeof file73},
    {"kendall-w/ties.csv", file74, sizeof file74},
    {"krippendorff-12x4/data.csv", file75, sizeof file75},
    {"krippendorff-12x4/expected.json", file76, sizeof file76},
    {"lin-ccc/data.csv", file77, sizeof file77},
    {"lin-ccc/expected.json", file78, sizeof file78},
    {"marginal-homogeneity/cochran.csv", file79, sizeof file79},
    {"marginal-homogeneity/data.csv", file80, sizeof file80},
    {"marginal-homogeneity/expected.json", file81, sizeof file81},
    {"marginal-homogeneity/singular.csv", file82, sizeof file82},
    {"marginal-homogeneity/table2.csv", file83, sizeof file83},
    {"meta-bcg/data.csv", file84, sizeof file84},
    {"meta-bcg/expected.json", file85, sizeof file85},
    {"multiple-testing/data.csv", file86, sizeof file86},
    {"multiple-testing/expected.json", file87, sizeof file87},
    {"newey-west-investment/data.csv", file88, sizeof file88},
    {"newey-west-investment/expected.json", file89, sizeof file89},
    {"nist-anova-atmwtag/data.csv", file90, sizeof file90},
    {"nist-anova-atmwtag/expected.json", file91, sizeof file91},
    {"nist-anova-sirstv/data.csv", file92, sizeof file92},
    {"nist-anova-sirstv/expected.json", file93, sizeof file93},
    {"nist-anova-smls01/data.csv", file94, sizeof file94},
    {"nist-anova-smls01/expected.json", file95, sizeof file95},
    {"nist-anova-smls04/data.csv", file96, sizeof file96},
    {"nist-anova-smls04/expected.json", file97, sizeof file97},
    {"nist-anova-smls07/data.csv", file98, sizeof file98},
    {"nist-anova-smls07/expected.json", file99, sizeof file99},
    {"nist-filip/data.csv", file100, sizeof file100},
    {"nist-filip/expected.json", file101, sizeof file101},
    {"nist-longley/data.csv", file102, sizeof file102},
    {"nist-longley/expected.json", file103, sizeof file103},
    {"nist-noint1/data.csv", file104, sizeof file104},
    {"nist-noint1/expected.json", file105, sizeof file105},
    {"nist-noint2/data.csv", file106, sizeof file106},
    {"nist-noint2/expected.json", file107, sizeof file107},
    {"nist-norris/data.csv", file108, sizeof file108},
    {"nist-norris/expected.json", file109, sizeof file109},
    {"nist-pontius/data.csv", file110, sizeof file110},
    {"nist-pontius/expected.json", file111, sizeof file111},
    {"nist-wampler1/data.csv", file112, sizeof file112},
    {"nist-wampler1/expected.json", file113, sizeof file113},
    {"nist-wampler2/data.csv", file114, sizeof file114},
    {"nist-wampler2/expected.json", file115, sizeof file115},
    {"nist-wampler3/data.csv", file116, sizeof file116},
    {"nist-wampler3/expected.json", file117, sizeof file117},
    {"nist-wampler4/data.csv", file118, sizeof file118},
    {"nist-wampler4/expected.json", file119, sizeof file119},
    {"nist-wampler5/data.csv", file120, sizeof file120},
    {"nist-wampler5/expected.json", file121, sizeof file121},
    {"one-way-ticks/data.csv", file122, sizeof file122},
    {"one-way-ticks/expected.json", file123, sizeof file123},
    {"pooled-trend-small/data.csv", file124, sizeof file124},
    {"pooled-trend-small/expected.json", file125, sizeof file125},
    {"raters-gold/data.csv", file126, sizeof file126},
    {"raters-gold/expected.json", file127, sizeof file127},
    {"replicates-fat/data.csv", file128, sizeof file128},
    {"replicates-fat/expected.json", file129, sizeof file129},
    {"robust-se-publicschools/data.csv", file130, sizeof file130},
    {"robust-se-publicschools/expected.json", file131, sizeof file131},
    {"sas-weighted-kappa-3x3/data.csv", file132, sizeof file132},
    {"sas-weighted-kappa-3x3/expected.json", file133, sizeof file133},
    {"serial-correlation/expected.json", file134, sizeof file134},
    {"serial-correlation/gaps.csv", file135, sizeof file135},
    {"serial-correlation/negative.csv", file136, sizeof file136},
    {"serial-correlation/panel.csv", file137, sizeof file137},
    {"shrout-fleiss-1979/data.csv", file138, sizeof file138},
    {"shrout-fleiss-1979/expected.json", file139, sizeof file139},
    {"tost-sleep/data.csv", file140, sizeof file140},
    {"tost-sleep/expected.json", file141, sizeof file141},
    {"two-way-missing/data.csv", file142, sizeof file142},
    {"two-way-missing/expected.json", file143, sizeof file143},
    {"van-oest-2019/expected.json", file144, sizeof file144},
    {"van-oest-2019/first.csv", file145, sizeof file145},
    {"van-oest-2019/second-fourfold.csv", file146, sizeof file146},
    {"van-oest-2019/second.csv", file147, sizeof file147},
    {"variance-components/crossed-complete.csv", file148, sizeof file148},
    {"variance-components/crossed-large-origin.csv", file149, sizeof file149},
    {"variance-components/crossed-many-raters.csv", file150, sizeof file150},
    {"variance-components/crossed-missing.csv", file151, sizeof file151},
    {"variance-components/crossed-no-raters.csv", file152, sizeof file152},
    {"variance-components/crossed-no-units.csv", file153, sizeof file153},
    {"variance-components/crossed-two-each.csv", file154, sizeof file154},
    {"variance-components/expected.json", file155, sizeof file155},
    {"variance-components/nested-no-middle.csv", file156, sizeof file156},
    {"variance-components/nested-three.csv", file157, sizeof file157},
    {"variance-components/nested-two.csv", file158, sizeof file158},
    {"variance-components/one-way-none.csv", file159, sizeof file159},
    {"variance-components/one-way.csv", file160, sizeof file160},
    {"variance-components/p-in-c-x-i.csv", file161, sizeof file161},
    {"variance-components/p-x-i-x-o.csv", file162, sizeof file162},
    {"variance-components/replicates.csv", file163, sizeof file163},
    {"westlund-kurland-1953/expected.json", file164, sizeof file164},
    {"westlund-kurland-1953/new-orleans.csv", file165, sizeof file165},
    {"westlund-kurland-1953/winnipeg.csv", file166, sizeof file166},
};

size_t fidelity_dataset_file_count(void) { return sizeof files / sizeof files[0]; }

fidelity_dataset_file fidelity_dataset_file_at(size_t index) { return files[index]; }

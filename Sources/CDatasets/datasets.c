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
#embed "../../datasets/cohen-1968-weighted/data.csv"
};
static const unsigned char file19[] = {
#embed "../../datasets/cohen-1968-weighted/expected.json"
};
static const unsigned char file20[] = {
#embed "../../datasets/conventions/expected.json"
};
static const unsigned char file21[] = {
#embed "../../datasets/conventions/fleiss-1971.csv"
};
static const unsigned char file22[] = {
#embed "../../datasets/conventions/gwet-raw4raters.csv"
};
static const unsigned char file23[] = {
#embed "../../datasets/conventions/one-category.csv"
};
static const unsigned char file24[] = {
#embed "../../datasets/conventions/perfect.csv"
};
static const unsigned char file25[] = {
#embed "../../datasets/conventions/unit-rated-once.csv"
};
static const unsigned char file26[] = {
#embed "../../datasets/conventions/zero-ratio.csv"
};
static const unsigned char file27[] = {
#embed "../../datasets/feinstein-cicchetti-1990/balanced.csv"
};
static const unsigned char file28[] = {
#embed "../../datasets/feinstein-cicchetti-1990/expected.json"
};
static const unsigned char file29[] = {
#embed "../../datasets/feinstein-cicchetti-1990/skewed.csv"
};
static const unsigned char file30[] = {
#embed "../../datasets/fleiss-1971/data.csv"
};
static const unsigned char file31[] = {
#embed "../../datasets/fleiss-1971/expected.json"
};
static const unsigned char file32[] = {
#embed "../../datasets/gwet-abstractors-3x3/data.csv"
};
static const unsigned char file33[] = {
#embed "../../datasets/gwet-abstractors-3x3/expected.json"
};
static const unsigned char file34[] = {
#embed "../../datasets/gwet-paired-15x4/data.csv"
};
static const unsigned char file35[] = {
#embed "../../datasets/gwet-paired-15x4/expected.json"
};
static const unsigned char file36[] = {
#embed "../../datasets/gwet-raw4raters/data.csv"
};
static const unsigned char file37[] = {
#embed "../../datasets/gwet-raw4raters/expected.json"
};
static const unsigned char file38[] = {
#embed "../../datasets/hayes-krippendorff-2007/data.csv"
};
static const unsigned char file39[] = {
#embed "../../datasets/hayes-krippendorff-2007/expected.json"
};
static const unsigned char file40[] = {
#embed "../../datasets/krippendorff-12x4/data.csv"
};
static const unsigned char file41[] = {
#embed "../../datasets/krippendorff-12x4/expected.json"
};
static const unsigned char file42[] = {
#embed "../../datasets/marginal-homogeneity/cochran.csv"
};
static const unsigned char file43[] = {
#embed "../../datasets/marginal-homogeneity/data.csv"
};
static const unsigned char file44[] = {
#embed "../../datasets/marginal-homogeneity/expected.json"
};
static const unsigned char file45[] = {
#embed "../../datasets/marginal-homogeneity/singular.csv"
};
static const unsigned char file46[] = {
#embed "../../datasets/marginal-homogeneity/table2.csv"
};
static const unsigned char file47[] = {
#embed "../../datasets/nist-filip/data.csv"
};
static const unsigned char file48[] = {
#embed "../../datasets/nist-filip/expected.json"
};
static const unsigned char file49[] = {
#embed "../../datasets/nist-longley/data.csv"
};
static const unsigned char file50[] = {
#embed "../../datasets/nist-longley/expected.json"
};
static const unsigned char file51[] = {
#embed "../../datasets/nist-noint1/data.csv"
};
static const unsigned char file52[] = {
#embed "../../datasets/nist-noint1/expected.json"
};
static const unsigned char file53[] = {
#embed "../../datasets/nist-noint2/data.csv"
};
static const unsigned char file54[] = {
#embed "../../datasets/nist-noint2/expected.json"
};
static const unsigned char file55[] = {
#embed "../../datasets/nist-norris/data.csv"
};
static const unsigned char file56[] = {
#embed "../../datasets/nist-norris/expected.json"
};
static const unsigned char file57[] = {
#embed "../../datasets/nist-pontius/data.csv"
};
static const unsigned char file58[] = {
#embed "../../datasets/nist-pontius/expected.json"
};
static const unsigned char file59[] = {
#embed "../../datasets/nist-wampler1/data.csv"
};
static const unsigned char file60[] = {
#embed "../../datasets/nist-wampler1/expected.json"
};
static const unsigned char file61[] = {
#embed "../../datasets/nist-wampler2/data.csv"
};
static const unsigned char file62[] = {
#embed "../../datasets/nist-wampler2/expected.json"
};
static const unsigned char file63[] = {
#embed "../../datasets/nist-wampler3/data.csv"
};
static const unsigned char file64[] = {
#embed "../../datasets/nist-wampler3/expected.json"
};
static const unsigned char file65[] = {
#embed "../../datasets/nist-wampler4/data.csv"
};
static const unsigned char file66[] = {
#embed "../../datasets/nist-wampler4/expected.json"
};
static const unsigned char file67[] = {
#embed "../../datasets/nist-wampler5/data.csv"
};
static const unsigned char file68[] = {
#embed "../../datasets/nist-wampler5/expected.json"
};
static const unsigned char file69[] = {
#embed "../../datasets/pooled-trend-small/data.csv"
};
static const unsigned char file70[] = {
#embed "../../datasets/pooled-trend-small/expected.json"
};
static const unsigned char file71[] = {
#embed "../../datasets/raters-gold/data.csv"
};
static const unsigned char file72[] = {
#embed "../../datasets/raters-gold/expected.json"
};
static const unsigned char file73[] = {
#embed "../../datasets/sas-weighted-kappa-3x3/data.csv"
};
static const unsigned char file74[] = {
#embed "../../datasets/sas-weighted-kappa-3x3/expected.json"
};
static const unsigned char file75[] = {
#embed "../../datasets/shrout-fleiss-1979/data.csv"
};
static const unsigned char file76[] = {
#embed "../../datasets/shrout-fleiss-1979/expected.json"
};
static const unsigned char file77[] = {
#embed "../../datasets/van-oest-2019/expected.json"
};
static const unsigned char file78[] = {
#embed "../../datasets/van-oest-2019/first.csv"
};
static const unsigned char file79[] = {
#embed "../../datasets/van-oest-2019/second-fourfold.csv"
};
static const unsigned char file80[] = {
#embed "../../datasets/van-oest-2019/second.csv"
};
static const unsigned char file81[] = {
#embed "../../datasets/westlund-kurland-1953/expected.json"
};
static const unsigned char file82[] = {
#embed "../../datasets/westlund-kurland-1953/new-orleans.csv"
};
static const unsigned char file83[] = {
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
    {"cohen-1968-weighted/data.csv", file18, sizeof file18},
    {"cohen-1968-weighted/expected.json", file19, sizeof file19},
    {"conventions/expected.json", file20, sizeof file20},
    {"conventions/fleiss-1971.csv", file21, sizeof file21},
    {"conventions/gwet-raw4raters.csv", file22, sizeof file22},
    {"conventions/one-category.csv", file23, sizeof file23},
    {"conventions/perfect.csv", file24, sizeof file24},
    {"conventions/unit-rated-once.csv", file25, sizeof file25},
    {"conventions/zero-ratio.csv", file26, sizeof file26},
    {"feinstein-cicchetti-1990/balanced.csv", file27, sizeof file27},
    {"feinstein-cicchetti-1990/expected.json", file28, sizeof file28},
    {"feinstein-cicchetti-1990/skewed.csv", file29, sizeof file29},
    {"fleiss-1971/data.csv", file30, sizeof file30},
    {"fleiss-1971/expected.json", file31, sizeof file31},
    {"gwet-abstractors-3x3/data.csv", file32, sizeof file32},
    {"gwet-abstractors-3x3/expected.json", file33, sizeof file33},
    {"gwet-paired-15x4/data.csv", file34, sizeof file34},
    {"gwet-paired-15x4/expected.json", file35, sizeof file35},
    {"gwet-raw4raters/data.csv", file36, sizeof file36},
    {"gwet-raw4raters/expected.json", file37, sizeof file37},
    {"hayes-krippendorff-2007/data.csv", file38, sizeof file38},
    {"hayes-krippendorff-2007/expected.json", file39, sizeof file39},
    {"krippendorff-12x4/data.csv", file40, sizeof file40},
    {"krippendorff-12x4/expected.json", file41, sizeof file41},
    {"marginal-homogeneity/cochran.csv", file42, sizeof file42},
    {"marginal-homogeneity/data.csv", file43, sizeof file43},
    {"marginal-homogeneity/expected.json", file44, sizeof file44},
    {"marginal-homogeneity/singular.csv", file45, sizeof file45},
    {"marginal-homogeneity/table2.csv", file46, sizeof file46},
    {"nist-filip/data.csv", file47, sizeof file47},
    {"nist-filip/expected.json", file48, sizeof file48},
    {"nist-longley/data.csv", file49, sizeof file49},
    {"nist-longley/expected.json", file50, sizeof file50},
    {"nist-noint1/data.csv", file51, sizeof file51},
    {"nist-noint1/expected.json", file52, sizeof file52},
    {"nist-noint2/data.csv", file53, sizeof file53},
    {"nist-noint2/expected.json", file54, sizeof file54},
    {"nist-norris/data.csv", file55, sizeof file55},
    {"nist-norris/expected.json", file56, sizeof file56},
    {"nist-pontius/data.csv", file57, sizeof file57},
    {"nist-pontius/expected.json", file58, sizeof file58},
    {"nist-wampler1/data.csv", file59, sizeof file59},
    {"nist-wampler1/expected.json", file60, sizeof file60},
    {"nist-wampler2/data.csv", file61, sizeof file61},
    {"nist-wampler2/expected.json", file62, sizeof file62},
    {"nist-wampler3/data.csv", file63, sizeof file63},
    {"nist-wampler3/expected.json", file64, sizeof file64},
    {"nist-wampler4/data.csv", file65, sizeof file65},
    {"nist-wampler4/expected.json", file66, sizeof file66},
    {"nist-wampler5/data.csv", file67, sizeof file67},
    {"nist-wampler5/expected.json", file68, sizeof file68},
    {"pooled-trend-small/data.csv", file69, sizeof file69},
    {"pooled-trend-small/expected.json", file70, sizeof file70},
    {"raters-gold/data.csv", file71, sizeof file71},
    {"raters-gold/expected.json", file72, sizeof file72},
    {"sas-weighted-kappa-3x3/data.csv", file73, sizeof file73},
    {"sas-weighted-kappa-3x3/expected.json", file74, sizeof file74},
    {"shrout-fleiss-1979/data.csv", file75, sizeof file75},
    {"shrout-fleiss-1979/expected.json", file76, sizeof file76},
    {"van-oest-2019/expected.json", file77, sizeof file77},
    {"van-oest-2019/first.csv", file78, sizeof file78},
    {"van-oest-2019/second-fourfold.csv", file79, sizeof file79},
    {"van-oest-2019/second.csv", file80, sizeof file80},
    {"westlund-kurland-1953/expected.json", file81, sizeof file81},
    {"westlund-kurland-1953/new-orleans.csv", file82, sizeof file82},
    {"westlund-kurland-1953/winnipeg.csv", file83, sizeof file83},
};

size_t fidelity_dataset_file_count(void) { return sizeof files / sizeof files[0]; }

fidelity_dataset_file fidelity_dataset_file_at(size_t index) { return files[index]; }

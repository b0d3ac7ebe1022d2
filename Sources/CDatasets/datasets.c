// Written by scripts/list-datasets.sh.
#include "fidelity_datasets.h"

// The compiler reads the files as they are, without making tokens of them, and knows to compile again when one changes.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char file0[] = {
#embed "../../datasets/agreement-traps/declared-unused-category.csv"
};
static const unsigned char file1[] = {
#embed "../../datasets/agreement-traps/empty-cells.csv"
};
static const unsigned char file2[] = {
#embed "../../datasets/agreement-traps/expected.json"
};
static const unsigned char file3[] = {
#embed "../../datasets/agreement-traps/half-points.csv"
};
static const unsigned char file4[] = {
#embed "../../datasets/agreement-traps/large-labels.csv"
};
static const unsigned char file5[] = {
#embed "../../datasets/agreement-traps/numeric-vs-text-order.csv"
};
static const unsigned char file6[] = {
#embed "../../datasets/agreement-traps/one-category.csv"
};
static const unsigned char file7[] = {
#embed "../../datasets/agreement-traps/perfect.csv"
};
static const unsigned char file8[] = {
#embed "../../datasets/agreement-traps/text-categories.csv"
};
static const unsigned char file9[] = {
#embed "../../datasets/agreement-traps/twelve-categories.csv"
};
static const unsigned char file10[] = {
#embed "../../datasets/agreement-traps/two-categories.csv"
};
static const unsigned char file11[] = {
#embed "../../datasets/agreement-traps/two-raters.csv"
};
static const unsigned char file12[] = {
#embed "../../datasets/agreement-traps/two-units.csv"
};
static const unsigned char file13[] = {
#embed "../../datasets/agreement-traps/unbalanced-raters.csv"
};
static const unsigned char file14[] = {
#embed "../../datasets/agreement-traps/unit-rated-once.csv"
};
static const unsigned char file15[] = {
#embed "../../datasets/agreement-traps/zero-ratio.csv"
};
static const unsigned char file16[] = {
#embed "../../datasets/cohen-1968-weighted/data.csv"
};
static const unsigned char file17[] = {
#embed "../../datasets/cohen-1968-weighted/expected.json"
};
static const unsigned char file18[] = {
#embed "../../datasets/conventions/expected.json"
};
static const unsigned char file19[] = {
#embed "../../datasets/conventions/fleiss-1971.csv"
};
static const unsigned char file20[] = {
#embed "../../datasets/conventions/gwet-raw4raters.csv"
};
static const unsigned char file21[] = {
#embed "../../datasets/conventions/one-category.csv"
};
static const unsigned char file22[] = {
#embed "../../datasets/conventions/perfect.csv"
};
static const unsigned char file23[] = {
#embed "../../datasets/conventions/unit-rated-once.csv"
};
static const unsigned char file24[] = {
#embed "../../datasets/conventions/zero-ratio.csv"
};
static const unsigned char file25[] = {
#embed "../../datasets/fleiss-1971/data.csv"
};
static const unsigned char file26[] = {
#embed "../../datasets/fleiss-1971/expected.json"
};
static const unsigned char file27[] = {
#embed "../../datasets/gwet-abstractors-3x3/data.csv"
};
static const unsigned char file28[] = {
#embed "../../datasets/gwet-abstractors-3x3/expected.json"
};
static const unsigned char file29[] = {
#embed "../../datasets/gwet-raw4raters/data.csv"
};
static const unsigned char file30[] = {
#embed "../../datasets/gwet-raw4raters/expected.json"
};
static const unsigned char file31[] = {
#embed "../../datasets/hayes-krippendorff-2007/data.csv"
};
static const unsigned char file32[] = {
#embed "../../datasets/hayes-krippendorff-2007/expected.json"
};
static const unsigned char file33[] = {
#embed "../../datasets/krippendorff-12x4/data.csv"
};
static const unsigned char file34[] = {
#embed "../../datasets/krippendorff-12x4/expected.json"
};
static const unsigned char file35[] = {
#embed "../../datasets/nist-longley/data.csv"
};
static const unsigned char file36[] = {
#embed "../../datasets/nist-longley/expected.json"
};
static const unsigned char file37[] = {
#embed "../../datasets/nist-norris/data.csv"
};
static const unsigned char file38[] = {
#embed "../../datasets/nist-norris/expected.json"
};
static const unsigned char file39[] = {
#embed "../../datasets/pooled-trend-small/data.csv"
};
static const unsigned char file40[] = {
#embed "../../datasets/pooled-trend-small/expected.json"
};
static const unsigned char file41[] = {
#embed "../../datasets/sas-weighted-kappa-3x3/data.csv"
};
static const unsigned char file42[] = {
#embed "../../datasets/sas-weighted-kappa-3x3/expected.json"
};
static const unsigned char file43[] = {
#embed "../../datasets/shrout-fleiss-1979/data.csv"
};
static const unsigned char file44[] = {
#embed "../../datasets/shrout-fleiss-1979/expected.json"
};

static const fidelity_dataset_file files[] = {
    {"agreement-traps/declared-unused-category.csv", file0, sizeof file0},
    {"agreement-traps/empty-cells.csv", file1, sizeof file1},
    {"agreement-traps/expected.json", file2, sizeof file2},
    {"agreement-traps/half-points.csv", file3, sizeof file3},
    {"agreement-traps/large-labels.csv", file4, sizeof file4},
    {"agreement-traps/numeric-vs-text-order.csv", file5, sizeof file5},
    {"agreement-traps/one-category.csv", file6, sizeof file6},
    {"agreement-traps/perfect.csv", file7, sizeof file7},
    {"agreement-traps/text-categories.csv", file8, sizeof file8},
    {"agreement-traps/twelve-categories.csv", file9, sizeof file9},
    {"agreement-traps/two-categories.csv", file10, sizeof file10},
    {"agreement-traps/two-raters.csv", file11, sizeof file11},
    {"agreement-traps/two-units.csv", file12, sizeof file12},
    {"agreement-traps/unbalanced-raters.csv", file13, sizeof file13},
    {"agreement-traps/unit-rated-once.csv", file14, sizeof file14},
    {"agreement-traps/zero-ratio.csv", file15, sizeof file15},
    {"cohen-1968-weighted/data.csv", file16, sizeof file16},
    {"cohen-1968-weighted/expected.json", file17, sizeof file17},
    {"conventions/expected.json", file18, sizeof file18},
    {"conventions/fleiss-1971.csv", file19, sizeof file19},
    {"conventions/gwet-raw4raters.csv", file20, sizeof file20},
    {"conventions/one-category.csv", file21, sizeof file21},
    {"conventions/perfect.csv", file22, sizeof file22},
    {"conventions/unit-rated-once.csv", file23, sizeof file23},
    {"conventions/zero-ratio.csv", file24, sizeof file24},
    {"fleiss-1971/data.csv", file25, sizeof file25},
    {"fleiss-1971/expected.json", file26, sizeof file26},
    {"gwet-abstractors-3x3/data.csv", file27, sizeof file27},
    {"gwet-abstractors-3x3/expected.json", file28, sizeof file28},
    {"gwet-raw4raters/data.csv", file29, sizeof file29},
    {"gwet-raw4raters/expected.json", file30, sizeof file30},
    {"hayes-krippendorff-2007/data.csv", file31, sizeof file31},
    {"hayes-krippendorff-2007/expected.json", file32, sizeof file32},
    {"krippendorff-12x4/data.csv", file33, sizeof file33},
    {"krippendorff-12x4/expected.json", file34, sizeof file34},
    {"nist-longley/data.csv", file35, sizeof file35},
    {"nist-longley/expected.json", file36, sizeof file36},
    {"nist-norris/data.csv", file37, sizeof file37},
    {"nist-norris/expected.json", file38, sizeof file38},
    {"pooled-trend-small/data.csv", file39, sizeof file39},
    {"pooled-trend-small/expected.json", file40, sizeof file40},
    {"sas-weighted-kappa-3x3/data.csv", file41, sizeof file41},
    {"sas-weighted-kappa-3x3/expected.json", file42, sizeof file42},
    {"shrout-fleiss-1979/data.csv", file43, sizeof file43},
    {"shrout-fleiss-1979/expected.json", file44, sizeof file44},
};

size_t fidelity_dataset_file_count(void) { return sizeof files / sizeof files[0]; }

fidelity_dataset_file fidelity_dataset_file_at(size_t index) { return files[index]; }

#include "Source/Source.h"

#include <algorithm>
#include <cctype>

#include "Workbook/Sheet.h"

namespace fidelity {

namespace {

/// The last extension in lower case, ".gz" and its like left out: "scores.csv.gz" gives "csv".
std::string extension(const std::string& path) {
  std::string name = path.substr(path.rfind('/') + 1);
  std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
  for (const char* packed : {".gz", ".zst", ".bz2"}) {
    if (name.ends_with(packed)) name.resize(name.rfind('.'));
  }
  const size_t dot = name.rfind('.');
  return dot == std::string::npos ? "" : name.substr(dot + 1);
}

/// The format that the first bytes say; nothing for text.
std::optional<FAFormat> sniff(const OpenFile& file) {
  const std::string magic = file.beginning();
  if (magic.starts_with("PAR1")) return FAFormatParquet;
  if (magic.starts_with("PARE")) {
    throw Failure{.status = FAStatusUnsupported, .message = "an encrypted Parquet file"};
  }
  if (magic.starts_with("FEA1")) {
    throw Failure{.status = FAStatusUnsupported, .message = "a Feather file of version 1: write it anew as version 2"};
  }
  // A stream without a header begins with a continuation mark.
  if (magic.starts_with("ARROW1") || magic.starts_with("\xFF\xFF\xFF\xFF")) return FAFormatArrow;
  return std::nullopt;
}

}  // namespace

std::shared_ptr<Source> Source::open(const std::string& path, const Options& given) {
  Options options = given;
  const std::shared_ptr<const OpenFile> file = OpenFile::open(path, given.observer);
  if (file->size() == 0) throw Failure{.message = "the file is empty", .problem = FAProblemEmptyFile};
  const std::string kind = extension(path);
  const std::optional<FAFormat> format = sniff(*file);
  if (format == FAFormatParquet) return openParquet(file);
  if (format == FAFormatArrow) return openArrow(file);
  const std::string magic = file->beginning();
  if (magic.starts_with("\xD0\xCF\x11\xE0")) refuseCompoundFile(*file);
  if (magic.starts_with("PK\x03\x04")) {
    options.sheet = openSheet(file, options);
    return openCSV(file, options);
  }
  if (kind == "xlsx" || kind == "xlsm") {
    throw Failure{.message = "not an Excel workbook: its first bytes are not those of one"};
  }
  if (kind == "parquet") throw Failure{.message = "not a Parquet file: its first bytes are not PAR1"};
  if (kind == "arrow" || kind == "arrows" || kind == "feather" || kind == "ipc") {
    throw Failure{.message = "not an Arrow file: its first bytes are not those of the file or the stream format"};
  }
  if (options.delimiter == 0 && kind == "tsv") options.delimiter = '\t';
  return openCSV(file, options);
}

const arrow::DataTypeVector& Source::types() {
  const std::lock_guard lock(mutex_);
  if (types_.size() != names_.size()) types_ = findTypes();
  return types_;
}

}  // namespace fidelity

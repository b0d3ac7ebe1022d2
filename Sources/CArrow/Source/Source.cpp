#include "Source/Source.h"

#include <algorithm>
#include <cctype>
#include <thread>

namespace fidelity {

Options Options::from(const FAOptions* options) {
  const FAOptions given = options ? *options : FAOptions{};
  const int processors = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  const auto orDefault = [](int64_t value, int64_t otherwise) { return value > 0 ? value : otherwise; };
  return {
      .format = static_cast<FAFormat>(given.format),
      .delimiter = static_cast<char>(given.delimiter),
      .decimalComma = given.decimal_comma,
      .threads = std::min(given.threads > 0 ? given.threads : processors, 256),
      .blockBytes = std::min(orDefault(given.block_bytes, 0), int64_t{256} << 20),
      .batchRows = orDefault(given.batch_rows, int64_t{1} << 16),
  };
}

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

FAFormat sniff(const std::string& path) {
  const auto file = FileInput::open(path, std::make_shared<Progress>());
  const std::string_view magic = file->peekMagic();
  if (magic.starts_with("PAR1")) return FAFormatParquet;
  if (magic.starts_with("PARE")) {
    throw Failure{.status = FAStatusUnsupported, .message = "an encrypted Parquet file"};
  }
  if (magic.starts_with("FEA1")) {
    throw Failure{.status = FAStatusUnsupported, .message = "a Feather file of version 1: write it anew as version 2"};
  }
  // A stream without a header begins with a continuation mark.
  if (magic.starts_with("ARROW1") || magic.starts_with("\xFF\xFF\xFF\xFF")) return FAFormatArrow;
  return FAFormatAuto;
}

}  // namespace

std::shared_ptr<Source> Source::open(const std::string& path, const Options& given) {
  Options options = given;
  const PathFacts facts = PathFacts::of(path);
  if (facts.size == 0) throw Failure{.message = "the file is empty", .problem = FAProblemEmptyFile};
  const std::string kind = extension(path);
  FAFormat format = options.format;
  if (format == FAFormatAuto && facts.isRegular) format = sniff(path);
  if (format == FAFormatAuto && kind == "parquet") {
    throw Failure{.message = "not a Parquet file: its first bytes are not PAR1"};
  }
  if (format == FAFormatAuto && (kind == "arrow" || kind == "arrows" || kind == "feather" || kind == "ipc")) {
    throw Failure{.message = "not an Arrow file: its first bytes are not those of the file or the stream format"};
  }
  if (format != FAFormatAuto && format != FAFormatCSV && !facts.isRegular) {
    throw Failure{.status = FAStatusUnsupported, .message = "Parquet and Arrow files cannot be read from a pipe"};
  }
  switch (format) {
    case FAFormatParquet:
      return openParquet(path, options, facts);
    case FAFormatArrow:
      return openArrow(path, options, facts);
    case FAFormatAuto:
    case FAFormatCSV:
      if (options.delimiter == 0 && kind == "tsv") options.delimiter = '\t';
      return openCSV(path, options, facts);
  }
  throw Failure{.status = FAStatusUnsupported, .message = "unknown format"};
}

const std::vector<std::string>& Source::types() {
  const std::lock_guard lock(mutex_);
  if (types_.size() != names_.size()) types_ = describeTypes();
  return types_;
}

Failure Source::lastFailure() const {
  const std::lock_guard lock(mutex_);
  return lastFailure_;
}

void Source::setLastFailure(Failure failure) {
  const std::lock_guard lock(mutex_);
  lastFailure_ = std::move(failure);
}

}  // namespace fidelity

#include <algorithm>
#include <mutex>
#include <optional>

#include "CsvBlocks.h"
#include "CsvParse.h"
#include "CsvText.h"
#include "Source.h"

namespace fidelity {

namespace {

using csv::Block;
using csv::BlockReader;

class BlockJob final : public Job {
 public:
  BlockJob(std::shared_ptr<const csv::Plan> plan, Block block) : plan_(std::move(plan)), block_(std::move(block)) {}

  void run(Outlet& outlet) override {
    auto batch = csv::parse(*plan_, block_.text);
    if (!batch.ok()) throw csv::diagnose(*plan_, block_, batch.status());
    block_ = {};
    if ((*batch)->num_rows() > 0) outlet.push(std::move(batch).ValueUnsafe());
  }

 private:
  std::shared_ptr<const csv::Plan> plan_;
  Block block_;
};

class BlockFeeder final : public Feeder {
 public:
  BlockFeeder(std::shared_ptr<const csv::Plan> plan, std::unique_ptr<BlockReader> reader, Block first)
      : plan_(std::move(plan)), reader_(std::move(reader)), first_(std::move(first)) {}

  std::unique_ptr<Job> next(int) override {
    std::optional<Block> block = std::exchange(first_, std::nullopt);
    if (!block || block->text.empty()) block = reader_->next();
    return block ? std::make_unique<BlockJob>(plan_, std::move(*block)) : nullptr;
  }

 private:
  std::shared_ptr<const csv::Plan> plan_;
  std::unique_ptr<BlockReader> reader_;
  std::optional<Block> first_;
};

class CSVSource final : public Source {
 public:
  CSVSource(const std::string& path, const Options& options, const PathFacts& facts)
      : Source(path, options, facts.size, std::make_shared<Progress>()), canRepeat_(facts.isRegular) {
    const char delimiter = options.delimiter;
    const auto byte = static_cast<unsigned char>(delimiter);
    if (delimiter == '"' || delimiter == '\n' || delimiter == '\r' || byte >= 0x80) {
      throw Failure{.status = FAStatusUnsupported, .message = "this character cannot be a delimiter"};
    }
    start();
  }

  FAFormat format() const override { return FAFormatCSV; }
  char delimiter() const override { return delimiter_; }

  Scan scan(const ScanRequest& request) override {
    if (!reader_) {
      if (!canRepeat_) {
        throw Failure{.status = FAStatusUnsupported, .message = "a pipe can be read only once"};
      }
      progress()->bytesDone = 0;
      start();
    }
    auto plan =
        std::make_shared<const csv::Plan>(csv::makePlan(names_, options_, delimiter_, request, first_));
    return {plan->schema, std::make_unique<BlockFeeder>(plan, std::move(reader_), first_)};
  }

 protected:
  std::vector<std::string> describeTypes() override {
    std::vector<std::string> types;
    try {
      ScanRequest request{.columns = {}, .nullValues = {""}};
      const csv::Plan plan = csv::makePlan(names_, options_, delimiter_, request, first_);
      for (const auto& type : csv::inferTypes(plan, first_.text)) types.push_back(type->ToString());
    } catch (const Failure&) {
      types.assign(names_.size(), "unknown");
    }
    return types;
  }

 private:
  /// Reads the header and the first block.
  void start() {
    // Thousands of small files are open at once: none takes more than it can fill.
    const int64_t enough = totalBytes() > 0 ? std::max(totalBytes() + 1, int64_t{1} << 16) : options_.blockBytes;
    auto reader = std::make_unique<BlockReader>(
        openText(path_, progress()), options_.delimiter, std::min(options_.blockBytes, enough));
    std::optional<Block> block = reader->next();
    std::vector<csv::Field> fields;
    csv::Record header;
    while (block) {
      const std::string_view text = block->text;
      header = {};
      while (header.next < text.size() && header.isBlank()) {
        header = csv::recordAt(text, header.next, reader->delimiter(), &fields);
      }
      if (!header.isBlank()) break;
      block = reader->next();
    }
    if (!block) throw Failure{.message = "the file is empty", .problem = FAProblemEmptyFile};
    delimiter_ = reader->delimiter();
    readNames(*block, header, fields);
    reader->setNames(names_);
    block->firstLine += csv::countLines(block->text.substr(0, header.next));
    block->text.remove_prefix(header.next);
    if (block->text.empty()) {
      // A header that fills its block says nothing about the columns.
      if (auto following = reader->next()) block = std::move(following);
    }
    first_ = std::move(*block);
    reader_ = std::move(reader);
  }

  void readNames(const Block& block, const csv::Record& header, const std::vector<csv::Field>& fields) {
    const int64_t line = block.firstLine + csv::countLines(block.text.substr(0, header.begin));
    names_.clear();
    for (const csv::Field& field : fields) {
      names_.push_back(csv::unquoted(block.text.substr(field.begin, field.end - field.begin)));
      const std::string& name = names_.back();
      const bool hasNul = name.find('\0') != std::string::npos;
      if (!hasNul && isUTF8(name)) continue;
      throw Failure{
          .message = hasNul ? "a NUL byte in the header: not a text file in UTF-8"
                            : "the header name \"" + printable(name, 60) + "\" is not UTF-8: save the file as UTF-8",
          .problem = hasNul ? FAProblemNulByte : FAProblemEncoding,
          .line = line,
          .column = printable(name, 60),
          .value = printable(name, 60),
      };
    }
  }

  bool canRepeat_;
  char delimiter_ = ',';
  /// At the end of `first_`; null once a scan has taken it.
  std::unique_ptr<BlockReader> reader_;
  /// The first block without the header; kept to settle auto columns and types.
  Block first_;
};

}  // namespace

std::shared_ptr<Source> openCSV(const std::string& path, const Options& options, const PathFacts& facts) {
  return std::make_shared<CSVSource>(path, options, facts);
}

}  // namespace fidelity

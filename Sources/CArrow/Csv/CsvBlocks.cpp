#include "Csv/CsvBlocks.h"

#include <algorithm>
#include <cstring>

#include "Csv/CsvText.h"

namespace fidelity::csv {

void BlockReader::fill(size_t count) {
  const auto needed = static_cast<int64_t>(size_ + count);
  if (!buffer_) {
    buffer_ = take(arrow::AllocateResizableBuffer(needed));
  } else if (buffer_->size() < needed) {
    check(buffer_->Resize(needed, false));
  }
  // A read error of a compressed stream is a fault of the file, one of a plain file has its errno.
  const int64_t read =
      take(input_->Read(static_cast<int64_t>(count), buffer_->mutable_data() + size_), FAStatusMalformed);
  size_ += static_cast<size_t>(read);
  if (read < static_cast<int64_t>(count)) isAtEnd_ = true;
}

void BlockReader::dropFront(size_t count) {
  size_ -= count;
  std::memmove(buffer_->mutable_data(), buffer_->data() + count, size_);
}

/// What is done once, at the beginning; false where that takes more text.
bool BlockReader::begin() {
  const auto text = [&] { return std::string_view(reinterpret_cast<const char*>(buffer_->data()), size_); };
  if (text().starts_with("\xEF\xBB\xBF")) {
    dropFront(3);
  } else if (size_ < 3 && !isAtEnd_) {
    return false;
  }
  if (header_.skip > 0) {
    const auto end = afterLines(text(), header_.skip, isAtEnd_);
    if (!end) return false;
    // The line of Excel that names the delimiter counts as one of them.
    if (const auto separator = separatorLine(text()); separator && delimiter_ == 0) delimiter_ = separator->delimiter;
    line_ += header_.skip;
    header_.skip = 0;
    dropFront(*end);
  }
  if (delimiter_ == 0) {
    const auto detected = detectDelimiter(text(), isAtEnd_, decimalComma_, header_.isFound);
    if (!detected && size_ < recordLimit) return false;
    delimiter_ = detected.value_or(',');
  }
  isFirst_ = false;
  return true;
}

std::optional<Block> BlockReader::next() {
  if (pending_) throwPending();
  if (isAtEnd_ && size_ == 0) return std::nullopt;
  for (size_t want = blockBytes_; !isAtEnd_; want = std::min(size_, recordLimit + 1 - std::min(size_, recordLimit))) {
    fill(want);
    if (isFirst_ && !begin()) continue;
    const std::string_view text(reinterpret_cast<const char*>(buffer_->data()), size_);
    // A CR as the last byte may be half of a CR LF.
    const bool mayGoOn = !isAtEnd_ && text.ends_with('\r');
    const Survey found = survey(mayGoOn ? text.substr(0, text.size() - 1) : text, delimiter_);
    Cut cut{.end = found.end, .openQuote = std::nullopt};
    if (!found.isRegular || (found.isOpen && (isAtEnd_ || found.end == 0))) {
      cut = lastRecordEnd(text, delimiter_, isAtEnd_);
    }
    if (isAtEnd_) {
      if (!cut.openQuote) return takeBlock(size_, found);
      pending_ = openQuoteFailure(cut.end, *cut.openQuote);
    } else if (cut.end == 0 && size_ > recordLimit) {
      pending_ = tooLongFailure(cut.openQuote);
    }
    if (cut.end > 0) return takeBlock(cut.end, found);
    if (pending_) throwPending();
  }
  return takeBlock(size_, {.isRegular = false});
}

std::optional<Block> BlockReader::takeBlock(size_t end, const Survey& survey) {
  if (end == 0) return std::nullopt;
  const size_t rest = size_ - end;
  std::shared_ptr<arrow::ResizableBuffer> following;
  if (rest > 0 && !pending_) {
    following = take(arrow::AllocateResizableBuffer(static_cast<int64_t>(rest + blockBytes_)));
    std::memcpy(following->mutable_data(), buffer_->data() + end, rest);
  }
  const std::string_view text(reinterpret_cast<const char*>(buffer_->data()), end);
  Block block{
      .memory = buffer_,
      .text = text,
      .firstLine = line_,
      .rowCount = survey.isRegular ? survey.rowCount + (survey.end < end ? 1 : 0) : countRecords(text, delimiter_),
      .isRegular = survey.isRegular,
      .hasQuotes = survey.hasQuotes,
  };
  line_ += survey.isRegular && !survey.hasQuotes ? survey.lineCount : countLines(text);
  buffer_ = std::move(following);
  size_ = buffer_ ? rest : 0;
  return block;
}

void BlockReader::throwPending() {
  // The failure of a short file is known before the header's names are; one in the header has no data row.
  if (names_.empty()) pending_->row = 0;
  if (pendingColumn_ && *pendingColumn_ < names_.size()) pending_->column = names_[*pendingColumn_];
  throw *pending_;
}

size_t BlockReader::columnAt(std::string_view text, size_t position) const {
  std::vector<Field> fields;
  recordAt(text, 0, delimiter_, &fields);
  size_t column = 0;
  while (column + 1 < fields.size() && position > fields[column].end) ++column;
  return column;
}

Failure BlockReader::openQuoteFailure(size_t recordBegin, size_t quote) {
  const std::string_view text(reinterpret_cast<const char*>(buffer_->data()), size_);
  pendingColumn_ = columnAt(text.substr(recordBegin), quote - recordBegin);
  return {
      .message = "a quotation mark opens a field and is never closed",
      .problem = FAProblemOpenQuote,
      .line = line_ + countLines(text.substr(0, quote)),
      .row = 1,
      .value = printable(text.substr(quote), 60),
  };
}

Failure BlockReader::tooLongFailure(std::optional<size_t> openQuote) {
  const std::string_view text(reinterpret_cast<const char*>(buffer_->data()), size_);
  Failure failure{
      .message = "one record is longer than 256 MiB",
      .problem = FAProblemRecordTooLong,
      .line = line_,
      .row = 1,
  };
  if (openQuote) {
    failure.message += ": a quotation mark opens a field and is not closed";
    failure.line = line_ + countLines(text.substr(0, *openQuote));
    pendingColumn_ = columnAt(text, *openQuote);
    failure.value = printable(text.substr(*openQuote), 60);
  }
  return failure;
}

}  // namespace fidelity::csv

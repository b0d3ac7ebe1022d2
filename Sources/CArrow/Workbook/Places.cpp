#include "Workbook/Places.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace fidelity::workbook {

void Places::add(int64_t row, int64_t lineBreaks) {
  const std::lock_guard lock(mutex_);
  if (runs_.empty() || row != lastRow_ + 1) runs_.push_back({.row = row, .before = count_});
  lastRow_ = row;
  ++count_;
  if (lineBreaks == 0) return;
  const int64_t before = breaks_.empty() ? 0 : breaks_.back().total;
  breaks_.push_back({.row = row, .total = before + lineBreaks});
}

int64_t Places::unguardedRowOfLine(int64_t line) const {
  // A row with line breaks begins on the line that it has without them, and takes as many more.
  const int64_t plain = firstRow_ + line - 1;
  const auto after = std::partition_point(breaks_.begin(), breaks_.end(), [plain](const Breaks& breaks) {
    return breaks.row + breaks.total <= plain;
  });
  const int64_t before = after == breaks_.begin() ? 0 : std::prev(after)->total;
  // Inside a row of several lines it is that row.
  return after == breaks_.end() ? plain - before : std::min(plain - before, after->row);
}

void Places::addMerge(std::string cells) {
  const std::lock_guard lock(mutex_);
  if (firstMerge_.empty()) firstMerge_ = std::move(cells);
}

std::string Places::firstMerge() const {
  const std::lock_guard lock(mutex_);
  return firstMerge_;
}

void Places::meetHeaderMerge() {
  const std::lock_guard lock(mutex_);
  hasHeaderMerge_ = true;
}

bool Places::hasHeaderMerge() const {
  const std::lock_guard lock(mutex_);
  return hasHeaderMerge_;
}

int64_t Places::rowOfLine(int64_t line) const {
  const std::lock_guard lock(mutex_);
  return unguardedRowOfLine(line);
}

void Places::setFirstDataLine(int64_t line) {
  const std::lock_guard lock(mutex_);
  firstDataRow_ = unguardedRowOfLine(line);
}

int64_t Places::rowOfData(int64_t row) const {
  const std::lock_guard lock(mutex_);
  const auto isBefore = [](int64_t wanted, const Run& run) { return wanted < run.row; };
  auto run = std::upper_bound(runs_.begin(), runs_.end(), firstDataRow_, isBefore);
  int64_t index = row - 1;
  if (run != runs_.begin()) {
    const auto containing = std::prev(run);
    const int64_t end = run == runs_.end() ? count_ : run->before;
    index += std::min(containing->before + (firstDataRow_ - containing->row), end);
  }
  if (row < 1 || index >= count_) return 0;
  const auto found = std::prev(std::upper_bound(
      runs_.begin(), runs_.end(), index, [](int64_t wanted, const Run& other) { return wanted < other.before; }));
  return found->row + (index - found->before);
}

}  // namespace fidelity::workbook

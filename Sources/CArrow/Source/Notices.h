// What there is to say of a table that can be read.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <mutex>
#include <string>
#include <tuple>
#include <vector>

namespace fidelity {

/// Sentences, each once, in an order that does not depend on which thread found what first. Any thread.
class Notices {
 public:
  /// Where the notices of columns stand.
  static constexpr int64_t ofColumns = std::numeric_limits<int64_t>::max();

  /// `line`: those of a lower one come first, and those of one line by their words; 0 for what is known when the file
  /// is opened, which stays in its order. `row`: the row of data, from 1, that the notice is about alone.
  void add(const std::string& notice, int64_t line = 0, int64_t row = 0) {
    const std::lock_guard lock(mutex_);
    for (const Notice& known : all_) {
      if (known.text == notice) return;
    }
    all_.push_back({line, row, notice});
  }

  /// The rows of data that notices are about, in ascending order.
  std::vector<int64_t> rows() const {
    const std::lock_guard lock(mutex_);
    std::vector<int64_t> rows;
    for (const Notice& notice : all_) {
      if (notice.row > 0) rows.push_back(notice.row);
    }
    std::sort(rows.begin(), rows.end());
    return rows;
  }

  /// Forgets what was said of a row.
  void forget(int64_t row) {
    const std::lock_guard lock(mutex_);
    std::erase_if(all_, [&](const Notice& notice) { return notice.row == row; });
  }

  std::vector<std::string> all() const {
    std::vector<Notice> sorted;
    {
      const std::lock_guard lock(mutex_);
      sorted = all_;
    }
    // Those of the opening were added first.
    const auto later = std::find_if(sorted.begin(), sorted.end(), [](const Notice& notice) { return notice.line > 0; });
    std::sort(later, sorted.end(), [](const Notice& a, const Notice& b) {
      return std::tie(a.line, a.text) < std::tie(b.line, b.text);
    });
    std::vector<std::string> texts;
    for (const Notice& notice : sorted) texts.push_back(notice.text);
    return texts;
  }

 private:
  struct Notice {
    int64_t line = 0;
    int64_t row = 0;
    std::string text;
  };

  mutable std::mutex mutex_;
  std::vector<Notice> all_;
};

}  // namespace fidelity

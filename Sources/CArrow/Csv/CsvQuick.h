// The quick way from text to columns, for blocks without oddities. It decides nothing on its own: what it does not
// take goes through Arrow's parser, whose answer it gives otherwise.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "Csv/CsvParse.h"

namespace fidelity::csv {

/// Codes of the distinct texts of a key column in one block, in the order they are met.
class KeyTable {
 public:
  void clear();
  /// The code of `key`, behind which `readable` bytes may be read.
  int32_t code(std::string_view key, size_t readable);
  /// Null where a text is not UTF-8.
  std::shared_ptr<arrow::Array> texts() const;

 private:
  struct Slot {
    /// The text itself up to eight bytes, otherwise its hash.
    uint64_t tag = 0;
    int32_t code = -1;
    uint32_t length = 0;
  };

  bool holds(const Slot& slot, uint64_t tag, std::string_view key) const;
  void grow();

  std::vector<Slot> slots_;
  int shift_ = 64;
  std::vector<int32_t> ends_;
  std::string bytes_;
};

/// What a thread keeps from one block to the next.
struct Workspace {
  std::vector<uint32_t> fieldEnds;
  std::vector<KeyTable> keys;
  std::string unescaped;
};

/// The columns of a block; missing numbers are NaN. Nothing where only Arrow's parser can tell.
std::optional<Batch> parseQuickly(const Plan& plan, const Block& block, Workspace& workspace);

}  // namespace fidelity::csv

// The parts of a zip archive, by a directory reader of our own: only what a workbook needs.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "Source/Input.h"

namespace fidelity::workbook {

/// A part as the directory at the end of the archive describes it.
struct Entry {
  std::string name;
  /// Of its local header.
  int64_t offset = 0;
  int64_t packedSize = 0;
  int64_t size = 0;
  uint32_t checksum = 0;
  /// 0: stored; 8: deflated.
  uint16_t method = 0;
  bool isEncrypted = false;
};

class Archive {
 public:
  /// Reads the directory. Throws where it is damaged, or has more than 65,536 parts.
  explicit Archive(std::shared_ptr<const OpenFile> file);

  /// The part of a name without regard to case, null if there is none.
  const Entry* find(std::string_view name) const;

  const std::shared_ptr<const OpenFile>& file() const { return file_; }

 private:
  struct Directory {
    int64_t offset = 0;
    int64_t size = 0;
    int64_t count = 0;
  };

  Directory directory() const;
  std::string bytes(int64_t position, int64_t count) const;

  std::shared_ptr<const OpenFile> file_;
  std::unordered_map<std::string, Entry> entries_;
};

/// A workbook that cannot be read as it is.
[[noreturn]] void refuseDamaged(const std::string& reason);

}  // namespace fidelity::workbook

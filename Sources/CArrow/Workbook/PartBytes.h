// The unpacked bytes of one part of a workbook.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "Source/Input.h"
#include "Workbook/Archive.h"

namespace fidelity::workbook {

/// Bytes from beginning to end, by one thread at a time.
class PartBytes {
 public:
  virtual ~PartBytes() = default;
  /// Up to `size` bytes, fewer only at the end. Throws where the part is damaged, also at its end where its check sum
  /// is another; where it unpacks to more than 200 times its size; where the scan was cancelled.
  virtual size_t read(char* out, size_t size) = 0;
};

/// Opens a part: unpacked on the calling thread, or, where it is large and `isAhead`, on a thread of its own, which
/// goes at most 2 MiB ahead.
std::unique_ptr<PartBytes> openPart(
    const Archive& archive, const Entry& entry, std::shared_ptr<Progress> progress, bool isAhead);

}  // namespace fidelity::workbook

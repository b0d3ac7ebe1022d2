// Text sixty-four bytes at a time: one bit for each byte.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace fidelity::csv {

/// Up to 64 bytes of a text; those beyond its end are 'x'.
class Bytes {
 public:
  static constexpr size_t width = 64;

  Bytes(std::string_view text, size_t position) : bytes_(text.data() + position) {
    if (text.size() - position >= width) return;
    std::memset(tail_, 'x', width);
    std::memcpy(tail_, text.data() + position, text.size() - position);
    bytes_ = tail_;
  }
  Bytes(const Bytes&) = delete;
  Bytes& operator=(const Bytes&) = delete;

  /// The bits of the bytes that equal `character`, the first byte's lowest.
  uint64_t equal(char character) const {
#if defined(__SSE2__)
    const __m128i wanted = _mm_set1_epi8(character);
    uint64_t bits = 0;
    for (int part = 3; part >= 0; --part) {
      const __m128i found = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes_) + part);
      bits = bits << 16 | static_cast<uint16_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(found, wanted)));
    }
    return bits;
#else
    uint64_t bits = 0;
    for (size_t i = 0; i < width; ++i) bits |= uint64_t{bytes_[i] == character} << i;
    return bits;
#endif
  }

 private:
  const char* bytes_;
  char tail_[width];
};

/// Follows which bytes lie inside quotation marks, where every mark opens or closes a whole field or is one of two.
class Quoting {
 public:
  /// The bits from each opening mark to before its closing one.
  uint64_t inside(uint64_t marks) {
    if (marks == 0) return state_;
    for (int shift = 1; shift < 64; shift *= 2) marks ^= marks << shift;
    const uint64_t result = marks ^ state_;
    state_ = (result >> 63) != 0 ? ~uint64_t{0} : 0;
    return result;
  }

  bool isOpen() const { return state_ != 0; }

 private:
  uint64_t state_ = 0;
};

}  // namespace fidelity::csv

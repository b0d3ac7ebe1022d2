// How the bytes of a text become UTF-8.
#pragma once

#include <arrow/buffer.h>
#include <arrow/io/interfaces.h>
#include <arrow/result.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "Source/Input.h"
#include "fidelity_arrow.h"

namespace fidelity {

/// Whether `text` has no byte beyond 0x7F: then it reads the same in UTF-8 and in every superset of ASCII.
bool isASCII(std::string_view text);

/// What an encoding is called.
const char* encodingName(FAEncoding encoding);

/// The encoding that the beginning of a text shows.
struct FoundEncoding {
  FAEncoding encoding = FAEncodingUTF8;
  /// False where the beginning is ASCII alone: what follows may still be another superset of it.
  bool isCertain = true;
};

/// Tells UTF-8, UTF-16, UTF-32 and Windows-1252 apart: by a byte order mark; UTF-16 without one by zeros in every other
/// byte; UTF-8 where its rules hold, or are broken less often than followed; else Windows-1252, unless the bytes are
/// none of its characters, or of control.
/// - `isWhole`: whether the text ends there, so that its last character is not cut.
FoundEncoding detectEncoding(std::string_view beginning, bool isWhole);

/// Turns bytes into UTF-8, piece by piece: Windows-1252 by its table, what is rarer by iconv.
class Transcoder {
 public:
  /// Throws where the system knows no such encoding.
  explicit Transcoder(FAEncoding from);
  ~Transcoder();
  Transcoder(const Transcoder&) = delete;
  Transcoder& operator=(const Transcoder&) = delete;

  /// Appends the whole characters of `bytes`; how many bytes they took. Throws where bytes are no character, or where
  /// the text ends (`isEnd`) inside of one.
  size_t append(std::string_view bytes, bool isEnd, std::string& out);

 private:
  size_t appendByIconv(std::string_view bytes, bool isEnd, std::string& out);
  [[noreturn]] void fail(std::string_view bytes, const std::string& out, size_t begin) const;

  FAEncoding from_;
  /// Of iconv; null for Windows-1252.
  void* converter_ = nullptr;
  int64_t line_ = 1;
};

/// A stream whose first bytes can be looked at before they are read.
class PrefixedInput final : public arrow::io::InputStream {
 public:
  /// Reads up to `size` bytes beforehand.
  PrefixedInput(std::shared_ptr<arrow::io::InputStream> input, int64_t size);

  std::string_view beginning() const;
  /// Whether the beginning is all there is.
  bool isWhole() const { return isWhole_; }

  arrow::Status Close() override { return input_->Close(); }
  bool closed() const override { return input_->closed(); }
  arrow::Result<int64_t> Tell() const override { return position_; }
  arrow::Result<int64_t> Read(int64_t size, void* out) override;
  arrow::Result<std::shared_ptr<arrow::Buffer>> Read(int64_t size) override;

 private:
  std::shared_ptr<arrow::io::InputStream> input_;
  std::shared_ptr<arrow::ResizableBuffer> prefix_;
  int64_t used_ = 0;
  int64_t position_ = 0;
  bool isWhole_ = false;
};

/// A stream that gives the bytes of another in another form, as an `append` says: `append(bytes, isEnd, out)` takes as
/// many bytes as it can and answers how many.
template <class Form>
class TransformedInput final : public arrow::io::InputStream {
 public:
  template <class... Arguments>
  explicit TransformedInput(std::shared_ptr<arrow::io::InputStream> input, Arguments&&... arguments)
      : input_(std::move(input)), form_(std::forward<Arguments>(arguments)...) {}

  arrow::Status Close() override { return input_->Close(); }
  bool closed() const override { return input_->closed(); }
  arrow::Result<int64_t> Tell() const override { return position_; }

  /// Throws what the form throws.
  arrow::Result<int64_t> Read(int64_t size, void* out) override {
    int64_t done = 0;
    while (done < size) {
      if (used_ == given_.size()) {
        if (isAtEnd_) break;
        ARROW_RETURN_NOT_OK(refill());
        continue;
      }
      const size_t count = std::min(given_.size() - used_, static_cast<size_t>(size - done));
      std::memcpy(static_cast<char*>(out) + done, given_.data() + used_, count);
      used_ += count;
      done += static_cast<int64_t>(count);
    }
    position_ += done;
    return done;
  }

  arrow::Result<std::shared_ptr<arrow::Buffer>> Read(int64_t size) override {
    return readBuffer(*this, size);
  }

 private:
  arrow::Status refill() {
    constexpr size_t chunk = size_t{1} << 18;
    given_.clear();
    used_ = 0;
    const size_t rest = taken_.size();
    taken_.resize(rest + chunk);
    ARROW_ASSIGN_OR_RAISE(const int64_t count, input_->Read(static_cast<int64_t>(chunk), taken_.data() + rest));
    taken_.resize(rest + static_cast<size_t>(count));
    isAtEnd_ = count < static_cast<int64_t>(chunk);
    const size_t used = form_.append(taken_, isAtEnd_, given_);
    taken_.erase(0, used);
    return arrow::Status::OK();
  }

  std::shared_ptr<arrow::io::InputStream> input_;
  Form form_;
  /// Bytes that wait for those that follow, and text that has not been handed out.
  std::string taken_;
  std::string given_;
  size_t used_ = 0;
  int64_t position_ = 0;
  bool isAtEnd_ = false;
};

/// Text of Windows-1252 as UTF-8; empty where it is UTF-8 already, follows the rules of UTF-8 more often than it breaks
/// them, or has a byte that is no character of Windows-1252, or one of control.
std::string utf8OfWindows1252(std::string_view text);

}  // namespace fidelity

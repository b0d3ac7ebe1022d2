// Bytes of a file or pipe, with progress, cancellation and decompression.
#pragma once

#include <arrow/io/interfaces.h>
#include <arrow/result.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace fidelity {

/// What any thread may look at during a scan.
struct Progress {
  std::atomic<int64_t> bytesDone{0};
  std::atomic<bool> cancelled{false};
};

/// What `stat` tells of a path that is to be read.
struct PathFacts {
  /// False for a pipe, a terminal, a device: it can be read once, from its beginning to its end.
  bool isRegular = false;
  int64_t size = -1;

  /// Throws where the path cannot be read. "-" is standard input.
  static PathFacts of(const std::string& path);
};

/// A sequential file that can show its first bytes before they are read. Waits for a pipe in short turns, so that a
/// cancelled scan ends although nothing arrives.
class FileInput final : public arrow::io::InputStream {
 public:
  static std::shared_ptr<FileInput> open(const std::string& path, std::shared_ptr<Progress> progress);
  ~FileInput() override;

  /// Up to 16 first bytes, before anything has been read.
  std::string_view peekMagic();

  arrow::Status Close() override;
  bool closed() const override { return descriptor_ < 0; }
  arrow::Result<int64_t> Tell() const override { return position_; }
  arrow::Result<int64_t> Read(int64_t size, void* out) override;
  arrow::Result<std::shared_ptr<arrow::Buffer>> Read(int64_t size) override;

 private:
  FileInput(int descriptor, std::shared_ptr<Progress> progress)
      : descriptor_(descriptor), progress_(std::move(progress)) {}
  arrow::Result<int64_t> readSome(int64_t size, char* out);

  int descriptor_;
  std::shared_ptr<Progress> progress_;
  int64_t position_ = 0;
  std::array<char, 16> magic_{};
  size_t magicSize_ = 0;
  size_t magicUsed_ = 0;
};

/// `path` as plain text bytes: decompressed where its first bytes say gzip, zstd or bzip2. Throws with a plain word
/// for what is no text at all (a workbook, an archive).
std::shared_ptr<arrow::io::InputStream> openText(const std::string& path, const std::shared_ptr<Progress>& progress);

}  // namespace fidelity

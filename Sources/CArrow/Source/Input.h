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

/// Takes the bytes of a pipe as they are read.
struct Observer {
  void (*take)(void* context, const uint8_t* bytes, int64_t count) = nullptr;
  void* context = nullptr;
};

/// A file, pipe or device that is open: opened once, whoever reads it and how often, so that all of them read the same
/// bytes whatever becomes of the path.
class OpenFile {
 public:
  /// Throws where the path cannot be read. "-" is standard input.
  static std::shared_ptr<OpenFile> open(const std::string& path, Observer observer = {});
  ~OpenFile();
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  /// False for a pipe, a terminal, a device and standard input: they can be read once, from where they are to the end.
  bool isRegular() const { return size_ >= 0; }
  /// Its size when it was opened; -1 where it is not regular.
  int64_t size() const { return size_; }
  /// Up to 16 first bytes of a regular file; nothing of others.
  std::string beginning() const;
  /// Throws where the file has been written to since it was opened: its size or the time of its last change tell.
  void checkUnchanged() const;

  /// Up to `size` bytes from `position` on; fewer only where the file ends. Regular files only; any thread.
  arrow::Result<int64_t> readAt(int64_t position, int64_t size, void* out) const;
  /// The next bytes of what is not regular. Waits in short turns, so that a cancelled scan ends although nothing
  /// arrives.
  arrow::Result<int64_t> readNext(int64_t size, void* out, const Progress& progress) const;

 private:
  OpenFile(int descriptor, Observer observer) : descriptor_(descriptor), observer_(observer) {}

  int descriptor_;
  Observer observer_;
  int64_t size_ = -1;
  /// As they were when it was opened: whether bytes lie on a disk, how many, and when they were last written.
  bool isStored_ = false;
  int64_t storedSize_ = 0;
  std::array<int64_t, 2> changed_{};
};

/// What libraries read from at any place: a regular file that others read at the same time.
class RandomInput final : public arrow::io::RandomAccessFile {
 public:
  explicit RandomInput(std::shared_ptr<const OpenFile> file) : file_(std::move(file)) {}

  arrow::Status Close() override;
  bool closed() const override { return !file_; }
  arrow::Result<int64_t> Tell() const override { return position_; }
  arrow::Status Seek(int64_t position) override;
  arrow::Result<int64_t> GetSize() override;
  arrow::Result<int64_t> Read(int64_t size, void* out) override;
  arrow::Result<std::shared_ptr<arrow::Buffer>> Read(int64_t size) override;
  arrow::Result<int64_t> ReadAt(int64_t position, int64_t size, void* out) override;
  arrow::Result<std::shared_ptr<arrow::Buffer>> ReadAt(int64_t position, int64_t size) override;

 private:
  std::shared_ptr<const OpenFile> file_;
  int64_t position_ = 0;
};

/// A file from its beginning to its end, which can show its first bytes before they are read.
class FileInput final : public arrow::io::InputStream {
 public:
  FileInput(std::shared_ptr<const OpenFile> file, std::shared_ptr<Progress> progress)
      : file_(std::move(file)), progress_(std::move(progress)) {}

  /// Up to 16 first bytes, before anything has been read.
  std::string_view peekMagic();

  arrow::Status Close() override;
  bool closed() const override { return !file_; }
  arrow::Result<int64_t> Tell() const override { return position_; }
  arrow::Result<int64_t> Read(int64_t size, void* out) override;
  arrow::Result<std::shared_ptr<arrow::Buffer>> Read(int64_t size) override;

 private:
  arrow::Result<int64_t> readSome(int64_t size, char* out);

  std::shared_ptr<const OpenFile> file_;
  std::shared_ptr<Progress> progress_;
  /// The bytes that have been read, of which those of `magic_` may not have been handed out.
  int64_t taken_ = 0;
  int64_t position_ = 0;
  std::array<char, 16> magic_{};
  size_t magicSize_ = 0;
  size_t magicUsed_ = 0;
};

/// The file as plain text bytes: decompressed where its first bytes say gzip, zstd or bzip2. Throws with a plain word
/// for what is no text at all (a workbook, an archive).
std::shared_ptr<arrow::io::InputStream> openText(
    const std::shared_ptr<const OpenFile>& file, const std::shared_ptr<Progress>& progress);

/// The next bytes of a stream, up to `size`, in a buffer of their own: for streams that read into memory of the caller.
arrow::Result<std::shared_ptr<arrow::Buffer>> readBuffer(arrow::io::InputStream& input, int64_t size);

}  // namespace fidelity

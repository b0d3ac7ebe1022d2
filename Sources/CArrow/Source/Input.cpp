#include "Source/Input.h"

#include <arrow/buffer.h>
#include <arrow/io/compressed.h>
#include <arrow/util/compression.h>
#include <arrow/util/io_util.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "Source/Failure.h"

namespace fidelity {

PathFacts PathFacts::of(const std::string& path) {
  struct stat facts {};
  const int result = path == "-" ? ::fstat(STDIN_FILENO, &facts) : ::stat(path.c_str(), &facts);
  if (result != 0) throw failure(errno, FAStatusNotReadable);
  if (S_ISDIR(facts.st_mode)) throw failure(EISDIR, FAStatusIsDirectory);
  if (path == "-" || !S_ISREG(facts.st_mode)) return {};
  return {.isRegular = true, .size = static_cast<int64_t>(facts.st_size)};
}

std::shared_ptr<FileInput> FileInput::open(const std::string& path, std::shared_ptr<Progress> progress) {
  const int descriptor =
      path == "-" ? ::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0) : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) throw failure(errno, FAStatusNotReadable);
  return std::shared_ptr<FileInput>(new FileInput(descriptor, std::move(progress)));
}

FileInput::~FileInput() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

arrow::Status FileInput::Close() {
  if (descriptor_ >= 0) ::close(descriptor_);
  descriptor_ = -1;
  return arrow::Status::OK();
}

std::string_view FileInput::peekMagic() {
  while (magicSize_ < magic_.size()) {
    const int64_t count = take(
        readSome(static_cast<int64_t>(magic_.size() - magicSize_), magic_.data() + magicSize_), FAStatusNotReadable);
    if (count == 0) break;
    magicSize_ += static_cast<size_t>(count);
  }
  return {magic_.data(), magicSize_};
}

arrow::Result<int64_t> FileInput::readSome(int64_t size, char* out) {
  for (;;) {
    if (progress_->cancelled.load(std::memory_order_relaxed)) return arrow::Status::Cancelled("cancelled");
    pollfd waiting{.fd = descriptor_, .events = POLLIN, .revents = 0};
    const int ready = ::poll(&waiting, 1, 100);
    if (ready == 0 || (ready < 0 && errno == EINTR)) continue;
    const auto count = ::read(descriptor_, out, static_cast<size_t>(size));
    if (count >= 0) {
      progress_->bytesDone.fetch_add(count, std::memory_order_relaxed);
      return count;
    }
    if (errno != EINTR && errno != EAGAIN) return arrow::internal::IOErrorFromErrno(errno, "read");
  }
}

arrow::Result<int64_t> FileInput::Read(int64_t size, void* out) {
  auto* bytes = static_cast<char*>(out);
  int64_t done = 0;
  if (magicUsed_ < magicSize_) {
    done = std::min(size, static_cast<int64_t>(magicSize_ - magicUsed_));
    std::memcpy(bytes, magic_.data() + magicUsed_, static_cast<size_t>(done));
    magicUsed_ += static_cast<size_t>(done);
  }
  while (done < size) {
    ARROW_ASSIGN_OR_RAISE(const int64_t count, readSome(size - done, bytes + done));
    if (count == 0) break;
    done += count;
  }
  position_ += done;
  return done;
}

arrow::Result<std::shared_ptr<arrow::Buffer>> FileInput::Read(int64_t size) {
  ARROW_ASSIGN_OR_RAISE(auto buffer, arrow::AllocateResizableBuffer(size));
  ARROW_ASSIGN_OR_RAISE(const int64_t count, Read(size, buffer->mutable_data()));
  ARROW_RETURN_NOT_OK(buffer->Resize(count, false));
  return std::shared_ptr<arrow::Buffer>(std::move(buffer));
}

std::shared_ptr<arrow::io::InputStream> openText(const std::string& path, const std::shared_ptr<Progress>& progress) {
  using namespace std::string_view_literals;
  auto file = FileInput::open(path, progress);
  const std::string_view magic = file->peekMagic();
  const auto decompressed = [&](arrow::Compression::type codec) -> std::shared_ptr<arrow::io::InputStream> {
    // The stream keeps a bare pointer to its codec; the codecs live as long as the process.
    static const auto gzip = take(arrow::util::Codec::Create(arrow::Compression::GZIP));
    static const auto zstd = take(arrow::util::Codec::Create(arrow::Compression::ZSTD));
    static const auto bzip = take(arrow::util::Codec::Create(arrow::Compression::BZ2));
    arrow::util::Codec* chosen = codec == arrow::Compression::GZIP   ? gzip.get()
                                 : codec == arrow::Compression::ZSTD ? zstd.get()
                                                                     : bzip.get();
    return take(arrow::io::CompressedInputStream::Make(chosen, file), FAStatusUnsupported);
  };
  if (magic.starts_with("\x1F\x8B"sv)) return decompressed(arrow::Compression::GZIP);
  if (magic.starts_with("\x28\xB5\x2F\xFD"sv)) return decompressed(arrow::Compression::ZSTD);
  // "BZh" alone may begin a header; the digits of pi after the level do not.
  if (magic.starts_with("BZh"sv) && magic.substr(4).starts_with("1AY&SY"sv)) {
    return decompressed(arrow::Compression::BZ2);
  }

  struct Stranger {
    std::string_view magic;
    const char* message;
  };
  static constexpr Stranger strangers[] = {
      {"PK\x03\x04"sv, "a workbook or zip archive, not delimited text: save the sheet as CSV (UTF-8)"},
      {"\xD0\xCF\x11\xE0"sv, "an old Excel workbook, not delimited text: save the sheet as CSV (UTF-8)"},
      {"\xFD" "7zXZ\0"sv, "an xz archive: only gzip, zstd and bzip2 are read"},
      {"\x04\x22\x4D\x18"sv, "an lz4 archive: only gzip, zstd and bzip2 are read"},
      {"\xFF\xFE"sv, "UTF-16 text: save it as UTF-8"},
      {"\xFE\xFF"sv, "UTF-16 text: save it as UTF-8"},
      {"$FL2"sv, "an SPSS file, not delimited text"},
      {"$FL3"sv, "an SPSS file, not delimited text"},
      {"<stata_dta>"sv, "a Stata file, not delimited text"},
      {"%PDF-"sv, "a PDF document, not delimited text"},
      {"PAR1"sv, "a Parquet file: it cannot be read from a pipe, name the file"},
      {"ARROW1"sv, "an Arrow file: it cannot be read from a pipe, name the file"},
      {"\xFF\xFF\xFF\xFF"sv, "an Arrow stream: it cannot be read from a pipe, name the file"},
  };
  for (const Stranger& stranger : strangers) {
    if (magic.starts_with(stranger.magic)) throw Failure{.status = FAStatusUnsupported, .message = stranger.message};
  }
  return file;
}

}  // namespace fidelity

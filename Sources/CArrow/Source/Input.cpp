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
#include <utility>

#include "Source/Failure.h"

namespace fidelity {

namespace {

/// The time of the last change of a file's bytes.
std::array<int64_t, 2> changeTime(const struct stat& facts) {
#ifdef __APPLE__
  return {static_cast<int64_t>(facts.st_mtimespec.tv_sec), static_cast<int64_t>(facts.st_mtimespec.tv_nsec)};
#else
  return {static_cast<int64_t>(facts.st_mtim.tv_sec), static_cast<int64_t>(facts.st_mtim.tv_nsec)};
#endif
}

}  // namespace

std::shared_ptr<OpenFile> OpenFile::open(const std::string& path, Observer observer) {
  const bool isStandardInput = path == "-";
  const int descriptor = isStandardInput ? ::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
                                         : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) throw failure(errno, FAStatusNotReadable);
  // Closes the descriptor, whatever follows.
  std::unique_ptr<OpenFile> opened;
  try {
    opened.reset(new OpenFile(descriptor, observer));
  } catch (...) {
    ::close(descriptor);
    throw;
  }
  struct stat facts {};
  if (::fstat(descriptor, &facts) != 0) throw failure(errno, FAStatusNotReadable);
  if (S_ISDIR(facts.st_mode)) throw failure(EISDIR, FAStatusIsDirectory);
  opened->isStored_ = S_ISREG(facts.st_mode);
  opened->storedSize_ = static_cast<int64_t>(facts.st_size);
  opened->changed_ = changeTime(facts);
  if (opened->isStored_ && !isStandardInput) opened->size_ = opened->storedSize_;
  return opened;
}

OpenFile::~OpenFile() { ::close(descriptor_); }

std::string OpenFile::beginning() const {
  std::string bytes(16, '\0');
  const int64_t count = isRegular() ? take(readAt(0, 16, bytes.data()), FAStatusNotReadable) : 0;
  bytes.resize(static_cast<size_t>(count));
  return bytes;
}

void OpenFile::checkUnchanged() const {
  if (!isStored_) return;
  struct stat facts {};
  if (::fstat(descriptor_, &facts) != 0) throw failure(errno, FAStatusNotReadable);
  const auto size = static_cast<int64_t>(facts.st_size);
  std::string what;
  if (size != storedSize_) {
    what = "it had " + std::to_string(storedSize_) + " bytes and now has " + std::to_string(size);
  } else if (changeTime(facts) != changed_) {
    what = "something was written to it";
  } else {
    return;
  }
  throw Failure{.message = "the file changed while it was read: " + what, .problem = FAProblemChanged};
}

arrow::Result<int64_t> OpenFile::readAt(int64_t position, int64_t size, void* out) const {
  auto* bytes = static_cast<char*>(out);
  int64_t done = 0;
  while (done < size) {
    const auto count =
        ::pread(descriptor_, bytes + done, static_cast<size_t>(size - done), static_cast<off_t>(position + done));
    if (count == 0) break;
    if (count > 0) {
      done += count;
    } else if (errno != EINTR) {
      return arrow::internal::IOErrorFromErrno(errno, "read");
    }
  }
  return done;
}

arrow::Result<int64_t> OpenFile::readNext(int64_t size, void* out, const Progress& progress) const {
  for (;;) {
    if (progress.cancelled.load(std::memory_order_relaxed)) return arrow::Status::Cancelled("cancelled");
    pollfd waiting{.fd = descriptor_, .events = POLLIN, .revents = 0};
    const int ready = ::poll(&waiting, 1, 100);
    if (ready == 0 || (ready < 0 && errno == EINTR)) continue;
    const auto count = ::read(descriptor_, out, static_cast<size_t>(size));
    if (count >= 0) {
      if (observer_.take != nullptr) observer_.take(observer_.context, static_cast<const uint8_t*>(out), count);
      return count;
    }
    if (errno != EINTR && errno != EAGAIN) return arrow::internal::IOErrorFromErrno(errno, "read");
  }
}

arrow::Status RandomInput::Close() {
  file_.reset();
  return arrow::Status::OK();
}

arrow::Status RandomInput::Seek(int64_t position) {
  position_ = position;
  return arrow::Status::OK();
}

arrow::Result<int64_t> RandomInput::GetSize() {
  if (!file_) return arrow::Status::Invalid("the file is closed");
  return file_->size();
}

arrow::Result<int64_t> RandomInput::Read(int64_t size, void* out) {
  ARROW_ASSIGN_OR_RAISE(const int64_t count, ReadAt(position_, size, out));
  position_ += count;
  return count;
}

arrow::Result<std::shared_ptr<arrow::Buffer>> RandomInput::Read(int64_t size) {
  ARROW_ASSIGN_OR_RAISE(auto buffer, ReadAt(position_, size));
  position_ += buffer->size();
  return buffer;
}

arrow::Result<int64_t> RandomInput::ReadAt(int64_t position, int64_t size, void* out) {
  if (!file_) return arrow::Status::Invalid("the file is closed");
  if (position < 0 || size < 0) return arrow::Status::Invalid("a place before the beginning of the file");
  return file_->readAt(position, size, out);
}

arrow::Result<std::shared_ptr<arrow::Buffer>> RandomInput::ReadAt(int64_t position, int64_t size) {
  // What a damaged file says of its own size is no reason to ask for so much memory.
  if (file_) size = std::min(size, std::max<int64_t>(file_->size() - position, 0));
  ARROW_ASSIGN_OR_RAISE(auto buffer, arrow::AllocateResizableBuffer(size));
  ARROW_ASSIGN_OR_RAISE(const int64_t count, ReadAt(position, size, buffer->mutable_data()));
  if (count < size) ARROW_RETURN_NOT_OK(buffer->Resize(count, false));
  buffer->ZeroPadding();
  return std::shared_ptr<arrow::Buffer>(std::move(buffer));
}

arrow::Status FileInput::Close() {
  file_.reset();
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
  if (!file_) return arrow::Status::Invalid("the file is closed");
  if (progress_->cancelled.load(std::memory_order_relaxed)) return arrow::Status::Cancelled("cancelled");
  ARROW_ASSIGN_OR_RAISE(
      const int64_t count,
      file_->isRegular() ? file_->readAt(taken_, size, out) : file_->readNext(size, out, *progress_));
  taken_ += count;
  progress_->bytesDone.fetch_add(count, std::memory_order_relaxed);
  return count;
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

arrow::Result<std::shared_ptr<arrow::Buffer>> FileInput::Read(int64_t size) { return readBuffer(*this, size); }

arrow::Result<std::shared_ptr<arrow::Buffer>> readBuffer(arrow::io::InputStream& input, int64_t size) {
  ARROW_ASSIGN_OR_RAISE(auto buffer, arrow::AllocateResizableBuffer(size));
  ARROW_ASSIGN_OR_RAISE(const int64_t count, input.Read(size, buffer->mutable_data()));
  ARROW_RETURN_NOT_OK(buffer->Resize(count, false));
  return std::shared_ptr<arrow::Buffer>(std::move(buffer));
}

std::shared_ptr<arrow::io::InputStream> openText(
    const std::shared_ptr<const OpenFile>& opened, const std::shared_ptr<Progress>& progress) {
  using namespace std::string_view_literals;
  const auto file = std::make_shared<FileInput>(opened, progress);
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
  // Some programs call a page of HTML an .xls.
  static constexpr const char* page =
      "a page in HTML, not delimited text: open it in a spreadsheet, and save it as a workbook or CSV (UTF-8)";
  static constexpr const char* json = "a document in JSON, not delimited text: save it as CSV, Parquet or Arrow";
  static constexpr Stranger strangers[] = {
      {"PK\x03\x04"sv, "a workbook or zip archive: it cannot be read from a pipe, name the file"},
      {"\xD0\xCF\x11\xE0"sv, "an old Excel workbook, not delimited text: save the sheet as CSV (UTF-8)"},
      {"\xFD" "7zXZ\0"sv, "an xz archive: only gzip, zstd and bzip2 are read"},
      {"\x04\x22\x4D\x18"sv, "an lz4 archive: only gzip, zstd and bzip2 are read"},
      {"$FL2"sv, "an SPSS file, not delimited text"},
      {"$FL3"sv, "an SPSS file, not delimited text"},
      {"<stata_dta>"sv, "a Stata file, not delimited text"},
      {"%PDF-"sv, "a PDF document, not delimited text"},
      {"{\\rtf"sv, "a document in RTF, not delimited text"},
      {"<!DOC"sv, page},
      {"<!doc"sv, page},
      {"<html"sv, page},
      {"<HTML"sv, page},
      {"<table"sv, page},
      {"<?xml"sv, "a document in XML, not delimited text: open it in a spreadsheet, and save it as CSV (UTF-8)"},
      {"[{\""sv, json},
      {"{\""sv, json},
      {"PK\x05\x06"sv, "an empty zip archive"},
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

#include "Workbook/Parts.h"

#ifdef FIDELITY_READS_WORKBOOKS

#include <zlib.h>

#include <algorithm>
#include <array>
#include <condition_variable>
#include <cstring>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "Source/Failure.h"
#include "Workbook/PartBytes.h"

namespace fidelity::workbook {

namespace {

/// A sheet packs to a tenth; what packs to a two hundredth was made to fill a memory or to take a day.
constexpr int64_t largestRatio = 200;
constexpr int64_t ratioMatters = int64_t{16} << 20;

class Unpacked final : public PartBytes {
 public:
  Unpacked(const Archive& archive, const Entry& entry, std::shared_ptr<Progress> progress)
      : file_(archive.file()), entry_(entry), progress_(std::move(progress)) {
    if (entry.isEncrypted) {
      throw Failure{
          .status = FAStatusUnsupported, .message = "the workbook is encrypted: save it without a password"};
    }
    if (entry.method != 0 && entry.method != 8) {
      throw Failure{
          .status = FAStatusUnsupported,
          .message = "the workbook is packed by a method that is not read: open it and save it again"};
    }
    std::array<char, 30> header{};
    const int64_t count = take(file_->readAt(entry.offset, header.size(), header.data()), FAStatusNotReadable);
    if (count < static_cast<int64_t>(header.size()) || std::memcmp(header.data(), "PK\3\4", 4) != 0) damaged();
    const auto length = [&](size_t at) {
      const auto byte = [&](size_t place) { return int64_t{static_cast<unsigned char>(header[place])}; };
      return byte(at) + 256 * byte(at + 1);
    };
    position_ = entry.offset + static_cast<int64_t>(header.size()) + length(26) + length(28);
    if (position_ > file_->size() || entry.packedSize > file_->size() - position_) damaged();
    left_ = entry.packedSize;
    if (entry.method == 8 && inflateInit2(&stream_, -MAX_WBITS) != Z_OK) throw std::bad_alloc();
    isOpen_ = entry.method == 8;
  }

  ~Unpacked() override {
    if (isOpen_) inflateEnd(&stream_);
  }
  Unpacked(const Unpacked&) = delete;
  Unpacked& operator=(const Unpacked&) = delete;

  size_t read(char* out, size_t size) override {
    if (progress_ && progress_->cancelled.load(std::memory_order_relaxed)) {
      throw Failure{.status = FAStatusCancelled, .message = "cancelled"};
    }
    size = std::min(size, size_t{1} << 30);
    const size_t count = entry_.method == 0 ? readStored(out, size) : inflated(out, size);
    checksum_ = static_cast<uint32_t>(crc32(checksum_, reinterpret_cast<const Bytef*>(out), static_cast<uInt>(count)));
    done_ += static_cast<int64_t>(count);
    if (done_ > ratioMatters && done_ / largestRatio > entry_.packedSize) {
      throw Failure{
          .status = FAStatusUnsupported,
          .message = "the workbook unpacks to more than 200 times its size: no sheet of data does"};
    }
    if (count < size && (checksum_ != entry_.checksum || done_ != entry_.size)) damaged();
    return count;
  }

 private:
  [[noreturn]] void damaged() const { refuseDamaged("its part " + printable(entry_.name, 60) + " cannot be unpacked"); }

  size_t readPacked(char* out, size_t size) {
    const int64_t wanted = std::min(left_, static_cast<int64_t>(size));
    const int64_t count = wanted > 0 ? take(file_->readAt(position_, wanted, out), FAStatusNotReadable) : 0;
    if (count < wanted) damaged();
    position_ += count;
    left_ -= count;
    if (progress_) progress_->bytesDone.fetch_add(count, std::memory_order_relaxed);
    return static_cast<size_t>(count);
  }

  size_t readStored(char* out, size_t size) { return readPacked(out, size); }

  size_t inflated(char* out, size_t size) {
    stream_.next_out = reinterpret_cast<Bytef*>(out);
    stream_.avail_out = static_cast<uInt>(size);
    while (stream_.avail_out > 0 && !isDone_) {
      if (stream_.avail_in == 0) {
        stream_.next_in = reinterpret_cast<Bytef*>(input_.data());
        stream_.avail_in = static_cast<uInt>(readPacked(input_.data(), input_.size()));
        if (stream_.avail_in == 0) damaged();
      }
      switch (inflate(&stream_, Z_NO_FLUSH)) {
        case Z_OK: break;
        case Z_STREAM_END: isDone_ = true; break;
        case Z_MEM_ERROR: throw std::bad_alloc();
        default: damaged();
      }
    }
    return size - stream_.avail_out;
  }

  std::shared_ptr<const OpenFile> file_;
  Entry entry_;
  std::shared_ptr<Progress> progress_;
  int64_t position_ = 0;
  int64_t left_ = 0;
  int64_t done_ = 0;
  uint32_t checksum_ = 0;
  bool isOpen_ = false;
  bool isDone_ = false;
  z_stream stream_{};
  std::array<char, size_t{64} << 10> input_{};
};

/// Unpacks on its own thread.
class Ahead final : public PartBytes {
 public:
  explicit Ahead(std::unique_ptr<PartBytes> part) : part_(std::move(part)), thread_([this] { run(); }) {}

  ~Ahead() override {
    {
      const std::lock_guard lock(mutex_);
      isClosed_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }
  Ahead(const Ahead&) = delete;
  Ahead& operator=(const Ahead&) = delete;

  size_t read(char* out, size_t size) override {
    size_t done = 0;
    while (done < size) {
      if (used_ == current_.size() && !takeNext()) break;
      const size_t count = std::min(size - done, current_.size() - used_);
      std::memcpy(out + done, current_.data() + used_, count);
      used_ += count;
      done += count;
    }
    return done;
  }

 private:
  static constexpr size_t pieceSize = size_t{256} << 10;
  static constexpr size_t mostPieces = 8;

  bool takeNext() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !pieces_.empty() || isDone_; });
    if (pieces_.empty()) {
      if (failure_) throw *failure_;
      return false;
    }
    current_ = std::move(pieces_.front());
    pieces_.pop_front();
    used_ = 0;
    lock.unlock();
    changed_.notify_all();
    return true;
  }

  void run() noexcept {
    try {
      for (bool goesOn = true; goesOn;) {
        std::vector<char> piece(pieceSize);
        const size_t count = part_->read(piece.data(), piece.size());
        goesOn = count == piece.size();
        piece.resize(count);
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return pieces_.size() < mostPieces || isClosed_; });
        if (isClosed_) return;
        if (count > 0) pieces_.push_back(std::move(piece));
        lock.unlock();
        changed_.notify_all();
      }
    } catch (...) {
      const std::lock_guard lock(mutex_);
      failure_ = currentFailure();
    }
    {
      const std::lock_guard lock(mutex_);
      isDone_ = true;
    }
    changed_.notify_all();
  }

  std::unique_ptr<PartBytes> part_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::vector<char>> pieces_;
  std::optional<Failure> failure_;
  bool isDone_ = false;
  bool isClosed_ = false;
  std::vector<char> current_;
  size_t used_ = 0;
  // Last: it uses all of the above.
  std::thread thread_;
};

}  // namespace

std::unique_ptr<PartBytes> openPart(
    const Archive& archive, const Entry& entry, std::shared_ptr<Progress> progress, bool isAhead) {
  auto part = std::make_unique<Unpacked>(archive, entry, std::move(progress));
  constexpr int64_t pays = int64_t{1} << 20;
  if (!isAhead || entry.packedSize < pays) return part;
  return std::make_unique<Ahead>(std::move(part));
}

}  // namespace fidelity::workbook

#endif

#include "Source/RecyclingPool.h"

#include <array>
#include <atomic>
#include <bit>
#include <cstring>
#include <mutex>
#include <string>
#include <vector>

namespace fidelity {

namespace {

/// Blocks of 2^12 ... 2^25 bytes and, between each two powers, one of three halves; others go to Arrow's own pool.
class RecyclingPool final : public arrow::MemoryPool {
 public:
  arrow::Status Allocate(int64_t size, int64_t alignment, uint8_t** out) override {
    const int place = placeOf(size, alignment);
    if (place < 0) return base().Allocate(size, alignment, out);
    {
      Shelf& shelf = shelves_[static_cast<size_t>(place)];
      const std::lock_guard lock(shelf.mutex);
      if (!shelf.blocks.empty()) {
        *out = shelf.blocks.back();
        shelf.blocks.pop_back();
        kept_.fetch_sub(sizeOf(place), std::memory_order_relaxed);
        return arrow::Status::OK();
      }
    }
    return base().Allocate(sizeOf(place), alignment, out);
  }

  arrow::Status Reallocate(int64_t oldSize, int64_t newSize, int64_t alignment, uint8_t** block) override {
    const int place = placeOf(oldSize, alignment);
    if (place >= 0 && place == placeOf(newSize, alignment)) return arrow::Status::OK();
    uint8_t* other = nullptr;
    const arrow::Status status = Allocate(newSize, alignment, &other);
    // What is to become smaller may stay as it is where memory is short: Arrow's parser ends the process else.
    if (!status.ok()) return newSize < oldSize ? arrow::Status::OK() : status;
    std::memcpy(other, *block, static_cast<size_t>(std::min(oldSize, newSize)));
    Free(*block, oldSize, alignment);
    *block = other;
    return arrow::Status::OK();
  }

  void Free(uint8_t* block, int64_t size, int64_t alignment) override {
    const int place = placeOf(size, alignment);
    if (place < 0) return base().Free(block, size, alignment);
    const int64_t whole = sizeOf(place);
    if (kept_.fetch_add(whole, std::memory_order_relaxed) + whole <= limit) {
      Shelf& shelf = shelves_[static_cast<size_t>(place)];
      const std::lock_guard lock(shelf.mutex);
      try {
        shelf.blocks.push_back(block);
        return;
      } catch (const std::bad_alloc&) {
        // Given back below.
      }
    }
    kept_.fetch_sub(whole, std::memory_order_relaxed);
    base().Free(block, whole, alignment);
  }

  int64_t bytes_allocated() const override { return base().bytes_allocated(); }
  int64_t total_bytes_allocated() const override { return base().total_bytes_allocated(); }
  int64_t num_allocations() const override { return base().num_allocations(); }
  std::string backend_name() const override { return "recycling"; }

 private:
  static constexpr int64_t limit = int64_t{128} << 20;
  static constexpr int smallest = 12;
  static constexpr int largest = 25;

  struct Shelf {
    std::mutex mutex;
    std::vector<uint8_t*> blocks;
  };

  static arrow::MemoryPool& base() { return *arrow::default_memory_pool(); }

  /// The shelf of the smallest block that holds `size` bytes; -1 for what is too small, too large or oddly aligned.
  static int placeOf(int64_t size, int64_t alignment) {
    if (alignment > 64 || size <= int64_t{1} << (smallest - 1) || size > int64_t{1} << largest) return -1;
    const int power = std::max(smallest, static_cast<int>(std::bit_width(static_cast<uint64_t>(size - 1))));
    // 2^power is enough; so may be three quarters of it.
    const bool isShort = power > smallest && size <= (int64_t{3} << (power - 2));
    return 2 * (power - smallest) - (isShort ? 1 : 0);
  }

  static int64_t sizeOf(int place) {
    const int power = smallest + (place + 1) / 2;
    return place % 2 == 0 ? int64_t{1} << power : int64_t{3} << (power - 2);
  }

  std::array<Shelf, 2 * (largest - smallest) + 1> shelves_;
  std::atomic<int64_t> kept_{0};
};

}  // namespace

arrow::MemoryPool* recyclingPool() {
  // Never destroyed: batches may outlive everything else.
  static auto* const pool = new RecyclingPool();
  return pool;
}

}  // namespace fidelity

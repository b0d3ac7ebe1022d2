#include "Source/Pipeline.h"

#include <arrow/util/byte_size.h>

#include <chrono>
#include <system_error>
#include <utility>

namespace fidelity {

class Pipeline::SlotOutlet final : public Outlet {
 public:
  SlotOutlet(Pipeline& pipeline, Slot& slot) : pipeline_(pipeline), slot_(slot) {}
  bool push(Batch batch) override { return pipeline_.push(slot_, std::move(batch)); }

 private:
  Pipeline& pipeline_;
  Slot& slot_;
};

Pipeline::Pipeline(std::unique_ptr<Feeder> feeder, int threads, std::shared_ptr<Progress> progress)
    : feeder_(std::move(feeder)), progress_(std::move(progress)), slotLimit_(static_cast<size_t>(threads) + 2) {
  threads_.reserve(static_cast<size_t>(threads));
  for (int worker = 0; worker < threads; ++worker) {
    try {
      threads_.emplace_back([this, worker] { work(worker); });
    } catch (const std::system_error&) {
      // Fewer threads than asked for do the same work; none do not.
      if (threads_.empty()) throw;
      break;
    }
  }
}

Pipeline::~Pipeline() { stop(); }

void Pipeline::stop() noexcept {
  {
    const std::lock_guard lock(mutex_);
    isStopped_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

void Pipeline::work(int worker) noexcept {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return isStopped_ || hasEnded_ || (!isFeeding_ && slots_.size() < slotLimit_); });
    if (isStopped_ || hasEnded_) return;
    std::shared_ptr<Slot> slot;
    std::unique_ptr<Job> job;
    std::optional<Failure> failure;
    isFeeding_ = true;
    try {
      // The place in the queue is taken before the job is made, and jobs are made one at a time: file order.
      slot = std::make_shared<Slot>();
      slots_.push_back(slot);
      lock.unlock();
      job = feeder_->next(worker);
    } catch (...) {
      failure = currentFailure();
    }
    if (!lock.owns_lock()) lock.lock();
    isFeeding_ = false;
    if (!job) hasEnded_ = true;
    if (!slot) {
      // No memory even for the slot: nothing can be delivered in its place.
      isStopped_ = true;
      changed_.notify_all();
      return;
    }
    lock.unlock();
    changed_.notify_all();
    if (job) {
      try {
        SlotOutlet outlet(*this, *slot);
        job->run(outlet);
      } catch (...) {
        failure = currentFailure();
      }
      job.reset();
    }
    finish(*slot, std::move(failure));
    lock.lock();
  }
}

bool Pipeline::push(Slot& slot, Batch batch) {
  const int64_t bytes = arrow::util::TotalBufferSize(*batch);
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] {
    const bool isFirst = !slots_.empty() && slots_.front().get() == &slot;
    return isStopped_ || queuedBytes_ + bytes <= byteBudget || (isFirst && slot.batches.empty());
  });
  if (isStopped_) return false;
  queuedBytes_ += bytes;
  slot.batches.push_back(std::move(batch));
  lock.unlock();
  changed_.notify_all();
  return true;
}

void Pipeline::finish(Slot& slot, std::optional<Failure> failure) {
  {
    const std::lock_guard lock(mutex_);
    if (failure) hasEnded_ = true;
    slot.failure = std::move(failure);
    slot.isFinished = true;
  }
  changed_.notify_all();
}

Batch Pipeline::next() {
  std::unique_lock lock(mutex_);
  for (;;) {
    if (progress_->cancelled.load(std::memory_order_relaxed)) {
      throw Failure{.status = FAStatusCancelled, .message = "cancelled"};
    }
    if (!slots_.empty() && !slots_.front()->batches.empty()) {
      Slot& first = *slots_.front();
      Batch batch = std::move(first.batches.front());
      first.batches.pop_front();
      queuedBytes_ -= arrow::util::TotalBufferSize(*batch);
      rowsDelivered_ += batch->num_rows();
      lock.unlock();
      changed_.notify_all();
      return batch;
    }
    if (!slots_.empty() && slots_.front()->isFinished) {
      if (slots_.front()->failure) {
        Failure failure = *slots_.front()->failure;
        if (failure.row > 0) failure.row += rowsDelivered_;
        throw failure;
      }
      slots_.pop_front();
      changed_.notify_all();
      continue;
    }
    if (slots_.empty() && hasEnded_) return nullptr;
    if (isStopped_) throw std::bad_alloc();
    // Woken by the threads; the time limit is for a cancellation, which nobody announces.
    changed_.wait_for(lock, std::chrono::milliseconds(50));
  }
}

}  // namespace fidelity

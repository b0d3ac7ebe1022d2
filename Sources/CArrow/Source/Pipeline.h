// Jobs made one after the other, done by several threads, delivered in the order in which they were made.
#pragma once

#include <arrow/record_batch.h>

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "Source/Failure.h"
#include "Source/Input.h"

namespace fidelity {

using Batch = std::shared_ptr<arrow::RecordBatch>;

/// Takes the batches of one job.
class Outlet {
 public:
  virtual ~Outlet() = default;
  /// Waits while too much lies undelivered. False: nobody wants more.
  virtual bool push(Batch batch) = 0;
};

/// A part of a file that one thread decodes: a block of text, a row group. `run` may throw.
class Job {
 public:
  virtual ~Job() = default;
  virtual void run(Outlet& outlet) = 0;
};

/// Makes the jobs, in file order. Never called by two threads at a time.
class Feeder {
 public:
  virtual ~Feeder() = default;
  /// Null at the end. `worker` (0 ..< threads) is the thread that will run the job, for what cannot be shared. May
  /// throw.
  virtual std::unique_ptr<Job> next(int worker) = 0;
};

class Pipeline {
 public:
  Pipeline(std::unique_ptr<Feeder> feeder, int threads, std::shared_ptr<Progress> progress);
  /// Stops and joins the threads.
  ~Pipeline();
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;

  /// The next batch in file order, null at the end. Throws the failure of the job whose turn it is.
  Batch next();

 private:
  struct Slot {
    std::deque<Batch> batches;
    bool isFinished = false;
    std::optional<Failure> failure;
  };
  class SlotOutlet;

  void work(int worker) noexcept;
  bool push(Slot& slot, Batch batch);
  void finish(Slot& slot, std::optional<Failure> failure);
  void stop() noexcept;

  /// Undelivered batches beyond this make the threads wait; the job whose turn it is may always have one batch.
  static constexpr int64_t byteBudget = int64_t{256} << 20;

  std::unique_ptr<Feeder> feeder_;
  std::shared_ptr<Progress> progress_;
  size_t slotLimit_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::shared_ptr<Slot>> slots_;
  int64_t queuedBytes_ = 0;
  int64_t rowsDelivered_ = 0;
  bool isFeeding_ = false;
  bool hasEnded_ = false;
  bool isStopped_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace fidelity

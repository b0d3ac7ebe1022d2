// Memory for batches that come and go: blocks of a few sizes, kept for the next batch.
#pragma once

#include <arrow/memory_pool.h>

namespace fidelity {

/// A pool that keeps freed blocks, so that a scan works in memory that is in the cache and that the system has cleared
/// once only. Lives as long as the process; any thread.
arrow::MemoryPool* recyclingPool();

}  // namespace fidelity

// Parts of a table that comes as one batch after the other: an Arrow file, an Arrow stream.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "Source/Source.h"

namespace fidelity {

struct BatchScan {
  std::vector<Request> requests;
  /// The table's field of each request.
  arrow::FieldVector fields;
  /// For each request its place among the columns of a batch.
  std::vector<size_t> places;
  std::shared_ptr<Progress> progress;
  /// The next batch, null at the end; never called by two threads at a time. May throw.
  std::function<Batch()> next;
};

std::unique_ptr<Parts> batchParts(BatchScan scan, int workers);

}  // namespace fidelity

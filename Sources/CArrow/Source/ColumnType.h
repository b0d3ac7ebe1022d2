// What a column holds, in the words of C.
#pragma once

#include <arrow/type.h>

#include "fidelity_arrow.h"

namespace fidelity {

FAColumnType columnType(const arrow::DataType& type);

}  // namespace fidelity

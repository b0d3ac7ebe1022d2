// Which columns of plain text have nothing but numbers.
#pragma once

#include <cstddef>
#include <string_view>

#include "fidelity_arrow.h"

namespace fidelity::csv {

/// Looks through the lines of a text that begin before `end`, and takes from each column what its cells are not. A
/// number has at most 15 digits and no zero before them; blank lines are no rows. False, and no column says anything,
/// where a byte is a quotation mark, a carriage return or NUL, or where a line has another number of cells.
/// - `isCut`: whether the text may go on beyond what there is of it, so that its last line must have a line end.
bool numberForms(
    std::string_view text, size_t end, bool isCut, char delimiter, char point, FANumberForm* columns,
    size_t columnCount);

}  // namespace fidelity::csv

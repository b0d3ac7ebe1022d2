#include "Csv/CsvSurvey.h"

#include <bit>

#include "Csv/CsvBytes.h"

namespace fidelity::csv {

Survey survey(std::string_view text, char delimiter) {
  Survey result;
  Quoting quoting;
  uint64_t wrong = 0;
  // The highest bit of the bytes before: of the start of a text, as of a line end.
  uint64_t lineEndBefore = 1;
  uint64_t boundaryBefore = 1;
  uint64_t markBefore = 0;
  uint64_t closedBefore = 0;
  uint64_t returnBefore = 0;
  for (size_t position = 0; position < text.size(); position += Bytes::width) {
    const Bytes bytes(text, position);
    const uint64_t feeds = bytes.equal('\n');
    const uint64_t allReturns = bytes.equal('\r');
    const uint64_t marks = bytes.equal('"');
    wrong |= bytes.equal('\0');
    uint64_t lineEnds = feeds | allReturns;
    uint64_t returns = allReturns;
    if ((marks | markBefore | closedBefore) != 0 || quoting.isOpen()) {
      const uint64_t boundaries = lineEnds | bytes.equal(delimiter);
      const uint64_t inside = quoting.inside(marks);
      const uint64_t opening = marks & inside;
      const uint64_t closing = marks & ~inside;
      result.hasQuotes = true;
      // An opening mark begins a field or is the second of two; a closing one ends a field or is the first of two.
      wrong |= opening & ~(boundaries << 1 | boundaryBefore | marks << 1 | markBefore);
      const size_t left = text.size() - position;
      const uint64_t present = left >= 64 ? ~uint64_t{0} : (uint64_t{1} << left) - 1;
      wrong |= (closing << 1 | closedBefore) & present & ~(boundaries | marks);
      lineEnds &= ~inside;
      returns &= ~inside;
      boundaryBefore = boundaries >> 63;
      markBefore = marks >> 63;
      closedBefore = closing >> 63;
    } else {
      const uint64_t last = lineEnds >> 63;
      boundaryBefore = last != 0 ? 1 : bytes.equal(delimiter) >> 63;
    }
    if ((returns | returnBefore) != 0) {
      result.hasReturns = true;
      const size_t left = text.size() - position;
      const uint64_t present = left >= 64 ? ~uint64_t{0} : (uint64_t{1} << left) - 1;
      wrong |= (returns << 1 | returnBefore) & present & ~feeds;
      returnBefore = returns >> 63;
    }
    result.lineCount += std::popcount(feeds);
    result.rowCount += std::popcount(lineEnds & ~(lineEnds << 1 | lineEndBefore));
    lineEndBefore = lineEnds >> 63;
    if (lineEnds != 0) result.end = position + 64 - static_cast<size_t>(std::countl_zero(lineEnds));
  }
  result.isOpen = quoting.isOpen();
  result.isRegular = wrong == 0 && !(text.ends_with('\r') && !result.isOpen);
  return result;
}

}  // namespace fidelity::csv

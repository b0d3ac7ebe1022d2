// Which row of a sheet a line or a row of its text is.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

namespace fidelity::workbook {

/// Written as the text is made, read by whoever reports an error: any thread.
class Places {
 public:
  /// `firstRow` is the row of the sheet that is the first line of text.
  explicit Places(int64_t firstRow) : firstRow_(firstRow) {}

  /// A row that has cells, whose texts have line breaks in themselves. In ascending order.
  void add(int64_t row, int64_t lineBreaks);

  /// The row of the sheet that a line of text, from 1, belongs to.
  int64_t rowOfLine(int64_t line) const;

  /// Says on which line of text the data begin.
  void setFirstDataLine(int64_t line);

  /// The row of the sheet that a row of the data is, both from 1; 0 where none is known.
  int64_t rowOfData(int64_t row) const;

  /// Says that cells of a row of the header are merged.
  void meetHeaderMerge();
  bool hasHeaderMerge() const;

  /// Merged cells of a column that were not known before their rows: the first ones are kept.
  void addMerge(std::string cells);
  std::string firstMerge() const;

 private:
  /// Rows without a gap: the first one, and how many with cells stand before it.
  struct Run {
    int64_t row = 0;
    int64_t before = 0;
  };
  /// How many line breaks there are inside cells up to and with a row.
  struct Breaks {
    int64_t row = 0;
    int64_t total = 0;
  };

  int64_t unguardedRowOfLine(int64_t line) const;

  const int64_t firstRow_;
  mutable std::mutex mutex_;
  std::vector<Run> runs_;
  std::vector<Breaks> breaks_;
  int64_t lastRow_ = 0;
  int64_t count_ = 0;
  int64_t firstDataRow_ = 0;
  std::string firstMerge_;
  bool hasHeaderMerge_ = false;
};

}  // namespace fidelity::workbook

// The cells of a worksheet: expat reads the document, and a quick scanner the rows that it surely knows.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "Workbook/Contents.h"
#include "Workbook/RowWriter.h"
#include "Workbook/Xml.h"

namespace fidelity::workbook {

/// What the cells of any sheet of a workbook refer to.
struct CellRules {
  SharedStrings strings;
  std::vector<NumberFormat> formats;
  NumberRules numbers;
};

enum class CellType : uint8_t { number, sharedText, boolean, error, text, date };

/// What a cell holds, as the sheet has it.
struct CellContent {
  CellType type = CellType::number;
  bool hasFormula = false;
  uint32_t style = 0;
  std::string_view value;
};

/// Stands for the value of a formula that was saved without it, among the errors of formulas.
constexpr std::string_view formulaWithoutValue = "#FORMULA!";

/// Appends the text of a cell; nothing where it is empty, or #N/A. Throws where it names a shared text that is not.
void appendCell(std::string& out, const CellContent& cell, const CellRules& rules);

/// Reads rows that are written as every program usually writes them: names without prefix, attributes of a known kind,
/// texts whose entities are those of XML. It decides nothing: what it does not know, it leaves alone.
class QuickRows {
 public:
  QuickRows(const CellRules& rules, RowWriter& writer) : rules_(rules), writer_(writer) {}

  /// Writes the row that begins at `position` and moves behind it. Where it does not know the row, false, and nothing
  /// is changed. The text ends with 64 zeros.
  bool read(const char*& position);

 private:
  bool readRow(const char*& position);
  bool readCell(const char*& position);
  bool readContent(const char*& position, CellContent& cell);
  bool unescape(std::string_view& text);

  const CellRules& rules_;
  RowWriter& writer_;
  std::string_view rowName_;
  int32_t column_ = -1;
  std::string plain_;
};

/// The document of a sheet, but for the rows that were read quickly.
class SheetDocument final : public XmlReader {
 public:
  SheetDocument(const CellRules& rules, RowWriter& writer)
      : XmlReader("the sheet"), rules_(rules), writer_(writer) {}

  /// Whether what follows the bytes fed so far is another row, in a document that others may read too.
  bool isBetweenRows() const { return isBetweenRows_ && isPlain(); }
  /// Before more bytes are fed.
  void goOn() { isBetweenRows_ = false; }

 private:
  struct Cell {
    int32_t column = 0;
    size_t end = 0;
  };

  void start(std::string_view name, Attributes attributes) override;
  void end(std::string_view name) override;
  void text(std::string_view text) override;
  void startRow(Attributes attributes);
  void startCell(Attributes attributes);
  void endCell();
  void endRow();

  const CellRules& rules_;
  RowWriter& writer_;
  bool isBetweenRows_ = false;
  bool isInData_ = false;
  bool isInRow_ = false;
  bool isInCell_ = false;
  bool isValue_ = false;
  int phonetic_ = 0;
  CellContent cell_;
  int32_t column_ = -1;
  std::string value_;
  /// The cells of the row at hand and their texts, one after the other.
  std::vector<Cell> cells_;
  std::string texts_;
};

/// A worksheet, from its first row to its last.
class SheetRows {
 public:
  /// `size` is how many bytes there may be: of a small sheet the window is small.
  SheetRows(std::unique_ptr<PartBytes> bytes, int64_t size, const CellRules& rules, RowWriter& writer);

  /// Has the writer take some more rows; false at the end.
  bool advance();

 private:
  static constexpr size_t padding = 64;

  void fill();
  bool advanceQuickly();

  std::unique_ptr<PartBytes> bytes_;
  RowWriter& writer_;
  QuickRows quick_;
  SheetDocument document_;
  const size_t windowSize_;
  const size_t longestQuickRow_;
  std::vector<char> window_;
  size_t begin_ = 0;
  size_t end_ = 0;
  bool isAtEnd_ = false;
  int64_t quickCount_ = 0;
  int64_t slowCount_ = 0;
};

}  // namespace fidelity::workbook

#include "Workbook/Parts.h"

#ifdef FIDELITY_READS_WORKBOOKS

#include <algorithm>
#include <optional>
#include <string_view>

#include "Workbook/CellText.h"
#include "Workbook/Merges.h"
#include "Workbook/PartBytes.h"
#include "Workbook/RowWriter.h"
#include "Workbook/Xml.h"

namespace fidelity::workbook {

namespace {

constexpr int64_t largestSheet = int64_t{64} << 20;
constexpr size_t longestList = size_t{16} << 20;

/// The element `mergeCells` as a document of its own.
class MergeList final : public XmlReader {
 public:
  MergeList() : XmlReader("the list of merged cells") {}

  std::vector<MergedCells> merges;

 private:
  void start(std::string_view name, Attributes attributes) override {
    if (name != "mergeCell") return;
    const auto ref = attribute(attributes, "ref");
    if (const auto cells = ref ? MergedCells::of(*ref) : std::nullopt) merges.push_back(*cells);
  }
  void end(std::string_view) override {}
};

/// The element in the bytes of a part; nothing where it has none.
std::optional<std::string> mergeList(PartBytes& bytes) {
  constexpr std::string_view word = "mergeCells";
  constexpr size_t piece = size_t{256} << 10;
  std::string text;
  std::string end;
  // From where the end is looked for: what was read before has none.
  size_t from = 0;
  for (bool goesOn = true; goesOn;) {
    const size_t before = text.size();
    text.resize(before + piece);
    const size_t count = bytes.read(text.data() + before, piece);
    text.resize(before + count);
    goesOn = count == piece;
    if (end.empty()) {
      // The name of an element, with or without a prefix, but no text.
      size_t found = text.find(word);
      while (found != std::string::npos && text.find_last_of("<> \"/", found) != text.rfind('<', found)) {
        found = text.find(word, found + 1);
      }
      if (found == std::string::npos) {
        // A name may go on in the next piece, with its prefix.
        if (text.size() > 256) text.erase(0, text.size() - 256);
        continue;
      }
      const size_t begin = text.rfind('<', found);
      if (begin == std::string::npos) return std::nullopt;
      text.erase(0, begin);
      end = "</" + text.substr(1, found - begin - 1 + word.size()) + ">";
    }
    const size_t close = text.find('>');
    if (close != std::string::npos && text[close - 1] == '/') return std::nullopt;
    if (const size_t last = text.find(end, from); last != std::string::npos) return text.substr(0, last + end.size());
    from = text.size() - std::min(text.size(), end.size());
    if (text.size() > longestList) return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

std::string MergedCells::name() const {
  return columnLetters(firstColumn) + std::to_string(firstRow) + ":" + columnLetters(lastColumn) +
         std::to_string(lastRow);
}

bool knowsMerges(const Entry& entry) { return entry.size <= largestSheet; }

std::vector<MergedCells> readMerges(const Archive& archive, const Entry& entry) {
  if (!knowsMerges(entry)) return {};
  MergeList list;
  try {
    const auto bytes = openPart(archive, entry, nullptr, false);
    const auto text = mergeList(*bytes);
    if (text) list.feed(*text, true);
  } catch (const Failure& failure) {
    // What is wrong with the part is said where its rows are read.
    if (failure.status == FAStatusOutOfMemory) throw;
    return {};
  }
  std::stable_sort(list.merges.begin(), list.merges.end(), [](const MergedCells& a, const MergedCells& b) {
    return a.firstRow < b.firstRow;
  });
  return std::move(list.merges);
}

}  // namespace fidelity::workbook

#endif

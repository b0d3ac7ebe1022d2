#include "Workbook/Parts.h"

#ifdef FIDELITY_READS_WORKBOOKS

#include <algorithm>
#include <array>
#include <map>
#include <unordered_map>

#include "Workbook/Contents.h"
#include "Workbook/Xml.h"

namespace fidelity::workbook {

namespace {

/// Reads a part to its end.
void readPart(const Archive& archive, const Entry& entry, XmlReader& reader) {
  reader.feed(*openPart(archive, entry, nullptr, false));
}

std::string folderOf(const std::string& part) { return part.substr(0, part.rfind('/') + 1); }

/// The part that `target` means in a folder: xl/ and worksheets/sheet1.xml, ../xl/a.xml or /xl/a.xml.
std::string resolved(const std::string& folder, std::string_view target) {
  const std::string path = target.starts_with('/') ? std::string(target.substr(1)) : folder + std::string(target);
  std::vector<std::string> names;
  for (size_t begin = 0; begin <= path.size();) {
    const size_t end = std::min(path.find('/', begin), path.size());
    const std::string name = path.substr(begin, end - begin);
    if (name == "..") {
      if (!names.empty()) names.pop_back();
    } else if (name != "." && !name.empty()) {
      names.push_back(name);
    }
    begin = end + 1;
  }
  std::string result;
  for (const std::string& name : names) result += (result.empty() ? "" : "/") + name;
  return result;
}

struct Relation {
  /// The last word of its type.
  std::string kind;
  std::string target;
};

/// What a part refers to, by id.
class Relations final : public XmlReader {
 public:
  Relations(const Archive& archive, const std::string& of) : XmlReader("the list of its parts"), folder_(folderOf(of)) {
    const Entry* entry = archive.find(folder_ + "_rels/" + of.substr(folder_.size()) + ".rels");
    if (entry != nullptr) readPart(archive, *entry, *this);
  }

  const std::map<std::string, Relation, std::less<>>& byId() const { return byId_; }

  /// The first part of a kind, "" if there is none.
  std::string part(std::string_view kind) const {
    for (const auto& [id, relation] : byId_) {
      if (relation.kind == kind) return relation.target;
    }
    return "";
  }

 private:
  void start(std::string_view name, Attributes attributes) override {
    if (name != "Relationship" || byId_.size() > 100'000) return;
    const std::string_view type = attribute(attributes, "Type").value_or("");
    byId_.try_emplace(
        std::string(attribute(attributes, "Id").value_or("")),
        Relation{
            .kind = std::string(type.substr(type.rfind('/') + 1)),
            .target = resolved(folder_, attribute(attributes, "Target").value_or("")),
        });
  }
  void end(std::string_view) override {}

  std::string folder_;
  std::map<std::string, Relation, std::less<>> byId_;
};

class SheetList final : public XmlReader {
 public:
  SheetList(const Relations& relations, Contents& contents)
      : XmlReader("the list of sheets"), relations_(relations), contents_(contents) {}

 private:
  void start(std::string_view name, Attributes attributes) override {
    if (depth() == 1 && name != "workbook") refuseDamaged("its list of sheets is none");
    if (name == "workbookPr") {
      const std::string_view from = attribute(attributes, "date1904").value_or("0");
      contents_.countsFrom1904 = from == "1" || from == "true";
    }
    if (name != "sheet" || depth() != 3) return;
    const auto found = relations_.byId().find(attribute(attributes, "id").value_or(""));
    // Sheets of charts and dialogs have no cells.
    if (found == relations_.byId().end() || found->second.kind != "worksheet") return;
    const std::string_view state = attribute(attributes, "state").value_or("visible");
    contents_.sheets.push_back({
        .name = std::string(attribute(attributes, "name").value_or("")),
        .isHidden = state == "hidden" || state == "veryHidden",
        .part = found->second.target,
    });
    if (contents_.sheets.size() > 10'000) refuseDamaged("it has more than 10,000 sheets");
  }
  void end(std::string_view) override {}

  const Relations& relations_;
  Contents& contents_;
};

class Styles final : public XmlReader {
 public:
  Styles() : XmlReader("the list of its formats") {}

  std::vector<NumberFormat> formats;

 private:
  void start(std::string_view name, Attributes attributes) override {
    if (name == "numFmt") {
      byId_[std::string(attribute(attributes, "numFmtId").value_or(""))] =
          formatOf(attribute(attributes, "formatCode").value_or(""));
    } else if (name == "cellXfs") {
      isInCells_ = true;
    } else if (name == "xf" && isInCells_) {
      const std::string id(attribute(attributes, "numFmtId").value_or("0"));
      const auto own = byId_.find(id);
      formats.push_back(own != byId_.end() ? own->second : builtIn(id));
      if (formats.size() > 1'000'000) refuseDamaged("it has more than a million formats");
    }
  }

  void end(std::string_view name) override {
    if (name == "cellXfs") isInCells_ = false;
  }

  /// Formats that every reader knows by number (ECMA-376 part 1, 18.8.30).
  static NumberFormat builtIn(std::string_view id) {
    if (id.empty() || id.size() > 2) return NumberFormat::number;
    int number = 0;
    for (const char digit : id) {
      if (digit < '0' || digit > '9') return NumberFormat::number;
      number = number * 10 + (digit - '0');
    }
    if (number == 22) return NumberFormat::dateAndTime;
    if ((number >= 18 && number <= 21) || (number >= 32 && number <= 35) || (number >= 45 && number <= 47) ||
        number == 55 || number == 56) {
      return NumberFormat::time;
    }
    if ((number >= 14 && number <= 17) || (number >= 27 && number <= 31) || number == 36 ||
        (number >= 50 && number <= 58)) {
      return NumberFormat::date;
    }
    return NumberFormat::number;
  }

  std::unordered_map<std::string, NumberFormat> byId_;
  bool isInCells_ = false;
};

class StringList final : public XmlReader {
 public:
  explicit StringList(SharedStrings& strings) : XmlReader("the list of its texts"), strings_(strings) {}

 private:
  void start(std::string_view name, Attributes) override {
    if (name == "si") text_.clear();
    if (name == "rPh") ++phonetic_;
    isText_ = name == "t" && phonetic_ == 0;
  }

  void end(std::string_view name) override {
    isText_ = false;
    if (name == "rPh") --phonetic_;
    if (name == "si") strings_.append(text_);
  }

  void text(std::string_view text) override {
    if (!isText_) return;
    text_ += text;
    checkLength(text_);
  }

  SharedStrings& strings_;
  std::string text_;
  bool isText_ = false;
  int phonetic_ = 0;
};

/// Says what an archive is that is no workbook.
[[noreturn]] void refuseArchive(const Archive& archive) {
  const char* message = "a zip archive, not a workbook: unpack it and name the file";
  if (archive.find("xl/workbook.bin") != nullptr) {
    message = "a binary Excel workbook (.xlsb): open it and save it as an Excel workbook (.xlsx)";
  } else if (archive.find("content.xml") != nullptr) {
    message = "an OpenDocument file (.ods): open it and save it as an Excel workbook (.xlsx), or the sheet as CSV";
  } else if (archive.find("word/document.xml") != nullptr || archive.find("ppt/presentation.xml") != nullptr) {
    message = "a Word or PowerPoint file: it has no sheets";
  } else if (archive.find("Index/Document.iwa") != nullptr) {
    message = "a Numbers file: export it to Excel or CSV";
  }
  throw Failure{.status = FAStatusUnsupported, .message = message};
}

}  // namespace

void checkLength(std::string_view text) {
  if (text.size() > (size_t{1} << 20)) {
    throw Failure{.status = FAStatusUnsupported, .message = "the workbook has a cell with a text of more than 1 MiB"};
  }
}

Contents readContents(const Archive& archive) {
  std::string part = Relations(archive, "").part("officeDocument");
  if (part.empty()) part = "xl/workbook.xml";
  const Entry* entry = archive.find(part);
  if (entry == nullptr || !part.ends_with(".xml") || part.starts_with("word/")) refuseArchive(archive);
  const Relations relations(archive, part);
  Contents contents{
      .sheets = {},
      .countsFrom1904 = false,
      .sharedStrings = relations.part("sharedStrings"),
      .styles = relations.part("styles"),
  };
  SheetList list(relations, contents);
  readPart(archive, *entry, list);
  if (contents.sheets.empty()) throw Failure{.message = "the workbook has no sheet of cells"};
  return contents;
}

NumberFormat formatOf(std::string_view code) {
  bool hasDay = false;
  bool hasMonth = false;
  bool hasClock = false;
  for (size_t i = 0; i < code.size() && code[i] != ';'; ++i) {
    const char character = code[i];
    if (character == '"') {
      i = std::min(code.find('"', i + 1), code.size());
    } else if (character == '\\' || character == '_' || character == '*') {
      ++i;
    } else if (character == '[') {
      // [h], [mm] and [s] count beyond a day; other words in brackets are colours, conditions and languages.
      const size_t end = std::min(code.find(']', i), code.size());
      const std::string_view word = code.substr(i + 1, end - std::min(i + 1, end));
      if (!word.empty() && word.find_first_not_of("hHmMsS") == std::string_view::npos) hasClock = true;
      i = end;
    } else {
      const auto letter = static_cast<char>(character | 0x20);
      hasDay |= letter == 'y' || letter == 'd';
      hasMonth |= letter == 'm';
      hasClock |= letter == 'h' || letter == 's';
      // "General" has none of these letters; AM/PM stands beside an hour.
    }
  }
  if (hasDay) return hasClock ? NumberFormat::dateAndTime : NumberFormat::date;
  if (hasClock) return NumberFormat::time;
  return hasMonth ? NumberFormat::date : NumberFormat::number;
}

std::vector<NumberFormat> readStyles(const Archive& archive, const std::string& part) {
  const Entry* entry = archive.find(part);
  if (entry == nullptr) return {};
  Styles styles;
  readPart(archive, *entry, styles);
  return std::move(styles.formats);
}

void SharedStrings::append(std::string_view text) {
  appendText(texts_, text);
  ends_.push_back(texts_.size());
  if (texts_.size() > (size_t{1} << 30) || ends_.size() > (size_t{1} << 27)) {
    throw Failure{.status = FAStatusUnsupported, .message = "the workbook has more than 1 GiB of texts"};
  }
}

SharedStrings::SharedStrings(const Archive& archive, const std::string& part) {
  const Entry* entry = archive.find(part);
  if (entry == nullptr) return;
  StringList list(*this);
  readPart(archive, *entry, list);
}

}  // namespace fidelity::workbook

#endif

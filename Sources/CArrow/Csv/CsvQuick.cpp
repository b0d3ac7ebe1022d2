#include "Csv/CsvQuick.h"

#include <arrow/array.h>
#include <arrow/buffer.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

#include "Csv/CsvBytes.h"
#include "Csv/CsvText.h"
#include "Source/Failure.h"
#include "Source/RecyclingPool.h"

namespace fidelity::csv {

namespace {

uint64_t mix(uint64_t value) {
  const auto product = static_cast<unsigned __int128>(value) * 0xd6e8feb86659fd93ULL;
  return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
}

/// The first eight bytes of `text`, zeros beyond its end.
uint64_t firstWord(std::string_view text, size_t readable) {
  uint64_t word = 0;
  if (readable >= sizeof word) {
    std::memcpy(&word, text.data(), sizeof word);
    if constexpr (std::endian::native == std::endian::little) {
      return text.empty() ? 0 : text.size() >= 8 ? word : word & (~uint64_t{0} >> (64 - 8 * text.size()));
    }
    word = 0;
  }
  std::memcpy(&word, text.data(), std::min(text.size(), sizeof word));
  return word;
}

uint64_t hash(std::string_view text) {
  uint64_t state = text.size();
  size_t position = 0;
  uint64_t word = 0;
  for (; position + sizeof word <= text.size(); position += sizeof word) {
    std::memcpy(&word, text.data() + position, sizeof word);
    state = mix(state ^ word) + 0x9e3779b97f4a7c15ULL;
  }
  word = 0;
  std::memcpy(&word, text.data() + position, text.size() - position);
  return mix(state ^ word);
}

/// Decimal numbers of at most 2^53 and 22 decimals: both are exact as doubles, so their quotient is the double nearest
/// to the text (W. D. Clinger, How to read floating point numbers accurately, PLDI 1990).
bool shortNumber(const char* position, const char* end, char point, double& value) {
  static constexpr std::array<double, 23> powers{1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                 1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                                 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
  const bool isNegative = position < end && *position == '-';
  if (isNegative) ++position;
  // Nineteen digits cannot overflow.
  if (end - position > 20) return false;
  uint64_t digits = 0;
  const char* first = position;
  unsigned digit = 0;
  while (position < end && (digit = static_cast<unsigned char>(*position) - unsigned{'0'}) < 10) {
    digits = digits * 10 + digit;
    ++position;
  }
  std::ptrdiff_t count = position - first;
  std::ptrdiff_t decimals = 0;
  if (position < end && *position == point) {
    const char* fraction = ++position;
    while (position < end && (digit = static_cast<unsigned char>(*position) - unsigned{'0'}) < 10) {
      digits = digits * 10 + digit;
      ++position;
    }
    decimals = position - fraction;
    count += decimals;
  }
  if (position != end || count == 0 || count > 19 || digits > uint64_t{1} << 53) return false;
  const double whole = static_cast<double>(digits);
  const double magnitude = decimals == 0 ? whole : whole / powers[static_cast<size_t>(decimals)];
  value = isNegative ? -magnitude : magnitude;
  return true;
}

/// A number of any form, of a row of the block. A whole number that would be rounded is refused, by whoever finds its
/// place.
bool anyNumber(std::string_view text, NumberWriting writing, int64_t row, NumberForms& forms, double& value) {
  if (plainNumber(text, writing.point, value)) return !isRoundedWhole(text, value);
  const auto written = forms.read(text, writing, row);
  if (!written || std::fabs(*written) >= 0x1p53) return false;
  value = *written;
  return true;
}

/// The texts that stand for a missing number, told by their first byte before they are compared.
class NullTexts {
 public:
  explicit NullTexts(const std::vector<std::string>& texts) : texts_(texts) {
    for (const std::string& text : texts) {
      if (text.empty()) hasEmpty_ = true;
      else begins_[static_cast<unsigned char>(text.front())] = true;
    }
  }

  bool contains(std::string_view text) const {
    if (text.empty()) return hasEmpty_;
    if (!begins_[static_cast<unsigned char>(text.front())]) return false;
    return std::find(texts_.begin(), texts_.end(), text) != texts_.end();
  }

 private:
  const std::vector<std::string>& texts_;
  std::array<bool, 256> begins_{};
  bool hasEmpty_ = false;
};

/// Finds where the fields of a regular text end, some thousand at a time.
class FieldFinder {
 public:
  FieldFinder(const Block& block, char delimiter)
      : text_(block.text), hasQuotes_(block.hasQuotes), delimiter_(delimiter) {}

  bool isAtEnd() const { return position_ >= text_.size(); }

  /// Appends field ends to `ends` until it has about `count`; how many of them are line ends.
  size_t find(std::vector<uint32_t>& ends, size_t& used, size_t count) {
    size_t lines = 0;
    for (; position_ < text_.size() && used < count; position_ += Bytes::width) {
      const Bytes bytes(text_, position_);
      uint64_t feeds = bytes.equal('\n');
      uint64_t found = feeds | bytes.equal(delimiter_);
      if (hasQuotes_) {
        const uint64_t inside = quoting_.inside(bytes.equal('"'));
        feeds &= ~inside;
        found &= ~inside;
      }
      if (text_.size() - position_ < Bytes::width) found &= (uint64_t{1} << (text_.size() - position_)) - 1;
      lines += static_cast<size_t>(std::popcount(feeds));
      uint32_t* next = ends.data() + used;
      used += static_cast<size_t>(std::popcount(found));
      for (; found != 0; found &= found - 1) {
        *next++ = static_cast<uint32_t>(position_) + static_cast<uint32_t>(std::countr_zero(found));
      }
    }
    if (isAtEnd() && !text_.ends_with('\n')) {
      ends[used++] = static_cast<uint32_t>(text_.size());
      ++lines;
    }
    return lines;
  }

 private:
  std::string_view text_;
  bool hasQuotes_;
  char delimiter_;
  size_t position_ = 0;
  Quoting quoting_;
};

/// Whole records whose field ends are known.
struct Rows {
  std::string_view text;
  const uint32_t* ends;
  size_t columnCount;
  size_t rowCount;
  /// Where the first record begins.
  size_t begin;

  /// Calls `body` with each field of a column, without quoting; stops where it answers false.
  template <class Body>
  bool eachField(size_t column, std::string& unescaped, Body body) const {
    const bool isLast = column + 1 == columnCount;
    for (size_t row = 0; row < rowCount; ++row) {
      const size_t place = row * columnCount + column;
      const size_t first = place == 0 ? begin : ends[place - 1] + size_t{1};
      size_t last = ends[place];
      if (isLast && last > first && text[last - 1] == '\r') --last;
      std::string_view field = text.substr(first, last - first);
      size_t readable = text.size() - first;
      if (field.starts_with('"')) {
        field = field.substr(1, field.size() - 2);
        --readable;
        if (field.find('"') != std::string_view::npos) {
          unescaped.clear();
          for (size_t i = 0; i < field.size(); ++i) {
            unescaped += field[i];
            if (field[i] == '"') ++i;
          }
          field = unescaped;
          readable = field.size();
        }
      }
      if (!body(row, field, readable)) return false;
    }
    return true;
  }
};

/// `values`: the first of the rows; `rowsBefore` of the block stand before them.
bool readNumbers(const Rows& rows, size_t column, const NullTexts& nulls, NumberWriting writing, size_t rowsBefore,
                 NumberForms& forms, std::string& unescaped, double* values) {
  return rows.eachField(column, unescaped, [&](size_t row, std::string_view field, size_t) {
    if (nulls.contains(field)) {
      values[row] = std::numeric_limits<double>::quiet_NaN();
      return true;
    }
    if (field.size() == 1) {
      const unsigned digit = static_cast<unsigned char>(field.front()) - unsigned{'0'};
      values[row] = digit;
      if (digit < 10) return true;
    }
    return shortNumber(field.data(), field.data() + field.size(), writing.point, values[row]) ||
           anyNumber(field, writing, static_cast<int64_t>(rowsBefore + row), forms, values[row]);
  });
}

void readKeys(const Rows& rows, size_t column, KeyTable& keys, std::string& unescaped, int32_t* codes) {
  rows.eachField(column, unescaped, [&](size_t row, std::string_view field, size_t readable) {
    codes[row] = keys.code(field, readable);
    return true;
  });
}

}  // namespace

void KeyTable::clear() {
  if (slots_.size() > 4096 + 16 * ends_.size()) {
    // Another file had many more keys.
    slots_ = {};
  } else {
    std::fill(slots_.begin(), slots_.end(), Slot{});
  }
  ends_.clear();
  bytes_.clear();
}

bool KeyTable::holds(const Slot& slot, uint64_t tag, std::string_view key) const {
  if (slot.tag != tag || slot.length != key.size()) return false;
  if (key.size() <= 8) return true;
  const int32_t end = ends_[static_cast<size_t>(slot.code)];
  return std::memcmp(bytes_.data() + end - slot.length, key.data(), key.size()) == 0;
}

int32_t KeyTable::code(std::string_view key, size_t readable) {
  if (2 * ends_.size() >= slots_.size()) grow();
  const uint64_t tag = key.size() <= 8 ? firstWord(key, readable) : hash(key);
  size_t place = mix(tag + key.size()) >> shift_;
  while (slots_[place].code >= 0) {
    if (holds(slots_[place], tag, key)) return slots_[place].code;
    place = (place + 1) & (slots_.size() - 1);
  }
  const auto code = static_cast<int32_t>(ends_.size());
  bytes_.append(key);
  ends_.push_back(static_cast<int32_t>(bytes_.size()));
  slots_[place] = {.tag = tag, .code = code, .length = static_cast<uint32_t>(key.size())};
  return code;
}

void KeyTable::grow() {
  std::vector<Slot> old = std::move(slots_);
  slots_.assign(std::max<size_t>(256, old.size() * 2), Slot{});
  shift_ = 64 - std::countr_zero(slots_.size());
  for (const Slot& slot : old) {
    if (slot.code < 0) continue;
    size_t place = mix(slot.tag + slot.length) >> shift_;
    while (slots_[place].code >= 0) place = (place + 1) & (slots_.size() - 1);
    slots_[place] = slot;
  }
}

std::shared_ptr<arrow::Array> KeyTable::texts() const {
  if (!isUTF8(bytes_)) return nullptr;
  const auto count = static_cast<int64_t>(ends_.size());
  auto offsets = take(arrow::AllocateBuffer((count + 1) * static_cast<int64_t>(sizeof(int32_t)), recyclingPool()));
  auto* values = reinterpret_cast<int32_t*>(offsets->mutable_data());
  values[0] = 0;
  int32_t last = 0;
  for (size_t i = 0; i < ends_.size(); ++i) {
    // A character may not be cut by the end of a text.
    const auto first = static_cast<unsigned char>(bytes_[static_cast<size_t>(last)]);
    if (last < ends_[i] && (first & 0xC0) == 0x80) return nullptr;
    values[i + 1] = last = ends_[i];
  }
  auto bytes = take(arrow::AllocateBuffer(static_cast<int64_t>(bytes_.size()), recyclingPool()));
  if (!bytes_.empty()) std::memcpy(bytes->mutable_data(), bytes_.data(), bytes_.size());
  return std::make_shared<arrow::StringArray>(count, std::move(offsets), std::move(bytes));
}

std::optional<Batch> parseQuickly(const Plan& plan, const Block& block, Workspace& workspace) {
  if (!block.isRegular || block.text.size() > std::numeric_limits<int32_t>::max()) return std::nullopt;
  const size_t columnCount = plan.names.size();
  const auto rowCount = static_cast<size_t>(block.rowCount);
  std::vector<std::shared_ptr<arrow::Buffer>> columns;
  for (const Request& asked : plan.requests) {
    const size_t width = asked.kind == FAKindKey ? sizeof(int32_t) : sizeof(double);
    columns.push_back(take(arrow::AllocateBuffer(static_cast<int64_t>(rowCount * width), recyclingPool())));
  }
  workspace.keys.resize(plan.requests.size());
  for (KeyTable& keys : workspace.keys) keys.clear();
  const NullTexts nulls(plan.conversion.null_values);
  std::vector<NumberForms> forms(columns.size());

  // Some thousand fields at a time, so that their text is still at hand when they are read.
  const size_t enough = std::max<size_t>(8192, 4 * columnCount);
  auto& ends = workspace.fieldEnds;
  ends.resize(enough + columnCount + 2 * Bytes::width);
  FieldFinder finder(block, plan.delimiter);
  size_t used = 0;
  size_t done = 0;
  size_t begin = 0;
  while (!finder.isAtEnd()) {
    const size_t lines = finder.find(ends, used, enough);
    const Rows rows{block.text, ends.data(), columnCount, used / columnCount, begin};
    // As many line ends as records, and each at the end of one: no record has another number of fields.
    if (lines != rows.rowCount || done + rows.rowCount > rowCount) return std::nullopt;
    for (size_t row = 1; row <= rows.rowCount; ++row) {
      const uint32_t end = ends[row * columnCount - 1];
      if (end < block.text.size() && block.text[end] != '\n') return std::nullopt;
    }
    for (size_t i = 0; i < columns.size(); ++i) {
      const Request& asked = plan.requests[i];
      const auto column = static_cast<size_t>(asked.column);
      auto* bytes = columns[i]->mutable_data();
      if (asked.kind == FAKindKey) {
        readKeys(rows, column, workspace.keys[i], workspace.unescaped, reinterpret_cast<int32_t*>(bytes) + done);
      } else if (!readNumbers(rows, column, nulls, plan.writing, done, forms[i], workspace.unescaped,
                              reinterpret_cast<double*>(bytes) + done)) {
        return std::nullopt;
      }
    }
    done += rows.rowCount;
    const size_t read = rows.rowCount * columnCount;
    if (read > 0) begin = ends[read - 1] + size_t{1};
    std::copy(ends.data() + read, ends.data() + used, ends.data());
    used -= read;
  }
  if (done != rowCount || used != 0) return std::nullopt;

  arrow::ArrayVector arrays;
  for (size_t i = 0; i < columns.size(); ++i) {
    if (plan.findings && plan.requests[i].kind == FAKindNumber) {
      const auto column = static_cast<size_t>(plan.requests[i].column);
      const auto* values = reinterpret_cast<const double*>(columns[i]->data());
      plan.findings->take(column, plan.names[column], forms[i], values, static_cast<int64_t>(rowCount));
    }
    const auto& type = plan.schema->field(static_cast<int>(i))->type();
    const auto length = static_cast<int64_t>(rowCount);
    auto data = arrow::ArrayData::Make(type, length, {nullptr, std::move(columns[i])}, 0);
    if (plan.requests[i].kind == FAKindKey) {
      const auto texts = workspace.keys[i].texts();
      if (!texts) return std::nullopt;
      data->dictionary = texts->data();
    }
    arrays.push_back(arrow::MakeArray(std::move(data)));
  }
  return arrow::RecordBatch::Make(plan.schema, static_cast<int64_t>(rowCount), std::move(arrays));
}

}  // namespace fidelity::csv

#include "Workbook/Archive.h"

#include <algorithm>
#include <limits>

#include "Source/Failure.h"

namespace fidelity::workbook {

namespace {

constexpr int64_t mostEntries = 65'536;
constexpr int64_t endRecordSize = 22;
constexpr int64_t locatorSize = 20;

uint64_t number(std::string_view bytes, size_t position, size_t width) {
  uint64_t value = 0;
  for (size_t i = width; i > 0; --i) value = value << 8 | static_cast<unsigned char>(bytes[position + i - 1]);
  return value;
}

int64_t place(std::string_view bytes, size_t position, size_t width) {
  const uint64_t value = number(bytes, position, width);
  if (value > static_cast<uint64_t>(std::numeric_limits<int64_t>::max() / 2)) refuseDamaged("its directory is wrong");
  return static_cast<int64_t>(value);
}

std::string lowered(std::string_view text) {
  std::string result(text);
  for (char& character : result) {
    if (character >= 'A' && character <= 'Z') character = static_cast<char>(character - 'A' + 'a');
    // Some old writers separate folders as Windows does.
    if (character == '\\') character = '/';
  }
  return result;
}

/// Takes sizes and place of more than 32 bits from the extra field.
void readLargeSizes(std::string_view extra, Entry& entry) {
  constexpr int64_t isElsewhere = 0xFFFFFFFF;
  while (extra.size() >= 4) {
    const auto kind = number(extra, 0, 2);
    const auto length = static_cast<size_t>(number(extra, 2, 2));
    if (length > extra.size() - 4) return;
    std::string_view field = extra.substr(4, length);
    extra.remove_prefix(4 + length);
    if (kind != 1) continue;
    for (int64_t* value : {&entry.size, &entry.packedSize, &entry.offset}) {
      if (*value != isElsewhere) continue;
      if (field.size() < 8) return;
      *value = place(field, 0, 8);
      field.remove_prefix(8);
    }
  }
}

}  // namespace

void refuseDamaged(const std::string& reason) {
  throw Failure{.message = "the workbook is damaged: " + reason};
}

std::string Archive::bytes(int64_t position, int64_t count) const {
  if (position < 0 || count < 0 || position > file_->size() || count > file_->size() - position) {
    refuseDamaged("it ends too early");
  }
  std::string result(static_cast<size_t>(count), '\0');
  const int64_t read = take(file_->readAt(position, count, result.data()), FAStatusNotReadable);
  if (read < count) refuseDamaged("it ends too early");
  return result;
}

Archive::Directory Archive::directory() const {
  using namespace std::string_view_literals;
  const int64_t tailSize = std::min<int64_t>(file_->size(), 0xFFFF + endRecordSize);
  const int64_t tailStart = file_->size() - tailSize;
  const std::string tail = bytes(tailStart, tailSize);
  size_t found = std::string::npos;
  for (size_t from = tail.size(); from >= static_cast<size_t>(endRecordSize); from = found) {
    found = tail.rfind("PK\5\6"sv, from - static_cast<size_t>(endRecordSize));
    if (found == std::string::npos) refuseDamaged("it ends too early");
    const auto comment = static_cast<size_t>(number(tail, found + 20, 2));
    if (comment <= tail.size() - found - static_cast<size_t>(endRecordSize)) break;
    if (found == 0) refuseDamaged("it ends too early");
    found += static_cast<size_t>(endRecordSize) - 1;
  }
  if (found == std::string::npos) refuseDamaged("it ends too early");
  Directory result{
      .offset = place(tail, found + 16, 4), .size = place(tail, found + 12, 4), .count = place(tail, found + 10, 2)};
  if (result.offset != 0xFFFFFFFF && result.size != 0xFFFFFFFF && result.count != 0xFFFF) return result;
  const int64_t locator = tailStart + static_cast<int64_t>(found) - locatorSize;
  if (locator < 0) return result;
  const std::string link = bytes(locator, locatorSize);
  if (!link.starts_with("PK\6\7"sv)) return result;
  const std::string large = bytes(place(link, 8, 8), 56);
  if (!large.starts_with("PK\6\6"sv)) refuseDamaged("its directory is wrong");
  return {.offset = place(large, 48, 8), .size = place(large, 40, 8), .count = place(large, 32, 8)};
}

Archive::Archive(std::shared_ptr<const OpenFile> file) : file_(std::move(file)) {
  using namespace std::string_view_literals;
  const Directory place = directory();
  if (place.count > mostEntries || place.size > (int64_t{64} << 20)) {
    throw Failure{.status = FAStatusUnsupported, .message = "an archive of more than 65,536 parts is no workbook"};
  }
  const std::string all = bytes(place.offset, place.size);
  std::string_view rest = all;
  for (int64_t i = 0; i < place.count; ++i) {
    constexpr size_t headerSize = 46;
    if (rest.size() < headerSize || !rest.starts_with("PK\1\2"sv)) refuseDamaged("its directory is wrong");
    const auto nameSize = static_cast<size_t>(number(rest, 28, 2));
    const auto extraSize = static_cast<size_t>(number(rest, 30, 2));
    const auto commentSize = static_cast<size_t>(number(rest, 32, 2));
    if (rest.size() - headerSize < nameSize + extraSize + commentSize) refuseDamaged("its directory is wrong");
    Entry entry{
        .name = std::string(rest.substr(headerSize, nameSize)),
        .offset = workbook::place(rest, 42, 4),
        .packedSize = workbook::place(rest, 20, 4),
        .size = workbook::place(rest, 24, 4),
        .checksum = static_cast<uint32_t>(number(rest, 16, 4)),
        .method = static_cast<uint16_t>(number(rest, 10, 2)),
        .isEncrypted = (number(rest, 8, 2) & 1) != 0,
    };
    readLargeSizes(rest.substr(headerSize + nameSize, extraSize), entry);
    rest.remove_prefix(headerSize + nameSize + extraSize + commentSize);
    entries_.try_emplace(lowered(entry.name), std::move(entry));
  }
}

const Entry* Archive::find(std::string_view name) const {
  const auto found = entries_.find(lowered(name));
  return found == entries_.end() ? nullptr : &found->second;
}

}  // namespace fidelity::workbook

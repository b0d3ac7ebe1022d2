#include "Source/Encoding.h"

#include <iconv.h>

#include <array>
#include <cerrno>
#include <optional>

#include "Source/Failure.h"

namespace fidelity {

namespace {

struct Name {
  FAEncoding encoding;
  /// As people write it, which iconv knows too.
  const char* name;
};

constexpr Name names[] = {
    {FAEncodingUTF8, "UTF-8"},
    {FAEncodingUTF16LE, "UTF-16LE"},
    {FAEncodingUTF16BE, "UTF-16BE"},
    {FAEncodingUTF32LE, "UTF-32LE"},
    {FAEncodingUTF32BE, "UTF-32BE"},
    {FAEncodingWindows1250, "Windows-1250"},
    {FAEncodingWindows1251, "Windows-1251"},
    {FAEncodingWindows1252, "Windows-1252"},
    {FAEncodingWindows1253, "Windows-1253"},
    {FAEncodingWindows1254, "Windows-1254"},
    {FAEncodingISO8859_2, "ISO-8859-2"},
    {FAEncodingISO8859_15, "ISO-8859-15"},
    {FAEncodingMacintosh, "Macintosh"},
    {FAEncodingCP437, "CP437"},
    {FAEncodingCP850, "CP850"},
    {FAEncodingShiftJIS, "CP932"},
    {FAEncodingGB18030, "GB18030"},
    {FAEncodingBig5, "Big5"},
    {FAEncodingEUCKR, "EUC-KR"},
};

/// What Windows-1252 has in place of the 32 control characters of Latin-1; 0 for none.
constexpr std::array<char16_t, 32> windowsCharacters{
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,
    0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A,
    0x0153, 0,      0x017E, 0x0178};

/// How many bytes of `text` from `position` on are ASCII.
size_t asciiRun(std::string_view text, size_t position) {
  size_t end = position;
  uint64_t word = 0;
  while (end + sizeof word <= text.size()) {
    std::memcpy(&word, text.data() + end, sizeof word);
    if ((word & 0x8080808080808080ULL) != 0) break;
    end += sizeof word;
  }
  while (end < text.size() && static_cast<unsigned char>(text[end]) < 0x80) ++end;
  return end - position;
}

/// Appends text of Windows-1252; how many bytes before the first that is none of its characters.
size_t appendWindows1252(std::string_view bytes, std::string& out) {
  for (size_t i = 0; i < bytes.size();) {
    if (const size_t run = asciiRun(bytes, i)) {
      out.append(bytes, i, run);
      i += run;
      continue;
    }
    const auto byte = static_cast<unsigned char>(bytes[i]);
    const unsigned character = byte < 0xA0 ? windowsCharacters[byte - 0x80] : byte;
    if (character == 0) return i;
    if (character < 0x800) {
      out += static_cast<char>(0xC0 | character >> 6);
    } else {
      out += static_cast<char>(0xE0 | character >> 12);
      out += static_cast<char>(0x80 | (character >> 6 & 0x3F));
    }
    out += static_cast<char>(0x80 | (character & 0x3F));
    ++i;
  }
  return bytes.size();
}

/// How many bytes the character at `position` has by the first of them, where those that follow go with it; else 0.
size_t characterLength(std::string_view text, size_t position) {
  const auto first = static_cast<unsigned char>(text[position]);
  const size_t length = first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
  if (length == 0 || position + length > text.size()) return 0;
  for (size_t i = 1; i < length; ++i) {
    if ((static_cast<unsigned char>(text[position + i]) & 0xC0) != 0x80) return 0;
  }
  return length;
}

/// Whether a text breaks the rules of UTF-8 more often than it follows them.
bool isRatherNotUTF8(std::string_view text) {
  size_t right = 0;
  size_t wrong = 0;
  for (size_t i = 0; i < text.size();) {
    i += asciiRun(text, i);
    if (i == text.size()) break;
    const size_t length = characterLength(text, i);
    (length > 0 ? right : wrong) += 1;
    i += std::max<size_t>(length, 1);
  }
  return wrong > right;
}

bool isWindows1252(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char character) {
    const auto byte = static_cast<unsigned char>(character);
    if (byte >= 0x80) return byte >= 0xA0 || windowsCharacters[byte - 0x80] != 0;
    return byte >= 0x20 || (byte >= 0x09 && byte <= 0x0D) || byte == 0x1A;
  });
}

/// UTF-16 without a byte order mark: text of the West has a zero in every other byte.
std::optional<FAEncoding> utf16WithoutMark(std::string_view text) {
  text = text.substr(0, 4096);
  const size_t pairs = text.size() / 2;
  if (pairs < 2) return std::nullopt;
  std::array<size_t, 2> zeros{};
  for (size_t i = 0; i < 2 * pairs; ++i) zeros[i % 2] += text[i] == '\0' ? 1 : 0;
  if (2 * zeros[1] >= pairs && 20 * zeros[0] <= pairs) return FAEncodingUTF16LE;
  if (2 * zeros[0] >= pairs && 20 * zeros[1] <= pairs) return FAEncodingUTF16BE;
  return std::nullopt;
}

/// Without the bytes of a character that is cut at the end.
std::string_view withoutCutCharacter(std::string_view text) {
  for (size_t back = 1; back <= std::min<size_t>(3, text.size()); ++back) {
    const auto byte = static_cast<unsigned char>(text[text.size() - back]);
    if ((byte & 0xC0) == 0x80) continue;
    const size_t length = byte < 0xC2 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
    return length > back ? text.substr(0, text.size() - back) : text;
  }
  return text;
}

}  // namespace

bool isASCII(std::string_view text) { return asciiRun(text, 0) == text.size(); }

const char* encodingName(FAEncoding encoding) {
  for (const Name& known : names) {
    if (known.encoding == encoding) return known.name;
  }
  return "UTF-16";
}

FoundEncoding detectEncoding(std::string_view text, bool isWhole) {
  using namespace std::string_view_literals;
  if (text.starts_with("\xEF\xBB\xBF"sv)) return {FAEncodingUTF8, true};
  if (text.starts_with("\xFF\xFE\0\0"sv)) return {FAEncodingUTF32LE, true};
  if (text.starts_with("\0\0\xFE\xFF"sv)) return {FAEncodingUTF32BE, true};
  if (text.starts_with("\xFF\xFE"sv)) return {FAEncodingUTF16LE, true};
  if (text.starts_with("\xFE\xFF"sv)) return {FAEncodingUTF16BE, true};
  if (const auto found = utf16WithoutMark(text)) return {*found, true};
  if (!isWhole) text = withoutCutCharacter(text);
  if (isASCII(text)) return {FAEncodingUTF8, false};
  if (isUTF8(text) || !isWindows1252(text) || !isRatherNotUTF8(text)) return {FAEncodingUTF8, true};
  return {FAEncodingWindows1252, true};
}

Transcoder::Transcoder(FAEncoding from) : from_(from) {
  if (from == FAEncodingWindows1252) return;
  const iconv_t opened = ::iconv_open("UTF-8", encodingName(from));
  if (opened == reinterpret_cast<iconv_t>(-1)) {
    throw Failure{
        .status = FAStatusUnsupported,
        .message = std::string("this system cannot read ") + encodingName(from) + ": save the file as UTF-8",
    };
  }
  converter_ = opened;
}

Transcoder::~Transcoder() {
  if (converter_ != nullptr) ::iconv_close(static_cast<iconv_t>(converter_));
}

size_t Transcoder::append(std::string_view bytes, bool isEnd, std::string& out) {
  const size_t begin = out.size();
  size_t used = 0;
  if (converter_ == nullptr) {
    used = appendWindows1252(bytes, out);
    if (used < bytes.size()) fail(bytes.substr(used, 1), out, begin);
  } else {
    used = appendByIconv(bytes, isEnd, out);
  }
  line_ += std::count(out.begin() + static_cast<std::ptrdiff_t>(begin), out.end(), '\n');
  return used;
}

size_t Transcoder::appendByIconv(std::string_view bytes, bool isEnd, std::string& out) {
  const size_t begin = out.size();
  // iconv takes the bytes by a pointer to what is not constant, and leaves them as they are.
  char* next = const_cast<char*>(bytes.data());
  size_t left = bytes.size();
  while (left > 0) {
    const size_t end = out.size();
    out.resize(end + 2 * left + 16);
    char* place = out.data() + end;
    size_t room = out.size() - end;
    const size_t result = ::iconv(static_cast<iconv_t>(converter_), &next, &left, &place, &room);
    const int error = errno;
    out.resize(out.size() - room);
    if (result != static_cast<size_t>(-1) || error == E2BIG) continue;
    if (error == EINVAL && !isEnd) break;
    fail(bytes.substr(bytes.size() - left, 4), out, begin);
  }
  return bytes.size() - left;
}

void Transcoder::fail(std::string_view bytes, const std::string& out, size_t begin) const {
  throw Failure{
      .message = "\"" + printable(bytes) + "\" is no text in " + encodingName(from_),
      .problem = FAProblemEncoding,
      .line = line_ + std::count(out.begin() + static_cast<std::ptrdiff_t>(begin), out.end(), '\n'),
  };
}

PrefixedInput::PrefixedInput(std::shared_ptr<arrow::io::InputStream> input, int64_t size) : input_(std::move(input)) {
  prefix_ = take(arrow::AllocateResizableBuffer(size));
  const int64_t count = take(input_->Read(size, prefix_->mutable_data()), FAStatusMalformed);
  isWhole_ = count < size;
  check(prefix_->Resize(count, false));
}

std::string_view PrefixedInput::beginning() const {
  return {reinterpret_cast<const char*>(prefix_->data()), static_cast<size_t>(prefix_->size())};
}

arrow::Result<int64_t> PrefixedInput::Read(int64_t size, void* out) {
  int64_t done = 0;
  if (prefix_) {
    done = std::min(size, prefix_->size() - used_);
    std::memcpy(out, prefix_->data() + used_, static_cast<size_t>(done));
    used_ += done;
    if (used_ == prefix_->size()) prefix_.reset();
  }
  if (done < size && !isWhole_) {
    ARROW_ASSIGN_OR_RAISE(const int64_t count, input_->Read(size - done, static_cast<char*>(out) + done));
    done += count;
  }
  position_ += done;
  return done;
}

arrow::Result<std::shared_ptr<arrow::Buffer>> PrefixedInput::Read(int64_t size) { return readBuffer(*this, size); }

std::string utf8OfWindows1252(std::string_view text) {
  std::string out;
  if (isUTF8(text) || !isWindows1252(text) || !isRatherNotUTF8(text)) return out;
  out.reserve(text.size() + text.size() / 8);
  appendWindows1252(text, out);
  return out;
}

}  // namespace fidelity

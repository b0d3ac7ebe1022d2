#include "Csv/CsvDecoding.h"

#include <arrow/array.h>
#include <arrow/util/checked_cast.h>

#include "Csv/CsvEscape.h"
#include "Csv/CsvText.h"
#include "Source/Encoding.h"

namespace fidelity::csv {

namespace {

/// Whether a key of the batch has characters beyond ASCII.
bool hasOtherThanASCII(const arrow::RecordBatch& batch) {
  for (const auto& column : batch.columns()) {
    if (column->type_id() != arrow::Type::DICTIONARY) continue;
    const auto& keys = arrow::internal::checked_cast<const arrow::DictionaryArray&>(*column);
    const auto& texts = arrow::internal::checked_cast<const arrow::StringArray&>(*keys.dictionary());
    if (texts.length() == 0) continue;
    const auto begin = static_cast<size_t>(texts.value_offset(0));
    const auto end = static_cast<size_t>(texts.value_offset(texts.length()));
    const std::string_view all(reinterpret_cast<const char*>(texts.raw_data()), end);
    if (!isASCII(all.substr(begin))) return true;
  }
  return false;
}

/// The encoding that was told, where the file does not contradict it.
FoundEncoding encodingOf(std::string_view beginning, bool isWhole, FAEncoding told) {
  using namespace std::string_view_literals;
  const FoundEncoding found = detectEncoding(beginning, isWhole);
  if (told == FAEncodingFound) return found;
  if (told == FAEncodingUTF16) {
    const bool isFound = found.encoding == FAEncodingUTF16LE || found.encoding == FAEncodingUTF16BE;
    return {isFound ? found.encoding : FAEncodingUTF16LE, true};
  }
  if (beginning.starts_with("\xEF\xBB\xBF"sv) && told != FAEncodingUTF8) {
    throw Failure{
        .message = std::string("the file begins with the mark of UTF-8, so it is not in ") + encodingName(told),
        .problem = FAProblemEncoding,
    };
  }
  return {told, true};
}

}  // namespace

Text openDecoded(std::shared_ptr<arrow::io::InputStream> bytes, const Options& options, int64_t beginning) {
  auto input = std::make_shared<PrefixedInput>(std::move(bytes), beginning);
  const FoundEncoding found = encodingOf(input->beginning(), input->isWhole(), options.encoding);
  Text text{.input = input, .form = {.encoding = found.encoding, .isCertain = found.isCertain}};
  if (found.encoding != FAEncodingUTF8) {
    auto decoded = std::make_shared<TransformedInput<Transcoder>>(std::move(input), found.encoding);
    input = std::make_shared<PrefixedInput>(std::move(decoded), beginning);
    text.input = input;
  }
  if (options.escape == FAEscapeDoubled) return text;
  const std::string_view start = input->beginning();
  const bool isTold = options.escape == FAEscapeBackslash;
  if (!isTold && start.find("\\\"") == std::string_view::npos) return text;
  const char delimiter =
      options.delimiter != 0
          ? options.delimiter
          : detectDelimiter(start, input->isWhole(), options.decimalComma, options.skip < 0).value_or(',');
  text.form.hasBackslashes = isTold || usesBackslashes(start, input->isWhole(), delimiter);
  if (text.form.hasBackslashes) {
    text.input = std::make_shared<TransformedInput<Unescaper>>(std::move(input), delimiter);
  }
  return text;
}

std::optional<Block> LateEncoding::converted(const Block& block) {
  std::string text = utf8OfWindows1252(block.text);
  if (text.empty()) return std::nullopt;
  Block result = block;
  result.memory = arrow::Buffer::FromString(std::move(text));
  result.text = {reinterpret_cast<const char*>(result.memory->data()), static_cast<size_t>(result.memory->size())};
  return result;
}

void LateEncoding::take(const arrow::RecordBatch& batch, bool isConverted, const Block& block) {
  if (!isConverted && !hasOtherThanASCII(batch)) return;
  (isConverted ? hasWindows_ : hasUTF8_) = true;
  if (hasWindows_ && hasUTF8_) {
    throw Failure{
        .message = "cells in UTF-8 and cells that are not stand in one file: save it anew as UTF-8",
        .problem = FAProblemEncoding,
        .line = block.firstLine,
        .row = 1,
    };
  }
  if (isConverted) notices_->add(readAsWindows1252, 1);
}

}  // namespace fidelity::csv

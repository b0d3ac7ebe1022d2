// Where records, fields and lines lie in delimited text, by the rules of Arrow's parser: a quotation mark opens a
// quoted part only as the first character of a field; inside, two of them are one; after the closing one the field
// goes on unquoted. A record ends at LF, CR LF or CR outside quotes. Text handed in begins at the start of a record.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fidelity::csv {

struct Cut {
  /// Just after the last complete record; 0 if there is none.
  size_t end = 0;
  /// The quotation mark that is open where the text ends.
  std::optional<size_t> openQuote;
};

/// Cuts `text` at the end of its last complete record. Where `isWhole`, a CR as the last byte is a line end; otherwise
/// it may be half of a CR LF.
Cut lastRecordEnd(std::string_view text, char delimiter, bool isWhole);

/// Line ends (LF, CR LF, lone CR), quoted ones too.
int64_t countLines(std::string_view text);

/// Just after so many line ends; the end of a text that has fewer and `isWhole`, nothing of one that goes on. A CR as
/// the last byte of such a text may be half of a CR LF.
std::optional<size_t> afterLines(std::string_view text, int64_t count, bool isWhole);

struct Field {
  size_t begin = 0;
  size_t end = 0;
};

struct Record {
  size_t begin = 0;
  /// Without the line end.
  size_t end = 0;
  /// Where the next record begins.
  size_t next = 0;

  bool isBlank() const { return begin == end; }
};

/// The record that begins at `position` < text.size(); its fields, quotation marks included, into `fields` if given.
Record recordAt(std::string_view text, size_t position, char delimiter, std::vector<Field>* fields = nullptr);

/// Records that are not blank.
int64_t countRecords(std::string_view text, char delimiter);

/// A field's value: without quoting.
std::string unquoted(std::string_view field);

/// The quotation mark that opens the first field that goes on after its closing one.
std::optional<size_t> misquotedField(std::string_view text, char delimiter);

/// Whether the text of a number has digits only, and the double nearest to it is another number: beyond 2^53.
bool isRoundedWhole(std::string_view text, double value);

/// The first line of a file of Excel that names the delimiter: `sep=;`.
struct SeparatorLine {
  char delimiter = 0;
  /// Where the next line begins.
  size_t next = 0;
};

/// The separator line that a file begins with, if any.
std::optional<SeparatorLine> separatorLine(std::string_view text);

/// The delimiter that a separator line names; else the candidate (, ; tab |, in this order where equally frequent) that
/// the first record that is not blank holds most often outside quotes, a comma if it holds none. Where none of the
/// records that follow have as many fields with it as the header, and all have with another candidate, it is that one.
/// A comma in numbers (`decimalComma`) is the last choice. Where no row fits the first record, or that has no candidate
/// at all, it may be a title above the header (`mayHaveTitles`): then it is the candidate with which one is found.
/// Nothing if the text ends before the header does and not `isWhole`.
std::optional<char> detectDelimiter(std::string_view text, bool isWhole, bool decimalComma, bool mayHaveTitles);

}  // namespace fidelity::csv

// XML by expat, event by event.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "Source/Failure.h"
#include "Workbook/PartBytes.h"

struct XML_ParserStruct;

namespace fidelity::workbook {

/// Reads one document. Names come without their prefix; a document type, and with it every entity of its own, is
/// refused.
class XmlReader {
 public:
  /// `part` is what errors call the document.
  explicit XmlReader(std::string part);
  virtual ~XmlReader();
  XmlReader(const XmlReader&) = delete;
  XmlReader& operator=(const XmlReader&) = delete;

  /// Takes the next bytes. Throws what an event has thrown, and where the document is not well-formed.
  void feed(std::string_view bytes, bool isLast = false);
  /// Takes all bytes of a part.
  void feed(PartBytes& bytes);

 protected:
  using Attributes = const char* const*;

  virtual void start(std::string_view name, Attributes attributes) = 0;
  virtual void end(std::string_view name) = 0;
  virtual void text(std::string_view text) { (void)text; }

  /// The value of an attribute, by its name without prefix.
  static std::optional<std::string_view> attribute(Attributes attributes, std::string_view name);

  /// Open elements; in `start` and `end`, with the one at hand.
  int depth() const { return depth_; }
  /// Whether the event at hand ends where the bytes end that have been fed.
  bool isAtEnd() const;
  /// Whether the bytes are UTF-8 and names have no prefix, so that others may read them too.
  bool isPlain() const { return isPlain_; }
  const std::string& part() const { return part_; }

 private:
  friend struct XmlEvents;

  std::string part_;
  XML_ParserStruct* parser_;
  std::optional<Failure> failure_;
  int64_t fed_ = 0;
  int depth_ = 0;
  bool isPlain_ = true;
};

}  // namespace fidelity::workbook

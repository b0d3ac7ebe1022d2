#include "Workbook/Parts.h"

#ifdef FIDELITY_READS_WORKBOOKS

#include <expat.h>

#include <array>
#include <new>

#include "Workbook/Xml.h"

namespace fidelity::workbook {

namespace {

std::string_view withoutPrefix(std::string_view name) {
  const size_t colon = name.rfind(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

constexpr int deepest = 100;

}  // namespace

/// What expat calls. No exception may cross it: the first is kept, and ends the parse.
struct XmlEvents {
  template <class Body>
  static void guarded(XmlReader* reader, Body body) {
    if (reader->failure_) return;
    try {
      body();
    } catch (...) {
      reader->failure_ = currentFailure();
      XML_StopParser(reader->parser_, XML_FALSE);
    }
  }

  static void start(void* context, const XML_Char* name, const XML_Char** attributes) {
    auto* reader = static_cast<XmlReader*>(context);
    guarded(reader, [&] {
      const std::string_view local = withoutPrefix(name);
      if (local.size() != std::string_view(name).size()) reader->isPlain_ = false;
      if (++reader->depth_ > deepest) refuseDamaged(reader->part_ + " has elements inside each other without end");
      reader->start(local, attributes);
    });
  }

  static void end(void* context, const XML_Char* name) {
    auto* reader = static_cast<XmlReader*>(context);
    guarded(reader, [&] {
      reader->end(withoutPrefix(name));
      --reader->depth_;
    });
  }

  static void text(void* context, const XML_Char* text, int length) {
    auto* reader = static_cast<XmlReader*>(context);
    guarded(reader, [&] { reader->text({text, static_cast<size_t>(length)}); });
  }

  static void declaration(void* context, const XML_Char* version, const XML_Char* encoding, int isStandalone) {
    (void)version;
    (void)isStandalone;
    auto* reader = static_cast<XmlReader*>(context);
    if (encoding == nullptr) return;
    const std::string_view name = encoding;
    if (name != "UTF-8" && name != "utf-8") reader->isPlain_ = false;
  }

  static void documentType(
      void* context, const XML_Char* name, const XML_Char* system, const XML_Char* publicId, int hasInternal) {
    (void)name;
    (void)system;
    (void)publicId;
    (void)hasInternal;
    auto* reader = static_cast<XmlReader*>(context);
    guarded(reader, [&] {
      throw Failure{
          .status = FAStatusUnsupported,
          .message = "the workbook declares a document type in " + reader->part_ + ": no workbook of data does"};
    });
  }
};

XmlReader::XmlReader(std::string part) : part_(std::move(part)), parser_(XML_ParserCreate(nullptr)) {
  if (parser_ == nullptr) throw std::bad_alloc();
  XML_SetUserData(parser_, this);
  XML_SetElementHandler(parser_, XmlEvents::start, XmlEvents::end);
  XML_SetCharacterDataHandler(parser_, XmlEvents::text);
  XML_SetXmlDeclHandler(parser_, XmlEvents::declaration);
  XML_SetStartDoctypeDeclHandler(parser_, XmlEvents::documentType);
}

XmlReader::~XmlReader() { XML_ParserFree(parser_); }

void XmlReader::feed(std::string_view bytes, bool isLast) {
  if (fed_ == 0 && !bytes.empty() && static_cast<unsigned char>(bytes.front()) >= 0xFE) isPlain_ = false;
  if (fed_ == 0 && !bytes.empty() && bytes.front() == '\0') isPlain_ = false;
  fed_ += static_cast<int64_t>(bytes.size());
  const auto status = XML_Parse(parser_, bytes.data(), static_cast<int>(bytes.size()), isLast ? XML_TRUE : XML_FALSE);
  if (failure_) throw *failure_;
  if (status == XML_STATUS_OK) return;
  const XML_Error error = XML_GetErrorCode(parser_);
  if (error == XML_ERROR_NO_MEMORY) throw std::bad_alloc();
  refuseDamaged(part_ + " is not XML: " + printable(XML_ErrorString(error), 120));
}

void XmlReader::feed(PartBytes& bytes) {
  std::array<char, size_t{16} << 10> piece{};
  for (;;) {
    const size_t count = bytes.read(piece.data(), piece.size());
    feed({piece.data(), count}, count < piece.size());
    if (count < piece.size()) return;
  }
}

bool XmlReader::isAtEnd() const {
  return XML_GetCurrentByteIndex(parser_) + XML_GetCurrentByteCount(parser_) == fed_;
}

std::optional<std::string_view> XmlReader::attribute(Attributes attributes, std::string_view name) {
  for (; *attributes != nullptr; attributes += 2) {
    if (withoutPrefix(attributes[0]) == name) return std::string_view(attributes[1]);
  }
  return std::nullopt;
}

}  // namespace fidelity::workbook

#endif

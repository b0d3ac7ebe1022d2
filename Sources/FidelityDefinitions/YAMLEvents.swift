internal import CYAML

/// The events of a YAML text, one after the other, as libyaml finds them: the only type that touches its memory.
@safe
final class YAMLEvents {
  /// A place in the text, from 1; characters are Unicode scalars.
  struct Place {
    let line: Int
    let character: Int
  }

  enum Event {
    case start
    case end
    case documentStart
    case documentEnd
    case alias
    /// `isPlain`: without quotes and not as a block.
    case scalar(String, isPlain: Bool)
    case sequenceStart
    case sequenceEnd
    case mappingStart
    case mappingEnd
  }

  struct Item {
    let event: Event
    /// Where it begins, its anchor and tag included.
    let place: Place
    var hasAnchor = false
    var hasTag = false
  }

  /// What libyaml found wrong, in its words.
  enum Failure: Error {
    case text(reason: String, Place)
    case memory
  }

  private let parser: UnsafeMutablePointer<yaml_parser_t>
  /// The parser reads from this until it goes.
  private let bytes: UnsafeMutableBufferPointer<UInt8>

  init(_ text: String) throws(Failure) {
    let utf8 = text.utf8
    unsafe bytes = .allocate(capacity: utf8.count)
    _ = unsafe bytes.initialize(fromContentsOf: utf8)
    unsafe parser = .allocate(capacity: 1)
    unsafe parser.initialize(to: yaml_parser_t())
    guard unsafe yaml_parser_initialize(parser) == 1 else { throw .memory }
    unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    unsafe yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
  }

  deinit {
    // Where the parser could not be set up, it is all zero, and this frees nothing.
    unsafe yaml_parser_delete(parser)
    unsafe parser.deallocate()
    unsafe bytes.deallocate()
  }

  /// The next event; nothing is asked after ``Event/end`` or a failure.
  func next() throws(Failure) -> Item {
    var event = unsafe yaml_event_t()
    guard unsafe yaml_parser_parse(parser, &event) == 1 else { throw failure }
    defer { unsafe yaml_event_delete(&event) }
    let place = unsafe Self.place(event.start_mark)
    switch unsafe event.type {
    case YAML_STREAM_START_EVENT: return Item(event: .start, place: place)
    case YAML_STREAM_END_EVENT: return Item(event: .end, place: place)
    case YAML_DOCUMENT_START_EVENT: return Item(event: .documentStart, place: place)
    case YAML_DOCUMENT_END_EVENT: return Item(event: .documentEnd, place: place)
    case YAML_ALIAS_EVENT: return Item(event: .alias, place: place)
    case YAML_SCALAR_EVENT:
      let scalar = unsafe event.data.scalar
      let utf8 = unsafe UnsafeBufferPointer(start: scalar.value, count: scalar.length)
      let text = unsafe String(decoding: utf8, as: UTF8.self)
      let isPlain = unsafe scalar.style == YAML_PLAIN_SCALAR_STYLE
      return unsafe Item(
        event: .scalar(text, isPlain: isPlain), place: place, hasAnchor: scalar.anchor != nil, hasTag: scalar.tag != nil
      )
    case YAML_SEQUENCE_START_EVENT:
      let sequence = unsafe event.data.sequence_start
      return unsafe Item(
        event: .sequenceStart, place: place, hasAnchor: sequence.anchor != nil, hasTag: sequence.tag != nil)
    case YAML_SEQUENCE_END_EVENT: return Item(event: .sequenceEnd, place: place)
    case YAML_MAPPING_START_EVENT:
      let mapping = unsafe event.data.mapping_start
      return unsafe Item(
        event: .mappingStart, place: place, hasAnchor: mapping.anchor != nil, hasTag: mapping.tag != nil)
    case YAML_MAPPING_END_EVENT: return Item(event: .mappingEnd, place: place)
    default: preconditionFailure("libyaml has an event of another kind")
    }
  }

  private var failure: Failure {
    guard unsafe parser.pointee.error != YAML_MEMORY_ERROR, let problem = unsafe parser.pointee.problem else {
      return .memory
    }
    let reason = unsafe String(cString: problem)
    // The reader, which decodes UTF-8, leaves no mark.
    guard unsafe parser.pointee.error != YAML_READER_ERROR else {
      return .text(reason: reason, unsafe Self.place(parser.pointee.mark))
    }
    let context = unsafe parser.pointee.context.map { context in unsafe String(cString: context) + ", " } ?? ""
    return .text(reason: context + reason, unsafe Self.place(parser.pointee.problem_mark))
  }

  private static func place(_ mark: yaml_mark_t) -> Place { Place(line: mark.line + 1, character: mark.column + 1) }
}

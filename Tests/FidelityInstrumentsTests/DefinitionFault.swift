import FidelityData
import FidelityInstruments
import Testing

/// A definition that must be refused, with the place and part of the message.
struct DefinitionFault: Sendable, CustomStringConvertible {
  var description: String
  var text: String
  var line: Int?
  var character: Int?
  var reason: String
  var hint: String?

  init(_ description: String, _ text: String, _ line: Int?, _ character: Int?, _ reason: String, hint: String? = nil) {
    self.description = description
    self.text = text
    self.line = line
    self.character = character
    self.reason = reason
    self.hint = hint
  }

  func check() {
    do {
      let instrument = try Instrument(definition: text, file: "x.yaml")
      Issue.record("accepted as \(instrument.id)")
    } catch {
      guard case .definition(let found) = error.problem else {
        Issue.record("another problem: \(error)")
        return
      }
      #expect(found.contains(reason))
      #expect(error.file == "x.yaml")
      #expect(error.line == line)
      #expect(error.character == character)
      #expect(error.exitStatus == 65)
      if let hint { #expect(error.hint?.contains(hint) == true) }
    }
  }
}

/// The shortest definition that is good; tests change or extend it.
let validDefinition = """
  id: x
  items:
    - {id: a, range: [0, 2]}
    - {id: b, range: [0, 2]}
  scales:
    - {id: s, items: [a, b], aggregate: sum}

  """

/// A fault in the valid definition after a replacement.
func fault(
  _ description: String, _ original: String, _ replacement: String, _ line: Int, _ character: Int, _ reason: String,
  hint: String? = nil
) -> DefinitionFault {
  DefinitionFault(
    description, validDefinition.replacing(original, with: replacement), line, character, reason, hint: hint)
}

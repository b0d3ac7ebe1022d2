import FidelityData
import FidelityDefinitions
import Testing

/// A document that must be refused, with the place and part of the message.
struct DocumentFault: Sendable, CustomStringConvertible {
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

  /// Reads the document as a mapping of known keys, all texts of it.
  func check() {
    check { () throws(DataError) in
      let map = try DefinitionNode(parsing: text, file: "x.yaml")
        .mapping("the document", keys: ["id", "title", "version", "items"])
      _ = (try map.text("id"), try map.text("title"))
    }
  }

  func check(_ read: () throws(DataError) -> Void) {
    do {
      try read()
      Issue.record("accepted")
    } catch {
      guard case .definition(let found) = error.problem else {
        Issue.record("another problem: \(error)")
        return
      }
      #expect(found.contains(reason), "\(found)")
      #expect(error.file == "x.yaml")
      #expect(error.line == line)
      #expect(error.character == character)
      #expect(error.exitStatus == 65)
      if let hint { #expect(error.hint?.contains(hint) == true) }
    }
  }
}

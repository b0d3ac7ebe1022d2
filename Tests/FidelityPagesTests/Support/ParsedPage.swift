import Foundation

/// A page cut into tags and texts: strict enough that whatever is unescaped or unclosed is found.
struct ParsedPage {
  struct Element {
    let name: String
    let attributes: [String: String]
    /// The names of the elements around it, the outermost first.
    let path: [String]
    var text = ""
  }

  /// What is wrong with the markup; empty for a sound page.
  private(set) var faults: [String] = []
  private(set) var elements: [Element] = []

  private static let void: Set<String> = ["meta", "img", "br", "input", "hr", "link"]

  init(_ html: String) {
    var rest = Substring(html)
    if rest.hasPrefix("<!DOCTYPE html>") { rest.removeFirst(15) } else { faults.append("no doctype") }
    var open: [Int] = []
    while let first = rest.first {
      guard first == "<" else {
        let end = rest.firstIndex(of: "<") ?? rest.endIndex
        take(text: rest[..<end], open)
        rest = rest[end...]
        continue
      }
      guard let end = Self.end(of: rest) else {
        faults.append("a tag without an end: \(rest.prefix(40))")
        break
      }
      let tag = rest[rest.index(after: rest.startIndex)..<end]
      rest = rest[rest.index(after: end)...]
      if tag.hasPrefix("/") {
        let name = String(tag.dropFirst())
        if let last = open.popLast() {
          if elements[last].name != name { faults.append("</\(name)> closes <\(elements[last].name)>") }
        } else {
          faults.append("</\(name)> closes nothing")
        }
        continue
      }
      guard let element = element(tag, open) else { continue }
      elements.append(element)
      if Self.void.contains(element.name) || tag.hasSuffix("/") { continue }
      open.append(elements.count - 1)
      if element.name == "script" || element.name == "style" {
        let close = rest.range(of: "</\(element.name)>")?.lowerBound ?? rest.endIndex
        elements[elements.count - 1].text = String(rest[..<close])
        rest = rest[close...]
      }
    }
    for place in open { faults.append("<\(elements[place].name)> is not closed") }
  }

  /// Where a tag ends: the first > outside of quotation marks.
  private static func end(of text: Substring) -> Substring.Index? {
    var isQuoted = false
    for index in text.indices {
      if text[index] == "\"" { isQuoted.toggle() }
      if text[index] == ">", !isQuoted { return index }
    }
    return nil
  }

  private mutating func element(_ tag: Substring, _ open: [Int]) -> Element? {
    guard let match = tag.prefixMatch(of: /[a-zA-Z][a-zA-Z0-9-]*/) else {
      faults.append("no tag: <\(tag.prefix(40))>")
      return nil
    }
    var attributes: [String: String] = [:]
    var rest = tag[match.range.upperBound...]
    while let found = rest.prefixMatch(of: /\s+([a-zA-Z_:][a-zA-Z0-9_:.-]*)="([^"<]*)"/) {
      let name = String(found.1)
      if attributes[name] != nil { faults.append("<\(match.0)> has \(name) twice") }
      attributes[name] = Self.unescaped(found.2)
      rest = rest[found.range.upperBound...]
    }
    let left = rest.trimmingCharacters(in: .whitespaces)
    if left != "", left != "/" { faults.append("<\(match.0)> has the odd attributes \(left.prefix(60))") }
    return Element(name: String(match.0), attributes: attributes, path: open.map { elements[$0].name })
  }

  private mutating func take(text: Substring, _ open: [Int]) {
    if text.contains(">") { faults.append("a bare > in \(text.prefix(60))") }
    if text.contains(/&(?!(amp|lt|gt|quot|#[0-9]+|#x[0-9a-fA-F]+);)/) {
      faults.append("a bare & in \(text.prefix(60))")
    }
    let plain = Self.unescaped(text)
    for place in open { elements[place].text += plain }
  }

  static func unescaped(_ text: Substring) -> String {
    String(text).replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&quot;", with: "\"")
      .replacing("&#39;", with: "'").replacing("&amp;", with: "&")
  }

  // MARK: - Questions

  func all(_ name: String) -> [Element] { elements.filter { $0.name == name } }

  /// The rows of the table whose caption begins with a text, as the texts of their cells; nil where there is none.
  func table(_ caption: String) -> [[String]]? {
    guard let start = elements.firstIndex(where: { $0.name == "caption" && $0.text.hasPrefix(caption) }) else {
      return nil
    }
    let depth = elements[start].path.count
    var rows: [[String]] = []
    for element in elements[(start + 1)...] {
      if element.path.count < depth { break }
      if element.name == "tr" { rows.append([]) }
      if element.name == "td" || element.name == "th" { rows[rows.count - 1].append(element.text) }
    }
    return rows
  }

  var ids: [String] { elements.compactMap { $0.attributes["id"] } }

  /// What refers to something outside of the page.
  var outsideReferences: [String] {
    let names = ["href", "src", "srcset", "action", "data", "xlink:href", "poster", "background"]
    return elements.flatMap { element in
      names.compactMap { element.attributes[$0] }.filter { !$0.hasPrefix("#") && !$0.hasPrefix("data:image/") }
    } + elements.filter { $0.name == "style" && $0.text.contains(/url\(|@import/) }.map { String($0.text.prefix(60)) }
  }

  /// The levels of the headings, in their order.
  var headingLevels: [Int] {
    elements.compactMap { $0.name.wholeMatch(of: /h([1-6])/).flatMap { Int($0.1) } }
  }
}

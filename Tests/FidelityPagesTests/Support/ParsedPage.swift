import Foundation

/// A page cut into tags and texts: strict enough that whatever is unescaped or unclosed is found.
struct ParsedPage {
  struct Element {
    let name: String
    let attributes: [String: String]
    /// The names of the elements around it, the outermost first.
    let path: [String]
    fileprivate(set) var text = ""
  }

  /// What is wrong with the markup; empty for a sound page.
  private(set) var faults: [String] = []
  private(set) var elements: [Element] = []

  private static let void: Set<String> = ["meta", "img", "br", "input", "hr", "link"]

  /// The texts of the page so far, unescaped.
  private var plain: [UInt8] = []

  /// - Complexity: O(length x depth); over bytes, for pages have hundreds of thousands of them.
  init(_ html: String) {
    let bytes = Array(html.utf8)
    var place = 0
    if html.hasPrefix("<!DOCTYPE html>") { place = 15 } else { faults.append("no doctype") }
    // Elements that are not closed yet, with where their texts begin.
    var open: [(element: Int, start: Int)] = []
    while place < bytes.count {
      guard bytes[place] == UInt8(ascii: "<") else {
        let end = bytes[place...].firstIndex(of: UInt8(ascii: "<")) ?? bytes.count
        take(text: bytes[place..<end])
        place = end
        continue
      }
      guard let end = Self.end(of: bytes[place...]) else {
        faults.append("a tag without an end: \(Self.string(bytes[place...].prefix(40)))")
        break
      }
      let tag = bytes[(place + 1)..<end]
      place = end + 1
      if tag.first == UInt8(ascii: "/") {
        let name = Self.string(tag.dropFirst())
        guard let (last, start) = open.popLast() else {
          faults.append("</\(name)> closes nothing")
          continue
        }
        if elements[last].name != name { faults.append("</\(name)> closes <\(elements[last].name)>") }
        if elements[last].text.isEmpty { elements[last].text = Self.string(plain[start...]) }
        continue
      }
      guard let element = element(tag, open.map { elements[$0.element].name }) else { continue }
      elements.append(element)
      if Self.void.contains(element.name) || tag.last == UInt8(ascii: "/") { continue }
      open.append((elements.count - 1, plain.count))
      if element.name == "script" || element.name == "style" {
        let close = Array("</\(element.name)>".utf8)
        let end =
          bytes.indices[place...].first { bytes[$0] == close[0] && bytes[$0...].starts(with: close) } ?? bytes.count
        elements[elements.count - 1].text = Self.string(bytes[place..<end])
        place = end
      }
    }
    for (place, start) in open {
      faults.append("<\(elements[place].name)> is not closed")
      elements[place].text = Self.string(plain[start...])
    }
  }

  private static func string(_ bytes: some Collection<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }

  /// Where a tag ends: the first > outside of quotation marks.
  private static func end(of text: ArraySlice<UInt8>) -> Int? {
    var isQuoted = false
    for index in text.indices {
      if text[index] == UInt8(ascii: "\"") { isQuoted.toggle() }
      if text[index] == UInt8(ascii: ">"), !isQuoted { return index }
    }
    return nil
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7a).contains(byte | 0x20) }

  private static func isOfName(_ byte: UInt8) -> Bool {
    isLetter(byte) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "-")
  }

  private static func isOfAttribute(_ byte: UInt8) -> Bool {
    isOfName(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ":") || byte == UInt8(ascii: ".")
  }

  private mutating func element(_ tag: ArraySlice<UInt8>, _ path: [String]) -> Element? {
    let name = Self.string(tag.prefix(while: Self.isOfName))
    guard let first = tag.first, Self.isLetter(first) else {
      faults.append("no tag: <\(Self.string(tag.prefix(40)))>")
      return nil
    }
    var attributes: [String: String] = [:]
    var rest = tag.dropFirst(name.utf8.count)
    while let (attribute, value, next) = Self.attribute(rest) {
      if attributes.updateValue(Self.unescaped(value), forKey: attribute) != nil {
        faults.append("<\(name)> has \(attribute) twice")
      }
      rest = next
    }
    let left = Self.string(rest).trimmingCharacters(in: .whitespaces)
    if left != "", left != "/" { faults.append("<\(name)> has the odd attributes \(left.prefix(60))") }
    return Element(name: name, attributes: attributes, path: path)
  }

  /// The attribute that a text begins with, ` name="value"`, and what follows; nil where it begins with none.
  private static func attribute(
    _ text: ArraySlice<UInt8>
  ) -> (name: String, value: ArraySlice<UInt8>, rest: ArraySlice<UInt8>)? {
    let named = text.drop { $0 == 0x20 || (0x09...0x0d).contains($0) }
    guard named.startIndex > text.startIndex, let first = named.first, isOfAttribute(first),
      !(0x30...0x39).contains(first), first != UInt8(ascii: "-"), first != UInt8(ascii: ".")
    else { return nil }
    let name = named.prefix(while: isOfAttribute)
    let value = named[name.endIndex...]
    guard value.starts(with: [UInt8(ascii: "="), UInt8(ascii: "\"")]) else { return nil }
    let inner = value.dropFirst(2)
    guard let end = inner.firstIndex(of: UInt8(ascii: "\"")), !inner[..<end].contains(UInt8(ascii: "<")) else {
      return nil
    }
    return (string(name), inner[..<end], inner[(end + 1)...])
  }

  private mutating func take(text: ArraySlice<UInt8>) {
    if text.contains(UInt8(ascii: ">")) { faults.append("a bare > in \(Self.string(text.prefix(60)))") }
    guard text.contains(UInt8(ascii: "&")) else {
      plain += text
      return
    }
    let string = Self.string(text)
    if string.contains(/&(?!(amp|lt|gt|quot|#[0-9]+|#x[0-9a-fA-F]+);)/) {
      faults.append("a bare & in \(string.prefix(60))")
    }
    plain += Self.unescaped(text).utf8
  }

  private static func unescaped(_ text: ArraySlice<UInt8>) -> String {
    let string = string(text)
    guard text.contains(UInt8(ascii: "&")) else { return string }
    return string.replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&quot;", with: "\"")
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

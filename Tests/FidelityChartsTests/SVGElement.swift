import FidelityCharts
import Foundation

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// An element of an SVG document, as an XML parser reads it.
final class SVGElement {
  let name: String
  let attributes: [String: String]
  var children: [SVGElement] = []
  var text = ""

  init(name: String, attributes: [String: String]) { (self.name, self.attributes) = (name, attributes) }

  /// The root of a document; nil where it is not well-formed.
  static func parse(_ svg: String) -> SVGElement? {
    let reader = Reader()
    let parser = XMLParser(data: Data(svg.utf8))
    parser.delegate = reader
    return parser.parse() ? reader.root : nil
  }

  /// This element and all within it.
  var all: [SVGElement] { [self] + children.flatMap(\.all) }

  var classes: Set<String> { Set((attributes["class"] ?? "").split(separator: " ").map(String.init)) }

  func number(_ name: String) -> Double { attributes[name].flatMap(Double.init) ?? 0 }

  private final class Reader: NSObject, XMLParserDelegate {
    var root: SVGElement?
    private var open: [SVGElement] = []

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
      attributes: [String: String]
    ) {
      let element = SVGElement(name: name, attributes: attributes)
      open.last?.children.append(element)
      if root == nil { root = element }
      open.append(element)
    }

    func parser(_ parser: XMLParser, foundCharacters text: String) { open.last?.text += text }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
      open.removeLast()
    }
  }
}

/// Where a label stands.
struct LabelBox: CustomStringConvertible {
  let text: String
  let left: Double
  let right: Double
  let top: Double
  let bottom: Double

  init(_ element: SVGElement) {
    text = element.text
    let isTitle = element.classes.contains("h")
    let size = isTitle ? 15.0 : 13
    let width = TextMeasure.width(text, size: size, isBold: isTitle)
    let x = element.number("x")
    let y = element.number("y")
    let isRightToLeft = element.attributes["direction"] == "rtl"
    if element.classes.contains("p") {
      left = x - width / 2
    } else if element.classes.contains("q") != isRightToLeft {
      left = x - width
    } else {
      left = x
    }
    right = left + width
    top = y - 0.75 * size
    bottom = y + 0.22 * size
  }

  func touches(_ other: LabelBox) -> Bool {
    left < other.right - 0.1 && other.left < right - 0.1 && top < other.bottom - 0.1 && other.top < bottom - 0.1
  }

  var description: String { "\"\(text)\" at \(Int(left)) to \(Int(right)), \(Int(top)) to \(Int(bottom))" }
}

/// What is wrong with the labels of a picture: outside of it, or upon each other.
func labelFaults(_ picture: Picture) -> [String] {
  guard let root = SVGElement.parse(picture.svg) else { return ["not well-formed"] }
  let boxes = root.all.filter { $0.name == "text" }.map(LabelBox.init).sorted { $0.top < $1.top }
  var faults: [String] = []
  for (index, box) in boxes.enumerated() {
    if box.left < -0.2 || box.right > 480.2 || box.top < 0 || box.bottom > Double(picture.height) {
      faults.append("\(box) runs out of the picture")
    }
    for other in boxes[(index + 1)...].prefix(while: { $0.top < box.bottom }) where box.touches(other) {
      faults.append("\(box) touches \(other)")
    }
  }
  return faults
}

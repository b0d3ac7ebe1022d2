/// The style sheet of all pictures.
public enum ChartStyle {
  /// The rules, without `<style>`: a page of many pictures has them once.
  public static let css = ""

  /// A document of its own: the style sheet behind the opening tag.
  static func standalone(_ svg: String) -> String {
    guard let end = svg.firstIndex(of: ">") else { return svg }
    let rest = svg.index(after: end)
    return svg[..<rest] + "<style>" + css + "</style>" + svg[rest...]
  }
}

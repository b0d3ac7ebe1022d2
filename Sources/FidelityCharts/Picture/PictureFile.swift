public import FidelityData
import FidelityFiles
import FidelitySystem

/// Pictures as files.
public enum PictureFile {
  public enum Format: String, CaseIterable, Sendable {
    case svg, png
  }

  /// The program that makes PNG of SVG.
  private static let renderer = "rsvg-convert"
  /// Pixels of a PNG for each unit of the viewBox.
  private static let magnification = "2"

  /// Writes a picture, whole or not at all.
  /// - Throws: `cannotCreate`, `cannotWrite`; also where a PNG is asked for and `rsvg-convert` is not installed.
  public static func write(_ picture: Picture, to path: String, as format: Format) throws(DataError) {
    let bytes = Array(picture.svg.utf8)
    switch format {
    case .svg: try AtomicFile(path, bytes: bytes).commit()
    case .png:
      let (source, target) = (AtomicFile.temporaryName(beside: path), AtomicFile.temporaryName(beside: path))
      defer { for name in [source, target] { unsafe unlink(name) } }
      try AtomicFile(source, bytes: bytes).commit()
      let status = ChildProcess.run(
        renderer, ["--zoom", magnification, "--format", "png", "--output", target, source])
      guard let status else {
        throw DataError(
          .cannotCreate(reason: "PNG is made by \(renderer), which is not installed"), file: path,
          hint: "install it (Debian and Ubuntu: librsvg2-bin; Fedora: librsvg2-tools; macOS: brew install librsvg), "
            + "or write .svg")
      }
      guard status == 0, let image = InputFile(target)?.read(upTo: 256 << 20) else {
        throw DataError(.cannotWrite(reason: "\(renderer) has ended with status \(status)"), file: path)
      }
      try AtomicFile(path, bytes: image).commit()
    }
  }
}

import CDatasets
public import FidelityData
import FidelitySystem

/// A dataset: tables with the figures they should give.
public struct PublishedDataset: Sendable {
  /// The name of its folder.
  public let slug: String
  public let title: String
  public let citation: String
  public let figures: [PublishedFigure]
  private let source: PublishedDatasets.Source

  fileprivate init(_ slug: String, _ source: PublishedDatasets.Source) throws(DataError) {
    self.slug = slug
    self.source = source
    let file = "expected.json"
    let document = try JSONDocument(source.bytes(slug, file), file: source.place(slug, file))
    let reader = FigureReader(document)
    _ = try reader.object(document.root, "the document")
    title = try reader.text(try reader.required("title", of: document.root))
    citation = try reader.text(try reader.required("citation", of: document.root))
    var figures: [PublishedFigure] = []
    for node in try reader.array(try reader.required("cases", of: document.root), "cases") {
      figures.append(try PublishedFigure(node, in: document))
    }
    self.figures = figures
  }

  /// The bytes of one of its files.
  package func bytes(of file: String) throws(DataError) -> [UInt8] { try source.bytes(slug, file) }

  /// A table of the dataset.
  /// - Throws: `noSuchFile`, `notReadable`, `malformed`.
  func table(_ name: String = "data.csv") throws(DataError) -> DatasetTable {
    guard !name.contains("/") else {
      throw DataError(
        .malformed(reason: "a table lies beside expected.json, and its name has no /"),
        file: source.place(slug, "expected.json"), value: name)
    }
    return try DatasetTable(source.bytes(slug, name), file: source.place(slug, name))
  }
}

/// A collection of datasets: those that the program carries, or a folder of them.
public struct PublishedDatasets: Sendable {
  fileprivate enum Source: Sendable {
    case carried
    case folder(String)

    /// What messages call a file.
    func place(_ slug: String, _ file: String) -> String {
      switch self {
      case .carried: "datasets/\(slug)/\(file)"
      case .folder(let path): "\(path)/\(slug)/\(file)"
      }
    }

    func bytes(_ slug: String, _ file: String) throws(DataError) -> [UInt8] {
      switch self {
      case .carried:
        guard let bytes = CarriedFiles.bytes("\(slug)/\(file)") else {
          throw DataError(.noSuchFile, file: place(slug, file))
        }
        return bytes
      case .folder:
        return try Self.bytes(ofFile: place(slug, file))
      }
    }

    /// Published examples are small.
    private static let byteLimit = 16 << 20

    private static func bytes(ofFile path: String) throws(DataError) -> [UInt8] {
      guard let kind = PathKind(of: path) else { throw DataError(.noSuchFile, file: path) }
      // A pipe would be waited for.
      guard kind == .file else {
        throw DataError(
          .notReadable(reason: "this is not a file of a dataset but a folder, pipe or device"), file: path)
      }
      // One byte more than allowed shows that there is more.
      guard let file = InputFile(path), let bytes = file.read(upTo: byteLimit + 1) else {
        throw DataError(.notReadable(reason: "the file cannot be read"), file: path)
      }
      guard bytes.count <= byteLimit else {
        throw DataError(.malformed(reason: "a file of a dataset is at most 16 MiB long"), file: path)
      }
      return bytes
    }
  }

  /// The names of the datasets, in order.
  public let slugs: [String]
  private let source: Source

  private init(_ source: Source, slugs: [String]) {
    self.source = source
    self.slugs = slugs
  }

  /// The datasets that the program carries: no file is read.
  public static let carried = PublishedDatasets(.carried, slugs: CarriedFiles.slugs)

  /// The datasets of a folder: its folders that have an `expected.json`.
  /// - Throws: `noSuchFile`, `notReadable` where there is no folder of this name, or none with datasets.
  public init(folder: String) throws(DataError) {
    guard let kind = PathKind(of: folder) else { throw DataError(.noSuchFile, file: folder) }
    guard kind == .folder else {
      throw DataError(.notReadable(reason: "this is a file, and a folder of datasets is wanted"), file: folder)
    }
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
      throw DataError(.notReadable(reason: "the folder cannot be read"), file: folder)
    }
    let slugs = names.filter { FileManager.default.fileExists(atPath: "\(folder)/\($0)/expected.json") }.sorted()
    guard !slugs.isEmpty else {
      throw DataError(
        .notReadable(reason: "the folder has no datasets"), file: folder,
        hint: "a dataset is a folder with an expected.json and its tables")
    }
    self.init(.folder(folder), slugs: slugs)
  }

  /// One dataset.
  /// - Throws: `usage` for a name that is none of ``slugs``; `malformed` with the place where `expected.json` is
  ///   damaged.
  public func dataset(_ slug: String) throws(DataError) -> PublishedDataset {
    guard slugs.contains(slug) else {
      throw DataError(
        .usage(reason: "there is no dataset '\(slug)'"), hint: "there are \(slugs.joined(separator: ", "))")
    }
    return try PublishedDataset(slug, source)
  }

  /// The files that ``Verification`` may read, which no output may replace.
  public var files: [String] {
    guard case .folder(let folder) = source else { return [] }
    return slugs.flatMap { slug in
      let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(slug)")) ?? []
      return names.map { source.place(slug, $0) }
    }
  }
}

/// The files inside the program.
enum CarriedFiles {
  /// Their paths in the datasets folder, in order.
  static let paths: [String] = (0..<fidelity_dataset_file_count()).map {
    unsafe String(cString: fidelity_dataset_file_at($0).path)
  }

  static var slugs: [String] {
    paths.filter { $0.hasSuffix("/expected.json") }.map { String($0.dropLast("/expected.json".count)) }.sorted()
  }

  static func bytes(_ path: String) -> [UInt8]? {
    guard let index = paths.firstIndex(of: path) else { return nil }
    let file = unsafe fidelity_dataset_file_at(index)
    return unsafe Array(UnsafeBufferPointer(start: file.bytes, count: file.size))
  }
}

package import FidelityFiles

/// A study: data, an instrument and the analyses to run on them in one scan.
///
/// A study file (YAML), the flags of a command and code describe the same thing; all end here. ``StudyRunner`` runs it.
public struct Study: Sendable, Equatable {
  public var name: String
  public var data: DataDescription
  /// The tables beside the data, for analyses that read those.
  public var tables = StudyTables()
  /// The id of a built-in instrument or the path of a definition.
  public var instrument: String?
  public var analyses: [AnalysisRequest]
  /// What results must be for the study to pass.
  public var gates: [Gate] = []
  /// What the report of the results is to be; nil where none is wanted.
  public var report: ReportRequest?
  /// The seed of everything random.
  public var seed: UInt64
  /// What reading its file had to say: keys that have another name now.
  package var notes: [String] = []
  /// What was read of its file.
  package var source: InputRecord?

  public init(
    name: String = "study", data: DataDescription, tables: StudyTables = StudyTables(), instrument: String? = nil,
    analyses: [AnalysisRequest] = [], gates: [Gate] = [], seed: UInt64 = 1
  ) {
    self.name = name
    self.data = data
    self.tables = tables
    self.instrument = instrument
    self.analyses = analyses
    self.gates = gates
    self.seed = seed
  }

  /// The files that results depend on: data, a definition, and those that analyses name.
  package var inputFiles: [String] { data.files + tables.files + [instrument].compactMap(\.self) + analysisFiles }

  /// Whether some analysis reads the data, so that there have to be some.
  var needsData: Bool { analyses.isEmpty || analyses.contains { !type(of: $0.analysis).readsTables } }

  /// The files that options of analyses name, matrices of weights.
  var analysisFiles: [String] {
    var files: [String] = []
    for request in analyses { files += request.analysis.inputFiles.filter { !files.contains($0) } }
    return files
  }

  /// The choices that could have been made otherwise, in words, each once.
  package var conventions: [String] {
    var seen: Set<String> = []
    return analyses.flatMap { $0.conventions(seed: seed) }.filter { seen.insert($0).inserted }
  }
}

import FidelityData
import FidelityFiles

/// The files that a run has read, still open, so that what is told of them holds for what was read.
///
/// The files are only read from, and by calls that any thread may make.
@safe
final class StudyInputs: @unchecked Sendable {
  private let data: [TableFile]
  private let instrument: InputRecord?
  private let matrices: [TableFile]

  init(data: [TableFile], instrument: InputRecord?, matrices: [TableFile]) {
    (self.data, self.instrument, self.matrices) = (data, instrument, matrices)
  }

  /// The data, the study file where there is one, the instrument's definition, the files of weights.
  /// - Throws: that a file has changed since it was opened; `notReadable`.
  /// - Complexity: O(bytes of the data).
  func records(study: InputRecord?) throws(DataError) -> [InputRecord] {
    var records: [InputRecord] = []
    for file in data { if let record = try file.inputRecord() { records.append(record) } }
    records += [study, instrument].compactMap(\.self)
    for file in matrices {
      if let record = try file.inputRecord(), !records.contains(where: { $0.file == record.file }) {
        records.append(record)
      }
    }
    return records
  }
}

/// The analyses that there are: the only list of them.
///
/// The runner, the reader of study files, the commands, the results folder, the reference, the schema, the fuzzer and
/// the tests read it. A new analysis is a folder beside this file, and a line here.
package enum Analyses {
  package static let all: [any Analysis.Type] = [
    Score.self,
    Reliability.self,
    Raters.self,
    IntraclassAnalysis.self,
    ConcordanceAnalysis.self,
    GroupAgreementAnalysis.self,
    Trend.self,
    DriversAnalysis.self,
  ]
}

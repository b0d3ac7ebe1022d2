public import ArgumentParser
import FidelityData
public import FidelityReliability
import FidelityStudies

struct RatersCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "raters",
    abstract: "Raters against each other, against the others of their units, and against master codes.",
    discussion: """
      Prints a row per rater and quantity: bias, spread and agreement against the other raters, and accuracy, kappa \
      and bias against the master codes of --gold or --gold-rater. --pairs prints every pair of raters instead, --certify \
      who is certified.
      """)

  @OptionGroup var data: DataOptions
  @Option(help: "Measurement level; nominal takes text or numbers, the others take numbers.")
  var scale = ReliabilityRequest.Scale.nominal
  @Option(help: "Agreement weights: \(AgreementWeights.families.map(\.name).joined(separator: ", ")).")
  var weights: [String] = []
  @Option(help: "One analysis for each value of these columns; item is the item.")
  var by: [String] = []
  @Flag(help: "Print percent agreement and kappa of every pair of raters.")
  var pairs = false
  @Flag(help: "With --pairs: test whether the two use the categories equally often (McNemar, Stuart-Maxwell, ...).")
  var margins = false
  @Option(help: "Column of the master codes: one for each unit.")
  var gold: String?
  @Option(help: "The rater whose ratings are the master codes.")
  var goldRater: String?
  @Option(help: "How far numbers may lie apart and still agree.")
  var tolerance: Double?
  @Flag(help: "Sensitivity, specificity and predictive values of each category against the master codes.")
  var byCategory = false
  @Option(
    help: ArgumentHelp(
      "Print who is certified under a rule such as within-1>=0.8,kappa>=0.6 (accuracy, within-T, kappa, kappa-WEIGHTS, "
        + "bias<=).", valueName: "rule"))
  var certify: String?
  @Option(help: "Hold the estimate, or the unfavourable limit of its interval, against the rule.")
  var using = CertificationRule.Evidence.estimate
  @Option(help: "Raters with fewer units are neither certified nor not.")
  var minimumUnits = 1
  @Option(help: "Intervals of shares.")
  var shareInterval = ShareInterval.wilson
  @Option(
    help: "Adjust p values of bias and spread over raters: \(RatersRequest.adjustmentNames.joined(separator: ", ")).")
  var adjust: String?
  @Option(
    parsing: .unconditionalSingleValue,
    help: "The categories of the scale, in order, a comma between them; values outside are errors.")
  var categories: [String] = []
  @Option(help: "An instrument whose items and ranges hold: built-in id or file.")
  var instrument: String?
  @OptionGroup var confidence: ConfidenceOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    if gold != nil, goldRater != nil { throw ValidationError("--gold and --gold-rater exclude each other") }
    if pairs, certify != nil { throw ValidationError("--pairs and --certify print different tables: choose one") }
    if let tolerance, !(tolerance >= 0 && tolerance.isFinite) {
      throw ValidationError("--tolerance takes a number from 0 on")
    }
    if minimumUnits < 1 { throw ValidationError("--minimum-units takes a number from 1 on") }
    if certify == nil, minimumUnits != 1 || using != .estimate {
      throw ValidationError("--using and --minimum-units go with --certify")
    }
    let labels = categories.split
    if Set(labels).count < labels.count { throw ValidationError("--categories names a category twice") }
    let known = AgreementWeights.families.map(\.name)
    for name in weights.split where !known.contains(name) {
      throw ValidationError("--weights: there is no '\(name)'; there are \(known.joined(separator: ", "))")
    }
    if let adjust, RatersRequest.adjustment(named: adjust) == nil {
      throw ValidationError("--adjust takes \(RatersRequest.adjustmentNames.joined(separator: " or "))")
    }
    do {
      let request = try request
      if let reason = request.contradiction { throw ValidationError(reason) }
    } catch let error as DataError {
      throw ValidationError(error.descriptionWithRemedy)
    }
  }

  func run() throws {
    var description = try data.description(hasItemColumns: instrument != nil)
    // A column with a role of its own is no column of ratings of a wide table.
    if let gold { description.roles["gold"] = [gold] }
    let study = Study(data: description, instrument: instrument, analyses: [.raters(try request)])
    let table = pairs ? "rater-pairs" : certify == nil ? "raters" : "rater-certification"
    try SingleAnalysis.run(study, table: table, output)
  }

  private var request: RatersRequest {
    get throws {
      let weights = weights.split.compactMap { AgreementWeights(name: $0) }
      let rule = try certify.map { try CertificationRule($0, evidence: using, minimumUnits: minimumUnits) }
      return RatersRequest(
        by: by.split, scale: scale, weights: weights.isEmpty ? nil : weights, individual: !pairs && certify == nil,
        pairs: pairs, margins: margins,
        gold: gold.map { .column($0) } ?? goldRater.map { .rater($0) }, tolerance: tolerance, byCategory: byCategory,
        certification: rule, shareInterval: shareInterval,
        adjustment: adjust.flatMap { RatersRequest.adjustment(named: $0) }, level: confidence.level,
        categories: DeclaredCategories(labels: categories.split))
    }
  }
}

extension CertificationRule.Evidence: ExpressibleByArgument {}

extension ShareInterval: ExpressibleByArgument {}

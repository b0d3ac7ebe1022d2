import ArgumentParser
import FidelityData
import FidelityInstruments
import FidelityReliability
import FidelityStudies
import FidelitySystem

/// What to say to a word in the place of a subcommand that is none: the nearest one, the one that does what the word
/// asks for, or that a file comes after its subcommand.
enum SubcommandAdvice {
  /// - Parameter arguments: the command line, the program's name first.
  /// - Throws: `usage` for a subcommand that is not there, also where help about it is asked for.
  static func check(_ arguments: [String]) throws(DataError) {
    var words = arguments.dropFirst()
    if words.first == "help" { words = words.dropFirst() }
    let path = CommandPath.commands(words)
    let last = path[path.count - 1]
    let subcommands = last.configuration.subcommands.map { $0._commandName }
    guard let word = words.dropFirst(path.count - 1).first, !word.hasPrefix("-"), !subcommands.isEmpty else { return }
    let names = subcommands + (path.count == 1 ? ["help"] : [])
    guard !names.contains(word) else { return }
    let place = path.map { $0._commandName }.joined(separator: " ")
    throw DataError(
      .usage(reason: "there is no subcommand \(DataError.printable(word, limit: 40))"),
      hint: path.count == 1 ? hint(word, names) : nearest(word, names, place) ?? instrumentHint(word, place))
  }

  private static func hint(_ word: String, _ names: [String]) -> String? {
    if let sentence = sentence(about: word) { return sentence }
    if let nearest = nearest(word, names, "fidelity") { return nearest }
    if PathKind(of: word) != nil {
      return "the subcommand comes first, as in: fidelity describe \(Remedy.shellWord(word))"
    }
    if let known = DataError.nearest(to: plain(word), among: sentences.keys.sorted()).first, known.count > 3 {
      return sentences[known]
    }
    return "'fidelity --help' lists them"
  }

  private static func nearest(_ word: String, _ names: [String], _ place: String) -> String? {
    let nearest = DataError.nearest(to: word, among: names)
    guard !nearest.isEmpty else { return nil }
    return "did you mean \(nearest.map { "'\(place) \($0)'" }.joined(separator: " or "))?"
  }

  private static func instrumentHint(_ word: String, _ place: String) -> String {
    InstrumentCatalogue.ids.contains(word) ? "'\(place) show \(word)' shows it" : "'\(place) --help' lists them"
  }

  // MARK: - Words of the field

  /// The subcommand that does what a word asks for, in a sentence; nil for a word that is not known.
  static func sentence(about word: String) -> String? {
    let word = plain(word)
    if let coefficient = AgreementCoefficient.names.first(where: { plain($0) == word }) {
      return "'fidelity reliability DATA --coefficients \(coefficient)' computes it"
    }
    return sentences[word]
  }

  /// Without case, blanks, hyphens and apostrophes.
  private static func plain(_ word: String) -> String { word.lowercased().filter { $0.isLetter || $0.isNumber } }

  private static let sentences: [String: String] = {
    var sentences: [String: String] = [:]
    for (words, sentence) in coefficients + tasks {
      for word in words.split(separator: " ") { sentences[String(word)] = sentence }
    }
    return sentences
  }()

  /// Names of coefficients as people write them, without blanks and hyphens.
  private static let coefficients: [(words: String, sentence: String)] = [
    (
      "kappa kappas",
      "'fidelity reliability DATA --coefficients cohen-kappa' computes it for two raters, conger-kappa or fleiss-kappa "
        + "for more"
    ),
    (
      "weightedkappa wkappa quadratickappa qwk linearkappa",
      "'fidelity reliability DATA --coefficients cohen-kappa --weights quadratic' computes it (or linear)"
    ),
    ("cohen cohens cohenskappa", computes("cohen-kappa")),
    ("fleiss fleisskappas", computes("fleiss-kappa")),
    ("conger", computes("conger-kappa")),
    ("light lights", computes("light-kappa")),
    ("scott scotts pi", computes("scott-pi")),
    ("ac ac1 ac2 gwet gwets gwetac1 gwetac2", computes("gwet-ac")),
    (
      "alpha alphas krippendorff krippendorf krippendorffs krippendorffsalpha kalpha",
      computes("krippendorff-alpha", ": Krippendorff's alpha")
    ),
    ("brennan prediger pabak bp randolph", computes("brennan-prediger")),
    ("bangdiwala", computes("bangdiwala-b")),
    ("vanoest oest", computes("van-oest-ir2")),
    ("percent percentageagreement exactagreement", computes("percent-agreement")),
    (
      "iccs intraclass intraclasscorrelation shroutfleiss mcgrawwong anova variancecomponents sem",
      "'fidelity icc DATA' computes intraclass correlations, variance components and the error of measurement"
    ),
    (
      "rwg rwgj rwgjlindell awg withingroup withingroupagreement averagedeviation ad adm icc1 icc2 teamagreement "
        + "groupagreement groups teams climate multilevel bliese",
      "'fidelity group-agreement DATA --group C --range LOW,HIGH' computes rWG, rWG(J), average deviation, aWG, ICC(1) "
        + "and ICC(2)"
    ),
  ]

  private static func computes(_ coefficient: String, _ end: String = "") -> String {
    "'fidelity reliability DATA --coefficients \(coefficient)' computes it\(end)"
  }

  /// What people want to do.
  private static let tasks: [(words: String, sentence: String)] = [
    (
      "agreement irr iaa ira ioa interrater interraterreliability interrateragreement interobserver reliable rel",
      "'fidelity reliability DATA' computes the agreement between raters"
    ),
    (
      "mean means average averages sum sums total totals scores scoring rollup summarise summarize aggregate fidelity",
      "'fidelity score DATA --instrument ID' computes scores and their means, by groups with --by"
    ),
    (
      "accuracy gold goldstandard master mastercodes certify certification bias drift calibration calibrate pairs pair",
      "'fidelity raters DATA' compares raters with each other and with master codes"
    ),
    (
      "slope slopes regression regress lm ols line lines growth timeseries change",
      "'fidelity trend DATA' fits lines over time"
    ),
    (
      "blandaltman bland altman limitsofagreement loa methodcomparison tukeymeandifference",
      "'fidelity concordance DATA' computes limits of agreement of every pair of raters or methods"
    ),
    (
      "lin lins ccc linccc linsccc concordancecorrelation occc kendall kendalls kendallw kendallsw w finn finns "
        + "pearson spearman correlation correlations correlate",
      "'fidelity concordance DATA' computes Lin's and overall concordance, Kendall's W, Finn's coefficient and "
        + "correlations"
    ),
    ("power samplesize n units howmany", "'fidelity sample-size' says how many units a study needs"),
    (
      "info summary head columns inspect show look profile view data file",
      "'fidelity describe DATA' says what is in a file"
    ),
    ("check validate instrument list", "'fidelity instruments' lists, shows and checks instruments"),
    ("demo generate fake simulation synthetic", "'fidelity simulate STUDY' makes data with a known truth"),
    (
      "study analyse analyze analysis analyses batch all report",
      "'fidelity run STUDY' runs all analyses of a study file"
    ),
    ("test reproduce selftest replicate published", "'fidelity verify' computes published examples again"),
    ("formula why convention conventions definition", "'fidelity explain COEFFICIENT' says how its numbers come about"),
    ("docs manual man usage options", "'fidelity --help' lists the subcommands, 'fidelity help NAME' explains one"),
    ("version", "'fidelity --version' says it"),
    ("completion completions", "'fidelity --generate-completion-script bash' prints it (or zsh, fish)"),
  ]
}

/// Adds the nearest name to the parser's refusal of a value that is one of a few words.
enum ValueAdvice {
  /// "The value 'ordnal' is invalid for '--scale <scale>'. Please provide one of 'nominal', 'ordinal', ...", or with a
  /// line for each of more words.
  static func completing(_ message: String) -> String {
    guard let start = message.firstRange(of: "The value '")?.upperBound,
      let end = message[start...].firstRange(of: "' is invalid for ")?.lowerBound,
      let list = message[end...].firstRange(of: "Please provide one of")?.upperBound
    else { return message }
    // The words stand in quotation marks in the sentence, or in lines of their own; help and usage follow.
    let rest = ["\nHelp:", "\nUsage:"].compactMap { message[list...].firstRange(of: $0)?.lowerBound }.min()
    let words = Set(
      message[list..<(rest ?? message.endIndex)].split { !($0.isLetter || $0.isNumber || $0 == "-") }.map(String.init)
    )
    .subtracting(["-", "and", "following", "or", "the"])
    let nearest = DataError.nearest(toWordOf: String(message[start..<end].prefix(100)), among: words.sorted())
    guard !nearest.isEmpty else { return message }
    let advice = "Did you mean \(nearest.map { "'\($0)'" }.joined(separator: " or "))? "
    return message[..<end]
      + String(message[end...]).replacing("Please provide", with: advice + "Please provide", maxReplacements: 1)
  }
}

import FidelityTesting
import Foundation
import Testing

/// `fidelity report`, and the report of a run.
@Suite("Report", .serialized)
struct ReportCommandTests {
  private static let instrument = """
    id: two
    title: Two items
    defaults: {range: [0, 2]}
    items: [{id: a}, {id: b}]
    scales: [{id: total, items: [a, b], aggregate: pooled-percent, bands: [{label: good, at-least: 70%}, {label: low}]}]
    """

  private static let study = """
    study: The study
    data: {files: d.csv, layout: wide, columns: {unit: [site, day], site: site, time: day}}
    instrument: two.yaml
    analyses: [score: {by: site}]
    """

  private static func inStudy(_ report: String = "", _ body: (TemporaryFolder) throws -> Void) throws {
    try withTemporaryFolder { folder in
      var text = "site,day,a,b\n"
      for day in 1...12 { for site in ["Ash", "<b>Birch"] { text += "\(site),2025-01-\(day + 10),\(day % 3),2\n" } }
      _ = try folder.write(text, to: "d.csv")
      _ = try folder.write(instrument, to: "two.yaml")
      _ = try folder.write(study + "\n" + report + "\n", to: "study.yaml")
      try body(folder)
    }
  }

  private static func text(_ name: String, _ folder: TemporaryFolder) throws -> String {
    String(decoding: try folder.bytes(of: name), as: UTF8.self)
  }

  @Test func `a study that wishes a report gets one beside its results`() throws {
    try Self.inStudy("report: {title: Our year, suppress-cells-below: 5}") { folder in
      let run = try CommandRun("run", "study.yaml", "-o", "out", in: folder)
      #expect(run.status == 0, "\(run.messages)")
      #expect(run.messages.contains("run.json, report.html)"))
      let page = try Self.text("out/report.html", folder)
      #expect(page.contains("<h1>Our year</h1>") && page.contains("Ash") && page.contains("&lt;b&gt;Birch"))
      // Again, in its own place; and by the command alone, to the byte.
      #expect(try CommandRun("run", "study.yaml", "-o", "out", in: folder).status == 0)
      let report = try CommandRun("report", "out", "-o", "-", in: folder)
      #expect(report.output == (try Self.text("out/report.html", folder)))
      let other = try CommandRun("report", "out", "--title", "X", "--suppress", "50", "--sections", "sites", in: folder)
      #expect(other.status == 0 && other.messages.hasPrefix("out/report.html ("))
      let changed = try Self.text("out/report.html", folder)
      #expect(changed.contains("<h1>X</h1>") && !changed.contains("Ash") && !changed.contains("id=\"method\""))
    }
  }

  /// Ash has one teacher and many visits, Birch and Cedar twelve teachers each; one month has few visits.
  @Test func `persons are counted where the study names them, visits where it does not`() throws {
    try withTemporaryFolder { folder in
      var text = "visit,site,day,teacher,a,b\n"
      for visit in 0..<48 {
        let day = visit == 0 ? "2025-03-01" : "2025-0\(visit % 2 + 1)-\(visit % 18 + 10)"
        text += "A\(visit),Ash,\(day),T0,\(visit % 3),2\n"
        for site in ["Birch", "Cedar"] {
          text += "\(site)-\(visit),\(site),\(day),\(site)\(visit % 12),\(visit % 2),1\n"
        }
      }
      _ = try folder.write(text, to: "d.csv")
      _ = try folder.write(Self.instrument, to: "two.yaml")
      for (name, role) in [("persons", "teacher: teacher, "), ("visits", "")] {
        let study = Self.study.replacing("unit: [site, day], ", with: "unit: visit, \(role)")
          .replacing("time: day", with: "time: {column: day, format: YYYY-MM-DD}")
        _ = try folder.write(study + "\n", to: "\(name).yaml")
        let run = try CommandRun("run", "\(name).yaml", "-o", name, in: folder)
        #expect(run.status == 0, "\(run.messages)")
        #expect(try CommandRun("report", name, in: folder).status == 0)
      }
      let sizes = try Self.text("persons/score-persons.csv", folder).split(separator: "\n").sorted()
      #expect(sizes == ["Ash,1", "Birch,12", "Cedar,12", "site,n_persons"])
      #expect(try Self.text("persons/score-counts.csv", folder).contains("(persons),25"))
      let persons = try Self.text("persons/report.html", folder)
      // The only other group of the size goes with it.
      #expect(!persons.contains("Ash") && persons.contains("Persons are counted"))
      #expect(["Birch", "Cedar"].filter(persons.contains).count == 1)
      #expect(!persons.contains("2025-03-01") && persons.contains("Periods that are not shown: 2."))
      let visits = try Self.text("visits/report.html", folder)
      #expect(visits.contains("Ash") && visits.contains("administrations are counted in their place"))
      #expect(!FileManager.default.fileExists(atPath: folder.file("visits/score-persons.csv")))
    }
  }

  @Test func `a wish in run.json that cannot be read is an error`() throws {
    try Self.inStudy("report: {audience: district}") { folder in
      #expect(try CommandRun("run", "study.yaml", "-o", "out", in: folder).status == 0)
      let record = try Self.text("out/run.json", folder)
      _ = try folder.write(record.replacing("\"district\"", with: "\"state\""), to: "out/run.json")
      let report = try CommandRun("report", "out", in: folder)
      #expect(report.status == 65 && report.messages.contains("run.json"), "\(report.messages)")
    }
  }

  @Test func `a page in another language, its pictures too`() throws {
    let spanish = Datasets.projectFolder.appending(path: "docs/languages/report-es.yaml").path
    try Self.inStudy { folder in
      #expect(try CommandRun("run", "study.yaml", "-o", "out", in: folder).status == 0)
      let page = try CommandRun("report", "out", "--language", spanish, "-o", "-", in: folder).output
      #expect(page.contains("lang=\"es\"") && page.contains("Fuente: ") && page.contains("Puntuación media"))
      #expect(!page.contains("Source: ") && !page.contains("Mean score"))
      // What is printed for translators reads back.
      let texts = try CommandRun("report", "--texts")
      _ = try folder.write(texts.output, to: "en.yaml")
      let again = try CommandRun("report", "out", "--language", "en.yaml", "-o", "-", in: folder)
      #expect(again.output == (try CommandRun("report", "out", "-o", "-", in: folder).output))
    }
  }

  @Test func `a page of somebody else is not replaced`() throws {
    try Self.inStudy("report: true") { folder in
      try FileManager.default.createDirectory(atPath: folder.file("out"), withIntermediateDirectories: true)
      _ = try folder.write("<p>mine", to: "out/report.html")
      let run = try CommandRun("run", "study.yaml", "-o", "out", in: folder)
      #expect(run.status == 73, "\(run.messages)")
      #expect(try Self.text("out/report.html", folder) == "<p>mine")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.file("out")) == ["report.html"])
    }
  }

  @Test func `a report of an earlier run is told where the study wishes none`() throws {
    try Self.inStudy { folder in
      #expect(try CommandRun("run", "study.yaml", "-o", "out", in: folder).status == 0)
      #expect(try CommandRun("report", "out", in: folder).status == 0)
      let again = try CommandRun("run", "study.yaml", "-o", "out", in: folder)
      #expect(again.status == 0 && again.messages.contains("report.html is of an earlier run"))
    }
  }

  @Test(arguments: [
    (["report"], 64, "name a results folder"), (["report", "none"], 66, "none"), (["report", "d.csv"], 65, "d.csv"),
    (["report", "out", "--sections", "site"], 64, "there is summary"), (["report", "out", "--suppress", "x"], 64, "x"),
    (["report", "out", "--language", "none.yaml"], 66, "none.yaml"), (["report", "out", "-o", "no/r.html"], 73, "no"),
    (["report", "out", "-o", "out/run.json"], 64, "the report is a page"),
    (["report", "out", "--logo", "d.csv"], 65, "logo"),
    (["report", "--texts", "out"], 64, "--texts"),
  ])
  func `what is wrong is said`(arguments: [String], status: Int32, words: String) throws {
    try Self.inStudy { folder in
      #expect(try CommandRun("run", "study.yaml", "-o", "out", in: folder).status == 0)
      let run = try CommandRun(all: arguments, in: folder)
      #expect(run.status == status, "\(run.messages)")
      #expect(run.messages.contains(words), "\(run.messages)")
    }
  }

  @Test func `texts are printed for translators and taken back`() throws {
    try Self.inStudy { folder in
      #expect(try CommandRun("run", "study.yaml", "-o", "out", in: folder).status == 0)
      let texts = try CommandRun("report", "--texts", in: folder).output
      _ = try folder.write(texts.replacing("The main finding", with: "Das Ergebnis"), to: "de.yaml")
      let page = try CommandRun("report", "out", "--language", "de.yaml", "-o", "-", in: folder).output
      #expect(page.contains("Das Ergebnis") && !page.contains("The main finding"))
    }
  }

  @Test func `a single table as a page`() throws {
    try Self.inStudy { folder in
      let arguments = ["score", "d.csv", "--instrument", "two.yaml", "--by", "site", "-o", "t.html"]
      #expect(try CommandRun(all: arguments, in: folder).status == 0)
      let page = try Self.text("t.html", folder)
      #expect(page.hasPrefix("<!DOCTYPE html>") && page.contains("&lt;b&gt;Birch") && !page.contains("<b>"))
      #expect(page.contains("default-src &#39;none&#39;"))
    }
  }
}

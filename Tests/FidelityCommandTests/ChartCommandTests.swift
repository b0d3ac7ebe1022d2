import FidelityTesting
import Foundation
import Testing

@Suite("Charts", .serialized)
struct ChartCommandTests {
  private static let summary = """
    site,quantity,term,form,estimate,standard_error,lower,upper,n_observations,status
    S01,score-mean,total,,0.61,0.02,0.57,0.65,96,ok
    S02,score-mean,total,,0.72,0.03,0.66,0.78,80,ok
    S03,score-mean,total,,0.85,0.01,0.83,0.87,40,ok
    S01,score-mean,quality,,0.5,0.02,0.46,0.54,96,ok

    """

  private func inFolder(_ body: (TemporaryFolder) throws -> Void) throws {
    try withTemporaryFolder { folder in
      try FileManager.default.createDirectory(atPath: folder.file("results"), withIntermediateDirectories: false)
      _ = try folder.write(Self.summary, to: "results/score-summary.csv")
      _ = try folder.write(Self.summary, to: "mine.csv")
      try body(folder)
    }
  }

  @Test(
    "a picture on standard output, of a file of any name or a folder",
    arguments: ["mine.csv", "results", "results/score-summary.csv"])
  func output(data: String) throws {
    try inFolder { folder in
      let run = try CommandRun("chart", "caterpillar", data, in: folder)
      #expect(run.status == 0, "\(run.messages)")
      #expect(run.output.hasPrefix("<svg ") && run.output.hasSuffix("</svg>\n"))
      #expect(run.output.contains(">S03</text>") && run.output.contains("<style>"))
    }
  }

  @Test("all pictures that a folder allows")
  func all() throws {
    try inFolder { folder in
      let run = try CommandRun("chart", "all", "results", "-o", "pictures", in: folder)
      #expect(run.status == 0, "\(run.messages)")
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.file("pictures")).sorted()
      #expect(names == ["caterpillar-mean-total.svg", "funnel-total.svg", "subscales-groups.svg"])
      for name in names { #expect(run.messages.contains("pictures/\(name)")) }
    }
  }

  @Test("title, term, criterion and condition")
  func options() throws {
    try inFolder { folder in
      let run = try CommandRun(
        "chart", "caterpillar", "mine.csv", "--title", "Ours <1>", "--criterion", "0.8", "--where", "site != \"S02\"",
        "-o", "p.svg", in: folder)
      #expect(run.status == 0, "\(run.messages)")
      let svg = String(decoding: try folder.bytes(of: "p.svg"), as: UTF8.self)
      #expect(svg.contains("Ours &lt;1&gt;") && svg.contains("criterion 0.80"))
      #expect(svg.contains(">S01</text>") && !svg.contains(">S02</text>"))
      let other = try CommandRun("chart", "caterpillar", "mine.csv", "--term", "nothing", in: folder)
      #expect(other.status == 65 && other.messages.contains("nothing"))
    }
  }

  @Test(
    "wrong usage is said, and nothing is written",
    arguments: [
      (["caterpilar", "mine.csv"], 64, "caterpillar"), (["all", "mine.csv", "-o", "p.svg"], 64, "folder"),
      (["caterpillar", "mine.csv", "-o", "p.svg", "--format", "png"], 64, "contradict"),
      (["caterpillar", "mine.csv", "-o", "p.pdf"], 64, "that of no picture"),
      (["caterpillar", "mine.csv", "-o", "nowhere/x.svg"], 73, "no folder"),
      (["caterpillar", "none.csv"], 66, "no such file"), (["agreement", "results"], 65, "reliability"),
      (["item-heat-map", "mine.csv"], 65, "item-means"),
      (["caterpillar", "mine.csv", "--where", "school == \"a\""], 65, "school"),
      (["caterpillar", "mine.csv", "--where", "site =="], 64, "condition"),
    ])
  func faults(arguments: [String], status: Int, words: String) throws {
    try inFolder { folder in
      let before = try folder.names
      let run = try CommandRun(all: ["chart"] + arguments, in: folder)
      #expect(run.status == Int32(status), "\(run.messages)")
      #expect(run.messages.contains(words), "\(run.messages)")
      #expect(run.output.isEmpty)
      #expect(try folder.names == before)
    }
  }

  @Test("a cell that is no number: file, row, column, value")
  func damaged() throws {
    try withTemporaryFolder { folder in
      _ = try folder.write(Self.summary.replacing("0.72", with: "abc"), to: "mine.csv")
      let run = try CommandRun("chart", "caterpillar", "mine.csv", "-o", "p.svg", in: folder)
      #expect(run.status == 65)
      for word in ["mine.csv", "row 2", "estimate", "abc"] { #expect(run.messages.contains(word), "\(run.messages)") }
      #expect(try folder.names == ["mine.csv"])
    }
  }

  @Test("PNG where rsvg-convert is there, else it is said what to install")
  func png() throws {
    try inFolder { folder in
      let run = try CommandRun("chart", "caterpillar", "mine.csv", "-o", "p.png", in: folder)
      if run.status == 0 {
        #expect(try folder.bytes(of: "p.png").starts(with: [0x89, 0x50, 0x4e, 0x47]))
      } else {
        #expect(run.status == 73 && run.messages.contains("librsvg2-bin"), "\(run.messages)")
      }
      #expect(try folder.names.allSatisfy { !$0.hasSuffix(".part") })
    }
  }
}

import DaiviEngine
import DaiviProtocol
import DaiviSystem
import Testing

@testable import DaiviHost

/// A user's own file is looked through before anything is touched.
@Suite struct FileParameterTests {
  private static let manifest = ModuleManifest(
    module: "billing", version: "1.0.0", title: "",
    parameters: [
      ParameterDeclaration(name: "report", kind: .file, title: "Report", format: "csv"),
      ParameterDeclaration(name: "size", title: "Size", default: "small"),
    ], targets: [])

  private func resolve(
    _ configured: [String: [String: String]], _ lab: HostLab
  ) throws -> (values: [String: [String: String]], digests: [String: [String: String]]) {
    try ModuleParameters.resolve(
      configured, manifests: [Self.manifest], base: lab.directory,
      files: FileInspector(cache: Path.join(lab.directory, "cache/files.json")))
  }

  private func fault(_ bytes: [UInt8]) throws -> String {
    let lab = try HostLab()
    try Files.writeAtomically(bytes, to: Path.join(lab.directory, "report.csv"))
    let error = #expect(throws: CommandError.self) { _ = try resolve(["billing": ["report": "report.csv"]], lab) }
    #expect(error?.status == .usage)
    return error?.description ?? ""
  }

  @Test func defaultsAreFilledInAndPathsMadeAbsolute() throws {
    let lab = try HostLab()
    let path = try lab.write("a,b\n1,2\n", to: "report.csv")
    let found = try resolve(["billing": ["report": "report.csv"]], lab)
    #expect(found.values == ["billing": ["report": path, "size": "small"]])
    #expect(found.digests["billing"]?["report"] == SHA256.hex(of: "a,b\n1,2\n"))
  }

  @Test func theSameContentElsewhereIsTheSameDigest() throws {
    let lab = try HostLab()
    try lab.write("a,b\n1,2\n", to: "one.csv")
    try lab.write("a,b\n1,2\n", to: "two.csv")
    let one = try resolve(["billing": ["report": "one.csv"]], lab).digests
    #expect(try resolve(["billing": ["report": "two.csv"]], lab).digests == one)
  }

  @Test func aGzippedReportIsReadAsOne() throws {
    let lab = try HostLab()
    try Files.writeAtomically(Gzip.compress(Array("a,b\n1,2\n".utf8)), to: Path.join(lab.directory, "r.csv.gz"))
    _ = try resolve(["billing": ["report": "r.csv.gz"]], lab)
  }

  @Test func everyFaultIsNamed() throws {
    #expect(try fault([]).contains("is empty"))
    #expect(try fault(Array("a,b\n".utf8)).contains("has a header and no rows"))
    #expect(try fault(Array("only words\nhere\n".utf8)).contains("is not CSV"))
    #expect(try fault(Array("a,b\n1,2\n1\n".utf8)).contains("line 3: has 1 fields, the header has 2"))
    #expect(try fault(Array("a,A\n1,2\n".utf8)).contains("two columns named 'A'"))
    #expect(try fault(Array("a,b\n1,".utf8) + [0xc3, 0x28, 0x0a]).contains("line 2: is not UTF-8"))
    #expect(try fault(Array("a,b\n1,".utf8) + [0]).contains("is not text"))
    #expect(try fault(Array(Gzip.compress(Array("a,b\n1,2\n".utf8)).dropLast(6))).contains("truncated or damaged gzip"))
  }

  @Test func aFileThatIsNotThereIsNamedWithItsParameter() throws {
    let lab = try HostLab()
    let error = #expect(throws: CommandError.self) { _ = try resolve(["billing": ["report": "gone.csv"]], lab) }
    #expect(error?.description.hasPrefix("modules.billing.parameters.report: ") == true)
    #expect(error?.description.contains("gone.csv") == true)
  }

  @Test func unknownModulesAndParametersAreNamedWithTheNearest() throws {
    let lab = try HostLab()
    #expect(throws: CommandError.self) { _ = try resolve(["biling": [:]], lab) }
    let error = #expect(throws: CommandError.self) { _ = try resolve(["billing": ["raport": "x"]], lab) }
    #expect(error?.description.contains("did you mean 'report'?") == true)
  }
}

import DaiviProtocol
import DaiviSystem
import FoundationEssentials

/// Tries an executable as a module: its manifest, and every transcript of docs/conformance.
///
/// A hostile one never hangs it: each conversation has a limit, and all that was started is killed at its end.
public struct ConformanceTest: Sendable {
  private let path: String
  private let seconds: Int
  private let only: Set<String>

  /// - Parameters:
  ///   - path: the executable.
  ///   - seconds: how long one conversation may take.
  ///   - only: rules to try, by name; all by default.
  public init(_ path: String, seconds: Int = 20, only: [String] = []) {
    self.path = path
    self.seconds = seconds
    self.only = Set(only)
  }

  private func isAsked(_ rule: String) -> Bool { only.isEmpty || only.contains(rule) }

  /// Rules that need no transcript: how the executable is called.
  private static let calls = ["00-describe", "00-serve"]

  /// Names of all rules, in order.
  private static func rules() throws -> [String] { try calls + Transcript.shipped().map(\.name) }

  /// A finding for every rule, in order. Throws `UnknownRule` where one was asked for that there is not, before
  /// anything runs, and else only what is wrong with this machine.
  public func run() async throws -> [ConformanceFinding] {
    let known = try Self.rules()
    if let unknown = only.subtracting(known).min() { throw UnknownRule(name: unknown, known: known) }
    let directory = Path.join(
      ProcessEnvironment.variables()["TMPDIR"] ?? "/tmp", "daivi-conformance-\(UInt64.random(in: 0 ... .max))")
    try Files.createDirectory(directory, mode: 0o700)
    defer { try? Files.removeAll(directory) }
    var findings: [ConformanceFinding] = []
    let clock = ContinuousClock()
    let start = clock.now
    let described = await describe(in: directory)
    // Without a manifest nothing else can be tried, so this one is told in any case.
    findings.append(
      finding("00-describe", "describe prints a manifest that fits together", described.map { _ in }, clock.now - start)
    )
    if isAsked("00-serve") {
      let refused = await Result.catching { try await refusesPeople(in: directory) }
      findings.append(
        finding("00-serve", "serve sends a person elsewhere, with status 2 and nothing on stdout", refused))
    }
    guard let manifest = try? described.get() else { return findings }
    findings += try await transcripts(manifest, directory)
    return findings
  }

  private func transcripts(_ manifest: ModuleManifest, _ directory: String) async throws -> [ConformanceFinding] {
    let all = try Transcript.shipped().filter { isAsked($0.name) }
    return try await withThrowingTaskGroup(of: (Int, ConformanceFinding).self) { group in
      var next = 0
      func start() {
        guard next < all.count else { return }
        let (index, transcript) = (next, all[next])
        next += 1
        group.addTask { (index, try await follow(transcript, manifest, Path.join(directory, transcript.name))) }
      }
      for _ in 0..<4 { start() }
      var findings: [(Int, ConformanceFinding)] = []
      while let found = try await group.next() {
        findings.append(found)
        start()
      }
      return findings.sorted { $0.0 < $1.0 }.map(\.1)
    }
  }

  private func follow(
    _ transcript: Transcript, _ manifest: ModuleManifest, _ directory: String
  ) async throws -> ConformanceFinding {
    let aws = try RefusingAWS()
    let subject = ConformanceSubject(path: path, manifest: manifest, endpoint: aws.endpoint)
    for need in ["step", "resumable step"] where transcript.needs(need) && !subject.offers(need) {
      return ConformanceFinding(
        name: transcript.name, title: transcript.title, result: .skipped, detail: "the module has no \(need)")
    }
    try Files.createDirectory(directory, mode: 0o700)
    let clock = ContinuousClock()
    let start = clock.now
    let result = await Result.catching {
      var run = try TranscriptRun(transcript, subject, aws: aws, directory: directory, seconds: seconds)
      try await run.run()
    }
    aws.refuse()
    if case .failure(let error as TranscriptFault) = result { throw error }
    return finding(transcript.name, transcript.title, result, clock.now - start)
  }

  private func describe(in directory: String) async -> Result<ModuleManifest, any Error> {
    await Result.catching {
      let words = ["PATH": ProcessEnvironment.variables()["PATH"] ?? "/usr/bin:/bin"]
      let limit = max(seconds, 60)
      func describe() async throws -> CommandOutput {
        try await Command.run(
          path, ["describe"], environment: words, directory: directory, seconds: limit, limit: LineDecoder.maximumLength
        )
      }
      let run = try await describe()
      if run.wroteTooMuch { throw Violation("it prints more than \(LineDecoder.maximumLength) bytes") }
      if run.timedOut { throw Violation("it did not end within \(limit) s") }
      guard run.exit == .code(0) else { throw Violation("it ended with \(run.exit): \(run.errorTail)") }
      let manifest: ModuleManifest
      do {
        manifest = try JSONDecoder().decode(ModuleManifest.self, from: Data(run.output))
      } catch {
        throw Violation("it prints no manifest: \(error)")
      }
      let file = Path.name(path)
      if file != "daivi-\(manifest.module)" {
        throw Violation(
          "it says that it is module '\(manifest.module)'; then its file is daivi-\(manifest.module), not \(file)")
      }
      let faults = ManifestRules.faults(manifest)
      if !faults.isEmpty { throw Violation(faults.joined(separator: "; ")) }
      let again = try await describe()
      if again.output != run.output { throw Violation("it says something else the second time") }
      return manifest
    }
  }

  private func refusesPeople(in directory: String) async throws {
    let module = try SpokenModule(path, cookie: false, directory: directory, seconds: seconds)
    let line = try? await module.receive()
    let exit = line == nil ? await module.exit() : nil
    let said = await module.lastWord()
    await module.end()
    if let line { throw Violation("it wrote to stdout: \(String(decoding: line.prefix(120), as: UTF8.self))") }
    guard let exit else { throw Violation("it did not exit within \(seconds) s") }
    if exit != .code(2) { throw Violation("it ended with \(exit) instead of exit status 2") }
    if said.isEmpty { throw Violation("it said nothing on stderr") }
  }

  private func finding(
    _ name: String, _ title: String, _ result: Result<Void, any Error>, _ time: Duration = .zero
  ) -> ConformanceFinding {
    var finding = ConformanceFinding(name: name, title: title, result: .passed)
    finding.milliseconds = Int(time / .milliseconds(1))
    if case .failure(let error) = result {
      finding.result = .failed
      finding.detail = "\(error)"
    }
    return finding
  }
}

extension Result where Failure == any Error {
  fileprivate static func catching(_ body: () async throws -> Success) async -> Self {
    do { return .success(try await body()) } catch { return .failure(error) }
  }
}

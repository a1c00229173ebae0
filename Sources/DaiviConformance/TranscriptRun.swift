import DaiviProtocol
import DaiviSystem
import FoundationEssentials
import Glibc

/// Speaks one transcript to a fresh process of the module. Throws `Violation` with what it did wrong.
struct TranscriptRun {
  private let subject: ConformanceSubject
  private let transcript: Transcript
  private let aws: RefusingAWS
  private let directory: String
  private let seconds: Int

  private var module: SpokenModule
  private var talk = Conversation()
  private var memory = Pattern.Memory()
  private var piece = Int.max
  /// Lines gathered to go in one piece; nil outside of `join`.
  private var joined: [UInt8]?

  init(_ transcript: Transcript, _ subject: ConformanceSubject, aws: RefusingAWS, directory: String, seconds: Int)
    throws
  {
    self.transcript = transcript
    self.subject = subject
    self.aws = aws
    self.directory = directory
    self.seconds = seconds
    module = try SpokenModule(subject.path, directory: directory, seconds: seconds)
  }

  mutating func run() async throws {
    do {
      var index = 0
      while index < transcript.lines.count {
        switch transcript.lines[index] {
        case .send(let text): try await send(text)
        case .command(let words): try await command(words)
        case .expect:
          let patterns = transcript.lines[index...].prefix { if case .expect = $0 { true } else { false } }
          try await expect(patterns.compactMap { if case .expect(let text) = $0 { text } else { nil } })
          index += patterns.count - 1
        }
        index += 1
      }
      await module.end()
    } catch {
      await module.end()
      throw error
    }
  }

  private mutating func send(_ text: String) async throws {
    var outputs: [String: String] = [:]
    if case .object(let saved)? = memory.saved["outputs"] { outputs = saved.compactMapValues(\.scalarText) }
    let line = try subject.filled(text, directory: directory, outputs: outputs)
    talk.asked(line)
    let bytes = Array(line.utf8) + [0x0a]
    if joined != nil {
      joined?.append(contentsOf: bytes)
    } else {
      try await module.write(bytes, piece: piece)
      piece = .max
    }
  }

  private mutating func expect(_ texts: [String]) async throws {
    if let bytes = joined {
      joined = nil
      try await module.write(bytes)
    }
    let checks = subject.tried?.step.checks.map(\.id) ?? []
    var patterns: [Pattern] = []
    for text in texts { patterns.append(try Pattern(subject.filled(text, directory: directory), checks: checks)) }
    while !patterns.isEmpty {
      let message = try await reply()
      let id = Pattern.member(message, "id")
      guard let index = patterns.firstIndex(where: { $0.id == id }) else {
        throw Violation(
          "it answered request \(id?.scalarText ?? "null"), expected was \(patterns[0].id?.scalarText ?? "null")")
      }
      if let fault = patterns.remove(at: index).fault(in: message, &memory) { throw Violation(fault) }
    }
  }

  /// The next reply; notifications before it are looked at and passed over.
  private mutating func reply() async throws -> JSONValue {
    while true {
      let line: [UInt8]?
      do { line = try await module.receive() } catch { throw Violation("\(error)") }
      guard let line else {
        if module.isOverdue { throw Violation("it did not answer within \(seconds) s") }
        let exit = await module.exit()
        let word = await module.lastWord()
        throw Violation(
          "it closed the connection instead of answering (\(exit?.description ?? "still running"))"
            + (word.isEmpty ? "" : "; its last words: \(word)"))
      }
      if let reply = try talk.heard(line) { return reply }
    }
  }

  private mutating func command(_ words: [String]) async throws {
    let argument = words.count > 1 ? words[1] : ""
    switch words[0] {
    case "needs": break
    case "hello":
      try await send(#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":${initialize}}"#)
      try await expect([#"{"id":1,"result":{"protocol":1,"module":{"name":"${module}","version":"${version}"}}}"#])
    case "split": piece = Int(argument) ?? 1
    case "join": joined = []
    case "pings": try await pings(Int(argument) ?? 0)
    case "raw":
      talk.asked(argument)
      try await module.write(Array(argument.utf8))
    case "aws": if argument == "silent" { aws.keepSilent() } else { aws.refuse() }
    case "again":
      module.closeInput()
      _ = await module.exit()
      await module.end()
      module = try SpokenModule(subject.path, directory: directory, seconds: seconds)
      talk = Conversation()
    case "close": module.closeInput()
    case "exit": try await end(status: Int32(argument))
    case "ends": try await end(status: nil)
    default: throw TranscriptFault(description: "\(transcript.name): unknown command '\(words[0])'")
    }
  }

  /// Writes all, and begins to read when the pipe is full or everything is written.
  private mutating func pings(_ count: Int) async throws {
    let numbers = 1000..<(1000 + count)
    let texts = numbers.map { #"{"jsonrpc":"2.0","id":\#($0),"method":"ping","params":{}}"# }
    for text in texts { talk.asked(text) }
    let module = module
    let bytes = Array((texts.joined(separator: "\n") + "\n").utf8)
    async let writing: Void = module.write(bytes)
    try await Task.sleep(for: .milliseconds(150))
    for _ in numbers {
      let message = try await reply()
      guard Pattern.member(message, "result") != nil else { throw Violation("it refused a ping") }
    }
    try await writing
  }

  private mutating func end(status: Int32?) async throws {
    // What it still says is read, so that it does not wait for us.
    while let line = try? await module.receive() { _ = try talk.heard(line) }
    guard let exit = await module.exit() else { throw Violation("it did not exit within \(seconds) s") }
    if let status, exit != .code(status) { throw Violation("it ended with \(exit) instead of exit status \(status)") }
  }
}

extension Pattern {
  static func member(_ message: JSONValue, _ name: String) -> JSONValue? {
    if case .object(let members) = message { members[name] } else { nil }
  }
}

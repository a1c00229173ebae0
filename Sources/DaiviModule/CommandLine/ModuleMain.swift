import ArgumentParser
import DaiviEngine
import DaiviProtocol
import DaiviSystem
import FoundationEssentials
import Glibc

/// What a module's executable does with its words: `describe` and `serve` for the host, everything else for a person.
struct ModuleMain {
  private let module: Module

  init(_ module: Module) { self.module = module }

  func run(_ arguments: [String]) async {
    signal(SIGPIPE, SIG_IGN)
    switch arguments {
    case ["describe"]: describe()
    case ["serve"]: await serve()
    default:
      if let command = module.commands.first(where: { $0.name == arguments.first && $0.parser == nil }) {
        run(command, Array(arguments.dropFirst()))
      } else {
        await StandaloneCommand.run(module, arguments)
      }
    }
  }

  private func run(_ command: ModuleCommand, _ arguments: [String]) {
    do {
      try command.run(arguments)
    } catch let error as CommandError {
      fail("\(error)", status: error.status.rawValue)
    } catch {
      fail("\(error)", status: 1)
    }
  }

  private func describe() {
    do {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
      var bytes = [UInt8](try encoder.encode(try module.manifest()))
      bytes.append(0x0a)
      try Files.writeAll(bytes, to: 1, "standard output")
    } catch {
      fail("\(error)", status: 1)
    }
  }

  private func serve() async {
    guard ProcessEnvironment.variables()[hostCookieVariable] != nil else {
      fail(
        "`serve` speaks to a host, not to a person; type `daivi-\(module.name) --help`, or `daivi-host deploy`",
        status: CommandError.Status.usage.rawValue)
    }
    ParentWatch.start()
    do {
      let transport = try DescriptorTransport.takingStandardStreams()
      try await RPCServer(module, transport: transport).serve()
    } catch {
      fail("\(error)", status: 1)
    }
  }

  private func fail(_ message: String, status: Int32) -> Never {
    try? Files.writeAll(Array("daivi-\(module.name): \(message)\n".utf8), to: 2, "standard error")
    exit(status)
  }
}

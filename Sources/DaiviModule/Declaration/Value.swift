import DaiviProtocol

/// A text with placeholders, filled in when its step runs: `"{app}-{env}-billing-hive"`, `"{inputs.dataKeyArn}"`,
/// `"{parameters.staticReport}"`. Known names: module, app, env, account, partition, primaryRegion, secondaryRegion,
/// adminRole, and those of inputs, earlier steps' outputs (as inputs) and the module's parameters. `"{inputs.domainId?}"`
/// is empty where an optional input was not given.
public struct Value: Sendable, Hashable, CustomStringConvertible, ExpressibleByStringLiteral,
  ExpressibleByStringInterpolation
{
  private enum Part: Sendable, Hashable {
    case text(String)
    case placeholder(String)
  }

  /// The text as it was written; part of fingerprints, so it is the same in every process.
  public let description: String
  private let parts: [Part]

  public init(stringLiteral text: String) { self.init(text) }

  public init(_ text: String) {
    description = text
    var parts: [Part] = []
    var rest = Substring(text)
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      if open > rest.startIndex { parts.append(.text(String(rest[..<open]))) }
      parts.append(.placeholder(String(rest[rest.index(after: open)..<close])))
      rest = rest[rest.index(after: close)...]
    }
    if !rest.isEmpty { parts.append(.text(String(rest))) }
    self.parts = parts
  }

  /// What may stand in braces without a dot.
  static let plainNames: [String: @Sendable (_ environment: ModuleEnvironment, _ module: String) -> String] = [
    "app": { environment, _ in environment.app },
    "env": { environment, _ in environment.env },
    "account": { environment, _ in environment.account },
    "partition": { environment, _ in environment.partition },
    "primaryRegion": { environment, _ in environment.primaryRegion },
    "secondaryRegion": { environment, _ in environment.secondaryRegion },
    "adminRole": { environment, _ in environment.adminRole },
    "module": { _, module in module },
  ]

  /// What stands in the text's braces.
  var placeholders: [String] {
    parts.compactMap { part in
      if case .placeholder(let name) = part { name } else { nil }
    }
  }

  /// Names of the inputs the text mentions.
  var inputs: [String] { names(after: "inputs.") }

  /// Names of the module parameters the text mentions.
  var parameters: [String] { names(after: "parameters.") }

  private func names(after prefix: String) -> [String] {
    placeholders.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count).prefix { $0 != "?" }) }
  }

  /// The text with every placeholder filled in.
  public func resolved(
    module: String, environment: ModuleEnvironment, inputs: [String: String], parameters: [String: String]
  ) throws -> String {
    try parts.map { part in
      switch part {
      case .text(let text): return text
      case .placeholder(let name):
        let value: String? =
          switch name {
          case _ where name.hasPrefix("inputs.") && name.hasSuffix("?"):
            inputs[String(name.dropFirst("inputs.".count).dropLast())] ?? ""
          case _ where name.hasPrefix("inputs."): inputs[String(name.dropFirst("inputs.".count))]
          case _ where name.hasPrefix("parameters."): parameters[String(name.dropFirst("parameters.".count))]
          default: Self.plainNames[name]?(environment, module)
          }
        guard let value else { throw UnknownPlaceholder(name: name) }
        return value
      }
    }.joined()
  }
}

/// A placeholder that has no value (yet).
public struct UnknownPlaceholder: Error, Hashable, CustomStringConvertible {
  public var name: String
  public var description: String { "there is no value for {\(name)}" }
}

/// The outer form of one JSON-RPC 2.0 line with typed parameters.
public struct RPCRequest<Params: Codable & Sendable>: Codable, Sendable {
  public var jsonrpc = "2.0"
  public var id: Int
  public var method: String
  public var params: Params

  public init(id: Int, method: String, params: Params) {
    self.id = id
    self.method = method
    self.params = params
  }
}

/// A message without an id: nobody answers it.
public struct RPCNotification<Params: Codable & Sendable>: Codable, Sendable {
  public var jsonrpc = "2.0"
  public var method: String
  public var params: Params

  public init(method: String, params: Params) {
    self.method = method
    self.params = params
  }
}

/// A reply that carries a result.
public struct RPCResult<Value: Codable & Sendable>: Codable, Sendable {
  public var jsonrpc = "2.0"
  public var id: JSONValue
  public var result: Value

  public init(id: JSONValue, result: Value) {
    self.id = id
    self.result = result
  }
}

/// A reply that carries an error.
public struct RPCFailure: Codable, Sendable {
  public var jsonrpc = "2.0"
  public var id: JSONValue
  public var error: RPCError

  public init(id: JSONValue, error: RPCError) {
    self.id = id
    self.error = error
  }
}

/// JSON-RPC's error object; the codes below -32000 are JSON-RPC's own.
public struct RPCError: Codable, Error, Hashable, Sendable, CustomStringConvertible {
  public var code: Int
  public var message: String

  public init(code: Int, message: String) {
    self.code = code
    self.message = message
  }

  public var description: String { "\(message) (\(code))" }

  public static let parseErrorCode = -32700
  public static let invalidRequestCode = -32600
  public static let methodNotFoundCode = -32601
  public static let invalidParamsCode = -32602
  public static let internalErrorCode = -32603
  /// A request before `initialize`, or a second `initialize`.
  public static let notInitializedCode = -32002
  /// The module has `maxConcurrentSteps` requests in hand.
  public static let busyCode = -32001
}

/// What can be told of a line before its parameters are decoded.
public struct RPCEnvelope: Codable, Sendable {
  public var jsonrpc: String?
  public var id: JSONValue?
  public var method: String?
  public var error: RPCError?

  /// The parameters or result alone, decoded from the same line a second time.
  public struct Params<Value: Codable & Sendable>: Codable, Sendable { public var params: Value }
  public struct Result<Value: Codable & Sendable>: Codable, Sendable { public var result: Value }
}

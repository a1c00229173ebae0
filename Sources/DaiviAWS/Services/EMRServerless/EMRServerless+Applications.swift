/// Applications.
extension EMRServerless {
  /// GetApplication: one application.
  public func getApplication(_ id: String) async throws -> Application {
    let response: ApplicationResponse = try await client.rest("GetApplication", "GET", path: ["applications", id])
    return response.application
  }

  /// StopApplication: gives its capacity back; refused while jobs run. Stopped already is no error.
  public func stopApplication(_ id: String) async throws {
    _ = try await client.rest(
      "StopApplication", "POST", path: ["applications", id, "stop"], input: NoInput(), returning: NoOutput.self)
  }
}

extension EMRServerless {
  /// API type `Application`, as far as it is read.
  public struct Application: Sendable, Hashable, Decodable {
    public var applicationId: String
    public var name: String?
    /// `CREATING`, `CREATED`, `STARTING`, `STARTED`, `STOPPING`, `STOPPED` or `TERMINATED`.
    public var state: String
    public var stateDetails: String?
    public var releaseLabel: String?
  }

  struct ApplicationResponse: Sendable, Decodable {
    var application: Application
  }
}

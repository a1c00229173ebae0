import DaiviAWS
import DaiviSystem

/// Files over HTTP that are used only when their SHA-256 is the expected one.
struct CheckedDownload: Sendable {
  typealias Get = @Sendable (_ url: String, _ path: String) async throws -> Void

  let context: StepContext
  /// What the user can do when a file cannot be had.
  let remedy: String
  var get: Get = { url, path in try await HTTPClient().download(url, to: path) }

  /// Path of the file, in the module's work directory. Throws `StepError`; then nothing is left there.
  func file(_ url: String, sha256 expected: String, says source: String) async throws -> String {
    context.progress("fetching \(url)")
    let path = try await download(url)
    let digest = try SHA256.hex(ofFile: path)
    guard digest == expected else {
      try Files.removeAll(path)
      throw StepError(
        message: "\(url) has the SHA-256 \(digest), \(source) is \(expected); nothing was stored", hint: remedy)
    }
    return path
  }

  /// A file as it is.
  func download(_ url: String) async throws -> String {
    let name = url.split(separator: "/").last.map(String.init) ?? url
    let path = Path.join(context.workDirectory, "\(UInt32.random(in: 0 ... .max))-\(name)")
    do {
      try await get(url, path)
    } catch let error as HTTPError {
      throw StepError(message: "\(name) cannot be fetched: \(error); nothing was stored", hint: remedy)
    }
    return path
  }
}

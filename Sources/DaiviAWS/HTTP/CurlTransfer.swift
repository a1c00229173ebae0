import CCurl
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// One request on its way. Made by the caller, then owned by the loop's thread; only `isCancelled` is shared.
final class CurlTransfer: @unchecked Sendable {
  let request: HTTPRequest
  let certificateBundle: String?
  let isCancelled = Atomic(false)
  var continuation: CheckedContinuation<HTTPResponse, any Error>?

  private(set) var easy: UnsafeMutableRawPointer?
  private var headerList: UnsafeMutableRawPointer?
  private let errorBuffer = UnsafeMutableBufferPointer<CChar>.allocate(capacity: 256)
  private var source: CurlSource?
  private var sink: CurlSink
  private var response = HTTPResponse(status: 0)

  init(_ request: HTTPRequest, certificateBundle: String?) {
    self.request = request
    self.certificateBundle = certificateBundle
    sink = CurlSink(request.destination)
    errorBuffer.initialize(repeating: 0)
  }

  deinit {
    errorBuffer.deallocate()
  }

  /// Makes the easy handle. Nil when that failed; the caller has been told then.
  func prepare() -> UnsafeMutableRawPointer? {
    guard let easy = ccurl_easy_init() else {
      fail(HTTPError(.unavailable, "curl_easy_init failed"))
      return nil
    }
    self.easy = easy
    do throws(HTTPError) {
      if request.body != .none { source = try CurlSource(request.body) }
      let code = configure(easy)
      guard code == 0 else {
        throw HTTPError(.invalidRequest, String(cString: ccurl_strerror(code)), host: request.host)
      }
      return easy
    } catch {
      fail(error)
      return nil
    }
  }

  /// The transfer is over with a CURLcode.
  func finish(_ code: Int32) {
    guard code == 0 else { return fail(error(code)) }
    response.status = ccurl_info_long(easy, Int32(CCURL_INFO_RESPONSE_CODE.rawValue))
    do throws(HTTPError) {
      response.body = try sink.finish(status: response.status)
      release().resume(returning: response)
    } catch {
      fail(error)
    }
  }

  func fail(_ error: HTTPError) {
    sink.discard()
    release().resume(throwing: error)
  }

  func cancel() {
    sink.discard()
    release().resume(throwing: CancellationError())
  }

  /// Frees what belongs to libcurl here, on the loop's thread: the last reference may go away on any other.
  private func release() -> CheckedContinuation<HTTPResponse, any Error> {
    defer { continuation = nil }
    if let easy { ccurl_easy_cleanup(easy) }
    if let headerList { ccurl_slist_free_all(headerList) }
    (easy, headerList, source) = (nil, nil, nil)
    return continuation!
  }

  private func error(_ code: Int32) -> HTTPError {
    let detail = errorBuffer.first == 0 ? ccurl_strerror(code)! : UnsafePointer(errorBuffer.baseAddress!)
    let kind: HTTPError.Kind
    switch UInt32(code) {
    case CCURL_OPERATION_TIMEDOUT.rawValue: kind = .timeout
    case CCURL_COULDNT_RESOLVE_PROXY.rawValue, CCURL_COULDNT_RESOLVE_HOST.rawValue,
      CCURL_COULDNT_CONNECT.rawValue, CCURL_SSL_CONNECT_ERROR.rawValue,
      CCURL_PEER_FAILED_VERIFICATION.rawValue, CCURL_SSL_CACERT_BADFILE.rawValue:
      kind = .cannotConnect
    case CCURL_URL_MALFORMAT.rawValue, CCURL_UNSUPPORTED_PROTOCOL.rawValue: kind = .invalidRequest
    case CCURL_WRITE_ERROR.rawValue, CCURL_READ_ERROR.rawValue, CCURL_ABORTED_BY_CALLBACK.rawValue: kind = .localFile
    default: kind = .connectionLost
    }
    let local = sink.failure ?? source?.failure
    return HTTPError(
      kind, local ?? String(cString: detail), host: request.host,
      mayHaveBeenSent: ccurl_info_long(easy, Int32(CCURL_INFO_REQUEST_SIZE.rawValue)) > 0)
  }

  /// Returns the first CURLcode that is not zero.
  private func configure(_ easy: UnsafeMutableRawPointer) -> Int32 {
    let this = Unmanaged.passUnretained(self).toOpaque()
    var options = CurlOptions(easy)
    options.set(CCURL_URL, request.url)
    options.set(CCURL_NOSIGNAL, 1)
    options.set(CCURL_ERRORBUFFER, UnsafeMutableRawPointer(errorBuffer.baseAddress!))
    options.set(CCURL_HTTP_VERSION, Int(CCURL_HTTP_1_1.rawValue))
    options.set(CCURL_PROTOCOLS_STR, "http,https")
    // What was asked for over a safe line is not taken from an open one.
    options.set(CCURL_REDIR_PROTOCOLS_STR, request.url.lowercased().hasPrefix("https:") ? "https" : "http,https")
    options.set(CCURL_PATH_AS_IS, 1)
    options.set(CCURL_TCP_KEEPALIVE, 1)
    // Services close idle connections after about a minute; do not offer one that is nearly that old.
    options.set(CCURL_MAXAGE_CONN, 45)
    if let certificateBundle { options.set(CCURL_CAINFO, certificateBundle) }
    if request.bypassesProxy { options.set(CCURL_NOPROXY, "*") }
    if request.followsRedirects {
      options.set(CCURL_FOLLOWLOCATION, 1)
      options.set(CCURL_MAXREDIRS, 10)
    }
    if !request.mayBeRepeated { options.set(CCURL_FRESH_CONNECT, 1) }
    configureTimeouts(&options)
    configureBody(&options, this)

    options.set(CCURL_WRITEFUNCTION) { bytes, size, count, context in
      let transfer = Unmanaged<CurlTransfer>.fromOpaque(context!).takeUnretainedValue()
      return transfer.received(UnsafeRawBufferPointer(start: bytes, count: size * count))
    }
    options.set(CCURL_WRITEDATA, this)
    options.set(CCURL_HEADERFUNCTION) { bytes, size, count, context in
      let transfer = Unmanaged<CurlTransfer>.fromOpaque(context!).takeUnretainedValue()
      transfer.receivedHeader(UnsafeRawBufferPointer(start: bytes, count: size * count))
      return size * count
    }
    options.set(CCURL_HEADERDATA, this)

    // "Expect: 100-continue" would add a second's wait to servers that do not know it.
    headerList = ccurl_slist_append(headerList, "Expect:")
    for field in request.headers {
      headerList = ccurl_slist_append(
        headerList, field.value.isEmpty ? "\(field.name);" : "\(field.name): \(field.value)")
    }
    options.set(CCURL_HTTPHEADER, headerList)
    return options.code
  }

  private func configureTimeouts(_ options: inout CurlOptions) {
    if let connect = request.timeouts.connect { options.set(CCURL_CONNECTTIMEOUT_MS, connect.milliseconds) }
    if let total = request.timeouts.total { options.set(CCURL_TIMEOUT_MS, total.milliseconds) }
    if let idle = request.timeouts.idle {
      options.set(CCURL_LOW_SPEED_LIMIT, 1)
      options.set(CCURL_LOW_SPEED_TIME, max(1, (idle.milliseconds + 999) / 1000))
    }
  }

  private func configureBody(_ options: inout CurlOptions, _ this: UnsafeMutableRawPointer) {
    if request.method == "HEAD" {
      options.set(CCURL_NOBODY, 1)
      return
    }
    // A body of zero bytes is announced for the methods that have one: some servers insist on Content-Length.
    if source != nil || request.method == "POST" || request.method == "PUT" {
      options.set(CCURL_UPLOAD, 1)
      options.set(CCURL_INFILESIZE_LARGE, request.body.count)
      options.set(CCURL_READFUNCTION) { bytes, size, count, context in
        let transfer = Unmanaged<CurlTransfer>.fromOpaque(context!).takeUnretainedValue()
        return transfer.source?.read(into: UnsafeMutableRawBufferPointer(start: bytes, count: size * count)) ?? 0
      }
      options.set(CCURL_READDATA, this)
      options.setSeek { context, offset, origin in
        let transfer = Unmanaged<CurlTransfer>.fromOpaque(context!).takeUnretainedValue()
        return transfer.source?.seek(offset, origin) ?? 0
      }
      options.set(CCURL_SEEKDATA, this)
    }
    options.set(CCURL_CUSTOMREQUEST, request.method)
  }

  private func received(_ bytes: UnsafeRawBufferPointer) -> Int {
    sink.write(bytes, status: ccurl_info_long(easy, Int32(CCURL_INFO_RESPONSE_CODE.rawValue))) ? bytes.count : 0
  }

  /// A status line starts a new set of headers: interim responses and redirects come before the final ones.
  private func receivedHeader(_ bytes: UnsafeRawBufferPointer) {
    let line = String(decoding: bytes, as: UTF8.self)
    if line.hasPrefix("HTTP/") {
      response.headers = HTTPHeaders()
    } else if let colon = line.firstIndex(of: ":") {
      response.headers.add(String(line[..<colon]), line[line.index(after: colon)...].trimmed)
    }
  }
}

import CCurl

/// Sets options of an easy handle and keeps the first failure.
struct CurlOptions {
  private let easy: UnsafeMutableRawPointer
  private(set) var code: Int32 = 0

  init(_ easy: UnsafeMutableRawPointer) {
    self.easy = easy
  }

  mutating func set(_ option: ccurl_option, _ value: Int) {
    keep(ccurl_set_long(easy, Int32(option.rawValue), value), of: option)
  }

  mutating func set(_ option: ccurl_option, _ value: Int64) {
    keep(ccurl_set_offset(easy, Int32(option.rawValue), value), of: option)
  }

  /// libcurl copies the string.
  mutating func set(_ option: ccurl_option, _ value: String) {
    keep(ccurl_set_string(easy, Int32(option.rawValue), value), of: option)
  }

  mutating func set(_ option: ccurl_option, _ value: UnsafeMutableRawPointer?) {
    keep(ccurl_set_pointer(easy, Int32(option.rawValue), value), of: option)
  }

  mutating func set(_ option: ccurl_option, _ function: @escaping ccurl_transfer_function) {
    keep(ccurl_set_transfer_function(easy, Int32(option.rawValue), function), of: option)
  }

  mutating func setSeek(_ function: @escaping ccurl_seek_function) {
    keep(ccurl_set_seek_function(easy, function), of: CCURL_SEEKFUNCTION)
  }

  /// An older libcurl (before 7.85) has no CURLOPT_PROTOCOLS_STR; its defaults do not follow redirects to files either.
  private mutating func keep(_ result: Int32, of option: ccurl_option) {
    let optional = option == CCURL_PROTOCOLS_STR || option == CCURL_REDIR_PROTOCOLS_STR
    if optional && UInt32(result) == CCURL_UNKNOWN_OPTION.rawValue { return }
    if code == 0 { code = result }
  }
}

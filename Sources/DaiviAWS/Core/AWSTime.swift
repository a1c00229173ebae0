import FoundationEssentials

/// Instants as AWS writes them. All in UTC; no locale, no formatter objects.
enum AWSTime {
  /// `20150830T123600Z`: the date of a signature.
  static func basic(_ date: Date) -> String {
    let c = CivilTime(date)
    return "\(pad(c.year, 4))\(pad(c.month))\(pad(c.day))T\(pad(c.hour))\(pad(c.minute))\(pad(c.second))Z"
  }

  /// `2015-08-30T12:36:00Z`.
  static func iso8601(_ date: Date) -> String {
    let c = CivilTime(date)
    return "\(pad(c.year, 4))-\(pad(c.month))-\(pad(c.day))T\(pad(c.hour)):\(pad(c.minute)):\(pad(c.second))Z"
  }

  /// Reads `2015-08-30T12:36:00.123Z`, with or without fraction and with `+00:00` offsets, or seconds since 1970.
  static func parse(_ text: String) -> Date? {
    if let seconds = Double(text) { return Date(timeIntervalSince1970: seconds) }
    let digits = Array(text.utf8)
    guard digits.count >= 19, digits[4] == UInt8(ascii: "-"), digits[10] == UInt8(ascii: "T") || digits[10] == 32,
      let year = number(digits[0..<4]), let month = number(digits[5..<7]), let day = number(digits[8..<10]),
      let hour = number(digits[11..<13]), let minute = number(digits[14..<16]), let second = number(digits[17..<19])
    else { return nil }
    var rest = digits[19...]
    var fraction = 0.0
    if rest.first == UInt8(ascii: ".") {
      let part = rest.dropFirst().prefix { (48...57).contains($0) }
      fraction = Double("0." + String(decoding: part, as: UTF8.self)) ?? 0
      rest = rest.dropFirst(part.count + 1)
    }
    guard let offset = offsetSeconds(rest) else { return nil }
    let civil = CivilTime(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
    return Date(timeIntervalSince1970: Double(civil.secondsSince1970 - offset) + fraction)
  }

  /// Reads `Sun, 06 Nov 1994 08:49:37 GMT`: the HTTP `Date` header.
  static func parseHTTP(_ text: String) -> Date? {
    let parts = text.split { $0 == " " || $0 == ":" }
    guard parts.count >= 7, let day = Int(parts[1]), let month = months.firstIndex(of: String(parts[2])),
      let year = Int(parts[3]), let hour = Int(parts[4]), let minute = Int(parts[5]), let second = Int(parts[6])
    else { return nil }
    let civil = CivilTime(year: year, month: month + 1, day: day, hour: hour, minute: minute, second: second)
    return Date(timeIntervalSince1970: Double(civil.secondsSince1970))
  }

  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  private static func pad(_ value: Int, _ width: Int = 2) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
    Int(String(decoding: digits, as: UTF8.self))
  }

  /// Seconds east of UTC of what follows the time; nothing and `Z` are UTC.
  private static func offsetSeconds(_ text: ArraySlice<UInt8>) -> Int? {
    guard let sign = text.first, sign != UInt8(ascii: "Z") else { return 0 }
    let digits = text.dropFirst().filter { $0 != UInt8(ascii: ":") }
    guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), digits.count == 4,
      let hours = number(digits[..<2]), let minutes = number(digits[2...])
    else { return nil }
    return (hours * 3600 + minutes * 60) * (sign == UInt8(ascii: "-") ? -1 : 1)
  }
}

/// Date and time of the proleptic Gregorian calendar in UTC.
struct CivilTime: Equatable {
  var year, month, day, hour, minute, second: Int

  init(year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int) {
    (self.year, self.month, self.day) = (year, month, day)
    (self.hour, self.minute, self.second) = (hour, minute, second)
  }

  /// Rounds down to the second.
  init(_ date: Date) {
    let seconds = Int(date.timeIntervalSince1970.rounded(.down))
    let days = Self.floorDivide(seconds, 86_400)
    let rest = seconds - days * 86_400
    // Years that start in March put the leap day at the end; 146,097 days are 400 years.
    let shifted = days + 719_468
    let era = Self.floorDivide(shifted, 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let marchMonth = (5 * dayOfYear + 2) / 153
    month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60)
  }

  var secondsSince1970: Int {
    let marchYear = month <= 2 ? year - 1 : year
    let era = Self.floorDivide(marchYear, 400)
    let yearOfEra = marchYear - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return (era * 146_097 + dayOfEra - 719_468) * 86_400 + hour * 3600 + minute * 60 + second
  }

  private static func floorDivide(_ value: Int, _ divisor: Int) -> Int {
    value >= 0 ? value / divisor : -((-value + divisor - 1) / divisor)
  }
}

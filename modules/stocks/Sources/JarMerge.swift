import DaiviSystem

/// Several jars as one, because an application of Managed Flink takes one: files as they are packed, the first of each
/// name; lists of services (META-INF/services) with the lines of all. Signatures are left out: the merged jar is none of
/// those that were signed.
enum JarMerge {
  static func merged(_ jars: [[UInt8]]) throws -> [UInt8] {
    var members: [String: ZipArchive.Member] = [:]
    var services: [String: [String]] = [:]
    for jar in jars {
      for member in try ZipArchive(reading: jar).members where !isLeftOut(member.name) {
        if member.name.hasPrefix("META-INF/services/") {
          let lines = String(decoding: try member.unpacked(), as: UTF8.self).split(whereSeparator: \.isNewline)
          // A name a line, and what follows it is a remark.
          services[member.name, default: []] += lines.compactMap {
            $0.prefix { $0 != "#" }.split(whereSeparator: \.isWhitespace).first.map(String.init)
          }
        } else if members[member.name] == nil {
          members[member.name] = member
        }
      }
    }
    for (name, lines) in services {
      var seen: Set<String> = []
      let text = lines.filter { seen.insert($0).inserted }.joined(separator: "\n") + "\n"
      members[name] = ZipArchive.Member(name, Array(text.utf8))
    }
    return ZipArchive(members.values.sorted { $0.name < $1.name }).bytes()
  }

  private static func isLeftOut(_ name: String) -> Bool {
    name == "module-info.class" || name == "META-INF/MANIFEST.MF"
      || name.hasPrefix("META-INF/") && [".SF", ".RSA", ".DSA"].contains { name.hasSuffix($0) }
  }
}

import ArgumentParser

struct ModulesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "modules", abstract: "The modules this host found; installing, pinning, testing and making them.",
    discussion: """
      What is installed is run only where daivi.lock pins it: version and SHA-256 of every file, for each environment. \
      Modules beside the host, and in directories that --modules or DAIVI_MODULES name, are trusted as the host is.
      """,
    subcommands: [
      ModulesList.self, ModulesDescribe.self, ModulesInstall.self, ModulesRemove.self, ModulesLock.self,
      ModulesVerify.self, ModulesTest.self, ModulesNew.self, ModulesPack.self,
    ], defaultSubcommand: ModulesList.self)
}

import DaiviSystem
import Testing

/// A third party's module in Python, `notes`: each target keeps a note in a file. Its releases differ in their targets.
struct NotesModule {
  let project: TestProject

  /// The module's source in a version; `targets` maps names to the revision of their one step.
  func write(
    _ version: String, targets: [(name: String, revision: String)], requires: String = "[]", name: String = "notes"
  ) throws {
    let directory = "source-\(name)-\(version)"
    let declared = targets.map { "Target('\($0.name)', 'Note', steps=[Note('\($0.name)', '\($0.revision)')])" }
    let text = """
      #!/usr/bin/env python3
      import os, sys
      sys.dont_write_bytecode = True
      from daivi_module import Module, Step, Target

      class Note(Step):
          id, title, outputs = "note", "a note", ["path"]
          checks = [{"id": "there", "title": "the note is there"}]

          def __init__(self, name, revision):
              self.name, self.revision = name, revision

          def path(self, context):
              return context.inputs.get("path") or os.path.join(context.work_directory, self.name)

          def apply(self, context):
              with open(self.path(context), "w") as file:
                  file.write("\(version) %s" % self.revision)
              return {"outputs": {"path": self.path(context)}, "detail": "by \(version)"}

          def verify(self, context):
              return {"there": None if os.path.exists(self.path(context)) else "it is gone"}

          def destroy(self, context):
              if os.path.exists(self.path(context)):
                  os.remove(self.path(context))
              return {"detail": "taken away by \(version)"}

      targets = [\(declared.joined(separator: ", "))]
      Module("\(name)", version="\(version)", title="Notes", requires=\(requires), targets=targets).main()

      """
    let place = Path.join(project.directory, directory)
    try Files.createDirectory(place)
    try Files.writeAtomically(Array(text.utf8), to: Path.join(place, "daivi-\(name)"), mode: 0o755)
    let templates = Path.join(Build.root, "Sources/DaiviRelease/Templates/python")
    try Files.writeAtomically(
      try Files.read(Path.join(templates, "daivi_module.py.template")), to: Path.join(place, "daivi_module.py"))
  }

  /// Packs a version; the release file's path.
  func release(_ version: String, name: String = "notes") async throws -> String {
    try await project.daivi("modules", "pack", "source-\(name)-\(version)").status(0).run()
    return "releases/daivi-\(name)-\(version).release.json"
  }

  /// The content of a target's note in an environment, nil without one.
  func note(_ target: String, _ environment: String) -> String? {
    try? Files.readText(Path.join(project.directory, ".daivi/environments/daivi-\(environment)/work/notes/\(target)"))
  }
}

extension Migration {
  /// The first schema. Times are ISO-8601 UTC with milliseconds, so text order is time order.
  ///
  /// `epoch` counts the identities (account, endpoint, sandbox) that the environment has had. Rows of an older epoch
  /// stay as history and are never returned as the present.
  static let version1 = Migration(
    version: 1,
    sql: """
      CREATE TABLE setting (
        key TEXT NOT NULL PRIMARY KEY,
        value TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE identity (
        epoch INTEGER PRIMARY KEY,
        app TEXT NOT NULL,
        environment TEXT NOT NULL,
        account TEXT NOT NULL,
        endpoint TEXT NOT NULL,
        sandbox_id TEXT,
        primary_region TEXT NOT NULL,
        secondary_region TEXT,
        since TEXT NOT NULL
      ) STRICT;

      CREATE VIEW current (epoch) AS SELECT coalesce(max(epoch), 1) FROM identity;

      CREATE TABLE deployment (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        epoch INTEGER NOT NULL,
        kind TEXT NOT NULL,
        selection TEXT NOT NULL,
        host_version TEXT NOT NULL,
        process INTEGER NOT NULL,
        process_started TEXT NOT NULL,
        started_at TEXT NOT NULL,
        finished_at TEXT,
        outcome TEXT
      ) STRICT;

      CREATE TABLE attempt (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        epoch INTEGER NOT NULL,
        deployment INTEGER NOT NULL REFERENCES deployment (id),
        module TEXT NOT NULL,
        target TEXT NOT NULL,
        step TEXT NOT NULL,
        action TEXT NOT NULL,
        token TEXT NOT NULL,
        fingerprint TEXT NOT NULL,
        inputs TEXT NOT NULL,
        started_at TEXT NOT NULL,
        finished_at TEXT,
        outcome TEXT,
        detail TEXT,
        error TEXT,
        resources TEXT
      ) STRICT;
      CREATE INDEX attempt_by_step ON attempt (epoch, module, target, step, id);
      CREATE INDEX attempt_by_deployment ON attempt (deployment, id);
      CREATE UNIQUE INDEX attempt_open ON attempt (epoch, module, target, step) WHERE outcome IS NULL;

      CREATE TABLE target_state (
        epoch INTEGER NOT NULL,
        module TEXT NOT NULL,
        target TEXT NOT NULL,
        status TEXT NOT NULL,
        fingerprint TEXT NOT NULL,
        module_version TEXT NOT NULL,
        deployment INTEGER REFERENCES deployment (id),
        updated_at TEXT NOT NULL,
        PRIMARY KEY (epoch, module, target)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE output (
        epoch INTEGER NOT NULL,
        module TEXT NOT NULL,
        target TEXT NOT NULL,
        step TEXT NOT NULL,
        name TEXT NOT NULL,
        value TEXT NOT NULL,
        attempt INTEGER NOT NULL REFERENCES attempt (id),
        PRIMARY KEY (epoch, module, target, step, name)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE check_result (
        epoch INTEGER NOT NULL,
        module TEXT NOT NULL,
        target TEXT NOT NULL,
        step TEXT NOT NULL,
        id TEXT NOT NULL,
        title TEXT NOT NULL,
        status TEXT NOT NULL,
        detail TEXT NOT NULL,
        resource TEXT,
        at TEXT NOT NULL,
        PRIMARY KEY (epoch, module, target, step, id)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE gate (
        epoch INTEGER NOT NULL,
        module TEXT NOT NULL,
        target TEXT NOT NULL,
        step TEXT NOT NULL,
        kind TEXT NOT NULL,
        state TEXT NOT NULL,
        instructions TEXT NOT NULL,
        opens_at TEXT,
        confirmed_by TEXT,
        since TEXT NOT NULL,
        PRIMARY KEY (epoch, module, target, step)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE event (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        deployment INTEGER NOT NULL REFERENCES deployment (id),
        at TEXT NOT NULL,
        module TEXT,
        target TEXT,
        step TEXT,
        kind TEXT NOT NULL,
        message TEXT NOT NULL
      ) STRICT;
      CREATE INDEX event_by_deployment ON event (deployment, id);

      CREATE TABLE module (
        name TEXT NOT NULL PRIMARY KEY,
        version TEXT NOT NULL,
        path TEXT NOT NULL,
        manifest_digest TEXT NOT NULL,
        protocol_version INTEGER NOT NULL,
        recorded_at TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;
      """)
}

-- Schema 2: several nodes, forecasts, and what a restore must know.

-- When a person last consented, and the life of the current token set as far as it is no secret.
-- A token set of schema 1 has none of it yet: issued_at 0 says so.
ALTER TABLE account ADD COLUMN authorized_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE account ADD COLUMN issued_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE account ADD COLUMN expires_at INTEGER;
ALTER TABLE account ADD COLUMN refreshable INTEGER NOT NULL DEFAULT 1;
ALTER TABLE account ADD COLUMN refresh_ends_at INTEGER;
ALTER TABLE account ADD COLUMN refresh_end_moves INTEGER NOT NULL DEFAULT 1;
ALTER TABLE account ADD COLUMN scopes TEXT NOT NULL DEFAULT '';
UPDATE account SET authorized_at = created_at;

-- What outlives an account: its fence, its highest generation, and the number of its last change.
ALTER TABLE fence RENAME TO lineage;
ALTER TABLE lineage ADD COLUMN generation INTEGER NOT NULL DEFAULT 0;
ALTER TABLE lineage ADD COLUMN changed INTEGER NOT NULL DEFAULT 0;
INSERT INTO lineage (account, number, generation, changed)
  SELECT id, 0, 0, 0 FROM account WHERE id NOT IN (SELECT account FROM lineage);
UPDATE lineage SET generation =
  COALESCE((SELECT generation FROM account WHERE id = lineage.account), 0);
CREATE INDEX lineage_changed ON lineage (changed);

-- Refresh tokens that an account used and does not use any more, by their fingerprint.
CREATE TABLE spent (
  account TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  generation INTEGER NOT NULL,
  PRIMARY KEY (account, fingerprint)
) STRICT, WITHOUT ROWID;
CREATE INDEX spent_fingerprint ON spent (fingerprint);

-- The last warning that an account ends: of which end, and how many days before it.
CREATE TABLE warning (
  account TEXT PRIMARY KEY,
  ends_at INTEGER NOT NULL,
  days INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Which node's process began an attempt.
ALTER TABLE attempt ADD COLUMN holder TEXT NOT NULL DEFAULT '';
ALTER TABLE attempt DROP COLUMN last_try;

-- Refresh tokens that were taken from a seed, so that none is taken twice.
CREATE TABLE seed (
  source TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  account TEXT NOT NULL,
  taken_at INTEGER NOT NULL,
  PRIMARY KEY (source, fingerprint)
) STRICT, WITHOUT ROWID;

-- Each node has an audit chain of its own; that of a node alone has the empty name. Numbers are
-- given in the order of commits, over all nodes.
CREATE TABLE audit_2 (
  node TEXT NOT NULL,
  number INTEGER NOT NULL,
  at INTEGER NOT NULL,
  event TEXT NOT NULL,
  account TEXT NOT NULL,
  generation INTEGER NOT NULL,
  recipient TEXT NOT NULL,
  detail TEXT NOT NULL,
  mac BLOB NOT NULL,
  PRIMARY KEY (node, number)
) STRICT, WITHOUT ROWID;
INSERT INTO audit_2 SELECT '', number, at, event, account, generation, recipient, detail, mac FROM audit;
DROP TABLE audit;
ALTER TABLE audit_2 RENAME TO audit;
CREATE UNIQUE INDEX audit_number ON audit (number);

-- Schema 3: each tool gets its token in its own form.

ALTER TABLE workload_grant ADD COLUMN dialect TEXT NOT NULL DEFAULT 'nanoclaw';

-- Where a standing delivery is; null for what runs get.
ALTER TABLE workload_grant ADD COLUMN file TEXT;

-- Refresh tokens that are lent to a run (mode adopted-file): at most one of an account. Until it is
-- given back, nobody else sends it.
CREATE TABLE loan (
  account TEXT PRIMARY KEY,
  fence INTEGER NOT NULL,
  holder TEXT NOT NULL,
  run TEXT NOT NULL,
  workload TEXT NOT NULL,
  sandbox TEXT NOT NULL,
  dialect TEXT NOT NULL,
  folder TEXT NOT NULL,
  file TEXT NOT NULL,
  subject TEXT NOT NULL,
  owner INTEGER,
  generation INTEGER NOT NULL,
  fingerprint TEXT NOT NULL,
  lent_at INTEGER NOT NULL,
  seen_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Accounts whose tokens came out of the file of a run, when nobody has shown whose they are: they
-- serve the workload of that run only.
CREATE TABLE bond (account TEXT PRIMARY KEY, workload TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- Schema 1. Times are epoch milliseconds. Statements end with a semicolon at the end of a line.

CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- vault
CREATE TABLE account (
  id TEXT PRIMARY KEY,
  subject TEXT NOT NULL,
  label TEXT NOT NULL,
  state TEXT NOT NULL,
  reason TEXT NOT NULL,
  generation INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE token_set (
  account TEXT NOT NULL,
  generation INTEGER NOT NULL,
  sealed BLOB NOT NULL,
  PRIMARY KEY (account, generation)
) STRICT, WITHOUT ROWID;

CREATE TABLE attempt (
  account TEXT NOT NULL,
  fence INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  fingerprint TEXT NOT NULL,
  opened_at INTEGER NOT NULL,
  tries INTEGER NOT NULL,
  last_try INTEGER NOT NULL,
  PRIMARY KEY (account)
) STRICT, WITHOUT ROWID;

CREATE TABLE fence (account TEXT PRIMARY KEY, number INTEGER NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE evidence (
  account TEXT NOT NULL,
  fence INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  sealed BLOB NOT NULL,
  PRIMARY KEY (account, fence)
) STRICT, WITHOUT ROWID;

-- audit
CREATE TABLE audit (
  number INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  event TEXT NOT NULL,
  account TEXT NOT NULL,
  generation INTEGER NOT NULL,
  recipient TEXT NOT NULL,
  detail TEXT NOT NULL,
  mac BLOB NOT NULL
) STRICT;

-- workload
CREATE TABLE workload_grant (
  id INTEGER PRIMARY KEY,
  workload TEXT NOT NULL,
  account TEXT NOT NULL,
  name TEXT NOT NULL,
  scopes TEXT NOT NULL,
  mode TEXT NOT NULL,
  since INTEGER NOT NULL,
  UNIQUE (workload, name)
) STRICT;

-- consent
CREATE TABLE consent_request (
  id TEXT PRIMARY KEY,
  workload TEXT NOT NULL,
  asked_as TEXT NOT NULL,
  provider TEXT NOT NULL,
  account TEXT NOT NULL,
  scopes TEXT NOT NULL,
  state TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE pending_account (
  id TEXT PRIMARY KEY,
  provider TEXT NOT NULL,
  sealed BLOB NOT NULL,
  ends_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE block (
  workload TEXT NOT NULL,
  provider TEXT NOT NULL,
  PRIMARY KEY (workload, provider)
) STRICT, WITHOUT ROWID;

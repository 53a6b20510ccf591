-- Schema 3: each tool gets its token in its own form.

ALTER TABLE workload_grant ADD COLUMN dialect TEXT NOT NULL DEFAULT 'nanoclaw';

-- Where a standing delivery is; null for what runs get.
ALTER TABLE workload_grant ADD COLUMN file TEXT;

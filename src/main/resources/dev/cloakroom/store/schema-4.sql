-- Schema 4: an ask may say how it wants what it asks for delivered.

-- The mode and the dialect; empty for what the workload has already, or the usual.
ALTER TABLE consent_request ADD COLUMN form TEXT NOT NULL DEFAULT '';

/** What ops is alerted of: the alerts with their history, what people did about them, and the messages that wait. */
export const alertSchema = `
CREATE TABLE alert (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  severity TEXT NOT NULL,
  cause TEXT NOT NULL,
  -- JSON list of codes
  sites TEXT NOT NULL,
  region TEXT,
  link TEXT,
  started_milliseconds INTEGER NOT NULL,
  ended_milliseconds INTEGER,
  -- JSON, flat, without anything of a patient
  detail TEXT NOT NULL,
  acknowledged_by TEXT,
  acknowledged_milliseconds INTEGER,
  silenced_milliseconds INTEGER,
  -- JSON: what was last said of it
  told TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX alert_open ON alert (started_milliseconds) WHERE ended_milliseconds IS NULL;
CREATE INDEX alert_ended ON alert (ended_milliseconds) WHERE ended_milliseconds IS NOT NULL;
CREATE TABLE alert_note (
  id INTEGER PRIMARY KEY,
  alert TEXT NOT NULL REFERENCES alert (id),
  milliseconds INTEGER NOT NULL,
  author TEXT NOT NULL,
  text TEXT NOT NULL
) STRICT;
CREATE INDEX alert_note_by_alert ON alert_note (alert, id);
CREATE TABLE alert_silence (
  -- of a site or of a kind, the other empty
  site TEXT NOT NULL,
  kind TEXT NOT NULL,
  until_milliseconds INTEGER NOT NULL,
  author TEXT NOT NULL,
  milliseconds INTEGER NOT NULL,
  PRIMARY KEY (site, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX alert_silence_by_end ON alert_silence (until_milliseconds);
CREATE TABLE alert_message (
  id TEXT PRIMARY KEY,
  alert TEXT NOT NULL REFERENCES alert (id),
  news TEXT NOT NULL,
  channel TEXT NOT NULL,
  created_milliseconds INTEGER NOT NULL,
  due_milliseconds INTEGER NOT NULL,
  attempts INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX alert_message_due ON alert_message (channel, due_milliseconds);
CREATE INDEX alert_message_by_alert ON alert_message (alert);
-- one row: what the alerting remembers, JSON
CREATE TABLE alert_memory (id INTEGER PRIMARY KEY CHECK (id = 1), memory TEXT NOT NULL) STRICT;
`;

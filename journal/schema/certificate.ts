/** The registers of certificates and invites with their history: who, when and why. What was given before has no more than it had. */
export const certificateSchema = `
ALTER TABLE certificate ADD COLUMN reason TEXT;
ALTER TABLE certificate ADD COLUMN key_fingerprint TEXT;
ALTER TABLE certificate ADD COLUMN expires_milliseconds INTEGER;
ALTER TABLE certificate ADD COLUMN pem TEXT;
-- when a session was first opened with it; retired_milliseconds may lie ahead: it holds until then
ALTER TABLE certificate ADD COLUMN used_milliseconds INTEGER;
ALTER TABLE certificate ADD COLUMN end_reason TEXT;
ALTER TABLE certificate ADD COLUMN end_by TEXT;
ALTER TABLE certificate ADD COLUMN end_note TEXT;
ALTER TABLE invite ADD COLUMN created_milliseconds INTEGER;
ALTER TABLE invite ADD COLUMN created_by TEXT;
ALTER TABLE invite ADD COLUMN spent_milliseconds INTEGER;
ALTER TABLE invite ADD COLUMN ended_milliseconds INTEGER;
ALTER TABLE invite ADD COLUMN end_reason TEXT;
`;

/** What happened to the fleet, at the hub: restored, cloned, forged. */
export const eventSchema = `
CREATE TABLE event (
  id INTEGER PRIMARY KEY,
  milliseconds INTEGER NOT NULL,
  site TEXT NOT NULL,
  kind TEXT NOT NULL,
  -- JSON, flat, without anything of a patient
  detail TEXT NOT NULL
) STRICT;
CREATE INDEX event_by_site ON event (site, id);
`;

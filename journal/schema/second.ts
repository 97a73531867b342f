/** Migration 2. */
export const secondSchema = `
-- What a site's last report said of a lane, at the hub: when the oldest change that waits there was committed; 0 none.
ALTER TABLE stream ADD COLUMN waiting_since_milliseconds INTEGER NOT NULL DEFAULT 0;

-- The serial of the last health identifier that this site gave.
CREATE TABLE health_id (id INTEGER PRIMARY KEY CHECK (id = 1), serial INTEGER NOT NULL) STRICT;
INSERT INTO health_id (id, serial) VALUES (1, 0);
`;

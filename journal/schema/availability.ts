/** How long a site was how on each day of UTC, in milliseconds, and until when that is accounted for. */
export const availabilitySchema = `
CREATE TABLE availability (
  -- days since 1970
  day INTEGER PRIMARY KEY,
  up INTEGER NOT NULL,
  degraded INTEGER NOT NULL,
  down INTEGER NOT NULL,
  off INTEGER NOT NULL
) STRICT;
CREATE TABLE heartbeat (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  milliseconds INTEGER NOT NULL
) STRICT;
`;

/**
 * FHIR Subscriptions of this node, which stand in no log and go nowhere: whom they notify is this node's concern alone. The
 * queue of each is the order of versions here, so that of a notification nothing is kept but how far they are.
 */
export const subscriptionSchema = `
CREATE TABLE fhir_subscription (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  author TEXT NOT NULL,
  -- whose rights it acts with
  owner_kind TEXT NOT NULL CHECK (owner_kind IN ('person', 'machine')),
  owner TEXT NOT NULL,
  -- the service base that its author used, which absolute references in its criteria begin with
  base TEXT NOT NULL,
  -- canonical, with the headers that are secrets
  body TEXT NOT NULL,
  -- one more with each change that is seen from outside
  version INTEGER NOT NULL,
  -- one more with each change by its author: what was begun before it counts no more
  generation INTEGER NOT NULL,
  updated_milliseconds INTEGER NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('requested', 'active', 'error', 'off')),
  -- why it is in error or off, a code
  error TEXT,
  -- the last version that was told, or needs not be
  cursor INTEGER NOT NULL,
  -- attempts that failed, one after the other
  failures INTEGER NOT NULL,
  failing_since_milliseconds INTEGER,
  -- not before
  retry_milliseconds INTEGER
) STRICT;
CREATE INDEX fhir_subscription_of ON fhir_subscription (author, id);
CREATE INDEX fhir_subscription_by_status ON fhir_subscription (status, updated_milliseconds);
`;

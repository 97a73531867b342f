/** What a resource with several heads shows, and the stamp that counts where the version's own is not believed. */
export const mergeSchema = `
-- The change ids of the heads, the winner first, while there are several; what shows then; null: it is deleted.
ALTER TABLE resource ADD COLUMN heads BLOB;
ALTER TABLE resource ADD COLUMN shown BLOB;

CREATE INDEX resource_split ON resource (id) WHERE concurrent = 1;

-- What the hub put in the place of a stamp that was far ahead of its clock.
ALTER TABLE version ADD COLUMN merge_milliseconds INTEGER;
ALTER TABLE version ADD COLUMN merge_counter INTEGER;

-- The review Task of a resource, at the hub: a question that grows is the same Task.
CREATE TABLE question (
  resource INTEGER PRIMARY KEY REFERENCES resource (id),
  task TEXT NOT NULL
) STRICT;
`;

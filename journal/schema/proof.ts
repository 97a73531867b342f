/** When the two ends were last proved to hold the same. */
export const proofSchema = `
CREATE TABLE proof (
  site TEXT PRIMARY KEY,
  -- null: never proved
  milliseconds INTEGER,
  -- the cursors at which it was so, JSON
  cursors TEXT,
  -- when they were found to differ; null since the last proof
  mismatch_milliseconds INTEGER
) STRICT, WITHOUT ROWID;
`;

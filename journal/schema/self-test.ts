/** The weekly self-tests of a site, the last one at the end. */
export const selfTestSchema = `
CREATE TABLE self_test (
  id INTEGER PRIMARY KEY,
  milliseconds INTEGER NOT NULL,
  -- JSON, without anything of a patient
  results TEXT NOT NULL
) STRICT;
`;

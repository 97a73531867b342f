/**
 * Whether the files of this node were written anew since an erasure (rule W16), so that nothing of it stands in free space.
 * Set to "not yet" by the transaction that erases, also by that of an earlier program, which does not know of it.
 */
export const rewritingSchema = `
ALTER TABLE erasure ADD COLUMN rewritten_milliseconds INTEGER;
CREATE INDEX erasure_unwritten ON erasure (key) WHERE rewritten_milliseconds IS NULL;
`;

/** Where a session was opened: what its person knows it by when they look at all that are theirs. */
export const sessionOriginSchema = `
-- the address on the network, '' where it is not known
ALTER TABLE credential ADD COLUMN address TEXT NOT NULL DEFAULT '';
-- browser and system as the browser calls itself, '' where it is not known
ALTER TABLE credential ADD COLUMN device TEXT NOT NULL DEFAULT '';
`;

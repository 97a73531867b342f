/** Whether a site that gets back its feed still holds some of what it wrote itself, at the hub. */
export const bootstrapOwnSchema = `
ALTER TABLE bootstrap ADD COLUMN holds_own INTEGER NOT NULL DEFAULT 0;
`;

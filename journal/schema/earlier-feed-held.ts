/** Under which hub epoch the hub said that it holds an earlier feed; 0 for none: it has not all got it back. */
export const earlierFeedHeldSchema = `
ALTER TABLE earlier_feed ADD COLUMN held_epoch INTEGER NOT NULL DEFAULT 0;
`;

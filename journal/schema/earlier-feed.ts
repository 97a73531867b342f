/** Feeds that a site received under a hub epoch before the present one, and that the hub has not all got back. */
export const earlierFeedSchema = `
CREATE TABLE earlier_feed (hub_epoch INTEGER PRIMARY KEY) STRICT;
`;

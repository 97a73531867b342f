/** The hub's register of tunnels: a number in the subnet for each link of a site, and the key of its other end. */
export const tunnelSchema = `
CREATE TABLE tunnel (
  number INTEGER PRIMARY KEY,
  site TEXT NOT NULL REFERENCES site (code),
  link TEXT NOT NULL,
  public_key TEXT NOT NULL UNIQUE,
  address TEXT NOT NULL UNIQUE,
  -- since when the site has no right to it; its number is given to another only when no new one is left
  retired_milliseconds INTEGER
) STRICT;
CREATE UNIQUE INDEX tunnel_by_link ON tunnel (site, link);
`;

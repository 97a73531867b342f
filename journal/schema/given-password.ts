/**
 * Migration: which passwords were given to their people and not chosen by them (rules N30 to N33). Those of before count as chosen.
 * The hash says which password it is about: an earlier program replaces that and knows of nothing else.
 */
export const givenPasswordSchema = `
ALTER TABLE user ADD COLUMN given_hash TEXT NOT NULL DEFAULT '';
ALTER TABLE user ADD COLUMN given_milliseconds INTEGER NOT NULL DEFAULT 0;
`;

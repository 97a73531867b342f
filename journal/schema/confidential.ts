import { confidentialCodes, confidentialitySystem } from '../../record/confidentiality.js';

/** Whether a body, an SQL expression, bears a label of `isConfidential`. Only one that may is read as JSON. */
function isLabelled(body: string): string {
  return `CASE WHEN coalesce(instr(${body}, CAST('"security"' AS BLOB)), 0) = 0 THEN 0
    WHEN NOT json_valid(CAST(${body} AS TEXT)) THEN 0
    ELSE EXISTS (SELECT 1 FROM json_each(CAST(${body} AS TEXT), '$.meta.security') label
      WHERE label.type = 'object'
        AND coalesce(json_extract(label.value, '$.system'), '${confidentialitySystem}') = '${confidentialitySystem}'
        AND json_extract(label.value, '$.code') IN (${confidentialCodes.map((code) => `'${code}'`).join(', ')})) END`;
}

const shown = 'CASE WHEN NEW.heads IS NULL THEN v.body ELSE NEW.shown END';

/**
 * Migration: which resources are confidential, by what they show; a deleted one is as it was. By triggers, so that every
 * way to write keeps it in the same transaction, and so does an earlier program that an upgrade which failed brought back.
 */
export const confidentialSchema = `
CREATE TABLE confidential (resource INTEGER PRIMARY KEY) STRICT;

-- Of a new resource, which stands before its first version does.
CREATE TRIGGER confidential_first AFTER INSERT ON version WHEN ${isLabelled('NEW.body')}
BEGIN
  INSERT OR IGNORE INTO confidential (resource)
    SELECT r.id FROM resource r WHERE r.id = NEW.resource AND r.version = NEW.id;
END;

CREATE TRIGGER confidential_next AFTER UPDATE OF version, heads, shown ON resource WHEN NEW.deleted = 0
BEGIN
  DELETE FROM confidential WHERE resource = NEW.id;
  INSERT INTO confidential (resource)
    SELECT NEW.id FROM version v WHERE v.id = NEW.version AND ${isLabelled(shown)};
END;

INSERT INTO confidential (resource)
  SELECT r.id FROM resource r JOIN version v ON v.id = r.version
  WHERE r.deleted = 0 AND ${isLabelled('CASE WHEN r.heads IS NULL THEN v.body ELSE r.shown END')};
`;

import {
  careDaysMax,
  endedVisitStates,
  endlessMilliseconds,
  openVisitStates,
  stayClasses,
  stayDaysMax,
  voidReferralStates,
} from '../../record/care/care-days.js';
import { localOffsetMinutes } from '../../record/date-time.js';
import { siteSystem } from '../../record/interest.js';

const dayMilliseconds = 24 * 3_600_000;
const midnight = `T00:00:00+${String(localOffsetMinutes / 60).padStart(2, '0')}:00`;

/** Milliseconds of a FHIR date of any precision, to the second; null for what is none. */
export function moment(path: string): string {
  const text = `json_extract(s.body, '${path}')`;
  return `CASE WHEN json_type(s.body, '${path}') <> 'text' THEN NULL ELSE 1000 * unixepoch(CASE length(${text})
    WHEN 4 THEN ${text} || '-01-01${midnight}' WHEN 7 THEN ${text} || '-01${midnight}'
    WHEN 10 THEN ${text} || '${midnight}' ELSE ${text} END) END`;
}

function listOf(words: readonly string[]): string {
  return `(${words.map((word) => `'${word}'`).join(', ')})`;
}

export const status = "json_extract(s.body, '$.status')";
const isEnded = `${status} IN ${listOf(endedVisitStates)}`;

const visits = `SELECT s.resource AS resource, s.compartment AS compartment, '' AS person,
    min(s.written, coalesce(CASE WHEN ${isEnded} THEN ${moment('$.period.end')} END, ${moment('$.period.start')}, s.written))
    + ${dayMilliseconds} * CASE WHEN NOT ${isEnded} AND json_extract(s.body, '$.class.code') IN ${listOf(stayClasses)}
      THEN ${stayDaysMax} ELSE ${careDaysMax} END AS until_milliseconds
  FROM care_source s WHERE s.type = 'Encounter' AND ${status} IN ${listOf([...openVisitStates, ...endedVisitStates])}
    AND EXISTS (SELECT 1 FROM version o WHERE o.resource = s.resource AND o.origin = s.site)`;

/** Text at a path within an item of a list, which may be anything. */
export const within = (path: string) => `CASE WHEN p.type = 'object' THEN json_extract(p.value, '${path}') END`;
const ofTask = (path: string) => `json_extract(s.body, '$.owner${path}')`;
const isAddressed = `CASE s.type WHEN 'Task'
      THEN ${ofTask('.identifier.system')} = '${siteSystem}' AND ${ofTask('.identifier.value')} = s.site
      ELSE EXISTS (SELECT 1 FROM json_each(s.body, '$.performer') p
        WHERE ${within('$.identifier.system')} = '${siteSystem}' AND ${within('$.identifier.value')} = s.site) END`;
const referrals = `SELECT s.resource, s.compartment, '', min(s.written, coalesce(${moment('$.authoredOn')}, s.written))
    + ${careDaysMax * dayMilliseconds}
  FROM care_source s WHERE s.type IN ('ServiceRequest', 'Task')
    AND coalesce(${status}, '') NOT IN ${listOf(voidReferralStates)} AND (${isAddressed})`;

/** A reference is a text of the form that names somebody of the directory. */
const isPractitioner = (text: string) => `${text} GLOB 'Practitioner/[A-Za-z0-9.-]*' AND length(${text}) <= 77
  AND substr(${text}, 14) NOT GLOB '*[^A-Za-z0-9.-]*'`;
const member = within('$.member.reference');
const teams = `SELECT s.resource, s.compartment, ${member}, coalesce(${moment('$.period.end')}, ${endlessMilliseconds})
  FROM care_source s CROSS JOIN json_each(s.body, '$.participant') p
  WHERE s.type = 'CareTeam' AND coalesce(${status}, 'active') = 'active' AND ${isPractitioner(`(${member})`)}`;
const named = within('$.reference');
const practitioners = `SELECT s.resource, s.compartment, ${named}, ${endlessMilliseconds}
  FROM care_source s CROSS JOIN json_each(s.body, '$.generalPractitioner') p
  WHERE s.type = 'Patient' AND ${isPractitioner(`(${named})`)}`;
/** Who made it is a person, not a program such as an import. */
const registrations = `SELECT s.resource, s.compartment, '', o.stamp_milliseconds + ${careDaysMax * dayMilliseconds}
  FROM care_source s CROSS JOIN version o ON o.resource = s.resource CROSS JOIN author a ON a.id = o.author
  WHERE s.type = 'Patient' AND o.origin = s.site AND length(o.predecessors) = 0 AND a.name NOT LIKE 'carnet:%'`;

export const relationships = [visits, referrals, teams, practitioners, registrations];

const isOfSite = "(SELECT role FROM node WHERE id = 1) = 'site'";
export const caringTypes = ['Encounter', 'ServiceRequest', 'Task', 'CareTeam', 'Patient'];
const body = 'CAST(CASE WHEN r.heads IS NULL THEN v.body ELSE r.shown END AS TEXT)';

/** What says who cares for whom, and what keeps it: the view over all of that, its triggers, and what stands there already. */
export function careSaid(sayings: readonly string[], saidBy: readonly string[]): string {
  const listed = listOf(saidBy);
  return `CREATE VIEW care_said AS ${sayings.join('\nUNION ALL ')};

-- Of a new resource, which stands before its first version does.
CREATE TRIGGER care_first AFTER INSERT ON version WHEN ${isOfSite}
  AND (SELECT t.name FROM resource r JOIN type t ON t.id = r.type WHERE r.id = NEW.resource AND r.version = NEW.id) IN ${listed}
BEGIN
  INSERT OR REPLACE INTO care (resource, compartment, person, until_milliseconds)
    SELECT resource, compartment, person, until_milliseconds FROM care_said WHERE resource = NEW.resource;
END;

CREATE TRIGGER care_next AFTER UPDATE OF version, heads, shown, compartment, deleted ON resource WHEN ${isOfSite}
  AND (SELECT t.name FROM type t WHERE t.id = NEW.type) IN ${listed}
BEGIN
  DELETE FROM care WHERE resource = NEW.id;
  INSERT OR REPLACE INTO care (resource, compartment, person, until_milliseconds)
    SELECT resource, compartment, person, until_milliseconds FROM care_said WHERE resource = NEW.id;
END;

INSERT OR REPLACE INTO care (resource, compartment, person, until_milliseconds)
  SELECT resource, compartment, person, until_milliseconds FROM care_said WHERE ${isOfSite}
    AND resource IN (SELECT r.id FROM resource r WHERE r.type IN (SELECT t.id FROM type t WHERE t.name IN ${listed}));
`;
}

/**
 * Migration: who cares for whom, by what each resource shows (rule R25). By triggers, so that every
 * way to write keeps it in the same transaction, and so does an earlier program that an upgrade which failed brought back. A hub
 * is no hospital: nobody is cared for there. `record/care/care-facts.ts` says the same of one resource.
 */
export const careSchema = `
CREATE TABLE care (
  compartment INTEGER NOT NULL,
  -- '' of all who treat patients here, else a reference to one of them
  person TEXT NOT NULL,
  -- what says so
  resource INTEGER NOT NULL,
  until_milliseconds INTEGER NOT NULL,
  PRIMARY KEY (compartment, person, resource)
) STRICT, WITHOUT ROWID;
CREATE INDEX care_of ON care (resource);

CREATE VIEW care_source AS SELECT r.id AS resource, r.compartment AS compartment, t.name AS type, n.site AS site,
  r.updated_milliseconds AS written, CASE WHEN json_valid(${body}) THEN ${body} ELSE '{}' END AS body
  FROM resource r CROSS JOIN type t ON t.id = r.type CROSS JOIN version v ON v.id = r.version CROSS JOIN node n ON n.id = 1
  WHERE r.deleted = 0 AND r.compartment > 0;
${careSaid(relationships, caringTypes)}`;

import type { ResourceId } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import { auditType } from '../../record/kept-apart.js';
import { type Answer, resourceText, type ShownVersion } from '../answer.js';
import { bundleText } from '../bundle/text.js';
import type { Call } from '../call.js';
import type { Interaction } from '../interaction.js';
import { searchRemarks } from '../outcome.js';
import { linksOf } from '../verbs/search.js';
import { auditEventOf, eventIdOf, numberOfEvent } from './audit-event.js';
import { cursorOf, readEventSearch } from './search-events.js';

/** Whether an interaction is about what the node's own audit says. */
export function isOfAudit(interaction: Interaction): boolean {
  if (interaction.kind === 'read') return interaction.key.type === auditType;
  return interaction.kind === 'search' && interaction.type === auditType;
}

/** Answers what is asked of AuditEvents. @throws Problem `forbidden`, `not-found`, `parameter-malformed`, `parameter-unknown` */
export function answerAudit(call: Call, interaction: Interaction): Promise<Answer> {
  if (interaction.kind === 'read') return readEvent(call, interaction.key.id);
  if (interaction.kind === 'search') return searchEvents(call);
  throw new Problem('method-unsupported', 'of an AuditEvent');
}

async function readEvent({ audit }: Call, id: ResourceId): Promise<Answer> {
  const entry = await audit.entry(numberOfEvent(audit.node, id), `${auditType}/${id}`);
  if (entry === undefined || eventIdOf(audit.node, entry) !== id) throw new Problem('not-found');
  const version = auditEventOf(audit.node, entry);
  return { status: 200, asked: true, version, body: resourceText(version) };
}

async function searchEvents(call: Call): Promise<Answer> {
  const { audit } = call;
  audit.requireSearch();
  const { query, ids, patient, used, ignored } = readEventSearch(call.parameters, call.base, audit.node);
  if (call.preferences.strict && ignored.length > 0) throw new Problem('parameter-unknown', ignored.join(', '));
  const page = await audit.find(query, patient === undefined ? auditType : `Patient/${patient}`);
  const found = page.entries
    .map((entry) => auditEventOf(audit.node, entry))
    .filter(({ id }) => ids === undefined || ids.has(id));
  const next = query.count === 0 || page.next === undefined ? undefined : cursorOf(page.next);
  const head = { type: 'searchset' as const, link: linksOf(call, { used, totalOnly: false }, next) };
  const remarks = searchRemarks({ ignored, includedInPart: false, incomplete: false }, call.language);
  return {
    status: 200,
    asked: true,
    body: bundleText(head, [
      ...found.map((version) => entryOf(call.base, version)),
      ...(remarks === undefined ? [] : [{ resource: remarks, rest: { search: { mode: 'outcome' } } }]),
    ]),
  };
}

function entryOf(base: string, version: ShownVersion) {
  const fullUrl = `${base}/${version.type}/${version.id}`;
  return { fullUrl, resource: resourceText(version), rest: { search: { mode: 'match' } } };
}

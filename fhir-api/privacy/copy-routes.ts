import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { RecordStore } from '../../journal/record-store.js';
import { copyPieces } from '../../journal/subject-copy/copy-pieces.js';
import { type CopyGround, JournalCopySource } from '../../journal/subject-copy/journal-copy-source.js';
import { parseResourceId, parseResourceType, type ResourceId, type SiteCode } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import { hasDuty } from '../../record/access.js';
import { CopyBundle } from '../../record/subject-copy/copy-bundle.js';
import { CopyPage } from '../../record/subject-copy/copy-page.js';
import type { CopyHead, CopyWriter } from '../../record/subject-copy/copy-piece.js';
import { knownPerson } from '../access/known-actor.js';
import type { Person } from '../actor.js';
import { BreakGlass, type BreakGlassOptions } from '../care/break-glass.js';
import { goneProblem } from '../gone.js';
import { apiLimits } from '../limits.js';
import { fhirJson } from '../outcome.js';
import { readFields } from '../session/read-sign-in.js';
import { unkept } from '../session/send-result.js';
import type { Sessions } from '../session/sessions.js';

export interface CopyRoutesOptions extends CopyGround, BreakGlassOptions {
  readonly records: RecordStore;
  readonly sessions: Pick<Sessions, 'actorOf'>;
  /** Whose copies they are: the node as people call it. */
  readonly node: { readonly code: SiteCode; readonly name: string };
}

type PatientRequest = FastifyRequest<{ Params: { patient: string } }>;

/** POST `/api/privacy/:patient/copy` {form: page | bundle, language: fr | en}: all that is kept of a patient, for them (rule R37). */
export function addCopyRoutes(app: FastifyInstance, options: CopyRoutesOptions): void {
  const { sessions, audit, node, now } = options;
  const desk = new BreakGlass(options);
  const copies = {
    bodyLimit: apiLimits.sessionRequestBytesMax,
    config: { access: { duty: 'copy-record' }, proof: 'recent' },
  } as const;
  app.post('/api/privacy/:patient/copy', copies, async (request: PatientRequest, reply) => {
    const person = await knownPerson(sessions.actorOf, request);
    const patient = parseResourceId(request.params.patient);
    const head: CopyHead = { patient, node, madeAt: now() };
    const { form, language } = readFields(request.body);
    const writer = writerOf(head, form, language);
    await requireHere(options, desk, person, patient);
    await audit([{ author: person.author, action: 'export copy', subject: `Patient/${patient}`, outcome: 'done' }]);
    const name = `carnet-${patient}.${form === 'bundle' ? 'json' : 'html'}`;
    return unkept(reply)
      .header('content-type', form === 'bundle' ? fhirJson : 'text/html; charset=utf-8')
      .header('content-disposition', `attachment; filename="${name}"`)
      .send(Readable.from(written(writer, options, patient), { objectMode: false }));
  });
}

/** @throws Problem `not-found`, `deleted`; `no-care-relationship` for who may see a record only of whom they care for */
async function requireHere(
  { records }: Pick<CopyRoutesOptions, 'records'>,
  desk: BreakGlass,
  person: Person,
  patient: ResourceId,
): Promise<void> {
  const found = await records.read({ type: parseResourceType('Patient'), id: patient });
  if (found === undefined) throw new Problem('not-found');
  if (found.deleted) throw goneProblem(found);
  const { state, isRestricted } = await desk.standing(person, patient);
  const mayCopy = state !== 'outside' || (isRestricted && hasDuty(person.role, 'copy-restricted-record'));
  if (!mayCopy) throw new Problem('no-care-relationship');
}

async function* written(writer: CopyWriter, ground: CopyGround, patient: ResourceId): AsyncGenerator<string> {
  yield writer.begin();
  for await (const piece of copyPieces(new JournalCopySource(ground, patient), patient)) {
    const text = writer.of(piece);
    if (text !== '') yield text;
  }
  yield writer.end();
}

/** @throws Problem `body-malformed` */
function writerOf(head: CopyHead, form: unknown, language: unknown): CopyWriter {
  if (form === 'bundle') return new CopyBundle(head);
  if (form !== 'page') throw new Problem('body-malformed', 'form');
  if (language !== 'fr' && language !== 'en') throw new Problem('body-malformed', 'language');
  return new CopyPage(head, language);
}

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ExportJob, ExportJobStore } from '../../journal/exports/export-job-store.js';
import { Problem } from '../../protocol/problem.js';
import type { Call } from '../call.js';
import type { GuardedRecords } from '../guard.js';
import { languageOf } from '../negotiate.js';
import { fhirJson, outcomeOf } from '../outcome.js';
import { safeErrorFields } from '../problem-of.js';
import type { ExportLevel } from './definition.js';
import { sendFile, sendLeftOut } from './download.js';
import { ExportRunner } from './export-runner.js';
import { exportAsked } from './kick-off.js';
import { fileOfName, leftOutFile, manifestOf, progressOf } from './manifest.js';

export interface ExportApiOptions {
  readonly jobs: ExportJobStore;
  readonly recordsOf: (request: FastifyRequest) => GuardedRecords;
  readonly callOf: (request: FastifyRequest) => Call;
}

type OfJob = { Params: { job: string } };
type OfFile = { Params: { job: string; file: string } };

const retryAfterSeconds = 2;

/**
 * `$export` (FHIR Bulk Data Access 2.0.0, by FHIR's asynchronous request pattern): asked for, looked after, taken file by file,
 * deleted. An export belongs to who asked for it; to anybody else it is not there.
 */
export async function exportApi(app: FastifyInstance, { jobs, recordsOf, callOf }: ExportApiOptions): Promise<void> {
  const runner = new ExportRunner({
    jobs,
    onError: (error) => app.log.error({ defect: safeErrorFields(error) }, 'export held up'),
  });
  app.addHook('onReady', async () => runner.start());
  app.addHook('onClose', () => runner.stop());

  const config = { access: 'records' } as const;
  const ownJob = async (request: FastifyRequest<OfJob>): Promise<ExportJob> => {
    const job = await jobs.find(request.params.job);
    if (job === undefined || job.author !== recordsOf(request).author) throw new Problem('not-found');
    return job;
  };
  const begin = (level: ExportLevel) => async (request: FastifyRequest, reply: FastifyReply) => {
    const call = callOf(request);
    const local = request.url.slice(app.prefix.length);
    const [, group = ''] = call.path;
    const asked = { level, request: `${call.base}${local}`, ...(level === 'Group' && { group }) };
    const job = await jobs.begin(await exportAsked(call, asked));
    runner.wake();
    return reply.code(202).header('content-location', `${call.base}/$export/${job.id}`).send();
  };
  for (const [url, level] of [
    ['/$export', 'system'],
    ['/Patient/$export', 'Patient'],
    ['/Group/:id/$export', 'Group'],
  ] as const) {
    const recent = { ...config, proof: 'recent' } as const;
    app.route({ method: ['GET', 'POST'], url, config: recent, exposeHeadRoute: false, handler: begin(level) });
  }
  app.get<OfJob>('/$export/:job', { config }, async (request, reply) => {
    const job = await ownJob(request);
    reply.header('cache-control', 'no-store');
    if (job.state === 'failed') return sendFailure(job, request, reply);
    if (job.state === 'working') {
      return reply.code(202).header('x-progress', progressOf(job)).header('retry-after', retryAfterSeconds).send();
    }
    const files = await jobs.files(job.id);
    reply.header('expires', new Date(jobs.keptUntil(job)).toUTCString()).header('content-type', 'application/json');
    return reply.send(manifestOf(job, files, `${callOf(request).base}/$export/${job.id}`));
  });
  app.delete<OfJob>('/$export/:job', { config }, async (request, reply) => {
    const job = await ownJob(request);
    await jobs.remove(job.id);
    return reply.code(202).send();
  });
  app.get<OfFile>('/$export/:job/:file', { config }, async (request, reply) => {
    const job = await ownJob(request);
    if (job.state === 'done' && request.params.file === leftOutFile) return sendLeftOut(job, request, reply);
    const file = fileOfName(request.params.file);
    if (job.state !== 'done' || file === undefined) throw new Problem('not-found');
    await recordsOf(request).takeOut(file.type);
    return sendFile(jobs, job, file, request, reply);
  });
}

/** Why an export came to nothing: for the server, not the question, was at fault. */
function sendFailure({ code = 'internal' }: ExportJob, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const language = languageOf(request.headers['accept-language']);
  return reply
    .code(500)
    .header('content-type', fhirJson)
    .send(outcomeOf(new Problem(code), language));
}

import type { SiteCode } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import { readKitRequest, writeKitBundle } from '../enrolment/kit/kit-message.js';
import { enrolmentBytesMax } from '../enrolment/message.js';
import { VerbArguments } from './arguments.js';
import type { VerbContext } from './verb-context.js';

export interface AnsweredKit {
  readonly site: SiteCode;
  readonly name: string;
  /** Text of the bundle. */
  readonly bundle: string;
}

/**
 * `site-kit` {request, hubUrl}: answers the request of a box without a network (rules E20, E21).
 * @throws Problem `kit-truncated`, `kit-altered`, `kit-unproven`, `invite-unknown`, `invite-used`, `invite-expired`, …
 */
export async function answerKit(context: VerbContext, args: unknown): Promise<AnsweredKit> {
  const answer = context.answerKit;
  if (answer === undefined) throw new Problem('usage-wrong', 'only the hub answers requests');
  const given = new VerbArguments(args);
  const request = readKitRequest(given.text('request', 2 * enrolmentBytesMax));
  const bundle = await answer(request, given.text('hubUrl', 300));
  const { site, name } = JSON.parse(bundle.answer) as Pick<AnsweredKit, 'site' | 'name'>;
  return { site, name, bundle: writeKitBundle(bundle) };
}

import type { Socket } from 'node:net';
import { Problem, type ProblemIssue } from '../../protocol/problem.js';
import { isProblemCode } from '../../protocol/problems.js';

/** A value that survives JSON. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** One request for each connection, one line of JSON; then one line of answer. */
export interface ControlRequest {
  readonly verb: string;
  readonly args: unknown;
}

export type ControlAnswer =
  | { readonly ok: unknown }
  | { readonly problem: { readonly code: string; readonly detail: string; readonly issues: readonly ProblemIssue[] } };

/** A line of the control socket: a chunk of an import with its frame, and room to spare. */
export const controlLineBytesMax = 32 * 1024 * 1024;

/** Resolves with the first line; rejects with Problem when the far end stops before it or sends too much. */
export function readLine(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let bytes = 0;
    socket.on('data', (part: Buffer) => {
      const end = part.indexOf(10);
      parts.push(end === -1 ? part : part.subarray(0, end));
      bytes += part.length;
      if (end !== -1) resolve(Buffer.concat(parts).toString('utf8'));
      else if (bytes > controlLineBytesMax) reject(new Problem('too-large', 'control message'));
    });
    socket.on('error', (cause) => reject(new Problem('time-out', 'the control socket broke', [], { cause })));
    socket.on('close', () => reject(new Problem('time-out', 'the program stopped before it answered')));
  });
}

/** What the far end of the socket is told about an error; unexpected ones keep their words in the program's own log. */
export function answerOfError(cause: unknown): ControlAnswer {
  const problem = cause instanceof Problem ? cause : new Problem('internal');
  return { problem: { code: problem.code, detail: problem.detail, issues: problem.issues } };
}

/** @throws Problem as the far end had it */
export function resultOf(answer: ControlAnswer): unknown {
  if ('ok' in answer) return answer.ok;
  const { code, detail, issues } = answer.problem;
  throw new Problem(isProblemCode(code) ? code : 'internal', detail, issues);
}

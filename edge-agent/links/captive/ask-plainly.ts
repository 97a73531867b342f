import { get } from 'node:http';
import type { PlainAnswer } from './judge-captive.js';

const answerMillisecondsMax = 4_000;
const headerBytesMax = 8 * 1024;

/** One plain HTTP request, sent from the link's own address; `undefined` when nothing that is HTTP comes back in time. */
export function askPlainly(asked: URL, localAddress: string | undefined): Promise<PlainAnswer | undefined> {
  return new Promise((resolve) => {
    const request = get(asked, {
      ...(localAddress !== undefined && { localAddress }),
      ...{ agent: false, maxHeaderSize: headerBytesMax, headers: { connection: 'close' } },
    });
    const end = (answer: PlainAnswer | undefined) => {
      clearTimeout(timer);
      request.destroy();
      resolve(answer);
    };
    const timer = setTimeout(() => end(undefined), answerMillisecondsMax);
    request.on('error', () => end(undefined));
    request.on('response', ({ statusCode = 0, headers }) => end({ status: statusCode, location: headers.location }));
  });
}

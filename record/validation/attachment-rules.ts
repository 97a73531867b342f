import { createHash } from 'node:crypto';
import type { Elements } from '../elements.js';
import type { Findings } from './finding.js';

/** What an Attachment says of its data (FHIR R4 §2.24.0.5), beside what it must say (att-1). */
export function checkAttachment({ data, contentType, size, hash }: Elements, path: string, findings: Findings): void {
  if (data === undefined) return;
  if (contentType === undefined) findings.rule(`${path}.contentType`, 'is required when there is data (att-1)');
  if (typeof data !== 'string' || (size === undefined && hash === undefined)) return;
  const bytes = Buffer.from(data, 'base64');
  if (typeof size === 'number' && size !== bytes.length)
    findings.rule(`${path}.size`, 'is not the size of the data in bytes');
  if (typeof hash === 'string' && hash !== createHash('sha1').update(bytes).digest('base64')) {
    // Other hashes, and SHA-1 in hexadecimal, are common, in an official example too: told to who asks, no reason to lose a document.
    findings.warn(`${path}.hash`, 'is not the SHA-1 of the data in base 64');
  }
}

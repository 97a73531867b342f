import { attachmentsSchema } from '../schema/attachments.js';

/** Of the database of attachments, which has its own numbers; forward only (rule J4). */
export const attachmentMigrations: readonly string[] = [attachmentsSchema];

/** The settings that bound attachments, in both programs. */
export interface AttachmentSettings {
  readonly attachmentMegabytesMax: number;
  readonly attachmentStoreMegabytesMax: number;
}

const bytesPerMegabyte = 1024 * 1024;

/** The same in bytes, as the store takes them. */
export function attachmentLimits(settings: AttachmentSettings): {
  readonly contentBytesMax: number;
  readonly storeBytesMax: number;
} {
  return {
    contentBytesMax: settings.attachmentMegabytesMax * bytesPerMegabyte,
    storeBytesMax: settings.attachmentStoreMegabytesMax * bytesPerMegabyte,
  };
}

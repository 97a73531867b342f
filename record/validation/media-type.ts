/** Those in use have some tens; a longer text is not looked at. */
const charactersMax = 1_000;
/** A type, and a subtype (RFC 6838 §4.2). */
const name = '[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}';
/**
 * Parameters (RFC 7231 §3.1.1.1). A value that needs quotation marks is taken without them, too: the official examples write
 * `variant=DICOM STOW-RS`.
 */
const parameter = ' ?; ?[!#$%&\'*+.^_`|~0-9A-Za-z-]+=(?:[^;"]+|"(?:[^"\\\\]|\\\\.)*")';
const mediaType = new RegExp(`^${name}/${name}(?:${parameter})*$`);

/** Whether a text is written as a media type (BCP 13): `type/subtype`, with parameters or without. Whether anybody has registered it is not asked. */
export function isMediaType(text: string): boolean {
  return text.length <= charactersMax && mediaType.test(text);
}

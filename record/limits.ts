/** How deep JSON may be nested; FHIR R4 resources stay far below it. */
export const nestingDepthMax = 64;
/** Issues that one refusal lists; more would only be noise. */
export const issuesMax = 20;
/** Operations of one patch. */
export const patchOperationsMax = 1_000;
/** Characters of one FHIRPath of a patch. */
export const patchPathCharactersMax = 1_000;

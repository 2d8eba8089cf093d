// The events by which scripts of one page speak to each other; they share no memory.

/**
 * On `document`: something that a person waits for goes on though nobody types. It counts like a key
 * press, so that the page does not clear itself meanwhile.
 */
export const ACTIVITY = "qf:activity";

/** On a form: another script hands over a file, as `detail.file`. */
export const FILE_EVENT = "qf:file";

/** Largest request bodies, bytes, for routes' `bodyLimit`. Files come as multipart and have a limit of their own (ARBITER_UPLOAD_LIMIT_MB). */
export const bodyLimits = {
  /** A form: signing in, a name, a few settings. */
  form: 16 * 1024,
  /** A document that a person edits: a campaign, a condition, a rule set. */
  document: 2 * 1024 * 1024,
  /** Up to a thousand records of a batch. */
  batch: 8 * 1024 * 1024,
} as const;

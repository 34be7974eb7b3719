/** One thing that is wrong with a document. */
export interface Issue {
  /** The JSON Pointer (RFC 6901) of the place. */
  readonly pointer: string;
  /** The same as keys and indices. */
  readonly path: readonly (string | number)[];
  /** The whole line, in the words of every other generated checker. */
  readonly message: string;
  /** The event: `type`, `minimum`, `unknown-key`, `group-exactly-one-none` and so on. */
  readonly code: string;
  /** The property group, if it is about one. */
  readonly group?: string;
  /** The keys it is about: group members that are set, a missing key, or the one that would take the value. */
  readonly keys: readonly string[];
}

/** Every issue of a parsed JSON value, in document order; `[]` when it is valid. */
export function validate(value: unknown): Issue[];

/** Whether a parsed JSON value is valid. */
export function isValid(value: unknown): value is Root;

/** `validate` for every type. */
export const CHECK: {
  // CHECK
};

/** `isValid` for every type. */
export const ACCEPTS: {
  // ACCEPTS
};

/**
 * The value of a JSON text (RFC 8259).
 *
 * Unlike `JSON.parse` it keeps the order of keys for `validate`, gives a bigint for an integer that no
 * number holds exactly, and refuses an object with two equal keys.
 *
 * @throws SyntaxError with line and column
 */
export function parse(text: string): unknown;

export {};

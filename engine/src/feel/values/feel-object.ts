/** Base of every value of FEEL that is neither a JSON value nor a context: an object of another class is a context. */
export abstract class FeelObject {
  /** FEEL's text of the value, as `string()` gives it. */
  abstract toString(): string;

  toJSON(): unknown {
    return this.toString();
  }
}

const space = /[ \t\r\n]*/y;
const plain = /[^"\\\u0000-\u001f]{1,10000}/y;
const escaped = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const scalar = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

/** The place, as `line:column`, at which a text stops being JSON (RFC 8259): engines name it only now and then. */
export function jsonFaultPlace(source: string): string {
  let at = 0;
  const take = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    if (!pattern.test(source)) return false;
    at = pattern.lastIndex;
    return true;
  };
  const takeChar = (char: string): boolean => {
    if (source[at] !== char) return false;
    at += 1;
    return true;
  };
  // In pieces: one pattern over a text of many megabytes would exhaust the engine's stack.
  const takeText = (): boolean => {
    if (!takeChar('"')) return false;
    while (take(plain) || take(escaped));
    return takeChar('"');
  };
  const open: ('{' | '[')[] = [];
  const key = (): boolean => take(space) && takeText() && take(space) && takeChar(':');
  let going = true;
  while (going) {
    take(space);
    // A value, or the beginning of one that holds others.
    if (takeChar('{')) {
      open.push('{');
      take(space);
      if (source[at] !== '}') {
        going = key();
        continue;
      }
    } else if (takeChar('[')) {
      open.push('[');
      take(space);
      if (source[at] !== ']') continue;
    } else if (!takeText() && !take(scalar)) break;
    // What ends here, until another value has to follow.
    for (;;) {
      take(space);
      const inner = open.at(-1);
      if (inner === undefined) {
        going = false;
        break;
      }
      if (takeChar(inner === '{' ? '}' : ']')) {
        open.pop();
        continue;
      }
      going = takeChar(',') && (inner === '[' || key());
      break;
    }
  }
  const lines = source.slice(0, at).split('\n');
  return `${lines.length}:${lines.at(-1)!.length + 1}`;
}

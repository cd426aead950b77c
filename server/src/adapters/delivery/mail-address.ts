/**
 * One mail address and nothing else: no names, lists, comments or line ends, so that no value of a customer can add recipients or headers.
 * Narrower than RFC 5321: a quoted local part has no place in data of customers.
 */
export function isMailAddress(text: string): boolean {
  return text.length <= 320 && /^[^\s\u0000-\u001f\u007f"(),:;<>@[\\\]]{1,64}@[^\s\u0000-\u001f\u007f"(),:;<>@[\\\]]{1,255}$/u.test(text) && !/(^\.|\.\.|\.@|@[.-]|[.-]$)/.test(text);
}

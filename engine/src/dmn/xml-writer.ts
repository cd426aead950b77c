import type { XmlElement } from './read-xml.js';

/** Characters that XML 1.0 cannot hold, not even escaped. */
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

export type Attributes = Readonly<Record<string, string | boolean | undefined>>;

/** Writes indented XML. Text is written as it is, so that it is read back the same. */
export class XmlWriter {
  private readonly lines: string[] = [];
  private readonly open: string[] = [];
  /** Texts that XML cannot hold. */
  readonly unwritable: string[] = [];

  /** An element with other elements inside. */
  element(name: string, attributes: Attributes, inside?: () => void): void {
    if (!inside) {
      this.line(`<${name}${this.attributes(attributes)}/>`);
      return;
    }
    const before = this.lines.length;
    this.line(`<${name}${this.attributes(attributes)}>`);
    this.open.push(name);
    inside();
    this.open.pop();
    if (this.lines.length === before + 1) this.lines[before] = this.lines[before]!.replace(/>$/, '/>');
    else this.line(`</${name}>`);
  }

  /** An element with text inside. */
  text(name: string, text: string, attributes: Attributes = {}): void {
    this.line(`<${name}${this.attributes(attributes)}>${this.escape(text)}</${name}>`);
  }

  /** An element as it was read, with the namespaces that it uses. */
  kept(element: XmlElement, rename: (uri: string) => string, outer?: XmlElement['prefixes']): void {
    const prefixFor = (uri: string, forAttribute: boolean) => Object.keys(element.prefixes).find((prefix) => element.prefixes[prefix] === uri && !(forAttribute && prefix === ''));
    const prefix = prefixFor(element.namespace, false);
    const name = prefix === undefined || prefix === '' ? element.name : `${prefix}:${element.name}`;
    const attributes: Record<string, string> = {};
    if (element.prefixes !== outer) {
      for (const [key, uri] of Object.entries(element.prefixes)) if (key !== 'xml' && key !== 'xmlns' && outer?.[key] !== uri) attributes[key === '' ? 'xmlns' : `xmlns:${key}`] = rename(uri);
    }
    if (element.namespace === '' && !Object.hasOwn(attributes, 'xmlns')) attributes['xmlns'] = '';
    for (const [key, value] of element.attributes) attributes[key] = value;
    for (const [key, value] of element.foreignAttributes) {
      const end = key.indexOf('}');
      const uri = key.slice(1, end);
      const known = uri === 'http://www.w3.org/XML/1998/namespace' ? 'xml' : prefixFor(uri, true);
      if (known !== undefined) attributes[`${known}:${key.slice(end + 1)}`] = value;
    }
    if (element.children.length === 0 && element.text !== '') this.text(name, element.text, attributes);
    else this.element(name, attributes, element.children.length > 0 ? () => element.children.forEach((child) => this.kept(child, rename, element.prefixes)) : undefined);
  }

  toString(): string {
    return `<?xml version="1.0" encoding="UTF-8"?>\n${this.lines.join('\n')}\n`;
  }

  private line(text: string): void {
    this.lines.push('  '.repeat(this.open.length) + text);
  }

  private attributes(attributes: Attributes): string {
    return Object.entries(attributes)
      .map(([name, value]) => (value === undefined ? '' : ` ${name}="${this.escape(String(value)).replaceAll('"', '&quot;').replaceAll('\n', '&#10;').replaceAll('\t', '&#9;')}"`))
      .join('');
  }

  private escape(text: string): string {
    if (forbidden.test(text) && this.unwritable.length < 100) this.unwritable.push(text);
    return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\r', '&#13;');
  }
}

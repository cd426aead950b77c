import type { Fault } from '@arbiter/contracts';
import { isDmnNamespace, isFeelNamespace } from './dmn-namespaces.js';
import type { InformationItem, Named, Reference, UnaryTests } from './dmn-model.js';
import { faultAt, type XmlElement, type XmlPosition } from './read-xml.js';

export const maxFaults = 100;

/** White space in names counts as one space (DMN 10.3.1.2). */
export function normalName(name: string): string {
  return name.trim().replace(/\s+/gu, ' ');
}

/** Reads what all elements of a DMN file share, and gathers faults. */
export class ElementReader {
  readonly faults: Fault[] = [];
  /** Names of imports by namespace, and the file's own namespace: for qualified type names of old versions. */
  readonly importNames = new Map<string, string>();
  ownNamespace = '';
  /** Language of expressions that name none; undefined for FEEL. */
  defaultLanguage: string | undefined;

  fault(at: XmlPosition, code: string, message: string): void {
    if (this.faults.length < maxFaults) this.faults.push(faultAt(at, code, message));
  }

  /** Children of the model's own namespace with this name. */
  all(element: XmlElement, name: string): XmlElement[] {
    return element.children.filter((child) => child.name === name && isDmnNamespace(child.namespace));
  }

  first(element: XmlElement, name: string): XmlElement | undefined {
    const found = this.all(element, name);
    if (found.length > 1) this.fault(found[1]!.at, 'dmn-repeated-element', `<${element.name}> holds <${name}> twice, which may stand there once; delete one`);
    return found[0];
  }

  text(element: XmlElement, name: string): string | undefined {
    return this.first(element, name)?.text;
  }

  flag(element: XmlElement, name: string): boolean {
    const given = element.attributes.get(name)?.trim();
    if (given !== undefined && !['true', 'false', '1', '0'].includes(given)) this.fault(element.at, 'dmn-wrong-value', `${name} of <${element.name}> is ${JSON.stringify(given.slice(0, 100))}; give true or false`);
    return given === 'true' || given === '1';
  }

  named(element: XmlElement): Named {
    const name = normalName(element.attributes.get('name') ?? '');
    if (name === '') this.fault(element.at, 'dmn-name-missing', `<${element.name}> has no name; give it the attribute name`);
    return { name, ...this.described(element) };
  }

  described(element: XmlElement): { id?: string; label?: string; description?: string; at: XmlPosition } {
    const id = element.attributes.get('id');
    const label = element.attributes.get('label');
    const description = this.text(element, 'description');
    return { ...(id === undefined ? {} : { id }), ...(label === undefined ? {} : { label }), ...(description === undefined ? {} : { description }), at: element.at };
  }

  informationItem(element: XmlElement): InformationItem {
    return { ...this.named(element), ...this.typed(element) };
  }

  typed(element: XmlElement): { typeRef?: string } {
    const given = element.attributes.get('typeRef') ?? (element.children.length > 0 ? this.text(element, 'typeRef') : undefined);
    return given === undefined || given.trim() === '' ? {} : { typeRef: this.typeName(given, element) };
  }

  /** A type's name without prefixes: DMN 1.1 writes `feel:string` and `imported:tLoan`. */
  typeName(given: string, element: XmlElement): string {
    const name = normalName(given);
    const qualified = /^([\p{L}_][\p{L}\p{N}_.-]*):(.+)$/u.exec(name);
    if (!qualified) return name;
    const [, prefix, local] = qualified as unknown as [string, string, string];
    const uri = Object.hasOwn(element.prefixes, prefix) ? element.prefixes[prefix]! : undefined;
    if (uri === undefined) return prefix === 'feel' ? local : name;
    if (isFeelNamespace(uri) || uri === this.ownNamespace) return local;
    const imported = this.importNames.get(uri);
    return imported === undefined || imported === '' ? local : `${imported}.${local}`;
  }

  reference(element: XmlElement, id?: string): Reference | undefined {
    const href = element.attributes.get('href')?.trim();
    if (href === undefined || href === '') {
      this.fault(element.at, 'dmn-reference-missing', `<${element.name}> has no href; give it the # and the id of what it refers to`);
      return undefined;
    }
    return { href, ...(id === undefined ? {} : { id }), at: element.at };
  }

  references(element: XmlElement, name: string): Reference[] {
    return this.all(element, name).flatMap((child) => this.reference(child) ?? []);
  }

  unaryTests(element: XmlElement): UnaryTests {
    const language = element.attributes.get('expressionLanguage') ?? this.defaultLanguage;
    const text = this.first(element, 'text');
    return { text: text?.text.trim() ?? '', ...(language === undefined ? {} : { expressionLanguage: language }), at: text?.at ?? element.at };
  }

  optionalTests(element: XmlElement, name: string): UnaryTests | undefined {
    const found = this.first(element, name);
    return found && this.unaryTests(found);
  }
}

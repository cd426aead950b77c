import type { Fault, Result } from '@arbiter/contracts';
import { SaxesParser, type SaxesTagNS } from 'saxes';

/** Where something stands in a file, both counted from 1. */
export interface XmlPosition { line: number; column: number }

export interface XmlElement {
  /** Name without its prefix. */
  readonly name: string;
  /** URI of the namespace; empty without one. */
  readonly namespace: string;
  /** Attributes without a namespace, by name. */
  readonly attributes: ReadonlyMap<string, string>;
  /** Attributes of a namespace, by `{uri}name`. */
  readonly foreignAttributes: ReadonlyMap<string, string>;
  readonly children: XmlElement[];
  /** Text directly inside, CDATA included, as it stands. */
  text: string;
  readonly at: XmlPosition;
  /** Namespaces by prefix where the element stands; for qualified names in its attributes. */
  readonly prefixes: Readonly<Record<string, string>>;
}

/** Caps of one file. A file of a few thousand decisions stays far below them. */
export const xmlLimits = { characters: 8_000_000, depth: 400, elements: 400_000 } as const;

/** A fault of an XML file; `path` is `line:column`. */
export function faultAt(at: XmlPosition, code: string, message: string): Fault {
  return { path: `${at.line}:${at.column}`, code, message: `${message} (line ${at.line}, column ${at.column})` };
}

class Refused extends Error {
  constructor(readonly fault: Fault) {
    super(fault.message);
  }
}

/**
 * Reads an XML document into elements. Document types are refused whole: entities can neither be defined nor expanded.
 * Faults: xml-too-large, xml-too-deep, xml-doctype, xml-malformed.
 */
export function readXml(source: string): Result<XmlElement, Fault[]> {
  if (source.length > xmlLimits.characters) return { ok: false, error: [faultAt({ line: 1, column: 1 }, 'xml-too-large', `The file has ${source.length} characters, of which at most ${xmlLimits.characters} are read; split it into several models that import each other`)] };
  const parser = new SaxesParser({ xmlns: true });
  const here = (): XmlPosition => ({ line: parser.line, column: parser.columnIndex + 1 });
  const open: XmlElement[] = [];
  let root: XmlElement | undefined;
  let elements = 0;
  let start: XmlPosition = { line: 1, column: 1 };
  const refuse = (at: XmlPosition, code: string, message: string): never => {
    throw new Refused(faultAt(at, code, message));
  };
  parser.on('error', (error) => refuse(here(), 'xml-malformed', `The file is no well-formed XML: ${error.message.replace(/^\d+:\d+: /, '')}`));
  parser.on('doctype', () => refuse(here(), 'xml-doctype', 'The file declares a document type, which is refused because entities could be defined there; delete the <!DOCTYPE …>'));
  // The name of a tag has been read when this is called; its "<" stands before that.
  parser.on('opentagstart', (tag) => {
    start = { line: parser.line, column: Math.max(1, parser.columnIndex - tag.name.length - 1) };
    if (open.length >= xmlLimits.depth) refuse(start, 'xml-too-deep', `Elements are nested deeper than ${xmlLimits.depth} levels at <${tag.name.slice(0, 60)}>; flatten the model`);
    elements += 1;
    if (elements > xmlLimits.elements) refuse(start, 'xml-too-large', `The file has more than ${xmlLimits.elements} elements; split it into several models that import each other`);
  });
  parser.on('opentag', (tag) => {
    const element = elementOf(tag, start, open.at(-1)?.prefixes ?? {});
    if (open.length > 0) open.at(-1)!.children.push(element);
    else root = element;
    open.push(element);
  });
  parser.on('closetag', () => void open.pop());
  const addText = (text: string) => {
    const element = open.at(-1);
    if (element) element.text += text;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  try {
    parser.write(source).close();
  } catch (error) {
    if (error instanceof Refused) return { ok: false, error: [error.fault] };
    throw error;
  }
  return root ? { ok: true, value: root } : { ok: false, error: [faultAt({ line: 1, column: 1 }, 'xml-malformed', 'The file holds no element')] };
}

function elementOf(tag: SaxesTagNS, at: XmlPosition, outer: Readonly<Record<string, string>>): XmlElement {
  const attributes = new Map<string, string>();
  const foreignAttributes = new Map<string, string>();
  for (const attribute of Object.values(tag.attributes)) {
    if (attribute.prefix === 'xmlns' || attribute.name === 'xmlns') continue;
    if (attribute.uri === '') attributes.set(attribute.local, attribute.value);
    else foreignAttributes.set(`{${attribute.uri}}${attribute.local}`, attribute.value);
  }
  const own = Object.keys(tag.ns);
  const prefixes = own.length === 0 ? outer : Object.assign(Object.create(null) as Record<string, string>, outer, tag.ns);
  return { name: tag.local, namespace: tag.uri, attributes, foreignAttributes, children: [], text: '', at, prefixes };
}

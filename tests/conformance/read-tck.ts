import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DmnModel } from '@arbiter/engine/dmn/dmn-model';
import { readDmn } from '@arbiter/engine/dmn/read-dmn';
import { readXml, type XmlElement } from '@arbiter/engine/dmn/read-xml';
import { parseDate, parseDateTime, parseTime } from '@arbiter/engine/feel/values/date-and-time';
import { parseDuration } from '@arbiter/engine/feel/values/durations';

export interface TckResult { name: string; errorResult: boolean; expected: unknown; type: string }
export interface TckCase {
  level: string;
  folder: string;
  file: string;
  id: string;
  type: string;
  invocable: string | undefined;
  inputs: Record<string, unknown>;
  results: TckResult[];
}

/** One test-case file with its model and the models beside it. */
export interface TckSuite {
  level: string;
  folder: string;
  file: string;
  modelFile: string;
  model: DmnModel | undefined;
  imports: DmnModel[];
  /** Why the model could not be read. */
  unreadable: string | undefined;
  cases: TckCase[];
}

const schemaInstance = 'http://www.w3.org/2001/XMLSchema-instance';
const child = (element: XmlElement, name: string) => element.children.find((candidate) => candidate.name === name);
const all = (element: XmlElement, name: string) => element.children.filter((candidate) => candidate.name === name);
const attribute = (element: XmlElement, name: string) => element.foreignAttributes.get(`{${schemaInstance}}${name}`);

/** Every suite below a folder that holds `compliance-level-2` and `compliance-level-3`. */
export function readTck(root: string): TckSuite[] {
  return readdirSync(root)
    .filter((level) => level.startsWith('compliance-level-'))
    .sort()
    .flatMap((level) => readdirSync(join(root, level)).sort().flatMap((folder) => readFolder(root, level, folder)));
}

function readFolder(root: string, level: string, folder: string): TckSuite[] {
  const path = join(root, level, folder);
  const files = readdirSync(path).sort();
  const models = new Map(files.filter((file) => file.endsWith('.dmn')).map((file) => [file, readDmn(readFileSync(join(path, file), 'utf8'))]));
  return files
    .filter((file) => file.endsWith('.xml'))
    .map((file): TckSuite => {
      const read = readXml(readFileSync(join(path, file), 'utf8'));
      if (!read.ok) throw new Error(`${level}/${folder}/${file}: ${read.error[0]!.message}`);
      const modelFile = child(read.value, 'modelName')!.text.trim();
      const main = models.get(modelFile);
      const others = [...models].flatMap(([name, model]) => (name !== modelFile && model.ok ? [model.value] : []));
      return {
        level,
        folder,
        file,
        modelFile,
        model: main?.ok ? main.value : undefined,
        imports: others,
        unreadable: main === undefined ? `there is no file ${modelFile}` : main.ok ? undefined : main.error[0]!.message,
        cases: all(read.value, 'testCase').map((element) => readCase(element, level, folder, file)),
      };
    });
}

function readCase(element: XmlElement, level: string, folder: string, file: string): TckCase {
  return {
    level,
    folder,
    file,
    id: element.attributes.get('id') ?? '',
    type: element.attributes.get('type') ?? 'decision',
    invocable: element.attributes.get('invocableName'),
    inputs: Object.fromEntries(
      all(element, 'inputNode').map((input) => {
        const namespace = input.attributes.get('namespace');
        const name = input.attributes.get('name')!;
        return [namespace === undefined ? name : `${namespace}#${name}`, readValue(input)];
      }),
    ),
    results: all(element, 'resultNode').map((result) => {
      const expected = child(result, 'expected');
      return { name: result.attributes.get('name')!, type: result.attributes.get('type') ?? '', errorResult: result.attributes.get('errorResult') === 'true', expected: expected ? readValue(expected) : null };
    }),
  };
}

function isNil(element: XmlElement): boolean {
  return attribute(element, 'nil') === 'true';
}

/** A value of FEEL from a value, a list or components of the test file. */
function readValue(element: XmlElement): unknown {
  if (isNil(element)) return null;
  const list = child(element, 'list');
  if (list) return isNil(list) ? null : all(list, 'item').map(readValue);
  const value = child(element, 'value');
  if (value) return isNil(value) ? null : readScalar(value);
  const components = all(element, 'component');
  return components.length === 0 ? null : Object.fromEntries(components.map((component) => [component.attributes.get('name')!, readValue(component)]));
}

function readScalar(element: XmlElement): unknown {
  const type = (attribute(element, 'type') ?? 'xsd:string').replace(/^.*:/, '');
  const text = element.text;
  switch (type) {
    case 'decimal': case 'double': case 'integer': case 'float': return Number(text.trim());
    case 'boolean': return text.trim() === 'true';
    case 'date': return parseDate(text.trim());
    case 'time': return parseTime(text.trim());
    case 'dateTime': return parseDateTime(text.trim());
    case 'duration': return parseDuration(text.trim());
    default: return text;
  }
}

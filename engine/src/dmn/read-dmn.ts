import type { Fault, Result } from '@arbiter/contracts';
import type { BusinessKnowledgeModel, Decision, DecisionService, DmnImport, DmnModel, InformationItem, InputData, ItemDefinition, KnowledgeSource, Named, Reference } from './dmn-model.js';
import { isDmnNamespace, modelNamespaces } from './dmn-namespaces.js';
import { ElementReader } from './element-reader.js';
import { isFeel, readChildExpression, readFunction } from './read-expression.js';
import { faultAt, readXml, type XmlElement } from './read-xml.js';

/**
 * Reads a DMN file of version 1.1 to 1.5. Every fault stands at `line:column`. Faults: those of readXml, dmn-not-a-model, dmn-name-missing,
 * dmn-duplicate-name, dmn-duplicate-id, dmn-repeated-element, dmn-reference-missing, dmn-expression-missing, dmn-hit-policy and others
 * of single expressions. References are looked up when the model is compiled, where its imports are known.
 */
export function readDmn(source: string): Result<DmnModel, Fault[]> {
  const xml = readXml(source);
  if (!xml.ok) return xml;
  const root = xml.value;
  if (root.name !== 'definitions' || !isDmnNamespace(root.namespace)) {
    return { ok: false, error: [faultAt(root.at, 'dmn-not-a-model', `The file's root is <${root.name.slice(0, 60)}> of the namespace ${JSON.stringify(root.namespace.slice(0, 200))}; a DMN model begins with <definitions> of version ${Object.values(modelNamespaces).join(', ')}`)] };
  }
  const reader = new ElementReader();
  const model = readDefinitions(root, reader);
  return reader.faults.length > 0 ? { ok: false, error: reader.faults } : { ok: true, value: model };
}

/** Elements of the model that are read by name; the others are kept as they stand. */
const understood = new Set(['import', 'itemDefinition', 'inputData', 'decision', 'businessKnowledgeModel', 'decisionService', 'knowledgeSource', 'description', 'extensionElements']);

function readDefinitions(root: XmlElement, reader: ElementReader): DmnModel {
  reader.ownNamespace = root.attributes.get('namespace')?.trim() ?? '';
  if (reader.ownNamespace === '') reader.fault(root.at, 'dmn-namespace-missing', 'The model has no namespace; give <definitions> the attribute namespace');
  const language = root.attributes.get('expressionLanguage');
  if (!isFeel(language)) reader.defaultLanguage = language;
  const imports = reader.all(root, 'import').map((element) => readImport(element, reader));
  for (const entry of imports) reader.importNames.set(entry.namespace, entry.name);
  const model: DmnModel = {
    ...reader.named(root),
    namespace: reader.ownNamespace,
    ...optional(root, 'exporter'),
    ...optional(root, 'exporterVersion'),
    imports,
    itemDefinitions: reader.all(root, 'itemDefinition').map((element) => readItemDefinition(element, reader)),
    inputData: reader.all(root, 'inputData').map((element): InputData => withVariable(element, reader)),
    decisions: reader.all(root, 'decision').map((element) => readDecision(element, reader)),
    knowledgeModels: reader.all(root, 'businessKnowledgeModel').map((element) => readKnowledgeModel(element, reader)),
    services: reader.all(root, 'decisionService').map((element) => readService(element, reader)),
    knowledgeSources: reader.all(root, 'knowledgeSource').map((element) => readKnowledgeSource(element, reader)),
    kept: root.children.filter((child) => !(isDmnNamespace(child.namespace) && understood.has(child.name))),
  };
  checkNames(model, reader);
  return model;
}

function optional(element: XmlElement, name: string): Record<string, string> {
  const value = element.attributes.get(name);
  return value === undefined ? {} : { [name]: value };
}

function readImport(element: XmlElement, reader: ElementReader): DmnImport {
  const namespace = element.attributes.get('namespace')?.trim() ?? '';
  if (namespace === '') reader.fault(element.at, 'dmn-namespace-missing', 'An <import> has no namespace; give it that of the imported model');
  // An import without a name brings its elements in under their own names (DMN 1.5, 6.3.3).
  const named = (element.attributes.get('name') ?? '').trim() === '' ? { name: '', ...reader.described(element) } : reader.named(element);
  return { ...named, namespace, importType: element.attributes.get('importType')?.trim() ?? '', ...optional(element, 'locationURI') };
}

function readItemDefinition(element: XmlElement, reader: ElementReader): ItemDefinition {
  const functionItem = reader.first(element, 'functionItem');
  const allowedValues = reader.optionalTests(element, 'allowedValues');
  const typeConstraint = reader.optionalTests(element, 'typeConstraint');
  const output = functionItem?.attributes.get('outputTypeRef');
  return {
    ...reader.named(element),
    ...reader.typed(element),
    isCollection: reader.flag(element, 'isCollection'),
    ...(allowedValues ? { allowedValues } : {}),
    ...(typeConstraint ? { typeConstraint } : {}),
    components: reader.all(element, 'itemComponent').map((component) => readItemDefinition(component, reader)),
    ...(functionItem
      ? {
          functionItem: {
            parameters: reader.all(functionItem, 'parameters').map((parameter) => reader.informationItem(parameter)),
            ...(output === undefined ? {} : { outputTypeRef: reader.typeName(output, functionItem) }),
            at: functionItem.at,
          },
        }
      : {}),
  };
}

function withVariable(element: XmlElement, reader: ElementReader): Named & { variable: InformationItem } {
  const named = reader.named(element);
  const variable = reader.first(element, 'variable');
  return { ...named, variable: variable ? { ...reader.informationItem(variable) } : { name: named.name } };
}

function requirements(element: XmlElement, holder: string, name: string, reader: ElementReader): Reference[] {
  return reader.all(element, holder).flatMap((requirement) => reader.all(requirement, name).flatMap((target) => reader.reference(target, requirement.attributes.get('id')) ?? []));
}

function readDecision(element: XmlElement, reader: ElementReader): Decision {
  const question = reader.text(element, 'question');
  const allowedAnswers = reader.text(element, 'allowedAnswers');
  const expression = readChildExpression(element, reader);
  return {
    ...withVariable(element, reader),
    ...(question === undefined ? {} : { question }),
    ...(allowedAnswers === undefined ? {} : { allowedAnswers }),
    requiredDecisions: requirements(element, 'informationRequirement', 'requiredDecision', reader),
    requiredInputs: requirements(element, 'informationRequirement', 'requiredInput', reader),
    requiredKnowledge: requirements(element, 'knowledgeRequirement', 'requiredKnowledge', reader),
    requiredAuthorities: requirements(element, 'authorityRequirement', 'requiredAuthority', reader),
    ...(expression ? { expression } : {}),
  };
}

function readKnowledgeModel(element: XmlElement, reader: ElementReader): BusinessKnowledgeModel {
  const logic = reader.first(element, 'encapsulatedLogic');
  return {
    ...withVariable(element, reader),
    requiredKnowledge: requirements(element, 'knowledgeRequirement', 'requiredKnowledge', reader),
    requiredAuthorities: requirements(element, 'authorityRequirement', 'requiredAuthority', reader),
    ...(logic ? { logic: readFunction(logic, reader) } : {}),
  };
}

function readService(element: XmlElement, reader: ElementReader): DecisionService {
  return {
    ...withVariable(element, reader),
    outputDecisions: reader.references(element, 'outputDecision'),
    encapsulatedDecisions: reader.references(element, 'encapsulatedDecision'),
    inputDecisions: reader.references(element, 'inputDecision'),
    inputData: reader.references(element, 'inputData'),
  };
}

function readKnowledgeSource(element: XmlElement, reader: ElementReader): KnowledgeSource {
  const type = reader.text(element, 'type');
  return {
    ...reader.named(element),
    ...(type === undefined ? {} : { type }),
    ...optional(element, 'locationURI'),
    requiredAuthorities: requirements(element, 'authorityRequirement', 'requiredAuthority', reader),
    requiredDecisions: requirements(element, 'authorityRequirement', 'requiredDecision', reader),
    requiredInputs: requirements(element, 'authorityRequirement', 'requiredInput', reader),
  };
}

function checkNames(model: DmnModel, reader: ElementReader): void {
  unique(model.itemDefinitions, 'name', 'dmn-duplicate-name', reader);
  const elements = [...model.inputData, ...model.decisions, ...model.knowledgeModels, ...model.services];
  unique([...elements, ...model.imports.filter(({ name }) => name !== '')], 'name', 'dmn-duplicate-name', reader);
  unique([...elements, ...model.knowledgeSources], 'id', 'dmn-duplicate-id', reader);
}

function unique(items: readonly Named[], key: 'name' | 'id', code: string, reader: ElementReader): void {
  const seen = new Set<string>();
  for (const item of items) {
    const value = item[key];
    if (value === undefined || value === '') continue;
    if (seen.has(value)) reader.fault(item.at ?? { line: 1, column: 1 }, code, `The ${key} ${JSON.stringify(value)} is given twice; give one of the two another ${key}`);
    seen.add(value);
  }
}

import type { Fault, Result } from '@arbiter/contracts';
import { isDmnNamespace, writtenNamespaces } from './dmn-namespaces.js';
import type { DmnModel, ItemDefinition, Reference } from './dmn-model.js';
import { description, namedAttributes, writeExpression, writeFunction, writeItem, writeTests } from './write-expression.js';
import { XmlWriter } from './xml-writer.js';

const diagramNamespace = /^https?:\/\/www\.omg\.org\/spec\/DMN\/\d{8}\/DMNDI\/$/;

/**
 * A model as a file of DMN 1.5, which reads back as an equal model. Order of elements as in the standard's schema. Diagrams and other kept
 * elements are written as they stood. Faults: dmn-text-not-xml (control characters, which XML cannot hold).
 */
export function writeDmn(model: DmnModel): Result<string, Fault[]> {
  const out = new XmlWriter();
  out.element(
    'definitions',
    {
      xmlns: writtenNamespaces.model,
      'xmlns:dmndi': writtenNamespaces.diagram,
      'xmlns:dc': writtenNamespaces.shapes,
      'xmlns:di': writtenNamespaces.edges,
      ...namedAttributes(model),
      namespace: model.namespace,
      expressionLanguage: writtenNamespaces.feel,
      typeLanguage: writtenNamespaces.feel,
      exporter: model.exporter,
      exporterVersion: model.exporterVersion,
    },
    () => {
      description(model, out);
      writeDefinitions(model, out);
      // Diagrams come last in the schema.
      const [diagrams, others] = [model.kept.filter(({ name }) => name === 'DMNDI'), model.kept.filter(({ name }) => name !== 'DMNDI')];
      for (const element of [...others, ...diagrams]) out.kept(element, (uri) => (isDmnNamespace(uri) ? writtenNamespaces.model : diagramNamespace.test(uri) ? writtenNamespaces.diagram : uri));
    },
  );
  if (out.unwritable.length > 0) return { ok: false, error: out.unwritable.map((text) => ({ path: '', code: 'dmn-text-not-xml', message: `The text ${JSON.stringify(text.slice(0, 200))} holds control characters, which XML cannot; delete them` })) };
  return { ok: true, value: out.toString() };
}

function writeDefinitions(model: DmnModel, out: XmlWriter): void {
  for (const entry of model.imports) {
    out.element('import', { ...namedAttributes(entry), namespace: entry.namespace, importType: entry.importType, locationURI: entry.locationURI }, () => description(entry, out));
  }
  for (const definition of model.itemDefinitions) writeItemDefinition('itemDefinition', definition, out);
  for (const input of model.inputData) {
    out.element('inputData', namedAttributes(input), () => {
      description(input, out);
      writeItem('variable', input.variable, out);
    });
  }
  for (const decision of model.decisions) {
    out.element('decision', namedAttributes(decision), () => {
      description(decision, out);
      if (decision.question !== undefined) out.text('question', decision.question);
      if (decision.allowedAnswers !== undefined) out.text('allowedAnswers', decision.allowedAnswers);
      writeItem('variable', decision.variable, out);
      requirements('informationRequirement', 'requiredDecision', decision.requiredDecisions, out);
      requirements('informationRequirement', 'requiredInput', decision.requiredInputs, out);
      requirements('knowledgeRequirement', 'requiredKnowledge', decision.requiredKnowledge, out);
      requirements('authorityRequirement', 'requiredAuthority', decision.requiredAuthorities, out);
      if (decision.expression) writeExpression(decision.expression, out);
    });
  }
  for (const knowledge of model.knowledgeModels) {
    out.element('businessKnowledgeModel', namedAttributes(knowledge), () => {
      description(knowledge, out);
      writeItem('variable', knowledge.variable, out);
      if (knowledge.logic) writeFunction('encapsulatedLogic', knowledge.logic, out);
      requirements('knowledgeRequirement', 'requiredKnowledge', knowledge.requiredKnowledge, out);
      requirements('authorityRequirement', 'requiredAuthority', knowledge.requiredAuthorities, out);
    });
  }
  for (const service of model.services) {
    out.element('decisionService', namedAttributes(service), () => {
      description(service, out);
      writeItem('variable', service.variable, out);
      const references = (name: string, list: readonly Reference[]) => list.forEach(({ href }) => out.element(name, { href }));
      references('outputDecision', service.outputDecisions);
      references('encapsulatedDecision', service.encapsulatedDecisions);
      references('inputDecision', service.inputDecisions);
      references('inputData', service.inputData);
    });
  }
  for (const source of model.knowledgeSources) {
    out.element('knowledgeSource', { ...namedAttributes(source), locationURI: source.locationURI }, () => {
      description(source, out);
      requirements('authorityRequirement', 'requiredAuthority', source.requiredAuthorities, out);
      requirements('authorityRequirement', 'requiredDecision', source.requiredDecisions, out);
      requirements('authorityRequirement', 'requiredInput', source.requiredInputs, out);
      if (source.type !== undefined) out.text('type', source.type);
    });
  }
}

function requirements(holder: string, name: string, references: readonly Reference[], out: XmlWriter): void {
  for (const { id, href } of references) out.element(holder, { id }, () => out.element(name, { href }));
}

function writeItemDefinition(element: string, definition: ItemDefinition, out: XmlWriter): void {
  out.element(element, { ...namedAttributes(definition), isCollection: definition.isCollection ? true : undefined }, () => {
    description(definition, out);
    if (definition.typeRef !== undefined) out.text('typeRef', definition.typeRef);
    writeTests('allowedValues', definition.allowedValues, out);
    writeTests('typeConstraint', definition.typeConstraint, out);
    for (const component of definition.components) writeItemDefinition('itemComponent', component, out);
    const { functionItem } = definition;
    if (functionItem) out.element('functionItem', { outputTypeRef: functionItem.outputTypeRef }, () => functionItem.parameters.forEach((parameter) => writeItem('parameters', parameter, out)));
  });
}

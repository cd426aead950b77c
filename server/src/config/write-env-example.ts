import { listVariables, type VariableSchema } from './environment.js';

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length + 1 <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

function describeValues(schema: VariableSchema): string | undefined {
  if (schema.anyOf) return `One of ${schema.anyOf.map((option) => option.const).join(', ')}.`;
  if (schema.type === 'integer') return `A whole number from ${schema.minimum} to ${schema.maximum}.`;
  return undefined;
}

/** The text of `.env.example`: every variable with its meaning, its values and its default, all of them switched off. */
export function writeEnvExample(): string {
  const blocks = listVariables().map(({ name, schema }) => {
    const values = describeValues(schema);
    const text = wrap([schema.description, values].filter(Boolean).join(' '), 110).map((line) => `# ${line}`);
    return [...text, `# ${name}=${String(schema.default ?? schema.examples?.[0] ?? '')}`].join('\n');
  });
  return `# Settings of Arbiter, read from the environment. Everything has a default: nothing needs to be set for a first start.\n# This file is written by scripts/write-env-example.mjs from server/src/config/environment.ts.\n\n${blocks.join('\n\n')}\n\n# Secrets of sources (docs/sources.md), by names that begin so.\n# ARBITER_SECRET_CRM_PASSWORD=\n`;
}

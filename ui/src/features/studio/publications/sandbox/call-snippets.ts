import type { Environment } from '@arbiter/contracts';

export interface CallSnippet {
  /** Origin of the server: `https://decisions.example.com`. */
  origin: string;
  endpoint: string;
  environment: Environment;
  input: unknown;
  /** Whether calls need an API key. */
  needsKey: boolean;
}

export const snippetLanguages = ['curl', 'javascript', 'python'] as const;
export type SnippetLanguage = (typeof snippetLanguages)[number];

/** Stands where the reader's own key belongs. */
export const keyPlaceholder = 'arb_YOUR_KEY';

const addressOf = ({ origin, endpoint, environment }: CallSnippet): string => `${origin}/v1/strategies/${encodeURIComponent(endpoint)}/decisions${environment === 'production' ? '' : `?environment=${environment}`}`;

/** A text in single quotes of a POSIX shell: nothing in it means anything to the shell. */
export const shellQuoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

function curl(call: CallSnippet): string {
  return [
    `curl ${shellQuoted(addressOf(call))}`,
    `  -H 'content-type: application/json'`,
    ...(call.needsKey ? [`  -H 'authorization: Bearer ${keyPlaceholder}'`] : []),
    `  -d ${shellQuoted(JSON.stringify({ input: call.input }, null, 2))}`,
  ].join(' \\\n');
}

function javascript(call: CallSnippet): string {
  return `const response = await fetch(${JSON.stringify(addressOf(call))}, {
  method: 'POST',
  headers: { 'content-type': 'application/json'${call.needsKey ? `, authorization: 'Bearer ${keyPlaceholder}'` : ''} },
  body: JSON.stringify({ input: ${indented(JSON.stringify(call.input, null, 2), '  ')} }),
});
const answer = await response.json();
if (!response.ok) throw new Error(\`\${answer.code}: \${answer.detail}\`);
console.log(answer.outputs);`;
}

/** JSON as a literal of Python: its three words are written otherwise, and its texts are texts of Python as they are. */
export function pythonLiteral(value: unknown, indent = ''): string {
  if (value === null || value === undefined) return 'None';
  if (value === true) return 'True';
  if (value === false) return 'False';
  const inner = `${indent}    `;
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `[\n${value.map((one) => `${inner}${pythonLiteral(one, inner)},\n`).join('')}${indent}]`;
  if (typeof value === 'object') {
    const entries = Object.entries(value);
    return entries.length === 0 ? '{}' : `{\n${entries.map(([key, one]) => `${inner}${JSON.stringify(key)}: ${pythonLiteral(one, inner)},\n`).join('')}${indent}}`;
  }
  return JSON.stringify(value);
}

function python(call: CallSnippet): string {
  return `import requests

response = requests.post(
    ${JSON.stringify(addressOf(call))},
${call.needsKey ? `    headers={"authorization": "Bearer ${keyPlaceholder}"},\n` : ''}    json={"input": ${pythonLiteral(call.input, '    ')}},
    timeout=10,
)
response.raise_for_status()
print(response.json()["outputs"])`;
}

const indented = (text: string, by: string): string => text.replaceAll('\n', `\n${by}`);
const writers: Record<SnippetLanguage, (call: CallSnippet) => string> = { curl, javascript, python };

/** A program's call of an endpoint, ready to be run. */
export const callSnippet = (language: SnippetLanguage, call: CallSnippet): string => writers[language](call);

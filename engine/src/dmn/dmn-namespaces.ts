/** Namespaces of the model elements by version of the standard; 1.5 is what is written. */
export const modelNamespaces: Readonly<Record<string, string>> = {
  'http://www.omg.org/spec/DMN/20151101/dmn.xsd': '1.1',
  'http://www.omg.org/spec/DMN/20180521/MODEL/': '1.2',
  'https://www.omg.org/spec/DMN/20191111/MODEL/': '1.3',
  'https://www.omg.org/spec/DMN/20211108/MODEL/': '1.4',
  'https://www.omg.org/spec/DMN/20230324/MODEL/': '1.5',
};

export const writtenNamespaces = {
  model: 'https://www.omg.org/spec/DMN/20230324/MODEL/',
  diagram: 'https://www.omg.org/spec/DMN/20230324/DMNDI/',
  shapes: 'http://www.omg.org/spec/DMN/20180521/DC/',
  edges: 'http://www.omg.org/spec/DMN/20180521/DI/',
  feel: 'https://www.omg.org/spec/DMN/20230324/FEEL/',
} as const;

/** FEEL's own namespaces: names of built-in types may carry a prefix that is bound to one. */
const feelNamespace = /^https?:\/\/www\.omg\.org\/spec\/(DMN\/\d{8}\/FEEL\/?|FEEL\/\d{8}\/?)$/;

export function isFeelNamespace(uri: string): boolean {
  return feelNamespace.test(uri);
}

export function isDmnNamespace(uri: string): boolean {
  return Object.hasOwn(modelNamespaces, uri);
}
